"""A workshop as its screens show it: the list, the room (laptop, wall), an agency's device, and what asks only for news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from assessments.limits import VOTES_SHOWN
from assessments.models import (
    Attendance,
    ItemState,
    SettledLevel,
    SettledRevision,
    Workshop,
    WorkshopItem,
    WorkshopState,
    WorkshopVote,
)
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    LevelOption,
    ValueView,
    agency_ref,
    context_of,
    level_options,
    value_view,
)
from assessments.queries.divergence import AgencySaid, DivergenceRow, divergence_rows
from assessments.queries.positions import Position, lower_of
from assessments.queries.seen import released_seen, votes_seen
from assessments.queries.workshop_rows import (
    WorkshopPerson,
    leads,
    led_agencies,
    people_of,
    require_workshop_row,
    taking_part,
    voting_agencies,
)
from frameworks.spec import Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class WorkshopView:
    """What stands in its plan. ``leads`` and ``is_chair`` are of the person who reads."""

    id: int
    title: str
    begins_on: date
    ends_on: date
    state: str
    state_label: str
    chair_id: int
    chair: str
    rapporteur_id: int | None
    rapporteur: str
    revision: int
    step: int
    opened_at: datetime | None
    closed_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    leads: bool
    is_chair: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """A question of the agenda. ``settled`` is the level that this workshop settled it at; None before."""

    code: str
    title: str
    is_critical: bool
    position: int
    state: str
    state_label: str
    round: int
    revealed: int
    question: str
    settled: ValueView | None


@dataclass(frozen=True, slots=True)
class VoteView:
    agency: AgencyRef
    round: int
    value: ValueView
    standing: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Stay:
    id: int
    person_id: int | None
    name: str
    role: str
    agency: AgencyRef | None
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class CurrentItem:
    """The question that the room is at. ``votes`` are those of the last vote that was shown; none while one is open."""

    item: ItemView
    indicator: Indicator
    levels: tuple[LevelOption, ...]
    said: tuple[AgencySaid, ...]
    """What agencies had handed over, as far as the person may read it; none once votes stand in its place."""
    votes: tuple[VoteView, ...]
    voters: tuple[AgencyRef, ...]
    voted: frozenset[int]
    """Ids of the agencies that have voted in the vote that is open."""
    settled_revision: int
    lower: ValueView | None
    """What would stand without agreement; None unless two votes were shown and differ."""

    @property
    def is_voting(self) -> bool:
        return self.item.state == ItemState.VOTING

    @property
    def may_vote_again(self) -> bool:
        return self.item.revealed < VOTES_SHOWN and not self.is_voting

    @property
    def standing(self) -> tuple[VoteView | AgencySaid, ...]:
        """What stands on the rungs: the votes that were shown, else the answers; nothing while a vote is open."""
        return () if self.is_voting else self.votes or self.said


@dataclass(frozen=True, slots=True)
class RoomPage:
    context: AssessmentContext
    workshop: WorkshopView
    items: tuple[ItemView, ...]
    current: CurrentItem | None
    stays: tuple[Stay, ...]
    """None of them on a device."""
    own: Mapping[int, VoteView]
    """Agency id → its vote in the vote that is open; only on its own device."""
    own_voters: tuple[AgencyRef, ...] = ()
    """The agencies for which the person votes on the current question; only on a device."""

    @property
    def present(self) -> tuple[Stay, ...]:
        return tuple(stay for stay in self.stays if stay.left_at is None)

    @property
    def next_code(self) -> str | None:
        """The next question that nobody has taken up, else one that was put off."""
        waiting = [one.code for one in self.items if one.state == ItemState.WAITING]
        put_off = [one.code for one in self.items if one.state == ItemState.DEFERRED]
        return next(iter(waiting + put_off), None)


@dataclass(frozen=True, slots=True)
class WorkshopsPage:
    context: AssessmentContext
    workshops: tuple[WorkshopView, ...]
    people: tuple[WorkshopPerson, ...]
    """Who could lead one; empty for who plans none."""
    agenda: tuple[DivergenceRow, ...]
    """What could be talked about, in the order of the divergence list; empty for who plans none."""


@dataclass(frozen=True, slots=True)
class AttendancePage:
    context: AssessmentContext
    workshop: WorkshopView
    stays: tuple[Stay, ...]
    people: tuple[WorkshopPerson, ...]
    """Who is not in the room; empty for who does not lead it."""
    agencies: tuple[AgencyRef, ...]
    own_stay: Stay | None


def workshops(person: User, at: datetime, assessment_id: int) -> WorkshopsPage:
    """
    Return every workshop of the assessment, and for who plans them whom and what to choose from.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read workshops in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_WORKSHOP)
    rows = Workshop.objects.filter(assessment=seen.assessment).select_related(
        "chair", "rapporteur", "minutes_signed_by"
    )
    plans = seen.may(Action.PLAN_WORKSHOP)
    return WorkshopsPage(
        context=context_of(seen),
        workshops=tuple(workshop_view(seen, row) for row in rows.order_by("-begins_on", "-pk")),
        people=tuple(people_of(seen).values()) if plans else (),
        agenda=divergence_rows(seen) if plans else (),
    )


