"""The list of people and the page of one person, as plain values: templates run no query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, User
from ibm_platform.accounts.permissions import (
    MANAGING_ROLES,
    Rights,
    grantable_roles,
    may_ask_factor_reset,
    may_grant,
    require_managing,
    seen_roles,
)
from ibm_platform.accounts.queries.factors import factors_of
from ibm_platform.accounts.queries.sets import membership_scope, people_managed_by
from ibm_platform.common.errors import NotVisible

PEOPLE_PER_PAGE = 50


@dataclass(frozen=True)
class HoldingRow:
    """One role of a person, as a line of a list."""

    membership_id: int
    role_name: str
    place: str
    until: date
    granted_at: datetime
    granted_by: str
    is_in_force: bool
    may_end: bool


@dataclass(frozen=True)
class PersonRow:
    id: int
    name: str
    email: str
    is_active: bool
    is_invited: bool
    holdings: tuple[HoldingRow, ...]
    has_left: bool = False
    """The name was taken away on request; the address is none."""


@dataclass(frozen=True)
class PersonPage:
    """A person as the one who asks may see them; ``allowed_actions`` name the buttons of the page."""

    person: PersonRow
    ended: tuple[HoldingRow, ...]
    is_self: bool
    allowed_actions: frozenset[str]


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[PersonRow, ...]
    page_obj: Page[User]


def people_page(
    rights: Rights, *, at: datetime, role: str = "", country_id: int | None = None, number: str = "1"
) -> PeoplePage:
    """
    Return one page of the people whom the person manages, by name; ended roles are left out.

    Args:
        role, country_id: show only people with this role, or with a role in this country, in force.

    Raises:
        NotAllowed: the person manages nobody.
    """
    require_managing(rights)
    narrowed: Q | None = None
    if role or country_id:
        narrowed = Q(ended_at__isnull=True, until__gte=at.date())
        if role:
            narrowed &= Q(role=role)
        if country_id:
            narrowed &= Q(country_id=country_id)
    people = people_managed_by(rights, also=narrowed).prefetch_related(_seen_memberships(rights)).order_by("name", "pk")
    page_obj = Paginator(people, PEOPLE_PER_PAGE).get_page(number)
    rows = tuple(_person_row(person, rights, at, in_force=True) for person in page_obj.object_list)
    return PeoplePage(rows, page_obj)


def person_page(rights: Rights, *, person_id: int, asked_by_id: int, at: datetime) -> PersonPage:
    """
    Return a person with the roles that the one who asks may see.

    Raises:
        NotAllowed: the one who asks manages nobody.
        NotVisible: there is no such person among those whom the one who asks manages.
    """
    require_managing(rights)
    person = people_managed_by(rights).prefetch_related(_seen_memberships(rights)).filter(pk=person_id).first()
    if person is None:
        raise NotVisible(_("There is no such person."))
    actions = set()
    if person.is_active and grantable_roles(rights):
        actions.add("grant")
    if person.is_active and not person.has_usable_password():
        actions.add("renew_invitation")
    if rights.is_admin and person.pk != asked_by_id:
        actions.add("deactivate" if person.is_active else "reactivate")
        if person.is_active:
            actions.add("end_sessions")
        elif person.left_at is None:
            actions.add("make_former")
        else:
            actions.discard("reactivate")
    if may_ask_factor_reset(rights) and person.pk != asked_by_id and factors_of(person.pk).exists():
        actions.add("report_lost_factor")
    return PersonPage(
        person=_person_row(person, rights, at, in_force=True),
        ended=_person_row(person, rights, at, in_force=False).holdings,
        is_self=person.pk == asked_by_id,
        allowed_actions=frozenset(actions),
    )


def holding_to_end(rights: Rights, *, membership_id: int, at: datetime) -> tuple[PersonRow, HoldingRow]:
    """
    Return a role and its person for the page that asks before ending it.

    Raises:
        NotAllowed: the one who asks manages nobody.
        NotVisible: there is no such role among those that the one who asks may see.
    """
    require_managing(rights)
    membership = (
        Membership.objects.select_related("person", "country", "agency", "granted_by")
        .filter(membership_scope(rights), pk=membership_id)
        .first()
    )
    if membership is None:
        raise NotVisible(_("There is no such role."))
    row = holding_row(membership, rights, at)
    person = membership.person
    is_invited = not person.has_usable_password()
    return PersonRow(person.pk, person.name, person.email, person.is_active, is_invited, (row,)), row


def role_choices(rights: Rights) -> list[tuple[str, str]]:
    """Return (code, name) of the roles that the person may give."""
    return [(role.value, str(role.label)) for role in grantable_roles(rights)]


def seen_role_choices(rights: Rights) -> list[tuple[str, str]]:
    """Return (code, name) of the roles that stand in the person's list of people."""
    return [(role.value, str(role.label)) for role in seen_roles(rights)]


def manages_people(rights: Rights) -> bool:
    """Whether the list of people is open to the person."""
    return bool(rights.roles & MANAGING_ROLES)


def _seen_memberships(rights: Rights) -> Prefetch[str]:
    seen = Membership.objects.filter(membership_scope(rights)).select_related("country", "agency", "granted_by")
    return Prefetch("memberships", queryset=seen.order_by("granted_at", "pk"), to_attr="seen_memberships")


def _person_row(person: User, rights: Rights, at: datetime, *, in_force: bool) -> PersonRow:
    memberships: Sequence[Membership] = person.seen_memberships  # type: ignore[attr-defined]
    rows = tuple(holding_row(membership, rights, at) for membership in memberships)
    return PersonRow(
        id=person.pk,
        name=person.name,
        email=person.email,
        is_active=person.is_active,
        is_invited=not person.has_usable_password(),
        holdings=tuple(row for row in rows if row.is_in_force == in_force),
        has_left=person.left_at is not None,
    )


def holding_row(membership: Membership, rights: Rights, at: datetime) -> HoldingRow:
    """Return the line of a Membership whose person, country, agency and giver are loaded."""
    # A deactivated person's roles rest but are not ended: they show as roles, and come back with the person.
    is_in_force = membership.ended_at is None and membership.until >= at.date()
    places = [place.name for place in (membership.agency, membership.country) if place is not None]
    return HoldingRow(
        membership_id=membership.pk,
        role_name=membership.get_role_display(),
        place=", ".join(places),
        until=membership.until,
        granted_at=membership.granted_at,
        granted_by=membership.granted_by.name if membership.granted_by else "",
        is_in_force=is_in_force,
        may_end=is_in_force
        and may_grant(rights, role=membership.role, country_id=membership.country_id, agency_id=membership.agency_id),
    )
