"""
What a person may act as, read from the database for each request; the only place that remembers is the request itself.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, Value
from django.http import HttpRequest
from django.utils import timezone

from ibm_platform.accounts.models import Membership, Substitution, User
from ibm_platform.accounts.permissions import NO_RIGHTS, Holding, Rights

Person = User | AnonymousUser
# Stands for "in nobody's stead" in the query, where both halves need a number.
NOBODY = 0


def rights_of(person: Person | None, at: datetime) -> Rights:
    """
    Return what ``person`` may act as at the moment ``at``: one query over the Memberships and Substitutions in force.

    What is held by right and as a substitute counts as held by right.

    Nobody (anonymous) costs no query; a deactivated person has no Membership in force and so no right.
    """
    if person is None or not person.is_authenticated or person.pk is None:
        return NO_RIGHTS
    own = (
        Membership.objects.in_force(at)
        .filter(person_id=person.pk)
        .values_list("role", "country_id", "agency_id", Value(NOBODY, output_field=BigIntegerField()), "until")
    )
    lent = (
        Substitution.objects.in_force(at)
        .filter(substitute_id=person.pk)
        .values_list(
            "membership__role", "membership__country_id", "membership__agency_id", "membership__person_id", "until"
        )
    )
    held: dict[Holding, Holding] = {}
    for role, country_id, agency_id, absent_id, until in sorted(own.union(lent), key=lambda row: row[3]):
        holding = Holding(role, country_id, agency_id, absent_id if absent_id != NOBODY else None, until)
        held.setdefault(holding, holding)
    return Rights(frozenset(held))


def rights_of_request(request: HttpRequest) -> Rights:
    """Return the rights of the person who asks, read once for each request and kept on the request alone."""
    known: Rights | None = getattr(request, "rights", None)
    if known is None:
        known = rights_of(getattr(request, "user", None), timezone.now())
        request.rights = known  # type: ignore[attr-defined]
    return known
