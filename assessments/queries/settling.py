"""One indicator: the agencies' released answers side by side, what they propose, and what the country has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Assignment, Participation, SettledLevel
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.attached import Files, files_of_country, with_files
from assessments.queries.comments import CommentPanel, panel
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
from assessments.queries.divergence import DivergenceFilter, divergence_order
from assessments.queries.previous import earlier_results
from assessments.queries.question import Returned, open_return
from assessments.queries.seen import handed_over_answers, handed_over_evidence
from assessments.queries.settled import proposal
from assessments.queries.warnings import WarningView, warnings_of
from assessments.scoring.consensus import AgencyAnswerValue, Spread, spread
from assessments.scoring.types import Value
from frameworks.spec import Category, EvidenceKind, Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """What the same agency wrote the last time that it handed over an answer to the question."""

    cycle_code: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class AgencyColumn:
    """One agency that was asked. ``answer`` is None unless it was released to the reader."""

    agency: AgencyRef
    state: Literal["answered", "not_released", "absent", "unanswered"]
    answer: JudgementView | None
    earlier: EarlierWords | None
    """None also where there is no ``answer`` to compare with it."""
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class PreviousNational:
    cycle_code: str
    cycle_name: str
    level: ValueView
    reason: str
    evidence: tuple[str, ...]
    """Titles of the references that were handed over then."""


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
    files: Files
    lacks_evidence: bool
    previous: PreviousNational | None
    warnings: tuple[WarningView, ...]
    """Those that touch this indicator, explained or not."""
    walks_divergence: bool
    """Position and neighbours are those among the rows of the divergence page, else of the framework."""
    position: int
    of: int
    previous_code: str | None
    next_code: str | None
    returned: Returned | None
    comments: CommentPanel
    can_settle: bool
    why_locked: str


def settling(
    person: User, at: datetime, assessment_id: int, indicator_code: str, walk: DivergenceFilter | None = None
) -> SettlePage:
    """
    Return one indicator with every agency's released answer; ten queries at most, however many agencies there are.

    Args:
        walk: the person goes through the rows of the divergence page that this filter keeps; an indicator that is not
            among them stands in the framework's order.

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
    rows, before = _settled(seen, indicator_code)
    evidence, evidence_before = _evidence(seen, indicator_code, before)
    columns, values = _columns(seen, indicator_code, evidence)
    proposed = proposal(seen.assessment, framework, indicator_code, values)
    row = next((one for one in rows if one.indicator_id == indicator_id), None)
    settled = {framework.indicator_codes[one.indicator_id]: framework.value(one.kind, one.level_id) for one in rows}
    returned = open_return(seen, indicator_id)
    order: Sequence[str] = () if walk is None else divergence_order(seen, walk)
    walks_divergence = indicator_code in order
    if not walks_divergence:
        order = [one.code for one in seen.spec.indicators]
    place = order.index(indicator_code)
    why_locked = _why_locked(seen, returned)
    return SettlePage(
        context=context_of(seen),
        indicator=indicator,
        path=path_of(framework, indicator),
        levels=level_options(framework, indicator, evidence),
        columns=columns,
        proposal=None if proposed.value is None else value_view(framework, proposed.value),
        proposal_reason=proposed.reason,
        spread=spread(seen.spec, values),
        settled=None if row is None else judgement_view(framework, row),
        revision=0 if row is None else row.revision,
        na_approved_at=None if row is None else row.na_approved_at,
        national_evidence=tuple(one for one in evidence if one.agency is None),
        evidence_kinds=seen.spec.evidence_kinds,
        files=files_of_country(seen, indicator_id) if seen.may(Action.ADD_NATIONAL_EVIDENCE) else Files(),
        lacks_evidence=(
            row is not None and not evidence and framework.needs_evidence(framework.value(row.kind, row.level_id))
        ),
        previous=_previous(seen, before, evidence_before),
        warnings=tuple(warnings_of(seen, settled, touching=indicator_code)),
        walks_divergence=walks_divergence,
        position=place + 1,
        of=len(order),
        previous_code=order[place - 1] if place else None,
        next_code=order[place + 1] if place + 1 < len(order) else None,
        returned=returned,
        comments=panel(seen, indicator_code),
        can_settle=not why_locked,
        why_locked=why_locked,
    )


