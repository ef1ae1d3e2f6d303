"""The focal point reminds agencies of what is open, and may take it back for some minutes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.limits import REMINDER_PAUSE_HOURS, REMINDER_UNDO_MINUTES
from assessments.models import AssessmentEvent
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.noticing import named
from assessments.permissions import Action
from assessments.queries.reminders import behind, last_reminder
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import notify, withdraw_notices
from ibm_platform.common.errors import Conflict, Invalid, TooMany


class NobodyToRemind(Conflict):
    """Every chosen agency has handed over, or nobody works there."""

    code = "nobody_to_remind"


class TooLateToUndo(Conflict):
    """It is seen by now, or was taken back before."""

    code = "too_late_to_undo"


@transaction.atomic
def remind_agencies(*, actor: User, at: datetime, assessment_id: int, agency_ids: Collection[int]) -> AssessmentEvent:
    """
    Remind the people of agencies that have not handed over; they see it in ten minutes, until then it can be taken back.

    Raises:
        NotVisible: no such assessment for the actor.
        NotAllowed: the actor is not the focal point, or collection is over.
        Invalid: no agency, or one that is not behind.
        NobodyToRemind: nobody works for them.
        TooMany: they were reminded less than a day ago.
    """
    seen = enter(Action.REMIND, actor=actor, at=at, assessment_id=assessment_id)
    rows = {row.agency.id: row for row in behind(seen)}
    if not agency_ids or not set(agency_ids) <= set(rows):
        message = _("Choose agencies that have not handed over yet.")
        raise Invalid(message, fields={"agencies": message})
    chosen = [rows[agency_id] for agency_id in sorted(set(agency_ids))]
    if not any(row.people for row in chosen):
        raise NobodyToRemind(_("Nobody works for the chosen agencies; invite somebody first."))
    last = last_reminder(seen)
    if last is not None and not last.is_undone and at - last.at < timedelta(hours=REMINDER_PAUSE_HOURS):
        raise TooMany(_("You reminded agencies less than a day ago; wait until tomorrow."))
    assessment = seen.assessment
    event = record(
        assessment,
        "agencies_reminded",
        actor,
        at,
        {"agencies": [row.agency.id for row in chosen], "people": len({p.id for row in chosen for p in row.people})},
    )
    for row in chosen:
        notify(
            recipients=[person.recipient for person in row.people],
            kind="reminded",
            unique_key=f"{_key(assessment.pk, event.number)}{row.agency.id}",
            subject=assessment.pk,
            words={
                **named(assessment),
                "agency": row.agency.name,
                "count": row.open,
                "day": row.due.isoformat(),
            },
            page="assessments:tasks",
            page_args=[assessment.pk, row.agency.id],
            at=at,
            not_before=at + timedelta(minutes=REMINDER_UNDO_MINUTES),
        )
    return event


@transaction.atomic
def undo_reminder(*, actor: User, at: datetime, assessment_id: int) -> AssessmentEvent:
    """
    Take the last reminder back, which nobody has seen yet.

    Raises:
        NotVisible: there is no such assessment for the actor.
        NotAllowed: the actor is not the focal point, or collection is over.
        TooLateToUndo: there is none, ten minutes have passed, or it was taken back before.
    """
    seen = enter(Action.REMIND, actor=actor, at=at, assessment_id=assessment_id)
    last = last_reminder(seen)
    if last is None or not withdraw_notices(subject=assessment_id, key_begins=_key(assessment_id, last.number), at=at):
        raise TooLateToUndo(_("The reminder has left, or was taken back before."))
    return record(seen.assessment, "reminder_undone", actor, at, {"reminder": last.number})


def _key(assessment_id: int, number: int) -> str:
    return f"reminded:{assessment_id}:{number}:"
