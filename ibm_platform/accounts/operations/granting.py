"""The one way in which a Membership comes into being, shared by invitations and by the page of a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from ibm_platform.accounts.models import AGENCY_ROLES, COUNTRY_ROLES, Agency, Country, Membership, Role, User
from ibm_platform.accounts.operations.checks import invalid
from ibm_platform.accounts.permissions import NATIONAL_ROLES, require_grant
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import Conflict, Invalid, NotVisible


class AlreadyHeld(Conflict):
    """The person has this role already."""

    code = "already_held"


class ConflictOfInterest(Invalid):
    """
    Nobody checks what the own side has said.

    A reviewer may not stand on the side of the country reviewed (methodology.md 5.1); for the same reason a coordinator, who
    accepts for all of them, may not stand on any country's (docs/decisions/0007).
    """

    code = "conflict_of_interest"


RIGHT_LASTS = timedelta(days=730)
"""How long a right lasts when nothing shorter is said: no right is for ever."""


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
    Give ``person`` the role, until ``until`` or for two years. The caller holds the lock on the person's row, so that two grants
    see each other.

    Raises:
        AlreadyHeld: the same role in the same place is in force.
        ConflictOfInterest: reviewer and national side of one country, or coordinator and national side of any.
        Invalid: the last day has passed, or an administrator would have one.
    """
    _check_until(scope.role, until, at)
    held = list(Membership.objects.in_force(at).filter(person=person).values_list("role", "country_id", "agency_id"))
    country_id = scope.country.pk if scope.country else None
    agency_id = scope.agency.pk if scope.agency else None
    if (scope.role, country_id, agency_id) in held:
        raise AlreadyHeld(_("The person has this role already."))
    _check_sides(scope.role, country_id, [(role, held_country) for role, held_country, __ in held])
    return Membership.objects.create(
        person=person,
        role=scope.role,
        country=scope.country,
        agency=scope.agency,
        until=until or at.date() + RIGHT_LASTS,
        granted_by=actor,
        granted_at=at,
    )


def _check_sides(role: Role, country_id: int | None, held: Collection[tuple[str, int | None]]) -> None:
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


def _check_until(role: Role, until: date | None, at: datetime) -> None:
    if until is None:
        return
    if until < at.date():
        raise invalid("until", _("The last day has passed; give today or a later day."))
    # A right that runs out by itself could leave the platform without anybody who can open it.
    if role == Role.ADMIN:
        raise invalid("until", _("An administrator has no last day; end the role by hand."))
