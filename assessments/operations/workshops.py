"""A workshop from its plan to its signed minutes: planned by the focal point, opened, closed and signed by who leads it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.limits import WORKSHOP_TITLE_CHARACTERS
from assessments.models import ItemState, Workshop, WorkshopItem, WorkshopState
from assessments.operations.chairing import (
    WorkshopNotOpen,
    changed,
    enter_workshop,
    lead,
    require_no_vote,
    require_open,
)
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import indicator_id_of, text_of
from assessments.operations.noticing_meetings import tell_workshop
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.divergence import DivergenceFilter, divergence_order
from assessments.queries.workshop_rows import people_of
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed


class AnotherWorkshopOpen(Conflict):
    """One is under way already."""

    code = "another_workshop_open"


@transaction.atomic
def plan_workshop(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    title: str,
    begins_on: date,
    ends_on: date | None = None,
    chair_id: int,
    rapporteur_id: int | None = None,
    indicator_codes: Collection[str] | None = None,
    client_key: str = "",
) -> Workshop:
    """
    The focal point plans a workshop and names who leads it.

    Args:
        ends_on: None for a workshop of one day.
        indicator_codes: its agenda, which comes in the order of the divergence list; None for what needs a talk there.
        client_key: the caller's name for this workshop; sent twice, it is planned once.

    Raises:
        NotVisible, NotAllowed: no such assessment, or the role or the state does not allow it.
        Invalid: no title, days in the wrong order, somebody who is not of the country, or an empty agenda.
    """
    seen = enter(Action.PLAN_WORKSHOP, actor=actor, at=at, assessment_id=assessment_id)
    if client_key:
        there = Workshop.objects.filter(assessment=seen.assessment, planned_by=actor, client_key=client_key).first()
        if there is not None:
            return there
    fields = _plan(seen, title, begins_on, ends_on, chair_id, rapporteur_id)
    codes = _agenda(seen, indicator_codes)
    workshop = Workshop.objects.create(
        assessment=seen.assessment, planned_at=at, planned_by=actor, client_key=client_key, **fields
    )
    WorkshopItem.objects.bulk_create(
        WorkshopItem(workshop=workshop, indicator_id=indicator_id_of(seen.framework, code), position=place)
        for place, code in enumerate(codes, start=1)
    )
    details = {"workshop": workshop.pk, "to": _told(fields), "indicators": list(codes)}
    record(seen.assessment, "workshop_planned", actor, at, details)
    tell_workshop(seen, workshop)
    return workshop


@transaction.atomic
def change_workshop(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    workshop_id: int,
    title: str,
    begins_on: date,
    ends_on: date | None = None,
    chair_id: int,
    rapporteur_id: int | None = None,
) -> Workshop:
    """
    The focal point changes the plan, or names somebody else to lead, also while it is under way. The same plan changes nothing.

    Raises:
        NotVisible, NotAllowed, Invalid: as ``plan_workshop``.
        WorkshopNotOpen: it is closed.
    """
    seen, workshop = enter_workshop(
        Action.PLAN_WORKSHOP, actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id
    )
    # The minutes of a closed one wait for a chair, who may have left the country's service.
    if workshop.minutes_signed_at is not None:
        raise WorkshopNotOpen(_("The minutes are signed; the workshop stays as it was."))
    fields = _plan(seen, title, begins_on, ends_on, chair_id, rapporteur_id)
    before = {name: getattr(workshop, name) for name in fields}
    if before != fields:
        changed(workshop, **fields)
        details = {"workshop": workshop.pk, "from": _told(before), "to": _told(fields)}
        record(seen.assessment, "workshop_changed", actor, at, details)
        if before["begins_on"] != workshop.begins_on:
            tell_workshop(seen, workshop)
    return workshop


@transaction.atomic
def open_workshop(*, actor: User, at: datetime, assessment_id: int, workshop_id: int) -> Workshop:
    """
    Begin, at the first question of the agenda. Twice changes nothing.

    Raises:
        NotVisible, NotAllowed: no such workshop, or somebody else leads it.
        AnotherWorkshopOpen: the country sits in another one.
        WorkshopNotOpen: it is closed.
    """
    seen, workshop = lead(actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
    if workshop.state == WorkshopState.OPEN:
        return workshop
    if workshop.state == WorkshopState.CLOSED:
        require_open(workshop)
    if Workshop.objects.filter(assessment=seen.assessment, state=WorkshopState.OPEN).exists():
        raise AnotherWorkshopOpen(_("Another workshop of this assessment is under way; close it first."))
    first = workshop.items.order_by("position").first()
    WorkshopItem.objects.filter(pk=first.pk).update(state=ItemState.DISCUSSED)
    changed(workshop, state=WorkshopState.OPEN, opened_at=at, current_item=first)
    record(seen.assessment, "workshop_opened", actor, at, {"workshop": workshop.pk})
    return workshop


@transaction.atomic
def close_workshop(*, actor: User, at: datetime, assessment_id: int, workshop_id: int) -> Workshop:
    """
    End it: everybody who is still there leaves, and its minutes can be signed. Twice changes nothing.

    Raises:
        NotVisible, NotAllowed: no such workshop, or somebody else leads it.
        WorkshopNotOpen: it has not begun.
        WorkshopMoved: a vote is open.
    """
    seen, workshop = lead(actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
    if workshop.state == WorkshopState.CLOSED:
        return workshop
    require_open(workshop)
    require_no_vote(workshop)
    workshop.attendance.filter(left_at__isnull=True).update(left_at=at)
    changed(workshop, state=WorkshopState.CLOSED, closed_at=at, current_item=None)
    record(seen.assessment, "workshop_closed", actor, at, {"workshop": workshop.pk})
    return workshop


@transaction.atomic
def sign_minutes(*, actor: User, at: datetime, assessment_id: int, workshop_id: int) -> Workshop:
    """
    The chair signs the minutes, without which the national result is not confirmed. Twice changes nothing.

    Raises:
        NotVisible: there is no such workshop for the actor.
        NotAllowed: the actor is not its chair.
        WorkshopNotOpen: it is not closed yet.
    """
    seen, workshop = lead(actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
    if workshop.chair_id != actor.pk:
        raise NotAllowed(_("Only the chair of the workshop signs its minutes."))
    if workshop.state != WorkshopState.CLOSED:
        raise WorkshopNotOpen(_("Close the workshop before you sign its minutes."))
    if workshop.minutes_signed_at is None:
        changed(workshop, minutes_signed_at=at, minutes_signed_by=actor)
        record(seen.assessment, "minutes_signed", actor, at, {"workshop": workshop.pk})
    return workshop


def _plan(
    seen: Seen, title: str, begins_on: date, ends_on: date | None, chair_id: int, rapporteur_id: int | None
) -> dict[str, object]:
    cleaned = text_of("title", title, limit=WORKSHOP_TITLE_CHARACTERS)
    if not cleaned:
        raise _invalid("title", _("Give the workshop a title."))
    last = ends_on or begins_on
    if last < begins_on:
        raise _invalid("ends_on", _("The last day lies before the first."))
    people = people_of(seen)
    if chair_id not in people:
        raise _invalid("chair", _("Choose a chair among the people of the country and its agencies."))
    if rapporteur_id is not None and rapporteur_id not in people:
        raise _invalid("rapporteur", _("Choose a rapporteur among the people of the country and its agencies."))
    if rapporteur_id == chair_id:
        raise _invalid("rapporteur", _("Chair and rapporteur are two people."))
    return {
        "title": cleaned,
        "begins_on": begins_on,
        "ends_on": last,
        "chair_id": chair_id,
        "rapporteur_id": rapporteur_id,
    }


def _agenda(seen: Seen, wanted: Collection[str] | None) -> list[str]:
    apart = divergence_order(seen, DivergenceFilter(only_flagged=wanted is None))
    codes = list(apart)
    if wanted is not None:
        for code in wanted:
            indicator_id_of(seen.framework, code)
        rest = [one.code for one in seen.spec.indicators if one.code not in apart]
        codes = [code for code in (*apart, *rest) if code in set(wanted)]
    if not codes:
        raise _invalid("indicators", _("Choose at least one question for the agenda."))
    return codes


def _told(fields: dict[str, object]) -> dict[str, object]:
    """As the record keeps it: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: message})
