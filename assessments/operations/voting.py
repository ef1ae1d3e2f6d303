"""The vote of a workshop: each agency says its level from its own device, and all are shown together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.limits import VOTES_SHOWN
from assessments.models import ItemState, WorkshopItem, WorkshopVote
from assessments.operations.chairing import (
    changed,
    enter_workshop,
    item_of,
    lead_item,
    require_current,
    require_open,
)
from assessments.operations.events import record
from assessments.operations.judgement import checked
from assessments.permissions import Action
from assessments.queries.workshop_rows import led_agencies, voting_agencies
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotVisible


class NoMoreVotes(Conflict):
    """Two votes on the question were shown."""

    code = "no_more_votes"


class VoteOver(Conflict):
    """The vote that is meant is not open: it has not begun, or its votes are shown."""

    code = "vote_over"


@transaction.atomic
def start_vote(
    *, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str, expected_round: int
) -> WorkshopItem:
    """
    Open a vote on the question that the room is at; while it is open, it changes nothing.

    Args:
        expected_round: how many votes there were on the question before.

    Raises:
        NotVisible, NotAllowed, Invalid, WorkshopNotOpen, WorkshopMoved: as the other steps of who leads.
        NoMoreVotes: two were shown; then the lower level stands.
        VoteOver: another one was held meanwhile.
    """
    seen, workshop, item = lead_item(
        actor=actor,
        at=at,
        assessment_id=assessment_id,
        workshop_id=workshop_id,
        indicator_code=indicator_code,
    )
    require_current(workshop, item)
    if item.state == ItemState.VOTING and item.round == expected_round + 1:
        return item
    if item.round != expected_round or item.state == ItemState.VOTING:
        raise VoteOver(_("There was a vote on this question meanwhile; reload the page."))
    if item.revealed >= VOTES_SHOWN:
        raise NoMoreVotes(
            _("Two votes on this question were shown; settle it, with the lower level if you do not agree.")
        )
    item.state, item.round = ItemState.VOTING, item.round + 1
    item.save(update_fields=["state", "round"])
    changed(workshop)
    details = {"workshop": workshop.pk, "indicator": indicator_code, "round": item.round}
    record(seen.assessment, "vote_started", actor, at, details)
    return item


@transaction.atomic
def cast_vote(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    workshop_id: int,
    indicator_code: str,
    agency_id: int,
    kind: str,
    level: str | None = None,
    reason: str = "",
    expected_round: int,
) -> WorkshopVote:
    """
    The lead says the level of the own agency; until the votes are shown another word takes its place. The same changes nothing.

    The record says that the agency has voted, and nothing of what.

    Args:
        reason: required without a level; it becomes the agency's dissent where the room does not agree.
        expected_round: which vote on the question is meant, from 1.

    Raises:
        NotVisible: no such workshop, or not the actor's agency, or one that is not asked this question.
        NotAllowed: the actor leads no agency, or not in this state.
        Invalid: the judgement breaks a rule of the framework.
        WorkshopNotOpen: it has not begun, or it is over.
        VoteOver: this vote is not open.
    """
    seen, workshop = enter_workshop(
        Action.CAST_VOTE, actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id
    )
    item = item_of(seen, workshop, indicator_code)
    if agency_id not in led_agencies(seen) or agency_id not in voting_agencies(seen, item.indicator_id):
        raise NotVisible(_("You do not vote for this agency on this question."))
    said = checked(seen.framework, indicator_code, kind=kind, level=level, reason=reason)
    require_open(workshop)
    require_voting(item, expected_round)
    vote = WorkshopVote.objects.filter(item=item, round=expected_round, agency_id=agency_id).first()
    fields = {"kind": said.kind.value, "level_id": said.level_id, "reason": said.reason}
    if vote is not None and {name: getattr(vote, name) for name in fields} == fields:
        return vote
    vote = vote or WorkshopVote(item=item, round=expected_round, agency_id=agency_id)
    for name, value in {**fields, "cast_at": at, "cast_by": actor}.items():
        setattr(vote, name, value)
    vote.save()
    changed(workshop, new_step=False)
    details = {"workshop": workshop.pk, "indicator": indicator_code, "round": item.round, "agency": agency_id}
    record(seen.assessment, "vote_cast", actor, at, details)
    return vote


@transaction.atomic
def reveal_votes(
    *, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str, expected_round: int
) -> WorkshopItem:
    """
    Show all votes at once; from here on none is taken. Twice changes nothing.

    Raises:
        NotVisible, NotAllowed, WorkshopNotOpen, WorkshopMoved: as the other steps of who leads.
        Invalid: the question is not on the agenda, or nobody has voted.
        VoteOver: this vote is not open.
    """
    seen, workshop, item = lead_item(
        actor=actor,
        at=at,
        assessment_id=assessment_id,
        workshop_id=workshop_id,
        indicator_code=indicator_code,
    )
    require_current(workshop, item)
    if item.round == expected_round and item.state == ItemState.REVEALED:
        return item
    require_voting(item, expected_round)
    votes = WorkshopVote.objects.filter(item=item, round=item.round)
    if not votes.exists():
        raise Invalid(_("Nobody has voted yet."))
    votes.update(revealed_at=at)
    item.state, item.revealed = ItemState.REVEALED, item.revealed + 1
    item.save(update_fields=["state", "revealed"])
    changed(workshop)
    told = [
        {"agency": agency_id, "kind": kind, "level": seen.framework.value(kind, level_id).level}
        for agency_id, kind, level_id in votes.order_by("agency_id").values_list("agency_id", "kind", "level_id")
    ]
    details = {"workshop": workshop.pk, "indicator": indicator_code, "round": item.round, "votes": told}
    record(seen.assessment, "votes_revealed", actor, at, details)
    return item


def require_voting(item: WorkshopItem, expected_round: int) -> None:
    """
    Raises:
        VoteOver: this vote is not open.
    """
    if item.state != ItemState.VOTING or item.round != expected_round:
        raise VoteOver(_("This vote is not open; look at the screen of the room and reload the page."))
