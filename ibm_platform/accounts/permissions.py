"""
What a person may act as, and who may manage whom: the rules of accounts, without a query.

The table (methodology.md 5.1 and the wishes of the offices that invite people):

* an administrator manages every country, agency, person and role;
* a coordinator manages agencies everywhere and invites focal points, signatories, reviewers and donors;
* a focal point manages the agencies of the own country and invites their leads and officers;
* an agency lead invites officers of the own agency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.limits import PROOF_LASTS, WARN_BEFORE_RIGHT_ENDS
from ibm_platform.accounts.models import AGENCY_ROLES, Role
from ibm_platform.common.errors import NotAllowed, NotVisible

# Roles that belong to a country's own side; whoever holds one there may not review that country.
NATIONAL_ROLES = (Role.FOCAL_POINT, Role.SIGNATORY, *AGENCY_ROLES)


@dataclass(frozen=True)
class Holding:
    """
    One Membership in force, without its person.

    ``on_behalf_of`` is the id of the person in whose stead it is held; None for one's own. It does not tell two holdings apart.
    """

    role: str
    country_id: int | None
    agency_id: int | None
    on_behalf_of: int | None = field(default=None, compare=False)
    until: date | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Rights:
    """What one person may act as at one moment. Empty for a stranger, for nobody and for a deactivated person."""

    holdings: frozenset[Holding] = field(default_factory=frozenset)

    @property
    def own(self) -> Rights:
        """Without what is held in somebody's stead."""
        return Rights(frozenset(holding for holding in self.holdings if holding.on_behalf_of is None))

    def ends_next(self, today: date) -> date | None:
        """The last day of the person's own right that ends first, if that is within a month; None otherwise."""
        days = [h.until for h in self.holdings if h.on_behalf_of is None and h.until is not None]
        return next((day for day in sorted(days) if day - today <= WARN_BEFORE_RIGHT_ENDS), None)

    @property
    def roles(self) -> frozenset[str]:
        """All roles, wherever they are held."""
        return frozenset(holding.role for holding in self.holdings)

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_donor(self) -> bool:
        return Role.DONOR in self.roles

    def country_ids(self, role: str) -> frozenset[int]:
        """Countries in which the person holds ``role``; for agency roles the countries of the agencies."""
        return frozenset(h.country_id for h in self.holdings if h.role == role and h.country_id is not None)

    def agency_ids(self, *roles: str) -> frozenset[int]:
        """Agencies for which the person holds one of ``roles``; without roles, any role of an agency."""
        wanted = frozenset(roles) or frozenset(AGENCY_ROLES)
        return frozenset(h.agency_id for h in self.holdings if h.role in wanted and h.agency_id is not None)

    def roles_in(self, country_id: int) -> frozenset[str]:
        """Roles held in one country, those for its agencies included; platform roles are not of a country."""
        return frozenset(h.role for h in self.holdings if h.country_id == country_id)

    def agencies_in(self, country_id: int) -> frozenset[int]:
        """Agencies of one country for which the person is lead or officer."""
        return frozenset(h.agency_id for h in self.holdings if h.country_id == country_id and h.agency_id is not None)


NO_RIGHTS = Rights()

# Administration is not lent: whoever may give it gives it. What a donor reads is consented to by name, and reviewers are appointed.
SUBSTITUTABLE_ROLES = frozenset(Role) - {Role.ADMIN, Role.DONOR, Role.REVIEWER}

COORDINATOR_GRANTS = frozenset({Role.FOCAL_POINT, Role.SIGNATORY, Role.REVIEWER, Role.DONOR})
# What somebody must hold to open the list of people at all.
MANAGING_ROLES = frozenset({Role.ADMIN, Role.COORDINATOR, Role.FOCAL_POINT, Role.AGENCY_LEAD})


def may_grant(rights: Rights, *, role: str, country_id: int | None, agency_id: int | None) -> bool:
    """Whether somebody with ``rights`` may give or end this role in this country or agency."""
    if rights.is_admin:
        return True
    if rights.is_coordinator and role in COORDINATOR_GRANTS:
        return True
    if country_id is not None and role in AGENCY_ROLES and Role.FOCAL_POINT in rights.roles_in(country_id):
        return True
    return role == Role.OFFICER and agency_id is not None and agency_id in rights.agency_ids(Role.AGENCY_LEAD)


