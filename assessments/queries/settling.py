"""One indicator: the agencies' released answers side by side, what they propose, and what the country has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from assessments.models import Assignment, Participation, SettledLevel
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.conditions import why_level_locked
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    EvidenceView,
    JudgementView,
    LevelOption,
    ValueView,
    agency_ref,
    context_of,
    evidence_view,
    judgement_view,
    level_options,
    path_of,
    value_view,
)
from assessments.queries.previous import said_before
from assessments.queries.question import Returned, open_return
from assessments.queries.seen import handed_over_evidence, released_answers
from assessments.queries.settled import proposal, settled_values
from assessments.queries.warnings import WarningView, warnings_of
from assessments.scoring.consensus import AgencyAnswerValue, Spread, spread
from assessments.scoring.types import Value
from frameworks.spec import Category, EvidenceKind, Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class AgencyColumn:
    """One agency that was asked. ``answer`` is None unless it was released to the reader."""

    agency: AgencyRef
    state: Literal["answered", "not_released", "absent", "unanswered"]
    answer: JudgementView | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class PreviousNational:
    cycle_code: str
    cycle_name: str
    level: ValueView
    reason: str


@dataclass(frozen=True, slots=True)
class SettlePage:
    context: AssessmentContext
    indicator: Indicator
    path: tuple[Category, ...]
    levels: tuple[LevelOption, ...]
    columns: tuple[AgencyColumn, ...]
    proposal: ValueView | None
    proposal_reason: str
    """The profile's reason where "not applicable" is proposed; fills the reason field."""
    spread: Spread
    settled: JudgementView | None
    revision: int
    na_approved_at: datetime | None
    national_evidence: tuple[EvidenceView, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    lacks_evidence: bool
    previous: PreviousNational | None
    warnings: tuple[WarningView, ...]
    """Those that touch this indicator, explained or not."""
    position: int
    of: int
    previous_code: str | None
    next_code: str | None
    returned: Returned | None
    can_settle: bool
    why_locked: str


def settling(person: User, at: datetime, assessment_id: int, indicator_code: str) -> SettlePage:
    """
    Return one indicator with every agency's released answer; ten queries at most, however many agencies there are.

    Raises:
        NotVisible: no such assessment or indicator for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    framework = seen.framework
    indicator = framework.indicators.get(indicator_code)
    if indicator is None:
        raise NotVisible(_("This version of the framework has no such question."))
    indicator_id = framework.indicator_ids[indicator_code]
    evidence = [
        evidence_view(framework, row)
        for row in handed_over_evidence(seen.assessment.pk).filter(indicator_id=indicator_id).select_related("agency")
    ]
    columns, values = _columns(seen, indicator_id, evidence)
    proposed = proposal(seen.assessment, framework, indicator_code, values)
    row = (
        SettledLevel.objects.filter(assessment=seen.assessment, indicator_id=indicator_id)
        .select_related("saved_by")
        .first()
    )
    touching = tuple(
        warning
        for warning in warnings_of(seen, settled_values(seen.assessment))
        if indicator_code in (warning.target, warning.prerequisite)
    )
    returned = open_return(seen, indicator_id)
    order = [one.code for one in seen.spec.indicators]
    place = order.index(indicator_code)
    why_locked = _why_locked(seen, returned)
    return SettlePage(
        context=context_of(seen),
        indicator=indicator,
        path=path_of(framework, indicator),
        levels=level_options(framework, indicator),
        columns=columns,
        proposal=None if proposed.value is None else value_view(framework, proposed.value),
        proposal_reason=proposed.reason,
        spread=spread(seen.spec, values),
        settled=None if row is None else judgement_view(framework, row),
        revision=0 if row is None else row.revision,
        na_approved_at=None if row is None else row.na_approved_at,
        national_evidence=tuple(one for one in evidence if one.agency is None),
        evidence_kinds=seen.spec.evidence_kinds,
        lacks_evidence=(
            row is not None and not evidence and framework.needs_evidence(framework.value(row.kind, row.level_id))
        ),
        previous=_previous(seen, indicator_code),
        warnings=touching,
        position=place + 1,
        of=len(order),
        previous_code=order[place - 1] if place else None,
        next_code=order[place + 1] if place + 1 < len(order) else None,
        returned=returned,
        can_settle=not why_locked,
        why_locked=why_locked,
    )


def _columns(
    seen: Seen, indicator_id: int, evidence: Sequence[EvidenceView]
) -> tuple[tuple[AgencyColumn, ...], tuple[AgencyAnswerValue, ...]]:
    asked = Assignment.objects.standing().filter(assessment=seen.assessment, indicator_id=indicator_id)
    participations = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, agency_id__in=asked.values("agency_id"))
        .select_related("agency")
        .order_by("agency__name")
    )
    answers = {
        row.agency_id: row
        for row in released_answers(seen.assessment.pk).filter(indicator_id=indicator_id).select_related("saved_by")
    }
    columns: list[AgencyColumn] = []
    values: list[AgencyAnswerValue] = []
    for participation in participations:
        agency = participation.agency
        answer = answers.get(agency.pk)
        if answer is not None:
            value = seen.framework.value(answer.kind, answer.level_id)
            values.append(AgencyAnswerValue(agency.code, tuple(agency.types), value))
        columns.append(
            AgencyColumn(
                agency=agency_ref(agency),
                state=_column_state(participation, has_answer=answer is not None),
                answer=None if answer is None else judgement_view(seen.framework, answer),
                evidence=tuple(one for one in evidence if one.agency is not None and one.agency.id == agency.pk),
            )
        )
    return tuple(columns), tuple(values)


def _column_state(
    participation: Participation, *, has_answer: bool
) -> Literal["answered", "not_released", "absent", "unanswered"]:
    if has_answer:
        return "answered"
    if participation.absent:
        return "absent"
    return "unanswered" if participation.released_at is not None else "not_released"


def _previous(seen: Seen, indicator_code: str) -> PreviousNational | None:
    row = (
        said_before(SettledLevel.objects.all(), seen.assessment, indicator_code)
        .select_related("level", "assessment__cycle")
        .first()
    )
    if row is None or (row.level is not None and row.level.code not in seen.framework.level_ids):
        return None
    cycle = row.assessment.cycle
    value = Value(row.kind, row.level.code if row.level else None)
    return PreviousNational(cycle.code, cycle.name, value_view(seen.framework, value), row.reason)


def _why_locked(seen: Seen, returned: Returned | None) -> str:
    if not seen.may(Action.SETTLE):
        return _("National levels can be read but not changed now.")
    return why_level_locked(seen, is_returned=returned is not None)
