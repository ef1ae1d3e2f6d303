"""
Which of an agency's questions its lead has given to whom.

An officer to whom questions were given answers those; leads, and officers to whom nothing was given, answer every question of
the agency. What is refused to whom says ``conditions.why_locked``.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from assessments.models import Assignment, Delegation
from assessments.queries.access import Seen
from ibm_platform.accounts.models import Membership, Role, User


def standing_delegations() -> QuerySet[Delegation]:
    return Delegation.objects.filter(ended_at__isnull=True)


def with_officer(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Say of each question to whom it was given: ``officer`` (id) and ``officer_name``, None for nobody in particular."""
    given = standing_delegations().filter(
        assessment=OuterRef("assessment"), agency=OuterRef("agency"), indicator=OuterRef("indicator")
    )
    return assignments.annotate(
        officer=Subquery(given.values("officer")[:1]), officer_name=Subquery(given.values("officer__name")[:1])
    )


def with_own(assignments: QuerySet[Assignment], person: User) -> QuerySet[Assignment]:
    """Say of each question whether it was given to the person (``is_own``), and whether any other one was (``has_own``)."""
    own = standing_delegations().filter(assessment=OuterRef("assessment"), agency=OuterRef("agency"), officer=person)
    return assignments.annotate(is_own=Exists(own.filter(indicator=OuterRef("indicator"))), has_own=Exists(own))


def leads(seen: Seen, agency_id: int) -> bool:
    """Whether the person leads this agency, and so answers all of its questions."""
    return agency_id in seen.rights.agency_ids(Role.AGENCY_LEAD)


def officers_of(agency_id: int, at: datetime) -> list[tuple[int, str]]:
    """Ids and names of the officers of an agency whose right is in force, by name; one query."""
    officers = Membership.objects.in_force(at).filter(role=Role.OFFICER, agency_id=agency_id, person=OuterRef("pk"))
    return list(User.objects.filter(Exists(officers)).order_by("name", "pk").values_list("pk", "name"))
