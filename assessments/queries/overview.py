"""One assessment at a glance: where it stands on its way, whose turn it is, and what the person can do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import FINAL, Move, Status, moves_from, next_status
from assessments.models import AssessmentEvent, Participation, SettledLevel
from assessments.models.words import STATUS_WORDS
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.portfolio import WAITING_FOR
from assessments.queries.publication import ConsentView, consent_in_force
from ibm_platform.accounts.models import User

WAY = (
    Status.SETUP,
    Status.COLLECTION,
    Status.CONSOLIDATION,
    Status.VALIDATED,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.ACCEPTED,
    Status.PUBLISHED,
    Status.WITHDRAWN,
)
_ONLY_WHEN_ENTERED = frozenset({Status.RETURNED, Status.WITHDRAWN})
_AGENCIES = _("the agencies")


@dataclass(frozen=True, slots=True)
class Stop:
    """One state on the way. ``at`` is when it was last entered; None when it was not, or is not told to the person."""

    status: Status
    label: str | Promise
    is_here: bool
    is_passed: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OverviewPage:
    context: AssessmentContext
    way: tuple[Stop, ...]
    waiting_label: str | Promise
    """Whose turn it is; empty when nobody's."""
    moves: tuple[Move, ...]
    """Steps that the person may take now: forward first, then back, withdrawal last."""
    own_agencies: tuple[AgencyRef, ...]
    """Agencies of the person that take part."""
    agencies: int
    released: int
    settled: int
    indicators: int
    consent: ConsentView | None
    """What is open to donors now, for those who read national levels."""


def overview(person: User, at: datetime, assessment_id: int) -> OverviewPage:
    """
    Return the page of one assessment; five queries.

    Raises:
        NotVisible: no such assessment for the person.
    """
    seen = see(person, at, assessment_id)
    entered = _entered(seen)
    participations = list(
        Participation.objects.standing()
        .filter(assessment=seen.assessment)
        .select_related("agency")
        .order_by("agency__name")
    )
    own = seen.own_agencies if seen.may(Action.READ_OWN_ANSWERS) else frozenset()
    counts = seen.may(Action.READ_PROGRESS)
    return OverviewPage(
        context=context_of(seen),
        way=_way(seen, entered),
        waiting_label=_waiting(seen.status),
        moves=_moves(seen),
        own_agencies=tuple(agency_ref(one.agency) for one in participations if one.agency_id in own),
        agencies=len(participations) if counts else 0,
        released=sum(one.released_at is not None for one in participations) if counts else 0,
        settled=SettledLevel.objects.filter(assessment=seen.assessment).count() if counts else 0,
        indicators=len(seen.spec.indicators),
        consent=consent_in_force(seen),
    )


def _entered(seen: Seen) -> dict[Status, datetime]:
    """When each state was last entered; donors and agencies are told the present one alone."""
    entered: dict[Status, datetime] = {}
    if seen.may(Action.READ_PROGRESS):
        rows = AssessmentEvent.objects.filter(assessment=seen.assessment, kind__in=[move.value for move in Move])
        entered[Status.SETUP] = seen.assessment.opened_at
        for details, at in rows.order_by("number").values_list("details", "at"):
            entered[Status(details["to"])] = at
    entered[seen.status] = seen.assessment.status_since
    return entered


def _way(seen: Seen, entered: dict[Status, datetime]) -> tuple[Stop, ...]:
    place = WAY.index(seen.status)
    stops = []
    for number, status in enumerate(WAY):
        if status in _ONLY_WHEN_ENTERED and status not in entered:
            continue
        # After the withdrawal nothing lies ahead, and what was never reached was not passed.
        if seen.status == Status.WITHDRAWN and status not in entered:
            continue
        stops.append(
            Stop(
                status=status,
                label=STATUS_WORDS[status],
                is_here=status == seen.status,
                is_passed=number < place,
                at=entered.get(status) if number <= place else None,
            )
        )
    return tuple(stops)


def _waiting(status: Status) -> str | Promise:
    if status == Status.COLLECTION:
        return _AGENCIES
    role = WAITING_FOR[status]
    return "" if role is None or status in FINAL - {Status.ACCEPTED} else role.label


def _moves(seen: Seen) -> tuple[Move, ...]:
    allowed = [move for move in moves_from(seen.status) if seen.may(Action(move.value))]
    place = {status: number for number, status in enumerate(WAY)}
    here = place[seen.status]

    def order(move: Move) -> tuple[bool, bool, str]:
        end = next_status(seen.status, move)
        return (move == Move.WITHDRAW, end is None or place[end] < here or end == Status.RETURNED, move.value)

    return tuple(sorted(allowed, key=order))
