"""One question of one agency: all that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assignment, EvidenceReference, ReturnedQuestion
from assessments.permissions import Action
from assessments.queries import conditions
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.attached import Files, files_of_agency, with_files
from assessments.queries.carrying import PreviousAnswer, previous_answers
from assessments.queries.comments import CommentPanel, panel
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    EvidenceView,
    JudgementView,
    LevelOption,
    agency_ref,
    context_of,
    evidence_view,
    judgement_view,
    level_options,
    path_of,
    with_cycle,
)
from assessments.queries.delegated import leads, with_officer
from assessments.queries.layout import row_of
from assessments.queries.tasks import own_participation
from frameworks.spec import Category, EvidenceKind, Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Returned:
    comment: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionPage:
    context: AssessmentContext
    agency: AgencyRef
    indicator: Indicator
    path: tuple[Category, ...]
    levels: tuple[LevelOption, ...]
    answer: JudgementView | None
    revision: int
    """Present revision; 0 without an answer. A save sends it back as ``expected_revision``."""
    evidence: tuple[EvidenceView, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    files: Files
    lacks_evidence: bool
    position: int
    """Place among the agency's questions of this cell, from 1."""
    of: int
    section: str
    """Code of the section that the question stands in."""
    overall_position: int
    """Place among all of the agency's questions, from 1."""
    overall_of: int
    previous_code: str | None
    next_code: str | None
    previous: PreviousAnswer | None
    also_asked: tuple[AgencyRef, ...]
    given_to: str
    """The officer to whom the lead gave the question; empty for nobody in particular."""
    returned: Returned | None
    released_at: datetime | None
    """When the agency handed its answers over; None while they are its own."""
    released_by: str
    submitted_at: datetime | None
    """When the country last handed its levels in; None before the first time."""
    submitted_by: str
    comments: CommentPanel
    can_edit: bool
    why_locked: str

    @property
    def can_copy(self) -> bool:
        """The earlier answer can be taken over as a start: nothing stands here yet."""
        return (
            self.can_edit
            and self.answer is None
            and self.context.status == Status.COLLECTION
            and self.previous is not None
            and not self.previous.why_not_copied
        )


def question(person: User, at: datetime, assessment_id: int, agency_id: int, indicator_code: str) -> QuestionPage:
    """
    Return the page of one question; nine queries, ten while returned, whatever the number of agencies, answers and cycles.

    Raises:
        NotVisible: no such assessment, agency or question for the person.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    participation = own_participation(seen, agency_id)
    asked, also_asked, given_to, is_for_others = asked_of(seen, agency_id, indicator_code)
    if indicator_code not in asked:
        raise NotVisible(_("This question is not asked of your agency."))
    indicator = seen.framework.indicators[indicator_code]
    indicator_id = seen.framework.indicator_ids[indicator_code]
    answer = (
        with_cycle(
            AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id)
        )
        .order_by()
        .first()
    )
    evidence = with_files(
        EvidenceReference.objects.filter(
            assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id, removed_at__isnull=True
        ).order_by("added_at", "pk")
    )
    references = tuple(evidence_view(seen.framework, row) for row in evidence)
    returned = open_return(seen, indicator_id)
    section = row_of(seen.spec)[indicator_code]
    in_cell = [code for code in section.indicators if code in asked]
    place = asked.index(indicator_code)
    why_locked = conditions.why_locked(
        seen,
        is_active=participation.agency.is_active,
        is_released=participation.released_at is not None,
        is_returned=returned is not None,
        is_for_others=is_for_others,
    )
    return QuestionPage(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        indicator=indicator,
        path=path_of(seen.framework, indicator),
        levels=level_options(seen.framework, indicator, references),
        answer=None if answer is None else judgement_view(seen.framework, answer),
        revision=0 if answer is None else answer.revision,
        evidence=references,
        evidence_kinds=seen.spec.evidence_kinds,
        files=files_of_agency(seen, agency_id, indicator_id),
        lacks_evidence=(
            answer is not None
            and not references
            and seen.framework.needs_evidence(seen.framework.value(answer.kind, answer.level_id))
        ),
        position=in_cell.index(indicator_code) + 1,
        of=len(in_cell),
        section=section.code,
        overall_position=place + 1,
        overall_of=len(asked),
        previous_code=asked[place - 1] if place else None,
        next_code=asked[place + 1] if place + 1 < len(asked) else None,
        previous=previous_answers(seen, agency_id, [indicator_code]).get(indicator_code),
        also_asked=also_asked,
        given_to=given_to,
        returned=returned,
        released_at=participation.released_at,
        released_by=participation.released_by.name if participation.released_by else "",
        submitted_at=participation.submitted_at,  # type: ignore[attr-defined]
        submitted_by=participation.submitted_by or "",  # type: ignore[attr-defined]
        comments=panel(seen, indicator_code),
        can_edit=not why_locked,
        why_locked=why_locked,
    )


def open_return(seen: Seen, indicator_id: int) -> Returned | None:
    """The coordinator's comment while the question is returned; one query, and none outside that state."""
    if seen.status != Status.RETURNED:
        return None
    row = (
        ReturnedQuestion.objects.filter(assessment=seen.assessment, indicator_id=indicator_id, closed_at__isnull=True)
        .values_list("comment", "returned_by__name", "returned_at")
        .first()
    )
    return None if row is None else Returned(*row)


def asked_of(
    seen: Seen, agency_id: int, indicator_code: str
) -> tuple[tuple[str, ...], tuple[AgencyRef, ...], str, bool]:
    """
    What the agency is asked, in the framework's order, and who else is asked this question; one query for all.

    Then to whom its lead gave the question, and whether that closes it to the person.
    """
    ids = seen.framework.indicator_ids
    wanted = ids.get(indicator_code)
    rows = with_officer(Assignment.objects.standing()).filter(
        Q(agency_id=agency_id) | Q(indicator_id=wanted), assessment=seen.assessment
    )
    own: dict[int, int | None] = {}
    others: list[AgencyRef] = []
    given_to = ""
    for indicator_id, officer, officer_name, *agency in rows.order_by("agency__name").values_list(
        "indicator_id", "officer", "officer_name", "agency_id", "agency__code", "agency__name"
    ):
        if agency[0] != agency_id:
            others.append(AgencyRef(*agency))
            continue
        own[indicator_id] = officer
        if indicator_id == wanted:
            given_to = officer_name or ""
    person = seen.person.pk
    bound = person in own.values() and not leads(seen, agency_id)
    asked = tuple(one.code for one in seen.spec.indicators if ids[one.code] in own)
    return asked, tuple(others), given_to, bound and own.get(wanted or 0) != person
