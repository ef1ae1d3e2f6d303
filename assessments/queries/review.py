"""The national levels of one assessment to read and to check: what stands, on which reference, and what is open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from assessments.lifecycle import Move, Status
from assessments.models import ReturnedQuestion
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.attached import with_files
from assessments.queries.changed import ChangedSince, changed_of
from assessments.queries.comments import unread_counts
from assessments.queries.conditions import Problem, problems_of
from assessments.queries.context import (
    AssessmentContext,
    EvidenceView,
    ValueView,
    context_of,
    evidence_view,
    value_view,
)
from assessments.queries.ground import (
    LATEST_FIRST,
    Ground,
    assessments_of,
    ground_from,
    levels_with_earlier,
    with_digest,
)
from assessments.queries.layout import layout
from assessments.queries.seen import handed_over_evidence
from assessments.queries.warnings import WarningView, warnings_of
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One indicator as the country has settled it. ``reason`` is the country's; ``returned`` the comment of an open return."""

    code: str
    title: str
    is_critical: bool
    value: ValueView | None
    reason: str
    revision: int
    """0 where nothing is settled."""
    is_insufficient: bool
    is_not_applicable: bool
    na_condition: str
    na_approved_at: datetime | None
    na_approved_by: str
    evidence: tuple[EvidenceView, ...]
    lacks_evidence: bool
    returned: str


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """The indicators of one cell, or of one category where there are no cells."""

    code: str
    name: str
    part: str
    """Name of the first category (IBM: the pillar)."""
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    context: AssessmentContext
    groups: tuple[ReviewGroup, ...]
    not_applicable: tuple[ReviewRow, ...]
    unapproved: int
    warnings: tuple[WarningView, ...]
    returned: int
    settled: int
    indicators: int
    problems: tuple[Problem, ...]
    """What stops acceptance; empty for whoever does not accept."""
    unread_comments: int
    changed: ChangedSince | None
    """None where nothing was sent back."""


def review(person: User, at: datetime, assessment_id: int) -> ReviewPage:
    """
    Return every national level with its references; ten queries at most, however many there are.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    levels = list(levels_with_earlier(seen.assessment).select_related("na_approved_by").order_by(*LATEST_FIRST))
    references = with_digest(handed_over_evidence(*assessments_of(seen.assessment, levels)))
    ground = ground_from(seen.assessment, levels, with_files(references))
    rows = _rows(seen, ground)
    groups = tuple(
        ReviewGroup(row.code, row.name, group.name, tuple(rows[code] for code in row.indicators))
        for group in layout(seen.spec)
        for row in group.rows
    )
    not_applicable = tuple(row for row in rows.values() if row.is_not_applicable)
    return ReviewPage(
        context=context_of(seen),
        groups=groups,
        not_applicable=not_applicable,
        unapproved=sum(row.na_approved_at is None for row in not_applicable),
        warnings=tuple(warnings_of(seen.assessment, ground)),
        returned=sum(bool(row.returned) for row in rows.values()),
        settled=sum(row.value is not None for row in rows.values()),
        indicators=len(rows),
        problems=tuple(problems_of(seen, Move.ACCEPT)) if seen.may(Action.ACCEPT) else (),
        unread_comments=sum(unread_counts(seen).values()),
        changed=changed_of(seen),
    )


def _rows(seen: Seen, ground: Ground) -> dict[str, ReviewRow]:
    framework = seen.framework
    settled = {row.indicator_id: row for row in ground.rows}
    evidence: dict[int, list[EvidenceView]] = defaultdict(list)
    for reference in ground.references:
        evidence[reference.indicator_id].append(evidence_view(framework, reference))
    open_returns = ReturnedQuestion.objects.filter(assessment=seen.assessment, closed_at__isnull=True)
    # The submission that answers them closes them all.
    returned = dict(open_returns.values_list("indicator_id", "comment")) if seen.status == Status.RETURNED else {}
    rows = {}
    for indicator in seen.spec.indicators:
        pk = framework.indicator_ids[indicator.code]
        row = settled.get(pk)
        value = None if row is None else framework.value(row.kind, row.level_id)
        references = tuple(evidence.get(pk, ()))
        rows[indicator.code] = ReviewRow(
            code=indicator.code,
            title=indicator.title,
            is_critical=indicator.critical,
            value=None if value is None else value_view(framework, value),
            reason="" if row is None else row.reason,
            revision=0 if row is None else row.revision,
            is_insufficient=value is not None and value.kind == "insufficient",
            is_not_applicable=value is not None and value.kind == "not_applicable",
            na_condition=indicator.na_condition,
            na_approved_at=None if row is None else row.na_approved_at,
            na_approved_by="" if row is None or row.na_approved_by is None else row.na_approved_by.name,
            evidence=references,
            lacks_evidence=value is not None and not references and framework.needs_evidence(value),
            returned=returned.get(pk, "") if seen.status == Status.RETURNED else "",
        )
    return rows
