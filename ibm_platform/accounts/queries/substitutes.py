"""Who stands in for whom, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, Role, Substitution, User
from ibm_platform.accounts.permissions import NATIONAL_ROLES, SUBSTITUTABLE_ROLES, Rights, may_grant, require_managing
from ibm_platform.accounts.queries.sets import membership_scope, people_managed_by
from ibm_platform.common.errors import NotVisible

# Those who serve all countries, or review one that is not theirs.
FOREIGN_ROLES = (Role.COORDINATOR, Role.REVIEWER, Role.ADMIN)


@dataclass(frozen=True)
class SubstitutionRow:
    """``may_end`` is true for whoever reads the row and may take it back."""

    id: int
    role_name: str
    place: str
    absent: str
    substitute: str
    from_day: date
    until: date
    may_end: bool


@dataclass(frozen=True)
class LendableRole:
    """A role for which a substitute can be named, and the colleagues who could be it."""

    membership_id: int
    role_name: str
    place: str
    until: date
    colleagues: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class SubstitutePage:
    person_id: int
    name: str
    is_self: bool
    roles: tuple[LendableRole, ...]
    rows: tuple[SubstitutionRow, ...]


def may_stand_in(membership: Membership, at: datetime) -> QuerySet[User]:
    """People who are near enough to a role: of the same agency, of the same country, or else of no country's side."""
    held = Membership.objects.in_force(at).filter(person_id=OuterRef("pk"))
    national = Q(role__in=NATIONAL_ROLES)
    people = User.objects.filter(is_active=True).exclude(pk=membership.person_id)
    if membership.agency_id is not None:
        # Somebody of two agencies would read what both have not released yet.
        return people.filter(Exists(held.filter(agency_id=membership.agency_id)))
    if membership.role in NATIONAL_ROLES:
        return people.filter(Exists(held.filter(national, country_id=membership.country_id)))
    # A donor reads what a country consented to, and would read everything in a coordinator's stead.
    return people.filter(
        Exists(held.filter(role__in=FOREIGN_ROLES)), ~Exists(held.filter(national | Q(role=Role.DONOR)))
    )


def possible_substitutes(membership: Membership, at: datetime) -> QuerySet[User]:
    """People who can be named for a role, by name; whoever holds the very role already is left out."""
    same = Membership.objects.in_force(at).filter(
        person_id=OuterRef("pk"),
        role=membership.role,
        country_id=membership.country_id,
        agency_id=membership.agency_id,
    )
    people = may_stand_in(membership, at).exclude(Exists(same))
    return people.exclude(password__startswith="!").order_by("name", "pk")


def substitute_page(rights: Rights, *, person_id: int, asked_by_id: int, at: datetime) -> SubstitutePage:
    """
    Return the roles of a person that can be lent by the one who asks, and who stands in now or soon.

    Raises:
        NotAllowed, NotVisible: the person is somebody else whom the one who asks does not manage.
    """
    is_self = person_id == asked_by_id
    if not is_self:
        require_managing(rights)
    people = User.objects.all() if is_self else people_managed_by(rights)
    person = people.filter(pk=person_id).first()
    if person is None:
        raise NotVisible(_("There is no such person."))
    memberships = Membership.objects.in_force(at).filter(person=person, role__in=SUBSTITUTABLE_ROLES)
    if not is_self:
        memberships = memberships.filter(membership_scope(rights))
    theirs = [
        membership
        for membership in memberships.select_related("country", "agency").order_by("role", "pk")
        if is_self or _may_give(rights, membership)
    ]
    rows = Substitution.objects.standing(at).filter(membership__in=theirs)
    return SubstitutePage(
        person.pk,
        person.name,
        is_self,
        tuple(_lendable(membership, at) for membership in theirs),
        tuple(_row(row, may_end=True) for row in _with_names(rows)),
    )


def own_substitutions(person_id: int, *, at: datetime) -> tuple[SubstitutionRow, ...]:
    """Return where the person stands in for others, now or soon; both the absent one and the substitute may end it."""
    rows = Substitution.objects.standing(at).filter(Q(substitute_id=person_id) | Q(membership__person_id=person_id))
    return tuple(_row(row, may_end=True) for row in _with_names(rows))


def _with_names(rows: QuerySet[Substitution]) -> QuerySet[Substitution]:
    return rows.select_related(
        "membership__person", "membership__country", "membership__agency", "substitute"
    ).order_by("from_day", "pk")


def _may_give(rights: Rights, membership: Membership) -> bool:
    return may_grant(rights, role=membership.role, country_id=membership.country_id, agency_id=membership.agency_id)


def _place(membership: Membership) -> str:
    return ", ".join(place.name for place in (membership.agency, membership.country) if place is not None)


def _lendable(membership: Membership, at: datetime) -> LendableRole:
    colleagues = tuple(possible_substitutes(membership, at).values_list("pk", "name"))
    return LendableRole(membership.pk, membership.get_role_display(), _place(membership), membership.until, colleagues)


def _row(row: Substitution, *, may_end: bool) -> SubstitutionRow:
    membership = row.membership
    return SubstitutionRow(
        row.pk,
        membership.get_role_display(),
        _place(membership),
        membership.person.name,
        row.substitute.name,
        row.from_day,
        row.until,
        may_end,
    )
