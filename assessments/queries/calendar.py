"""The days of an assessment: which there are, until when each can be moved, and what is suggested (methodology 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.lifecycle import BEFORE_ACCEPTED, Status
from assessments.models import Assessment, ExtensionRequest, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.conditions import last_day
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.delegated import leads
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible

COLLECTION = timedelta(weeks=6)
CONSOLIDATION = timedelta(weeks=2)
WORKSHOP_DAYS = 3
REVIEW = timedelta(weeks=4)
RESPONSE = timedelta(weeks=2)
_TUESDAY = 1
_UNTIL_CONSOLIDATION = frozenset({Status.SETUP, Status.COLLECTION, Status.CONSOLIDATION})

MOVABLE: Mapping[str, frozenset[Status]] = {
    "reference_date": frozenset({Status.SETUP}),
    "answers_due": frozenset({Status.SETUP, Status.COLLECTION}),
    "workshop_from": _UNTIL_CONSOLIDATION,
    "workshop_to": _UNTIL_CONSOLIDATION,
    "submission_due": BEFORE_ACCEPTED - {Status.SUBMITTED},
    "review_due": BEFORE_ACCEPTED,
    "response_due": BEFORE_ACCEPTED,
}
"""Day → the states in which it can be moved; in the order of the calendar. Later the step is over and its day stands."""
OPTIONAL = frozenset({"workshop_from", "workshop_to", "review_due", "response_due"})
"""Days that an assessment can do without."""
LABELS: Mapping[str, Promise] = {
    "reference_date": gettext_lazy("Reference date"),
    "answers_due": gettext_lazy("Answers due"),
    "workshop_from": gettext_lazy("Workshop begins"),
    "workshop_to": gettext_lazy("Workshop ends"),
    "submission_due": gettext_lazy("Submission due"),
    "review_due": gettext_lazy("Review due"),
    "response_due": gettext_lazy("Response due"),
}


def suggested_cycle(today: date) -> tuple[date, date]:
    """Return the days on which answers and the submission are due for a cycle that opens today: 6 weeks, then 2."""
    answers_due = today + COLLECTION
    return answers_due, answers_due + CONSOLIDATION


def suggested_steps(answers_due: date, submission_due: date) -> dict[str, date]:
    """
    Return the days of the later steps: a workshop of three days in the second week of consolidation, from Tuesday on, not after
    the submission; the review four weeks after it, the response two weeks later.
    """
    second_week = answers_due + timedelta(weeks=1)
    tuesday = second_week + timedelta(days=(_TUESDAY - second_week.weekday()) % 7)
    workshop_from = min(tuesday, submission_due)
    return {
        "workshop_from": workshop_from,
        "workshop_to": min(workshop_from + timedelta(days=WORKSHOP_DAYS - 1), submission_due),
        "review_due": submission_due + REVIEW,
        "response_due": submission_due + REVIEW + RESPONSE,
    }


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """``day`` is None where none is set; ``days_left`` counts in the country's time zone, negative when it has passed."""

    name: str
    label: str | Promise
    day: date | None
    days_left: int | None
    can_move: bool


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """What an agency asked for. ``granted`` is None until it is decided, 0 when it was refused."""

    id: int
    agency: AgencyRef
    days: int
    reason: str
    asked_by: str
    asked_at: datetime
    granted: int | None
    until: date | None
    answer: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    context: AssessmentContext
    days: tuple[CalendarDay, ...]
    needs_reason: bool
    """True once agencies were told the days: from collection on."""
    open_requests: tuple[ExtensionView, ...]
    decided: tuple[ExtensionView, ...]
    """Latest first."""

    @property
    def can_move(self) -> bool:
        return any(day.can_move for day in self.days)


@dataclass(frozen=True, slots=True)
class AskingPage:
    """What an agency's lead sees before asking for more time. ``until`` is the agency's present last day."""

    context: AssessmentContext
    agency: AgencyRef
    until: date
    is_released: bool
    open_request: ExtensionView | None
    last_answer: ExtensionView | None
    """What the focal point decided last; None while a wish is open, or none was decided."""


@dataclass(frozen=True, slots=True)
class DecidingPage:
    context: AssessmentContext
    request: ExtensionView
    until: date
    """The agency's present last day."""


def calendar(person: User, at: datetime, assessment_id: int) -> CalendarPage:
    """
    Return the days of an assessment with what agencies asked for; three queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read progress.
    """
    seen = see(person, at, assessment_id, Action.READ_PROGRESS)
    wishes = []
    if seen.may(Action.READ_EXTENSIONS):
        wishes = [extension_view(row) for row in _requests(seen.assessment)]
    today, may_move = seen.today(), seen.may(Action.MOVE_DEADLINE)
    return CalendarPage(
        context=context_of(seen),
        days=tuple(
            CalendarDay(
                name,
                LABELS[name],
                day := getattr(seen.assessment, name),
                None if day is None or name == "reference_date" else (day - today).days,
                may_move and seen.status in states,
            )
            for name, states in MOVABLE.items()
        ),
        needs_reason=seen.status != Status.SETUP,
        open_requests=tuple(one for one in wishes if one.decided_at is None),
        decided=tuple(one for one in wishes if one.decided_at is not None),
    )


