"""What waits for one person, over all assessments the person has a part in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from assessments.lifecycle import Status
from assessments.models import Assessment, Participation
from assessments.models.words import STATUS_WORDS
from assessments.permissions import roles_on
from assessments.queries.conditions import last_day
from assessments.queries.context import AgencyRef, agency_ref, deadline_of
from assessments.queries.first_steps import FirstSteps, first_steps
from assessments.queries.framework import known_framework
from assessments.queries.my_rows import Parts, own_assessments
from ibm_platform.accounts.models import AGENCY_ROLES, Role, User
from ibm_platform.accounts.queries import Contact, Rights, contacts_of, rights_of

Task = Literal[
    "answer",  # an agency's questions are open
    "release",  # all answered, not handed over, and the person leads the agency
    "returned",  # returned questions wait for the agency or the focal point
    "prepare",  # set-up: profile, agencies, assignments
    "approve_scope",
    "collect",  # agencies are answering
    "close_collection",  # every agency has released
    "settle",
    "validate",  # every level is settled
    "submit",
    "review",
    "publish",
    "wait",  # somebody else's turn
    "read",  # finished
]


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    code: str
    title: str
    comment: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkCard:
    """One assessment in one role. Counts are those of the role: an agency's questions, or the country's indicators."""

    assessment_id: int
    country_code: str
    country_name: str
    cycle_code: str
    cycle_name: str
    status: Status
    status_label: str | Promise
    since: datetime
    role: Role
    role_label: str | Promise
    agency: AgencyRef | None
    """For officers and agency leads."""
    task: Task
    is_mine: bool
    """The person can do something now."""
    deadline: date | None
    days_left: int | None
    asked: int
    answered: int
    settled: int
    indicators: int
    agencies: int
    released: int
    returned: tuple[ReturnedItem, ...]
    continue_code: str | None
    """First open question of the agency."""
    last_change_at: datetime | None


@dataclass(frozen=True, slots=True)
class MyWork:
    cards: tuple[WorkCard, ...]
    """Where the person can do something now; nearest deadline first."""
    waiting: tuple[WorkCard, ...]
    """Open assessments where it is somebody else's turn."""
    earlier: tuple[WorkCard, ...]
    """Finished ones, to read."""
    has_archived: bool
    """Some of the person's assessments were taken out of the lists."""
    is_admin: bool
    is_coordinator: bool
    is_donor: bool
    contacts: tuple[Contact, ...]
    """Focal points of the countries in which the person has a part."""
    first_steps: FirstSteps | None
    """For administrators and coordinators."""


def my_work(person: User, at: datetime) -> MyWork:
    """Return the cards of one person; nine queries, however many countries and assessments there are."""
    rights = rights_of(person, at)
    known = own_assessments(person, at, rights)
    assessments = [one for one in known if one.archived_at is None]
    by_id = {one.pk: one for one in assessments}
    parts = Parts.load(person, rights, by_id)
    cards = [card for one in assessments for card in _cards(one, rights, parts, at)]
    final = (Status.ACCEPTED, Status.PUBLISHED, Status.WITHDRAWN)
    far = date.max
    return MyWork(
        cards=tuple(
            sorted((one for one in cards if one.is_mine), key=lambda one: (one.deadline or far, one.country_name))
        ),
        waiting=tuple(one for one in cards if not one.is_mine and one.status not in final),
        earlier=tuple(one for one in cards if not one.is_mine and one.status in final),
        has_archived=len(assessments) < len(known),
        is_admin=rights.is_admin,
        is_coordinator=rights.is_coordinator,
        is_donor=rights.is_donor,
        contacts=contacts_of(rights, at=at, but=person),
        first_steps=first_steps(person, at) if rights.is_admin or rights.is_coordinator else None,
    )


def _cards(one: Assessment, rights: Rights, parts: Parts, at: datetime) -> list[WorkCard]:
    roles = roles_on(rights, one.country_id)
    cards = [
        _agency_card(one, rights, parts, participation, at)
        for participation in parts.participations.get(one.pk, ())
        if roles & set(AGENCY_ROLES)
    ]
    cards.extend(
        _country_card(one, role, parts, at)
        for role in (Role.FOCAL_POINT, Role.SIGNATORY, Role.COORDINATOR, Role.REVIEWER)
        if role in roles
    )
    return cards


