"""Whom a reminder would reach: agencies that have not handed over, what is open there, and who works for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from assessments.limits import REMINDER_UNDO_MINUTES
from assessments.models import AgencyAnswer, AssessmentEvent, Assignment, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.conditions import last_day
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from ibm_platform.accounts.models import AGENCY_ROLES, User
from ibm_platform.accounts.queries import Holding, Recipient, holders


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody who would be reminded."""

    id: int
    name: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class BehindRow:
    """An agency that has not handed over. ``open`` counts questions without an answer; it says nothing of what was answered."""

    agency: AgencyRef
    open: int
    due: date
    people: tuple[Reminded, ...]


@dataclass(frozen=True, slots=True)
class LastReminder:
    number: int
    at: datetime
    is_undone: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class RemindingPage:
    context: AssessmentContext
    rows: tuple[BehindRow, ...]
    last: LastReminder | None


def reminding_page(person: User, at: datetime, assessment_id: int) -> RemindingPage:
    """
    Return the agencies that can be reminded, with everybody who would be.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person is not the focal point, or collection is over.
    """
    seen = see(person, at, assessment_id, Action.REMIND)
    return RemindingPage(context_of(seen), behind(seen), last_reminder(seen))


def behind(seen: Seen) -> tuple[BehindRow, ...]:
    """Return the agencies that have not handed over, by name; four queries however many there are."""
    parts = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, released_at__isnull=True, agency__is_active=True)
        .select_related("agency")
        .order_by("agency__name", "agency_id")
    )
    answered = AgencyAnswer.objects.filter(
        Q(assessment=OuterRef("assessment"), agency=OuterRef("agency"), indicator=OuterRef("indicator")),
    )
    unanswered = Assignment.objects.standing().filter(~Exists(answered), assessment=seen.assessment)
    counts = dict(unanswered.order_by().values("agency").annotate(n=Count("pk")).values_list("agency", "n"))
    parts = list(parts)
    scopes = [Holding(r, seen.assessment.country_id, part.agency_id) for part in parts for r in AGENCY_ROLES]
    people = holders(scopes, seen.at)
    names = dict(User.objects.filter(pk__in={one.person_id for one in people}).values_list("pk", "name"))
    found = []
    for part in parts:
        own = {one.person_id: one for one in people if one.agency_id == part.agency_id}
        reached = sorted(
            (Reminded(pk, names[pk], one) for pk, one in own.items()), key=lambda one: (one.name.casefold(), one.id)
        )
        found.append(
            BehindRow(
                agency_ref(part.agency),
                counts.get(part.agency_id, 0),
                last_day(seen.assessment.answers_due, part.extended_until),
                tuple(reached),
            )
        )
    return tuple(found)


def last_reminder(seen: Seen) -> LastReminder | None:
    """Return the last reminder and whether it can still be taken back; one query."""
    rows = AssessmentEvent.objects.filter(
        assessment=seen.assessment, kind__in=["agencies_reminded", "reminder_undone"]
    ).order_by("-number")[:2]
    events = list(rows)
    if not events:
        return None
    is_undone = events[0].kind == "reminder_undone"
    event = events[1] if is_undone else events[0]
    in_time = seen.at < event.at + timedelta(minutes=REMINDER_UNDO_MINUTES)
    return LastReminder(event.number, event.at, is_undone, in_time and not is_undone)
