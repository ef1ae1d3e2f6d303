"""What one agency is asked, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assignment, EvidenceReference, Participation, ReturnedQuestion
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.changed import with_submission
from assessments.queries.comments import unread_counts
from assessments.queries.conditions import why_locked
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.delegated import leads, with_officer
from assessments.queries.layout import LayoutRow, RowState, layout
from assessments.queries.previous import cycle_handed_over
from assessments.queries.releases import ReleaseView, last_release, names_of_leads
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    code: str
    title: str
    is_answered: bool
    """Somebody stands for the answer: one that was carried over counts once it is confirmed."""
    carried_from: str
    """Code of the earlier cycle that its answer repeats unconfirmed; else empty."""
    lacks_evidence: bool
    """Answered at a level that needs a reference before submission, without one."""
    is_returned: bool
    given_to: str
    """The officer to whom the lead gave it; empty for nobody in particular."""
    is_own: bool
    """That officer is the reader."""
    unread_comments: int

    @property
    def is_carried(self) -> bool:
        return bool(self.carried_from)

    @property
    def alone(self) -> tuple[TaskQuestion, ...]:
        """Itself, where one or several are asked for."""
        return (self,)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The agency's questions in one cell. ``next_code`` is where a click leads: the first open question, else the first."""

    code: str
    name: str
    asked: int
    answered: int
    carried: int
    """To be confirmed."""
    without_evidence: int
    returned: int
    status: RowState
    next_code: str
    questions: tuple[TaskQuestion, ...]

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered - self.carried


@dataclass(frozen=True, slots=True)
class TaskGroup:
    code: str
    name: str
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class TaskList:
    context: AssessmentContext
    agency: AgencyRef
    groups: tuple[TaskGroup, ...]
    own: tuple[TaskQuestion, ...]
    """What the lead gave to the reader, in the framework's order."""
    is_bound: bool
    """The reader answers ``own`` alone."""
    is_lead: bool
    asked: int
    answered: int
    without_evidence: int
    returned: int
    extended_until: date | None
    """The agency's own last day, where it was given more time than the others."""
    released_at: datetime | None
    released_by: str
    is_absent: bool
    last_change_at: datetime | None
    continue_code: str | None
    """The first open question; None when nothing is open."""
    can_answer: bool
    can_release: bool
    """The person may release, and every question is answered."""
    waits_for_lead: bool
    """Every question is answered, and the reader is not the one who releases; ``leads`` says who is."""
    leads: tuple[str, ...]
    """Names; asked for only where the reader waits for them."""
    last_release: ReleaseView | None
    """Also one that was opened again; for what it says then."""
    can_reopen: bool
    reads_others: bool
    """The released answers of other agencies are open to the reader."""
    unread_comments: int
    """Of all questions, also of those that others are asked."""
    earlier_cycle: str
    """Code of the cycle whose answers can be taken over for questions that have none yet; empty without one."""

    @property
    def open_questions(self) -> tuple[TaskQuestion, ...]:
        """Questions without an answer, in the framework's order."""
        return tuple(question for question in self._questions if not question.is_answered and not question.is_carried)

    @property
    def to_confirm(self) -> tuple[TaskQuestion, ...]:
        """Questions whose carried answer waits for a confirmation, in the framework's order."""
        return tuple(question for question in self._questions if question.is_carried)

    @property
    def _questions(self) -> Iterator[TaskQuestion]:
        return (question for group in self.groups for row in group.rows for question in row.questions)


