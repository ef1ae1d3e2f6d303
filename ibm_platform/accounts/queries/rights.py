"""
What a person may act as, read from the database for each request; the only place that remembers is the request itself.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from ibm_platform.accounts.models import Membership, User
from ibm_platform.accounts.permissions import NO_RIGHTS, Holding, Rights

Person = User | AnonymousUser


def rights_of(person: Person | None, at: datetime) -> Rights:
    """
    Return what ``person`` may act as at the moment ``at``: one query over the Memberships in force.

    Nobody (anonymous) costs no query; a deactivated person has no Membership in force and so no right.
    """
    if person is None or not person.is_authenticated or person.pk is None:
        return NO_RIGHTS
    rows = Membership.objects.in_force(at).filter(person_id=person.pk).values_list("role", "country_id", "agency_id")
    return Rights(frozenset(Holding(role, country_id, agency_id) for role, country_id, agency_id in rows))


def rights_of_request(request: HttpRequest) -> Rights:
    """Return the rights of the person who asks, read once for each request and kept on the request alone."""
    known: Rights | None = getattr(request, "rights", None)
    if known is None:
        known = rights_of(getattr(request, "user", None), timezone.now())
        request.rights = known  # type: ignore[attr-defined]
    return known
