"""Which countries, agencies, Memberships and people a person sees; and who holds a secret."""

from __future__ import annotations

import hashlib
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from ibm_platform.accounts.models import Agency, ApiToken, Country, Membership, Role, User
from ibm_platform.accounts.permissions import COORDINATOR_GRANTS, NATIONAL_ROLES, Rights

# Recovery codes stand in for a factor, they are none: whoever has only them has lost the factor.
FACTORS = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)


def digest_of(secret: str) -> str:
    """Return the SHA-256 under which the secret of a link or token is stored; the secret itself never is."""
    return hashlib.sha256(secret.encode()).hexdigest()


def countries_visible_to(rights: Rights) -> QuerySet[Country]:
    """All countries for those who serve all; else the countries of the person's own roles."""
    if rights.is_admin or rights.is_coordinator:
        return Country.objects.all()
    return Country.objects.filter(pk__in={h.country_id for h in rights.holdings if h.country_id is not None})


def agencies_visible_to(rights: Rights) -> QuerySet[Agency]:
    """Agencies of the countries that the person sees, with their country."""
    agencies = Agency.objects.select_related("country")
    if rights.is_admin or rights.is_coordinator:
        return agencies
    return agencies.filter(country_id__in={h.country_id for h in rights.holdings if h.country_id is not None})


def membership_scope(rights: Rights) -> Q:
    """Return which Memberships the person may look at, begun and ended ones alike."""
    if rights.is_admin:
        return Q()
    scope = Q(pk__in=())
    if rights.is_coordinator:
        scope |= Q(role__in=COORDINATOR_GRANTS)
    if countries := rights.country_ids(Role.FOCAL_POINT):
        scope |= Q(role__in=NATIONAL_ROLES, country_id__in=countries)
    if agencies := rights.agency_ids(Role.AGENCY_LEAD):
        scope |= Q(agency_id__in=agencies)
    return scope


def people_managed_by(rights: Rights, *, also: Q | None = None) -> QuerySet[User]:
    """People of whom the person may see at least one Membership; ``also`` narrows which Memberships count."""
    if rights.is_admin and also is None:
        return User.objects.all()
    memberships = Membership.objects.filter(membership_scope(rights), also or Q(), person_id=OuterRef("pk"))
    return User.objects.filter(Exists(memberships))


def people_exist() -> bool:
    """Whether anybody has an account here, of whatever kind."""
    return User.objects.exists()


def administrators(at: datetime) -> QuerySet[Membership]:
    """Administrators who can sign in now; an invitation that was never taken up keeps nobody's house open."""
    return Membership.objects.in_force(at).filter(role=Role.ADMIN).exclude(person__password__startswith="!")


def token_in_force(*, secret: str, at: datetime) -> ApiToken | None:
    """
    Return the token of this secret unless it is revoked, over, or its owner deactivated.

    ``owner_has_factor`` on it says whether the owner has a second factor now.
    """
    factors = Authenticator.objects.filter(user_id=OuterRef("owner_id"), type__in=FACTORS)
    return (
        ApiToken.objects.select_related("owner")
        .annotate(owner_has_factor=Exists(factors))
        .filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=at, owner__is_active=True)
        .first()
    )
