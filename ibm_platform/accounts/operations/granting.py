"""The one way in which a Membership comes into being, shared by invitations and by the page of a person."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from ibm_platform.accounts.limits import LONGEST_RIGHT, RIGHT_LASTS
from ibm_platform.accounts.models import (
    AGENCY_ROLES,
    COUNTRY_ROLES,
    Agency,
    Country,
    Membership,
    Role,
    Substitution,
    User,
)
from ibm_platform.accounts.operations.checks import invalid
from ibm_platform.accounts.permissions import NATIONAL_ROLES, may_grant, require_grant
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible

LOG = logging.getLogger(__name__)


class AlreadyHeld(Conflict):
    """The person has this role already, and as long."""

    code = "already_held"


class ConflictOfInterest(Invalid):
    """
    Nobody checks what the own side has said.

    A reviewer may not stand on the side of the country reviewed (methodology.md 5.1); for the same reason a coordinator, who
    accepts for all of them, may not stand on any country's (docs/decisions/0007).
    """

    code = "conflict_of_interest"


def usual_last_day(at: datetime) -> date:
    """Return the last day of a right for which nobody named one."""
    return at.date() + RIGHT_LASTS


@dataclass(frozen=True)
class Scope:
    """Where a role is held: nowhere in particular, in a country, or in an agency of a country."""

    role: Role
    country: Country | None
    agency: Agency | None


def permitted_scope(*, role: str, country_id: int | None, agency_id: int | None, actor: User, at: datetime) -> Scope:
    """
    Return where the role would be held, once it is the actor's to give.

    Raises:
        Invalid: the role is unknown, or its country or agency is missing, of another country, or closed.
        NotVisible: another country's.
        NotAllowed: the role is not the actor's to give.
    """
    rights = rights_of(actor, at)
    if role not in Role.values:
        raise invalid("role", _("Choose a role of the list."))
    known = Role(role)
    agency = None
    if known in AGENCY_ROLES:
        agency = Agency.objects.select_related("country").filter(pk=agency_id).first() if agency_id else None
        if agency_id is None:
            raise invalid("agency", _("Choose the agency for which the person works."))
        if agency is None:
            raise NotVisible(_("There is no such agency."))
        if country_id is not None and country_id != agency.country_id:
            raise invalid("agency", _("This agency belongs to another country; choose one of the country."))
        country_id = agency.country_id
    elif known in COUNTRY_ROLES:
        if country_id is None:
            raise invalid("country", _("Choose the country in which the person has this role."))
        agency_id = None
    else:
        country_id = agency_id = None
    require_grant(rights, role=known, country_id=country_id, agency_id=agency_id)
    country = agency.country if agency else None
    if country is None and country_id is not None:
        country = Country.objects.filter(pk=country_id).first()
        if country is None:
            raise NotVisible(_("There is no such country."))
    if agency is not None and not agency.is_active:
        raise invalid("agency", _("This agency is closed; open it again before you invite people to it."))
    return Scope(known, country, agency)


def add_membership(*, person: User, scope: Scope, until: date | None, actor: User | None, at: datetime) -> Membership:
    """
    Give ``person`` the role, until ``until`` or for two years; a role in force is prolonged. The caller holds the lock on the
    person's row, so that two grants see each other.

    Raises:
        NotAllowed: a substitute gives the role to the own person; it would outlast the substitution.
        AlreadyHeld: the same role in the same place is in force until that day or longer.
        ConflictOfInterest: reviewer and national side of one country, or coordinator and national side of any.
        Invalid: the last day has passed, or is more than three years away.
    """
    if actor is not None and actor.pk == person.pk:
        _check_own_grant(scope, actor, at)
    last_day = _checked_last_day(until, at)
    country_id = scope.country.pk if scope.country else None
    same = Membership.objects.in_force(at).filter(
        person=person, role=scope.role, country=scope.country, agency=scope.agency
    )
    if (present := same.first()) is not None:
        return _prolonged(present, last_day, actor)
    sides = [(role, held_country) for role, held_country, __ in held_by(person, at)]
    check_sides(scope.role, country_id, [*sides, *stands_in_for(person, at)])
    return Membership.objects.create(
        person=person,
        role=scope.role,
        country=scope.country,
        agency=scope.agency,
        until=last_day,
        granted_by=actor,
        granted_at=at,
    )


def held_by(person: User, at: datetime) -> list[tuple[str, int | None, int | None]]:
    """Return role, country and agency of what the person holds by right."""
    return list(Membership.objects.in_force(at).filter(person=person).values_list("role", "country_id", "agency_id"))


def stands_in_for(person: User, at: datetime) -> list[tuple[str, int | None]]:
    """Return role and country of what the person holds or will hold as a substitute."""
    lent = Substitution.objects.standing(at).filter(substitute=person)
    return list(lent.values_list("membership__role", "membership__country_id"))


def check_sides(role: str, country_id: int | None, held: Collection[tuple[str, int | None]]) -> None:
    """
    Refuse a role that does not go with those already held, by right or as a substitute.

    Args:
        held: pairs of role and country (None for the whole platform).

    Raises:
        ConflictOfInterest: reviewer and national side of one country, or coordinator and national side of any.
    """
    everywhere = {held_role for held_role, __ in held}
    there = {held_role for held_role, held_country in held if held_country == country_id and held_country is not None}
    if role == Role.REVIEWER and there & set(NATIONAL_ROLES):
        raise ConflictOfInterest(_("The person works for this country and cannot review it; choose another reviewer."))
    if role in NATIONAL_ROLES and Role.REVIEWER in there:
        raise ConflictOfInterest(_("The person reviews this country; end the review before giving a role in it."))
    if role == Role.COORDINATOR and everywhere & set(NATIONAL_ROLES):
        raise ConflictOfInterest(
            _("The person works for a country and cannot accept what countries submit; end the national roles first.")
        )
    if role in NATIONAL_ROLES and Role.COORDINATOR in everywhere:
        raise ConflictOfInterest(
            _(
                "The person coordinates all countries; choose somebody else, or end that role before giving a national one."
            )
        )


def _check_own_grant(scope: Scope, actor: User, at: datetime) -> None:
    place = {
        "country_id": scope.country.pk if scope.country else None,
        "agency_id": scope.agency.pk if scope.agency else None,
    }
    if not may_grant(rights_of(actor, at).own, role=scope.role, **place):
        raise NotAllowed(_("You stand in for somebody else and cannot give yourself a role; ask that person for it."))


def _prolonged(membership: Membership, last_day: date, actor: User | None) -> Membership:
    if last_day <= membership.until:
        raise AlreadyHeld(
            _("The person has this role already, until %(day)s; give a later last day to prolong it.")
            % {"day": membership.until.isoformat()}
        )
    LOG.info(
        "person %s prolonged role %s from %s to %s",
        actor.pk if actor else "(none)",
        membership.pk,
        membership.until,
        last_day,
    )
    membership.until = last_day
    membership.save(update_fields=["until"])
    return membership


def _checked_last_day(until: date | None, at: datetime) -> date:
    if until is None:
        return usual_last_day(at)
    if until < at.date():
        raise invalid("until", _("The last day has passed; give today or a later day."))
    if until > at.date() + LONGEST_RIGHT:
        raise invalid("until", _("A role lasts three years at most; give an earlier last day. It can be given again."))
    return until
