"""One indicator: the agencies' released answers side by side, what they propose, and what the country has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Assignment, EvidenceReference, Participation, SettledLevel
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
    earlier_value_view,
    evidence_view,
    judgement_view,
    level_options,
    path_of,
    value_view,
)
from assessments.queries.divergence import DivergenceFilter, divergence_order
from assessments.queries.ground import LATEST_FIRST, assessments_of, ground_from, with_codes, with_digest
from assessments.queries.previous import earlier_results
from assessments.queries.question import Returned, open_return
from assessments.queries.seen import handed_over_answers, handed_over_evidence
from assessments.queries.settled import proposal
from assessments.queries.warnings import WarningView, warnings_of
from assessments.scoring.consensus import AgencyAnswerValue, Spread, spread
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
    is_on_scale: bool
    """The present version has its level; else ``level`` names it as the version of that time did."""
    reason: str
    saved_at: datetime
    saved_by: str
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
    """Those that this question could mend and that a sentence may explain, explained or not."""
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
    every = _levels(seen, indicator_code)
    rows = [one for one in every if one.assessment_id == seen.assessment.pk]
    before = next((one for one in every if one.assessment_id != seen.assessment.pk), None)
    references = _references(seen, indicator_code, before)
    evidence = [evidence_view(framework, one) for one in references if one.assessment_id == seen.assessment.pk]
    evidence_before = tuple(one.title for one in references if one.assessment_id != seen.assessment.pk)
    columns, values = _columns(seen, indicator_code, evidence)
    proposed = proposal(seen.assessment, framework, indicator_code, values)
    row = next((one for one in rows if one.indicator_id == indicator_id), None)
    # Of the other questions the references are not at hand; what touches this one does not ask for them.
    ground = ground_from(seen.assessment, every, references)
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
        warnings=tuple(
            one for one in warnings_of(seen.assessment, ground, touching=indicator_code) if one.remedy == "explain"
        ),
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


def _levels(seen: Seen, indicator_code: str) -> list[SettledLevel]:
    """Every national level of now, and those of the indicator in earlier results, the latest first; one query."""
    earlier = earlier_results(seen.assessment).order_by().values("pk")
    rows = SettledLevel.objects.filter(
        Q(assessment=seen.assessment) | Q(assessment__in=earlier, indicator__code=indicator_code)
    )
    return list(with_codes(rows).select_related("saved_by", "level", "assessment__cycle").order_by(*LATEST_FIRST))


def _references(seen: Seen, indicator_code: str, before: SettledLevel | None) -> list[EvidenceReference]:
    """The references behind the level now, and those behind the one before; one query."""
    assessments = assessments_of(seen.assessment, [] if before is None else [before])
    rows = handed_over_evidence(*assessments).filter(indicator__code=indicator_code)
    return list(with_files(with_digest(rows)))


def _previous(seen: Seen, row: SettledLevel | None, evidence: tuple[str, ...]) -> PreviousNational | None:
    if row is None:
        return None
    cycle, level = row.assessment.cycle, row.level
    code = None if level is None else level.code
    return PreviousNational(
        cycle_code=cycle.code,
        cycle_name=cycle.name,
        level=earlier_value_view(
            seen.framework, row.kind, code, value=level and level.value, name=level.name if level else ""
        ),
        is_on_scale=code is None or code in seen.framework.level_ids,
        reason=row.reason,
        saved_at=row.saved_at,
        saved_by=row.saved_by.name,
        evidence=evidence,
    )


def _why_locked(seen: Seen, returned: Returned | None) -> str:
    if not seen.may(Action.SETTLE):
        return _("National levels can be read but not changed now.")
    return why_level_locked(seen, is_returned=returned is not None)