def grantable_roles(rights: Rights) -> tuple[Role, ...]:
    """Roles that the person may give somewhere, in the order in which a form shows them."""
    if rights.is_admin:
        return tuple(Role)
    allowed: set[Role] = set()
    if rights.is_coordinator:
        allowed |= COORDINATOR_GRANTS
    if rights.country_ids(Role.FOCAL_POINT):
        allowed |= set(AGENCY_ROLES)
    if rights.agency_ids(Role.AGENCY_LEAD):
        allowed.add(Role.OFFICER)
    return tuple(role for role in Role if role in allowed)


def sees_country(rights: Rights, country_id: int) -> bool:
    """Whether the country's name and agencies are open: to its own people and reviewers, and to those who serve all."""
    return rights.is_admin or rights.is_coordinator or bool(rights.roles_in(country_id))


def may_manage_agencies(rights: Rights, country_id: int) -> bool:
    """Whether the person may add and change agencies of this country."""
    return rights.is_admin or rights.is_coordinator or Role.FOCAL_POINT in rights.roles_in(country_id)


def require_admin(rights: Rights) -> None:
    """
    Raises:
        NotAllowed: the person is no administrator.
    """
    if not rights.is_admin:
        raise NotAllowed(_("Only an administrator may do this."))


def require_agencies(rights: Rights, country_id: int) -> None:
    """
    Raises:
        NotVisible: another country's.
        NotAllowed: the own country's, but the role does not manage agencies.
    """
    if may_manage_agencies(rights, country_id):
        return
    if not sees_country(rights, country_id):
        raise NotVisible(_("There is no such country."))
    raise NotAllowed(_("Ask the national focal point to change the agencies."))


def require_agencies_somewhere(rights: Rights) -> None:
    """
    Raises:
        NotAllowed: the person manages agencies nowhere.
    """
    if not (rights.is_admin or rights.is_coordinator or Role.FOCAL_POINT in rights.roles):
        raise NotAllowed(_("Ask the national focal point to change the agencies."))


def seen_roles(rights: Rights) -> tuple[Role, ...]:
    """Roles of which the person may see Memberships somewhere, in the order in which a filter shows them."""
    if rights.is_admin:
        return tuple(Role)
    seen: set[Role] = set()
    if rights.is_coordinator:
        seen |= COORDINATOR_GRANTS
    if rights.country_ids(Role.FOCAL_POINT):
        seen |= set(NATIONAL_ROLES)
    if rights.agency_ids(Role.AGENCY_LEAD):
        seen |= set(AGENCY_ROLES)
    return tuple(role for role in Role if role in seen)


def require_grant(rights: Rights, *, role: str, country_id: int | None, agency_id: int | None) -> None:
    """
    Raises:
        NotVisible: the role belongs to another country.
        NotAllowed: the role is not the person's to give.
    """
    if may_grant(rights, role=role, country_id=country_id, agency_id=agency_id):
        return
    if country_id is not None and not sees_country(rights, country_id):
        raise NotVisible(_("There is no such country."))
    raise NotAllowed(_("This role is not yours to give or to end; ask your focal point or an administrator."))


def require_managing(rights: Rights) -> None:
    """
    Raises:
        NotAllowed: the person manages nobody.
    """
    if not rights.roles & MANAGING_ROLES:
        raise NotAllowed(_("People are managed by agency leads, focal points, coordinators and administrators."))


# Two web machines may disagree about the time by so much.
CLOCKS_APART = timedelta(minutes=2)


class ProveAgain(NotAllowed):
    """The person signed in too long ago for this act, or a program asks and nobody is present."""

    code = "prove_again"


def require_proof(proved_at: datetime | None, at: datetime) -> None:
    """
    Demand that a person has proved to be present not long before ``at``.

    Args:
        proved_at: when the person last gave a password or a second factor; None for a program.

    Raises:
        ProveAgain: that was more than 15 minutes ago, or never.
    """
    if proved_at is None:
        raise ProveAgain(_("This needs a person who proves to be present; sign in on the platform and do it there."))
    if not -CLOCKS_APART <= at - proved_at <= PROOF_LASTS:
        raise ProveAgain(_("You proved more than 15 minutes ago that it is you; prove it once more."))


def may_ask_factor_reset(rights: Rights) -> bool:
    """Whether the person may report somebody's second factor as lost; whose, is a question of ``people_managed_by``."""
    return bool(rights.roles & {Role.ADMIN, Role.COORDINATOR, Role.FOCAL_POINT})
