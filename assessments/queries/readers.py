"""
Who reads a comment: the same rule as ``seen.comments_seen``, asked from the other side.

``audiences`` are those that a person may write to; ``readers`` the people of one, who alone can be named in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from assessments.lifecycle import SEEN_BY_COORDINATOR
from assessments.models import Assignment, Participation, ReviewerAssignment
from assessments.models.comment import Visibility
from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen
from assessments.queries.context import AgencyRef, agency_ref
from assessments.queries.layout import column_of
from ibm_platform.accounts.models import AGENCY_ROLES, Membership, Role, Substitution

NATIONAL_ROLES = (Role.FOCAL_POINT, Role.SIGNATORY)
REVIEWING_ROLES = (Role.COORDINATOR, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom one thread is for, and the side it is written from: an agency, or (None) the national or the reviewing side."""

    visibility: Visibility
    agency: AgencyRef | None

    @property
    def value(self) -> str:
        """As a form sends it, such as "12.agency" or "0.reviewers"."""
        return f"{self.agency.id if self.agency else 0}.{self.visibility}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads; ``agency`` is empty for national people, the coordinator and reviewers."""

    id: int
    name: str
    role: Role
    agency: str


@dataclass(frozen=True, slots=True)
class Sides:
    """From where the person may write now; nowhere where the role or the state does not allow it, or the agency is closed."""

    agencies: tuple[AgencyRef, ...]
    is_national: bool
    is_reviewing: bool

    def may_answer(self, visibility: str, agency_id: int | None) -> bool:
        """Whether the person, who reads such a thread, may also write in it."""
        if visibility == Visibility.REVIEWERS:
            return self.is_national or self.is_reviewing
        if visibility == Visibility.AGENCIES:
            return self.is_national or bool(self.agencies)
        if agency_id is None:
            return self.is_national
        return any(agency.id == agency_id for agency in self.agencies)

    def answers_for(self, visibility: str, agency_id: int | None) -> AgencyRef | None:
        """The agency for which the person answers there; None for the national or the reviewing side."""
        if visibility == Visibility.REVIEWERS or (
            self.is_national and (visibility != Visibility.AGENCY or not agency_id)
        ):
            return None
        # Whoever works for two speaks for the one that began the thread.
        same = [agency for agency in self.agencies if agency.id == agency_id]
        return next(iter(same or self.agencies), None)


def sides(seen: Seen) -> Sides:
    """Return from where the person may write now; one query for an agency's people, none for others."""
    roles = granted_by(Action.COMMENT, rights=seen.rights, assessment=seen.assessment)
    agencies: tuple[AgencyRef, ...] = ()
    if roles & set(AGENCY_ROLES):
        parts = (
            Participation.objects.standing()
            .filter(assessment=seen.assessment, agency_id__in=seen.own_agencies, agency__is_active=True)
            .select_related("agency")
            .order_by("agency__name", "agency_id")
        )
        agencies = tuple(agency_ref(part.agency) for part in parts)
    return Sides(agencies, bool(roles & set(NATIONAL_ROLES)), bool(roles & set(REVIEWING_ROLES)))


def audiences(seen: Seen, own: Sides, indicator_code: str) -> tuple[Audience, ...]:
    """
    Return to whom the person may write about a question, for each side the narrowest first.

    An agency's people write about what the agency is asked; one query for them.
    """
    found: list[Audience] = []
    if own.agencies:
        asking = Assignment.objects.standing().filter(
            assessment=seen.assessment, indicator_id=seen.framework.indicator_ids[indicator_code]
        )
        asked = set(asking.values_list("agency_id", flat=True))
        for agency in own.agencies:
            if agency.id in asked:
                found += [Audience(Visibility.AGENCY, agency), Audience(Visibility.AGENCIES, agency)]
    if own.is_national:
        found.append(Audience(Visibility.AGENCY, None))
        if seen.status in SEEN_BY_COORDINATOR:
            found.append(Audience(Visibility.REVIEWERS, None))
        found.append(Audience(Visibility.AGENCIES, None))
    elif own.is_reviewing:
        found.append(Audience(Visibility.REVIEWERS, None))
    return tuple(found)


def readers(seen: Seen, wanted: Collection[Audience], indicator_code: str) -> dict[Audience, tuple[Reader, ...]]:
    """
    Return the people of each audience by name, without the person who asks; one query for all.

    A person who holds several of the roles stands there once; reviewers read the questions of their own fields.
    """
    if not wanted:
        return {}
    field = column_of(seen.spec)[indicator_code]
    rows = _holders(seen, _any_of(seen, wanted, "", field), _any_of(seen, wanted, "membership__", field))
    found: dict[Audience, tuple[Reader, ...]] = {}
    for audience in wanted:
        inside: dict[int, Reader] = {}
        for person_id, name, role, agency_id, agency_name in rows:
            if person_id != seen.person.pk and _reads(audience, role, agency_id):
                inside.setdefault(person_id, Reader(person_id, name, Role(role), agency_name or ""))
        found[audience] = tuple(sorted(inside.values(), key=lambda reader: (reader.name.casefold(), reader.id)))
    return found


def _reads(audience: Audience, role: str, agency_id: int | None) -> bool:
    if audience.visibility == Visibility.REVIEWERS:
        return role in (*NATIONAL_ROLES, *REVIEWING_ROLES)
    if audience.visibility == Visibility.AGENCIES:
        return role in (*NATIONAL_ROLES, *AGENCY_ROLES)
    if audience.agency is None:
        return role in NATIONAL_ROLES
    return agency_id == audience.agency.id


def _any_of(seen: Seen, wanted: Collection[Audience], prefix: str, field: str) -> Q:
    """Memberships, or (``prefix`` "membership__") Substitutions, of whoever reads one of these audiences."""
    country = {f"{prefix}country": seen.assessment.country_id}
    found = Q(pk__in=[])
    for audience in wanted:
        if audience.visibility == Visibility.AGENCY and audience.agency is not None:
            found |= Q(**{f"{prefix}role__in": AGENCY_ROLES, f"{prefix}agency": audience.agency.id})
            continue
        found |= Q(**{f"{prefix}role__in": NATIONAL_ROLES}, **country)
        if audience.visibility == Visibility.AGENCIES:
            taking_part = Participation.objects.standing().filter(assessment=seen.assessment).values("agency_id")
            found |= Q(**{f"{prefix}role__in": AGENCY_ROLES, f"{prefix}agency__in": taking_part})
        if audience.visibility == Visibility.REVIEWERS:
            found |= Q(**{f"{prefix}role": Role.COORDINATOR})
            # Roles of reviewers are not lent; who has declared reads the threads of the own fields.
            at_work = ReviewerAssignment.objects.declared().filter(assessment=seen.assessment, field=field)
            if not prefix:
                found |= Q(role=Role.REVIEWER, person__in=at_work.values("person"), **country)
    return found


def _holders(seen: Seen, own: Q, lent: Q) -> list[tuple[int, str, str, int | None, str | None]]:
    held = (
        Membership.objects.in_force(seen.at)
        .filter(own)
        .values_list("person_id", "person__name", "role", "agency_id", "agency__name")
    )
    stood_in = (
        Substitution.objects.in_force(seen.at)
        .filter(lent)
        .values_list(
            "substitute_id",
            "substitute__name",
            "membership__role",
            "membership__agency_id",
            "membership__agency__name",
        )
    )
    return list(held.union(stood_in))