def _agency_card(one: Assessment, rights: Rights, parts: Parts, participation: Participation, at: datetime) -> WorkCard:
    status = Status(one.status)
    key = (one.pk, participation.agency_id)
    asked = parts.asked.get(key, ())
    released = participation.released_at is not None
    # A closed agency's people read; nothing waits for them.
    is_active = participation.agency.is_active
    # Where the lead gave the person some of the questions, those are the ones that wait for the person.
    is_lead = participation.agency_id in rights.agency_ids(Role.AGENCY_LEAD)
    is_bound = not is_lead and any(question.is_own for question in asked)
    mine = {question.indicator_id for question in asked if question.is_own or not is_bound}
    returned = _returned(one, parts, only=mine) if status == Status.RETURNED and released and is_active else ()
    open_codes = [question.indicator_id for question in asked if not question.answered]
    to_do = [indicator_id for indicator_id in open_codes if indicator_id in mine]
    codes = known_framework(one.framework_version).indicator_codes
    task: Task = "read" if status in (Status.ACCEPTED, Status.PUBLISHED, Status.WITHDRAWN) else "wait"
    if returned:
        task = "returned"
    elif status == Status.COLLECTION and not released and asked and is_active:
        task = "answer" if to_do else "release" if is_lead and not open_codes else "wait"
    continue_code = None
    if task == "returned":
        continue_code = returned[0].code
    elif task == "answer":
        continue_code = codes[to_do[0]]
    return _card(
        one,
        Role.AGENCY_LEAD if is_lead else Role.OFFICER,
        task,
        at,
        is_mine=task in ("answer", "release", "returned"),
        agency=agency_ref(participation.agency),
        asked=len(asked),
        answered=len(asked) - len(open_codes),
        returned=returned,
        continue_code=continue_code,
        last_change_at=parts.last.get(key),
        extended_until=participation.extended_until,
    )


_TURNS: Mapping[tuple[Role, Status], Task] = {
    (Role.FOCAL_POINT, Status.SETUP): "prepare",
    (Role.FOCAL_POINT, Status.COLLECTION): "collect",
    (Role.FOCAL_POINT, Status.CONSOLIDATION): "settle",
    (Role.FOCAL_POINT, Status.RETURNED): "returned",
    (Role.SIGNATORY, Status.SETUP): "approve_scope",
    (Role.SIGNATORY, Status.VALIDATED): "submit",
    (Role.SIGNATORY, Status.RETURNED): "submit",
    (Role.SIGNATORY, Status.ACCEPTED): "publish",
    (Role.COORDINATOR, Status.SUBMITTED): "review",
    (Role.REVIEWER, Status.SUBMITTED): "review",
}


def _country_card(one: Assessment, role: Role, parts: Parts, at: datetime) -> WorkCard:
    status = Status(one.status)
    task: Task = "read" if status in (Status.ACCEPTED, Status.PUBLISHED, Status.WITHDRAWN) else "wait"
    task = _TURNS.get((role, status), task)
    indicators = len(known_framework(one.framework_version).spec.indicators)
    if task == "collect" and one.agencies and one.released == one.agencies:
        task = "close_collection"
    if task == "settle" and one.settled == indicators:
        task = "validate"
    returned = _returned(one, parts) if status == Status.RETURNED else ()
    return _card(one, role, task, at, is_mine=task not in ("wait", "read"), returned=returned)


def _returned(one: Assessment, parts: Parts, only: set[int] | None = None) -> tuple[ReturnedItem, ...]:
    framework = known_framework(one.framework_version)
    return tuple(
        ReturnedItem(
            code=framework.indicator_codes[indicator_id],
            title=framework.indicators[framework.indicator_codes[indicator_id]].title,
            comment=comment,
            by=by,
            at=returned_at,
        )
        for indicator_id, comment, by, returned_at in parts.returned.get(one.pk, ())
        if only is None or indicator_id in only
    )


def _card(
    one: Assessment,
    role: Role,
    task: Task,
    at: datetime,
    *,
    is_mine: bool,
    agency: AgencyRef | None = None,
    asked: int = 0,
    answered: int = 0,
    returned: tuple[ReturnedItem, ...] = (),
    continue_code: str | None = None,
    last_change_at: datetime | None = None,
    extended_until: date | None = None,
) -> WorkCard:
    status = Status(one.status)
    deadline = deadline_of(status, last_day(one.answers_due, extended_until), one.submission_due)
    today = at.astimezone(ZoneInfo(one.country.time_zone)).date()
    return WorkCard(
        assessment_id=one.pk,
        country_code=one.country.code,
        country_name=one.country.name,
        cycle_code=one.cycle.code,
        cycle_name=one.cycle.name,
        status=status,
        status_label=STATUS_WORDS[status],
        since=one.status_since,
        role=role,
        role_label=role.label,
        agency=agency,
        task=task,
        is_mine=is_mine,
        deadline=deadline,
        days_left=None if deadline is None else (deadline - today).days,
        asked=asked,
        answered=answered,
        settled=one.settled or 0,
        indicators=len(known_framework(one.framework_version).spec.indicators),
        agencies=one.agencies or 0,
        released=one.released or 0,
        returned=returned,
        continue_code=continue_code,
        last_change_at=last_change_at,
    )
