"""Going through the agenda of a workshop: to a question, a word to the room, its outcome, or off to another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.limits import DISSENT_CHARACTERS, VOTES_SHOWN, WORKSHOP_QUESTION_CHARACTERS
from assessments.models import ItemState, SettledLevel, SettledRevision, Workshop, WorkshopItem
from assessments.operations.chairing import (
    WorkshopMoved,
    changed,
    lead_item,
    require_current,
    require_no_vote,
)
from assessments.operations.events import record
from assessments.operations.judgement import REASON_LIMIT, Said, checked, text_of
from assessments.operations.settling import Objection, Outcome, write_level
from assessments.queries.access import Seen
from assessments.queries.positions import Position, lower_of, positions
from assessments.queries.workshop_rows import taking_part
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid


class VotesMissing(Conflict):
    """The lower level stands only after two votes that were shown."""

    code = "votes_missing"


@transaction.atomic
def go_to_item(*, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str) -> WorkshopItem:
    """
    Take the room to a question of the agenda. Where it is already, nothing changes.

    Raises:
        NotVisible, NotAllowed: no such workshop, or somebody else leads it.
        Invalid: the question is not on the agenda.
        WorkshopNotOpen: it has not begun, or it is over.
        WorkshopMoved: a vote is open.
    """
    seen, workshop, item = lead_item(
        actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, indicator_code=indicator_code
    )
    if workshop.current_item_id == item.pk and item.state != ItemState.DEFERRED:
        return item
    require_no_vote(workshop)
    if item.state in (ItemState.WAITING, ItemState.DEFERRED):
        item.state = ItemState.DISCUSSED
        item.save(update_fields=["state"])
    changed(workshop, current_item=item)
    record(seen.assessment, "workshop_item_taken", actor, at, _about(workshop, indicator_code))
    return item


@transaction.atomic
def ask_room(
    *, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str, text: str
) -> WorkshopItem:
    """
    Put one question to the room, in large letters on the wall; an empty text takes it away. The same changes nothing.

    Raises:
        NotVisible, NotAllowed, WorkshopNotOpen: as ``go_to_item``.
        Invalid: not on the agenda, or too long.
        WorkshopMoved: the room is at another question.
    """
    seen, workshop, item = lead_item(
        actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, indicator_code=indicator_code
    )
    asked = text_of("text", text, limit=WORKSHOP_QUESTION_CHARACTERS)
    require_current(workshop, item)
    if item.question != asked:
        item.question = asked
        item.save(update_fields=["question"])
        changed(workshop, new_step=False)
        record(seen.assessment, "room_asked", actor, at, {**_about(workshop, indicator_code), "text": asked})
    return item


@transaction.atomic
def defer_item(*, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str) -> WorkshopItem:
    """
    Put a question off; a vote that is open ends unseen. Twice changes nothing.

    Raises:
        NotVisible, NotAllowed, Invalid, WorkshopNotOpen: as ``go_to_item``.
        WorkshopMoved: the room is at another question, or it is settled.
    """
    seen, workshop, item = lead_item(
        actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, indicator_code=indicator_code
    )
    if item.state == ItemState.DEFERRED:
        return item
    require_current(workshop, item)
    if item.state == ItemState.SETTLED:
        raise WorkshopMoved(_("This question is settled; reload the page."))
    item.state = ItemState.DEFERRED
    item.save(update_fields=["state"])
    changed(workshop)
    record(seen.assessment, "workshop_item_deferred", actor, at, _about(workshop, indicator_code))
    return item


@transaction.atomic
def settle_in_workshop(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    workshop_id: int,
    indicator_code: str,
    kind: str,
    level: str | None = None,
    reason: str,
    dissent: Mapping[int, str] | None = None,
    expected_revision: int,
    idempotency_key: str = "",
) -> SettledLevel:
    """
    Write down what the room agreed on as the national level: level, reason, who objects, and who is in the room.

    The same key, or the same outcome, changes nothing and returns what is stored.

    Args:
        reason: always required here.
        dissent: agency → what it holds against the level, for each that objects.
        expected_revision: of the national level that the page showed; 0 for none.

    Raises:
        NotVisible, NotAllowed, WorkshopNotOpen: as ``go_to_item``.
        Invalid: the judgement breaks a rule of the framework, a reason or a text is missing, or an agency takes no part.
        WorkshopMoved: the room is at another question, or a vote is open.
        SettledConflict: the level has moved on.
    """
    seen, workshop, item = lead_item(
        actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, indicator_code=indicator_code
    )
    said = checked(seen.framework, indicator_code, kind=kind, level=level, reason=reason)
    if not said.reason:
        raise _invalid("reason", _("Write down why the room agreed on this level."))
    held = positions(seen, item)
    objections = {agency_id: _objection(held.get(agency_id), text) for agency_id, text in (dissent or {}).items()}
    if not set(objections) <= set(taking_part(seen)):
        raise _invalid("dissent", _("Only agencies that take part can object."))
    return _settled(seen, workshop, item, said, objections, expected_revision, idempotency_key)


@transaction.atomic
def settle_without_consensus(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    workshop_id: int,
    indicator_code: str,
    reason: str = "",
    expected_revision: int,
    idempotency_key: str = "",
) -> SettledLevel:
    """
    After two votes that were shown and differ: the lower of the levels stands, and who voted otherwise objects.

    Raises:
        NotVisible, NotAllowed, WorkshopNotOpen, WorkshopMoved, SettledConflict: as ``settle_in_workshop``.
        VotesMissing: fewer than two votes were shown.
        Invalid: the last votes are alike, or give no level.
    """
    seen, workshop, item = lead_item(
        actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, indicator_code=indicator_code
    )
    if item.revealed < VOTES_SHOWN:
        raise VotesMissing(_("Vote twice first; the lower level stands only when the second vote differs, too."))
    voted = positions(seen, item, votes_alone=True)
    lower = lower_of(seen.framework, voted.values())
    if lower is None:
        raise Invalid(_("The last votes do not differ, or give no level; settle what the room says."))
    words = text_of("reason", reason, limit=REASON_LIMIT)
    words = words or _("No agreement after two votes; the lower of the disputed levels stands.")
    said = checked(
        seen.framework,
        indicator_code,
        kind=lower.kind,
        level=seen.framework.value(lower.kind, lower.level_id).level,
        reason=words,
    )
    objections = {
        agency_id: Objection(one.kind, one.level_id, one.reason)
        for agency_id, one in voted.items()
        if (one.kind, one.level_id) != (lower.kind, lower.level_id)
    }
    return _settled(seen, workshop, item, said, objections, expected_revision, idempotency_key)


def _settled(
    seen: Seen,
    workshop: Workshop,
    item: WorkshopItem,
    said: Said,
    objections: Mapping[int, Objection],
    expected_revision: int,
    idempotency_key: str,
) -> SettledLevel:
    require_current(workshop, item)
    if item.state == ItemState.VOTING:
        raise WorkshopMoved(_("A vote is open; show the votes first, or put the question off."))
    code = seen.framework.indicator_codes[item.indicator_id]
    present = workshop.attendance.filter(left_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    told = SettledRevision.objects.filter(workshop_item=item).order_by("-revision").values_list("revision", flat=True)
    before = told.first() or 0
    settled = write_level(
        seen,
        code,
        said,
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        outcome=Outcome(item, tuple(present), objections),
    )
    # A second press finds the outcome written.
    if settled.revision > before or item.state != ItemState.SETTLED:
        item.state = ItemState.SETTLED
        item.save(update_fields=["state"])
        changed(workshop)
    return settled


def _objection(held: Position | None, text: str) -> Objection:
    words = text_of("dissent", text, limit=DISSENT_CHARACTERS)
    if not words:
        raise _invalid("dissent", _("Write in a sentence what the agency holds instead."))
    return Objection(held.kind if held else "", held.level_id if held else None, words)


def _about(workshop: Workshop, indicator_code: str) -> dict[str, object]:
    return {"workshop": workshop.pk, "indicator": indicator_code}


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message})
