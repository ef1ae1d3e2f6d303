"""Who is in the room of a workshop: people come, leave, and come back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.limits import STAYS_PER_WORKSHOP
from assessments.models import Attendance, Workshop
from assessments.operations.chairing import changed, enter_workshop, require_open
from assessments.operations.events import record
from assessments.operations.judgement import text_of
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.workshop_rows import leads, people_of, taking_part
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible, TooMany

NAME_LIMIT = 120  # characters


@transaction.atomic
def arrive(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    workshop_id: int,
    person_id: int | None = None,
    name: str = "",
    agency_id: int | None = None,
    role: str = "",
) -> Attendance:
    """
    Note that somebody is in the room; who is there already stays there once.

    Everybody notes the own arrival; who leads the workshop that of anybody, also of guests without an account.

    Args:
        person_id: somebody of the country; None for the guest called ``name``, with ``role`` and perhaps an agency.

    Raises:
        NotVisible: no such assessment or workshop for the actor.
        NotAllowed: somebody else is meant, and the actor does not lead the workshop.
        Invalid: nobody is named, or somebody who is not of the country.
        WorkshopNotOpen: it has not begun, or it is over.
        TooMany: so many have come and gone that something is wrong.
    """
    seen, workshop = enter_workshop(
        Action.TAKE_PART_IN_WORKSHOP, actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id
    )
    if person_id != actor.pk and not leads(seen, workshop):
        raise NotAllowed(_("You can note your own arrival; the chair notes that of others."))
    require_open(workshop)
    stay = _stay_of(seen, workshop, person_id) if person_id is not None else _guest(seen, name, agency_id, role)
    stays = Attendance.objects.filter(workshop=workshop)
    same = {"person_id": stay.person_id} if stay.person_id else {"name": stay.name, "agency_id": stay.agency_id}
    there = stays.filter(left_at__isnull=True, **same).first()
    if there is not None:
        return there
    if stays.count() >= STAYS_PER_WORKSHOP:
        raise TooMany(_("The list is full; close this workshop and plan another one."))
    stay.workshop, stay.arrived_at = workshop, at
    stay.save()
    changed(workshop, new_step=False)
    _record(seen, "person_arrived", stay)
    return stay


@transaction.atomic
def leave(*, actor: User, at: datetime, assessment_id: int, workshop_id: int, attendance_id: int) -> Attendance:
    """
    Note that somebody has left. Twice changes nothing.

    Raises:
        NotVisible: no such assessment, workshop or stay for the actor.
        NotAllowed: somebody else is meant, and the actor does not lead the workshop.
        WorkshopNotOpen: it is over.
    """
    seen, workshop = enter_workshop(
        Action.TAKE_PART_IN_WORKSHOP, actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id
    )
    stay = Attendance.objects.filter(workshop=workshop, pk=attendance_id).first()
    if stay is None:
        raise NotVisible(_("Nobody of this list is meant."))
    if stay.person_id != actor.pk and not leads(seen, workshop):
        raise NotAllowed(_("You can note that you leave; the chair notes that of others."))
    if stay.left_at is not None:
        return stay
    require_open(workshop)
    stay.left_at = at
    stay.save(update_fields=["left_at"])
    changed(workshop, new_step=False)
    _record(seen, "person_left", stay)
    return stay


def _stay_of(seen: Seen, workshop: Workshop, person_id: int) -> Attendance:
    found = people_of(seen).get(person_id)
    if found is not None:
        agency = found.agency.id if found.agency else None
        return Attendance(person_id=found.id, name=found.name[:NAME_LIMIT], agency_id=agency, role=found.role.label)
    if person_id != seen.person.pk:
        message = _("Choose somebody of the country and its agencies, or write a guest's name.")
        raise Invalid(message, fields={"person": message})
    # A substitute, whose right is another person's.
    own = sorted(seen.own_agencies)
    return Attendance(person=seen.person, name=seen.person.name[:NAME_LIMIT], agency_id=own[0] if own else None)


def _guest(seen: Seen, name: str, agency_id: int | None, role: str) -> Attendance:
    cleaned = text_of("name", name, limit=NAME_LIMIT)
    if not cleaned:
        message = _("Say who came.")
        raise Invalid(message, fields={"name": message})
    if agency_id is not None and agency_id not in taking_part(seen):
        message = _("Choose an agency that takes part.")
        raise Invalid(message, fields={"agency": message})
    return Attendance(name=cleaned, agency_id=agency_id, role=text_of("role", role, limit=NAME_LIMIT))


def _record(seen: Seen, kind: str, stay: Attendance) -> None:
    # Not as "agency": what an agency says is closed by that name, and who is in the room is not.
    details = {"workshop": stay.workshop_id, "stay": stay.pk, "person": stay.person_id, "from_agency": stay.agency_id}
    record(seen.assessment, kind, seen.person, seen.at, details)