def require_workshop(person: User, at: datetime, assessment_id: int, workshop_id: int) -> None:
    """Pass where the workshop exists for the person; else NotVisible. For doors that look at a body first."""
    require_workshop_row(see(person, at, assessment_id), workshop_id)


def room(person: User, at: datetime, assessment_id: int, workshop_id: int, *, leading: bool = False) -> RoomPage:
    """
    Return the room as everybody in it sees it: no vote before all are shown, also not the person's own.

    Args:
        leading: for the screen of the chair, which nobody but who leads and who plans it opens.

    Raises:
        NotVisible: no such assessment or workshop for the person.
        NotAllowed: the person's role does not read workshops in this state, or not this screen.
    """
    seen = see(person, at, assessment_id, Action.READ_WORKSHOP)
    workshop = require_workshop_row(seen, workshop_id)
    if leading:
        require_desk(seen, workshop)
    items, current = _items(seen, workshop)
    return RoomPage(
        context=context_of(seen),
        workshop=workshop_view(seen, workshop),
        items=items,
        current=None if current is None else _current(seen, workshop, current, items),
        stays=stays_of(workshop),
        own={},
    )


def ballot(person: User, at: datetime, assessment_id: int, workshop_id: int) -> RoomPage:
    """
    Return the room on the device of who votes for an agency, with its own vote.

    Raises:
        NotVisible: no such assessment or workshop for the person.
        NotAllowed: the person leads no agency, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.CAST_VOTE)
    workshop = require_workshop_row(seen, workshop_id)
    items, item = _items(seen, workshop)
    current = None if item is None else _current(seen, workshop, item, items)
    led = led_agencies(seen)
    own: dict[int, VoteView] = {}
    if item is not None and item.state == ItemState.VOTING:
        rows = votes_seen(workshop, led).filter(item=item, round=item.round, agency_id__in=led)
        own = {row.agency_id: vote_view(seen, row) for row in rows.select_related("agency")}
    return RoomPage(
        context=context_of(seen),
        workshop=workshop_view(seen, workshop),
        items=items,
        current=current,
        stays=(),
        own=own,
        own_voters=() if current is None else tuple(one for one in current.voters if one.id in led),
    )


def news(person: User, at: datetime, assessment_id: int, workshop_id: int, screen: str) -> tuple[int, int]:
    """
    Return revision and step of a workshop, for a screen that asks whether anything is new; three queries.

    Args:
        screen: "desk" for the chair's, "ballot" for an agency's device, "wall" for the one that all look at.

    Raises:
        NotVisible, NotAllowed: as for the screen itself.
    """
    seen = see(person, at, assessment_id, Action.CAST_VOTE if screen == "ballot" else Action.READ_WORKSHOP)
    workshop = require_workshop_row(seen, workshop_id)
    if screen == "desk":
        require_desk(seen, workshop)
    return workshop.revision, workshop.step


def attendance(person: User, at: datetime, assessment_id: int, workshop_id: int) -> AttendancePage:
    """
    Return who is and was in the room; for who leads it also who could be added.

    Raises:
        NotVisible, NotAllowed: as ``room``.
    """
    seen = see(person, at, assessment_id, Action.READ_WORKSHOP)
    workshop = require_workshop_row(seen, workshop_id)
    stays = stays_of(workshop)
    here = {stay.person_id for stay in stays if stay.left_at is None}
    is_led = leads(seen, workshop)
    return AttendancePage(
        context=context_of(seen),
        workshop=workshop_view(seen, workshop),
        stays=stays,
        people=tuple(one for one in people_of(seen).values() if one.id not in here) if is_led else (),
        agencies=tuple(taking_part(seen).values()) if is_led else (),
        own_stay=next((one for one in stays if one.person_id == person.pk and one.left_at is None), None),
    )


def require_desk(seen: Seen, workshop: Workshop) -> None:
    """
    Raises:
        NotAllowed: the person neither leads the workshop nor plans it.
    """
    if not leads(seen, workshop) and not seen.may(Action.PLAN_WORKSHOP):
        raise NotAllowed(_("This is the screen of the chair; look at the wall, or vote on your own device."))


def workshop_view(seen: Seen, row: Workshop) -> WorkshopView:
    return WorkshopView(
        id=row.pk,
        title=row.title,
        begins_on=row.begins_on,
        ends_on=row.ends_on,
        state=row.state,
        state_label=str(WorkshopState(row.state).label),
        chair_id=row.chair_id,
        chair=row.chair.name,
        rapporteur_id=row.rapporteur_id,
        rapporteur=row.rapporteur.name if row.rapporteur else "",
        revision=row.revision,
        step=row.step,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        signed_at=row.minutes_signed_at,
        signed_by=row.minutes_signed_by.name if row.minutes_signed_by else "",
        leads=leads(seen, row) and seen.may(Action.TAKE_PART_IN_WORKSHOP),
        is_chair=row.chair_id == seen.person.pk and seen.may(Action.TAKE_PART_IN_WORKSHOP),
    )


def stays_of(workshop: Workshop) -> tuple[Stay, ...]:
    rows = Attendance.objects.filter(workshop=workshop).select_related("agency").order_by("pk")
    return tuple(
        Stay(
            row.pk,
            row.person_id,
            row.name,
            row.role,
            agency_ref(row.agency) if row.agency else None,
            row.arrived_at,
            row.left_at,
        )
        for row in rows
    )


def _items(seen: Seen, workshop: Workshop) -> tuple[tuple[ItemView, ...], WorkshopItem | None]:
    """The agenda, and the row of its current question; two queries."""
    outcomes = outcomes_of(workshop)
    rows = list(WorkshopItem.objects.filter(workshop=workshop).order_by("position"))
    views = tuple(item_view(seen, row, outcomes.get(row.pk)) for row in rows)
    return views, next((row for row in rows if row.pk == workshop.current_item_id), None)


def outcomes_of(workshop: Workshop) -> dict[int, SettledRevision]:
    """Item id → its last outcome in this workshop; one query."""
    rows = SettledRevision.objects.filter(workshop_item__workshop=workshop).order_by("revision")
    return {row.workshop_item_id: row for row in rows.select_related("saved_by") if row.workshop_item_id}


def item_view(seen: Seen, row: WorkshopItem, outcome: SettledRevision | None) -> ItemView:
    code = seen.framework.indicator_codes[row.indicator_id]
    indicator = seen.framework.indicators[code]
    settled = None
    if outcome is not None:
        settled = value_view(seen.framework, seen.framework.value(outcome.kind, outcome.level_id))
    return ItemView(
        code=code,
        title=indicator.title,
        is_critical=indicator.critical,
        position=row.position,
        state=row.state,
        state_label=str(ItemState(row.state).label),
        round=row.round,
        revealed=row.revealed,
        question=row.question,
        settled=settled,
    )


def _current(seen: Seen, workshop: Workshop, row: WorkshopItem, items: tuple[ItemView, ...]) -> CurrentItem:
    framework = seen.framework
    view = next(one for one in items if one.position == row.position)
    indicator = framework.indicators[view.code]
    is_voting = row.state == ItemState.VOTING
    last: list[WorkshopVote] = []
    voted: frozenset[int] = frozenset()
    if is_voting:
        # Who has voted is told while a vote is open, what is not.
        open_votes = WorkshopVote.objects.filter(item=row, round=row.round)
        voted = frozenset(open_votes.values_list("agency_id", flat=True))
    elif row.revealed:
        shown = list(votes_seen(workshop).filter(item=row).select_related("agency").order_by("-round", "agency__code"))
        last = [one for one in shown if one.round == shown[0].round]
    lower = None
    if row.revealed >= VOTES_SHOWN:
        found = lower_of(framework, [Position(one.kind, one.level_id, "") for one in last])
        lower = None if found is None else value_view(framework, framework.value(found.kind, found.level_id))
    level = SettledLevel.objects.filter(assessment=seen.assessment, indicator_id=row.indicator_id).order_by()
    said = () if is_voting or last else _said(seen, row.indicator_id)
    return CurrentItem(
        item=view,
        indicator=indicator,
        levels=level_options(framework, indicator),
        said=said,
        votes=tuple(vote_view(seen, one) for one in last),
        voters=tuple(voting_agencies(seen, row.indicator_id).values()),
        voted=voted,
        settled_revision=level.values_list("revision", flat=True).first() or 0,
        lower=lower,
    )


def _said(seen: Seen, indicator_id: int) -> tuple[AgencySaid, ...]:
    rows = released_seen(seen).filter(indicator_id=indicator_id).select_related("agency").order_by("agency__code")
    said = []
    for row in rows:
        value = seen.framework.value(row.kind, row.level_id)
        said.append(
            AgencySaid(agency_ref(row.agency), value_view(seen.framework, value), seen.framework.standing(value))
        )
    return tuple(said)


def vote_view(seen: Seen, row: WorkshopVote) -> VoteView:
    value = seen.framework.value(row.kind, row.level_id)
    return VoteView(
        agency_ref(row.agency), row.round, value_view(seen.framework, value), seen.framework.standing(value), row.reason
    )


@dataclass(frozen=True, slots=True)
class PlanPage:
    context: AssessmentContext
    workshop: WorkshopView
    people: tuple[WorkshopPerson, ...]


def plan_page(person: User, at: datetime, assessment_id: int, workshop_id: int) -> PlanPage:
    """
    Return the plan of a workshop with whom to choose from.

    Raises:
        NotVisible: no such assessment or workshop for the person.
        NotAllowed: the person plans none, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.PLAN_WORKSHOP)
    workshop = require_workshop_row(seen, workshop_id)
    return PlanPage(context_of(seen), workshop_view(seen, workshop), tuple(people_of(seen).values()))


def agencies_of(person: User, at: datetime, assessment_id: int) -> tuple[AgencyRef, ...]:
    """The agencies that take part, by code; for forms that have a field for each."""
    return tuple(taking_part(see(person, at, assessment_id)).values())