def tasks(person: User, at: datetime, assessment_id: int, agency_id: int) -> TaskList:
    """
    Return the task list of the person's agency; ten queries at most, however many questions and agencies there are.

    Raises:
        NotVisible: no such assessment, or not the person's agency.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    participation = own_participation(seen, agency_id)
    codes = seen.framework.indicator_codes
    officers = officers_asked(seen, agency_id)
    asked = tuple(indicator.code for indicator in seen.spec.indicators if indicator.code in officers)
    answers = {
        codes[indicator_id]: (seen.framework.value(kind, level_id), saved_at, cycle or "")
        for indicator_id, kind, level_id, saved_at, cycle in AgencyAnswer.objects.filter(
            assessment=seen.assessment, agency_id=agency_id
        ).values_list("indicator_id", "kind", "level_id", "saved_at", "carried_from__answer__assessment__cycle__code")
    }
    carried = {code: cycle for code, (_value, _at, cycle) in answers.items() if cycle}
    evidenced = {
        codes[indicator_id]
        for indicator_id in EvidenceReference.objects.filter(
            assessment=seen.assessment, agency_id=agency_id, removed_at__isnull=True
        ).values_list("indicator_id", flat=True)
    }
    returned = returned_codes(seen)
    unread = unread_counts(seen)
    questions = {
        code: TaskQuestion(
            code=code,
            title=seen.framework.indicators[code].title,
            is_answered=code in answers and code not in carried,
            carried_from=carried.get(code, ""),
            lacks_evidence=(
                code in answers and code not in evidenced and seen.framework.needs_evidence(answers[code][0])
            ),
            is_returned=code in returned,
            given_to=officers[code][1] or "",
            is_own=officers[code][0] == person.pk,
            unread_comments=unread.get(code, 0),
        )
        for code in asked
    }
    own = tuple(questions[code] for code in asked if questions[code].is_own)
    is_lead = leads(seen, agency_id)
    is_bound = bool(own) and not is_lead
    locked = not is_open(seen, participation)
    groups = []
    for group in layout(seen.spec):
        rows = [
            _row(row, [questions[code] for code in row.indicators if code in questions], locked) for row in group.rows
        ]
        shown = tuple(row for row in rows if row.asked)
        if shown:
            groups.append(TaskGroup(group.code, group.name, shown))
    open_codes = [
        code
        for code in asked
        if not locked
        and (questions[code].is_own or not is_bound)
        and (questions[code].is_returned or not questions[code].is_answered)
    ]
    # One's own come first.
    open_codes.sort(key=lambda code: not questions[code].is_own)
    answered = sum(question.is_answered for question in questions.values())
    is_complete = not locked and seen.status == Status.COLLECTION and 0 < len(asked) == answered
    is_released = participation.released_at is not None
    may_copy = seen.may(Action.ANSWER) and not locked and seen.status == Status.COLLECTION
    extended = participation.extended_until
    return TaskList(
        context=context_of(seen, extended_until=extended),
        agency=agency_ref(participation.agency),
        groups=tuple(groups),
        own=own,
        is_bound=is_bound,
        is_lead=is_lead,
        asked=len(asked),
        answered=answered,
        without_evidence=sum(question.lacks_evidence for question in questions.values()),
        returned=sum(question.is_returned for question in questions.values()),
        extended_until=extended if extended and extended > seen.assessment.answers_due else None,
        released_at=participation.released_at,
        released_by=participation.released_by.name if participation.released_by else "",
        is_absent=participation.absent,
        last_change_at=max((saved_at for _value, saved_at, _carried in answers.values()), default=None),
        continue_code=open_codes[0] if open_codes else None,
        can_answer=seen.may(Action.ANSWER) and not locked,
        can_release=is_lead and is_complete,
        waits_for_lead=not is_lead and is_complete,
        leads=names_of_leads(agency_id, at) if is_complete and not is_lead else (),
        last_release=last_release(seen, participation),
        can_reopen=is_lead and is_released and seen.may(Action.REOPEN_RELEASE),
        reads_others=is_released and seen.may(Action.READ_RELEASED_ANSWERS) and seen.status != Status.COLLECTION,
        unread_comments=sum(unread.values()),
        earlier_cycle=(
            cycle_handed_over(seen.assessment, agency_id)
            if may_copy and any(code not in answers for code in asked)
            else ""
        ),
    )


def own_participation(seen: Seen, agency_id: int) -> Participation:
    """
    Return the agency's part in the assessment, with agency and releaser, and when and by whom the country submitted.

    Raises:
        NotVisible: the agency does not take part.
    """
    standing = Participation.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id)
    participation = with_submission(standing.select_related("agency", "released_by")).first()
    if participation is None:
        raise NotVisible(_("There is no such agency for you in this assessment."))
    return participation


def officers_asked(seen: Seen, agency_id: int) -> dict[str, tuple[int | None, str | None]]:
    """Code of each question that the agency is asked → id and name of the officer to whom it was given; one query."""
    asked = with_officer(Assignment.objects.standing()).filter(assessment=seen.assessment, agency_id=agency_id)
    codes = seen.framework.indicator_codes
    return {
        codes[indicator_id]: (officer, name)
        for indicator_id, officer, name in asked.values_list("indicator_id", "officer", "officer_name")
    }


def returned_codes(seen: Seen) -> frozenset[str]:
    """Questions that were returned and are open; one query, and none outside that state."""
    if seen.status != Status.RETURNED:
        return frozenset()
    rows = ReturnedQuestion.objects.filter(assessment=seen.assessment, closed_at__isnull=True)
    return frozenset(
        seen.framework.indicator_codes[pk] for pk in rows.values_list("indicator_id", flat=True).order_by()
    )


def is_open(seen: Seen, participation: Participation) -> bool:
    """Whether the agency can write anything at all now (in ``returned``: its returned questions)."""
    return not why_locked(
        seen,
        is_active=participation.agency.is_active,
        is_released=participation.released_at is not None,
        is_returned=seen.status == Status.RETURNED,
    )


def row_state(asked: int, answered: int, returned: int, *, locked: bool, carried: int = 0) -> RowState:
    """``carried``: answers that wait for a confirmation; somebody has begun, and nothing more."""
    if returned:
        return "returned"
    if locked:
        return "locked"
    if answered >= asked:
        return "completed"
    return "in_progress" if answered or carried else "not_started"


def _row(row: LayoutRow, questions: Iterable[TaskQuestion], locked: bool) -> TaskRow:
    inside = tuple(questions)
    answered = sum(question.is_answered for question in inside)
    carried = sum(question.is_carried for question in inside)
    returned = sum(question.is_returned for question in inside)
    first_open = next((one.code for one in inside if one.is_returned), None) or next(
        (one.code for one in inside if not one.is_answered), None
    )
    return TaskRow(
        code=row.code,
        name=row.name,
        asked=len(inside),
        answered=answered,
        carried=carried,
        without_evidence=sum(question.lacks_evidence for question in inside),
        returned=returned,
        status=row_state(len(inside), answered, returned, locked=locked, carried=carried),
        next_code=first_open or (inside[0].code if inside else ""),
        questions=inside,
    )
