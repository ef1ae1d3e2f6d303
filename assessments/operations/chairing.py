"""The first steps of everything that is done in a workshop: lock, permit, find it, and ask whether the actor leads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import ItemState, Workshop, WorkshopItem, WorkshopState
from assessments.operations.entry import enter
from assessments.operations.judgement import indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.workshop_rows import leads, require_workshop_row
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed


class WorkshopMoved(Conflict):
    """The workshop is elsewhere than the page says."""

    code = "workshop_moved"


class WorkshopNotOpen(Conflict):
    """It has not begun, or it is over."""

    code = "workshop_not_open"


def enter_workshop(
    action: Action, *, actor: User, at: datetime, assessment_id: int, workshop_id: int
) -> tuple[Seen, Workshop]:
    """
    Raises:
        NotVisible: no such assessment or workshop for the actor.
        NotAllowed: the role or the state does not allow it.
    """
    seen = enter(action, actor=actor, at=at, assessment_id=assessment_id)
    return seen, require_workshop_row(seen, workshop_id)


def lead(*, actor: User, at: datetime, assessment_id: int, workshop_id: int) -> tuple[Seen, Workshop]:
    """
    Raises:
        NotVisible: no such assessment or workshop for the actor.
        NotAllowed: not in this state, or the focal point named somebody else for this workshop.
    """
    seen, workshop = enter_workshop(
        Action.TAKE_PART_IN_WORKSHOP, actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id
    )
    require_leading(seen, workshop)
    return seen, workshop


def lead_item(
    *, actor: User, at: datetime, assessment_id: int, workshop_id: int, indicator_code: str
) -> tuple[Seen, Workshop, WorkshopItem]:
    """
    Raises:
        NotVisible, NotAllowed: as ``lead``.
        Invalid: the question is not on the agenda.
        WorkshopNotOpen: it has not begun, or it is over.
    """
    seen, workshop = lead(actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
    item = item_of(seen, workshop, indicator_code)
    require_open(workshop)
    return seen, workshop, item


def require_leading(seen: Seen, workshop: Workshop) -> None:
    if not leads(seen, workshop):
        raise NotAllowed(_("This workshop is led by its chair and its rapporteur; the focal point names them."))


def require_open(workshop: Workshop) -> None:
    if workshop.state == WorkshopState.PLANNED:
        raise WorkshopNotOpen(_("The workshop has not begun; open it first."))
    if workshop.state == WorkshopState.CLOSED:
        raise WorkshopNotOpen(_("The workshop is closed; nothing changes in it any more."))


def item_of(seen: Seen, workshop: Workshop, indicator_code: str) -> WorkshopItem:
    """
    Raises:
        Invalid: the question is not on the agenda.
    """
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    item = WorkshopItem.objects.filter(workshop=workshop, indicator_id=indicator_id).order_by().first()
    if item is None:
        raise Invalid(_("%(code)s is not on the agenda of this workshop.") % {"code": indicator_code})
    return item


def require_current(workshop: Workshop, item: WorkshopItem) -> None:
    """
    Raises:
        WorkshopMoved: the room is at another question.
    """
    if workshop.current_item_id != item.pk:
        raise WorkshopMoved(_("The room is at another question now; reload the page."))


def require_no_vote(workshop: Workshop) -> None:
    """
    Raises:
        WorkshopMoved: a vote is open.
    """
    if WorkshopItem.objects.filter(workshop=workshop, state=ItemState.VOTING).exists():
        raise WorkshopMoved(_("A vote is open; show the votes first, or put the question off."))


def changed(workshop: Workshop, *, new_step: bool = True, **fields: Any) -> None:
    """
    Write fields of the workshop, and let every screen know.

    Args:
        new_step: what can be done next is another now; a vote that came in, or a person, changes what is seen alone.
    """
    workshop.revision += 1
    workshop.step += int(new_step)
    for name, value in fields.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=["revision", "step", *fields])