def _columns(
    seen: Seen, indicator_code: str, evidence: Sequence[EvidenceView]
) -> tuple[tuple[AgencyColumn, ...], tuple[AgencyAnswerValue, ...]]:
    indicator_id = seen.framework.indicator_ids[indicator_code]
    asked = Assignment.objects.standing().filter(assessment=seen.assessment, indicator_id=indicator_id)
    participations = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, agency_id__in=asked.values("agency_id"))
        .select_related("agency")
        .order_by("agency__name")
    )
    answers, earlier = _said(seen, indicator_code)
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
                earlier=None if answer is None else earlier.get(agency.pk),
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


def _said(seen: Seen, indicator_code: str) -> tuple[dict[int, AgencyAnswer], dict[int, EarlierWords]]:
    """
    Agency id → its released answer, and agency id → what it wrote in the latest earlier result; one query.

    What an agency said that is asked no longer is among the answers, and has no column.
    """
    earlier = earlier_results(seen.assessment).order_by().values("pk")
    rows = (
        handed_over_answers()
        .filter(Q(assessment=seen.assessment) | Q(assessment__in=earlier), indicator__code=indicator_code)
        .select_related("saved_by", "assessment__cycle")
        .order_by("-assessment__reference_date", "-assessment_id")
    )
    answers: dict[int, AgencyAnswer] = {}
    words: dict[int, EarlierWords] = {}
    for row in rows:
        if row.assessment_id == seen.assessment.pk:
            answers[row.agency_id] = row
        else:
            words.setdefault(row.agency_id, EarlierWords(row.assessment.cycle.code, row.reason, row.comment))
    return answers, words


def _settled(seen: Seen, indicator_code: str) -> tuple[list[SettledLevel], SettledLevel | None]:
    """Every national level of now, and that of the indicator in the latest earlier result; one query."""
    earlier = earlier_results(seen.assessment).order_by().values("pk")
    rows = (
        SettledLevel.objects.filter(
            Q(assessment=seen.assessment) | Q(assessment__in=earlier, indicator__code=indicator_code)
        )
        .select_related("saved_by", "level", "assessment__cycle")
        .order_by("-assessment__reference_date", "-assessment_id", "indicator_id")
    )
    now = [row for row in rows if row.assessment_id == seen.assessment.pk]
    before = next((row for row in rows if row.assessment_id != seen.assessment.pk), None)
    if before is not None and before.level is not None and before.level.code not in seen.framework.level_ids:
        before = None
    return now, before


def _evidence(
    seen: Seen, indicator_code: str, before: SettledLevel | None
) -> tuple[list[EvidenceView], tuple[str, ...]]:
    """The references behind the level now, and the titles of those behind the one before; one query."""
    assessments = [seen.assessment.pk] + ([] if before is None else [before.assessment_id])
    rows = list(with_files(handed_over_evidence(*assessments).filter(indicator__code=indicator_code)))
    now = [evidence_view(seen.framework, row) for row in rows if row.assessment_id == seen.assessment.pk]
    return now, tuple(row.title for row in rows if row.assessment_id != seen.assessment.pk)


def _previous(seen: Seen, row: SettledLevel | None, evidence: tuple[str, ...]) -> PreviousNational | None:
    if row is None:
        return None
    cycle = row.assessment.cycle
    value = Value(row.kind, row.level.code if row.level else None)
    return PreviousNational(cycle.code, cycle.name, value_view(seen.framework, value), row.reason, evidence)


def _why_locked(seen: Seen, returned: Returned | None) -> str:
    if not seen.may(Action.SETTLE):
        return _("National levels can be read but not changed now.")
    return why_level_locked(seen, is_returned=returned is not None)