def extensions(person: User, at: datetime, assessment_id: int) -> tuple[ExtensionView, ...]:
    """
    Return what agencies asked for, the latest first; three queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person is neither focal point nor signatory of the country.
    """
    seen = see(person, at, assessment_id, Action.READ_EXTENSIONS)
    return tuple(extension_view(row) for row in _requests(seen.assessment))


def require_extension(person: User, at: datetime, assessment_id: int, extension_id: int) -> None:
    """
    Pass when the address names a wish of this assessment; an address that names another one leads nowhere.

    Raises:
        NotVisible: no such assessment for the person, or no such wish in it.
    """
    require_request(see(person, at, assessment_id), extension_id)


def open_requests(seen: Seen) -> tuple[ExtensionView, ...]:
    """Wishes for more time that nobody has decided, for whoever decides them; one query, and none for others."""
    if not seen.may(Action.DECIDE_EXTENSION):
        return ()
    return tuple(extension_view(row) for row in _requests(seen.assessment).filter(decided_at__isnull=True))


def asking_page(person: User, at: datetime, assessment_id: int, agency_id: int) -> AskingPage:
    """
    Return the page on which an agency's lead asks for more time.

    Raises:
        NotVisible: no such assessment or agency for the person.
        NotAllowed: the person leads no agency, or collection is over.
    """
    seen = see(person, at, assessment_id, Action.ASK_EXTENSION)
    participation = require_led_agency(seen, agency_id)
    # One open wish of an agency at a time, and it is its latest.
    last = _requests(seen.assessment).filter(agency_id=agency_id).first()
    view = None if last is None else extension_view(last)
    return AskingPage(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        until=last_day(seen.assessment.answers_due, participation.extended_until),
        is_released=participation.released_at is not None,
        open_request=view if view and view.decided_at is None else None,
        last_answer=view if view and view.decided_at is not None else None,
    )


def deciding_page(person: User, at: datetime, assessment_id: int, extension_id: int) -> DecidingPage:
    """
    Return the page on which the focal point decides a wish for more time.

    Raises:
        NotVisible: no such assessment or wish for the person.
        NotAllowed: the person decides nothing here, or collection is over.
    """
    seen = see(person, at, assessment_id, Action.DECIDE_EXTENSION)
    row, participation = require_request(seen, extension_id)
    return DecidingPage(
        context=context_of(seen),
        request=extension_view(row),
        until=last_day(seen.assessment.answers_due, participation.extended_until),
    )


def require_led_agency(seen: Seen, agency_id: int) -> Participation:
    """
    Return the part of an agency that the person leads, with the agency.

    Raises:
        NotVisible: the person does not lead it, or it takes no part.
    """
    found = None
    if leads(seen, agency_id):
        rows = Participation.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id)
        found = rows.select_related("agency").first()
    if found is None:
        raise NotVisible(_("There is no such agency for you in this assessment."))
    return found


def require_request(seen: Seen, extension_id: int) -> tuple[ExtensionRequest, Participation]:
    """
    Return a wish for more time with the agency's part in the assessment.

    Raises:
        NotVisible: there is no such wish here, or the agency was taken out since.
    """
    row = _requests(seen.assessment).filter(pk=extension_id).first()
    agency = Participation.objects.standing().filter(assessment=seen.assessment)
    part = None if row is None else agency.filter(agency_id=row.agency_id).select_related("agency").first()
    if row is None or part is None:
        raise NotVisible(_("There is no such wish for more time."))
    return row, part


def _requests(assessment: Assessment) -> QuerySet[ExtensionRequest]:
    """Without what waits for an answer to an agency that was taken out; it waits again when the agency comes back."""
    there = Participation.objects.standing().filter(assessment=OuterRef("assessment"), agency=OuterRef("agency"))
    rows = ExtensionRequest.objects.filter(Q(decided_at__isnull=False) | Exists(there), assessment=assessment)
    return rows.select_related("agency", "asked_by").order_by("-asked_at", "-pk")


def extension_view(row: ExtensionRequest) -> ExtensionView:
    """``row`` needs ``agency`` and ``asked_by`` loaded."""
    return ExtensionView(
        id=row.pk,
        agency=agency_ref(row.agency),
        days=row.days,
        reason=row.reason,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        granted=row.granted,
        until=row.until,
        answer=row.answer,
        decided_at=row.decided_at,
    )
