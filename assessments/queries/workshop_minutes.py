"""What a workshop came to, question by question: votes, outcome, reason, dissent, and who was in the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessments.models import Dissent, WorkshopItem
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.context import AgencyRef, AssessmentContext, ValueView, agency_ref, context_of, value_view
from assessments.queries.seen import votes_seen
from assessments.queries.workshop_rows import require_workshop_row
from assessments.queries.workshops import (
    ItemView,
    Stay,
    VoteView,
    WorkshopView,
    item_view,
    outcomes_of,
    stays_of,
    vote_view,
    workshop_view,
)
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class DissentView:
    agency: AgencyRef
    value: ValueView | None
    text: str


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """A question as the minutes tell it. Without an outcome ``reason`` and ``settled_by`` are empty."""

    item: ItemView
    votes: tuple[tuple[int, tuple[VoteView, ...]], ...]
    """Each vote that was shown, with what every agency said in it."""
    reason: str
    settled_at: datetime | None
    settled_by: str
    dissent: tuple[DissentView, ...]
    in_the_room: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesPage:
    context: AssessmentContext
    workshop: WorkshopView
    items: tuple[MinutesItem, ...]
    stays: tuple[Stay, ...]


def minutes(person: User, at: datetime, assessment_id: int, workshop_id: int) -> MinutesPage:
    """
    Return what was agreed, by whom, and who objected; eight queries, however long it took.

    Raises:
        NotVisible, NotAllowed: as ``room``.
    """
    seen = see(person, at, assessment_id, Action.READ_WORKSHOP)
    workshop = require_workshop_row(seen, workshop_id)
    outcomes, stays = outcomes_of(workshop), stays_of(workshop)
    shown: dict[int, dict[int, list[VoteView]]] = {}
    votes = votes_seen(workshop).select_related("agency").order_by("round", "agency__code")
    for row in votes:
        shown.setdefault(row.item_id, {}).setdefault(row.round, []).append(vote_view(seen, row))
    objections: dict[int, list[DissentView]] = {}
    rows = Dissent.objects.filter(settled_revision__workshop_item__workshop=workshop).select_related("agency")
    for one in rows.order_by("agency__code"):
        value = value_view(seen.framework, seen.framework.value(one.kind, one.level_id)) if one.kind else None
        objections.setdefault(one.settled_revision_id, []).append(DissentView(agency_ref(one.agency), value, one.text))
    names = {stay.id: stay.name for stay in stays}
    told = []
    for item in WorkshopItem.objects.filter(workshop=workshop).order_by("position"):
        outcome = outcomes.get(item.pk)
        told.append(
            MinutesItem(
                item=item_view(seen, item, outcome),
                votes=tuple((number, tuple(found)) for number, found in sorted(shown.get(item.pk, {}).items())),
                reason=outcome.reason if outcome else "",
                settled_at=outcome.saved_at if outcome else None,
                settled_by=outcome.saved_by.name if outcome else "",
                dissent=tuple(objections.get(outcome.pk, ())) if outcome else (),
                in_the_room=tuple(names[pk] for pk in outcome.in_the_room if pk in names) if outcome else (),
            )
        )
    return MinutesPage(context_of(seen), workshop_view(seen, workshop), tuple(told), stays)
