"""What a person sees of the own account: roles, tokens, whom to ask, and the page of a one-time link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ibm_platform.accounts.limits import WARN_BEFORE_RIGHT_ENDS
from ibm_platform.accounts.models import ApiToken, Membership, OneTimeLink, Role, User
from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.queries.people import HoldingRow, holding_row
from ibm_platform.accounts.queries.sets import administrators, digest_of


@dataclass(frozen=True)
class TokenRow:
    id: int
    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def own_roles(person_id: int, *, at: datetime) -> tuple[HoldingRow, ...]:
    """Return the roles in force of a person, for the page of the own account."""
    memberships = (
        Membership.objects.in_force(at)
        .filter(person_id=person_id)
        .select_related("country", "agency", "granted_by")
        .order_by("role", "pk")
    )
    return tuple(holding_row(membership, Rights(), at) for membership in memberships)


def roles_ending(person_id: int, *, at: datetime) -> tuple[HoldingRow, ...]:
    """Return the roles of a person that end within a month, the first to end first; one query."""
    memberships = (
        Membership.objects.in_force(at)
        .filter(person_id=person_id, until__lte=at.date() + WARN_BEFORE_RIGHT_ENDS)
        .select_related("country", "agency", "granted_by")
        .order_by("until", "pk")
    )
    return tuple(holding_row(membership, Rights(), at) for membership in memberships)


def own_tokens(person_id: int, *, at: datetime) -> tuple[TokenRow, ...]:
    """Return the tokens of a person that still work, newest first."""
    tokens = ApiToken.objects.filter(owner_id=person_id, revoked_at__isnull=True, expires_at__gt=at)
    return tuple(
        TokenRow(token.pk, token.name, token.prefix, token.created_at, token.expires_at, token.last_used_at)
        for token in tokens.order_by("-created_at", "-pk")
    )


@dataclass(frozen=True)
class Contact:
    """Whom to ask: a national focal point."""

    country_name: str
    name: str
    email: str


def contacts_of(rights: Rights, *, at: datetime, but: User | None = None) -> tuple[Contact, ...]:
    """
    Return the focal points of the countries in which the person has a role, by country and name; one query.

    Args:
        but: who is left out, such as the reader.
    """
    countries: Iterable[int] = {h.country_id for h in rights.holdings if h.country_id is not None}
    if not countries:
        return ()
    rows = Membership.objects.in_force(at).filter(role=Role.FOCAL_POINT, country_id__in=countries)
    if but is not None:
        rows = rows.exclude(person=but)
    ordered = rows.order_by("country__name", "person__name", "pk")
    return tuple(Contact(*row) for row in ordered.values_list("country__name", "person__name", "person__email"))


@dataclass(frozen=True)
class LinkPage:
    """What the page of a one-time link shows before it is used."""

    is_over: bool
    name: str = ""
    email: str = ""


def setup_link_page(*, secret: str, at: datetime) -> LinkPage | None:
    """Return the state of a set-up link; None when there never was one."""
    link = OneTimeLink.objects.filter(digest=digest_of(secret), purpose=OneTimeLink.Purpose.SETUP).first()
    if link is None:
        return None
    return LinkPage(_is_over(link, at) or administrators(at).exists())


def invitation_page(*, secret: str, at: datetime) -> LinkPage | None:
    """Return the state of an invitation and whom it is for; None when there never was one."""
    links = OneTimeLink.objects.select_related("person")
    link = links.filter(digest=digest_of(secret), purpose=OneTimeLink.Purpose.INVITATION).first()
    if link is None or link.person is None:
        return None
    is_over = _is_over(link, at) or not link.person.is_active or link.person.has_usable_password()
    return LinkPage(True) if is_over else LinkPage(False, link.person.name, link.person.email)


def _is_over(link: OneTimeLink, at: datetime) -> bool:
    return link.used_at is not None or link.expires_at <= at
