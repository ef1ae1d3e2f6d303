"""Who answers for each agency that takes part: the step of set-up in which its people are invited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from assessments.models import Assignment, Participation
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from ibm_platform.accounts.models import AGENCY_ROLES, Membership, Role, User


@dataclass(frozen=True, slots=True)
class AgencyPerson:
    """``has_entered`` is false while the invitation waits."""

    name: str
    role_label: str
    until: date
    has_entered: bool


@dataclass(frozen=True, slots=True)
class AgencyPeople:
    agency: AgencyRef
    is_active: bool
    asked: int
    leads: tuple[AgencyPerson, ...]
    officers: tuple[AgencyPerson, ...]

    @property
    def needs_lead(self) -> bool:
        return self.is_active and not self.leads


@dataclass(frozen=True, slots=True)
class PeoplePage:
    context: AssessmentContext
    agencies: tuple[AgencyPeople, ...]
    """Those without a lead first, then by name."""

    @property
    def without_lead(self) -> int:
        return sum(one.needs_lead for one in self.agencies)


def setup_people(person: User, at: datetime, assessment_id: int) -> PeoplePage:
    """
    Return the people of every agency that takes part; five queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not bring the country's agencies together, or the assessment is finished.
    """
    seen = see(person, at, assessment_id, Action.MANAGE_PEOPLE)
    parts = list(
        Participation.objects.standing()
        .filter(assessment=seen.assessment)
        .select_related("agency")
        .order_by("agency__name")
    )
    asked: dict[int, int] = defaultdict(int)
    standing = Assignment.objects.standing().filter(assessment=seen.assessment)
    for agency_id in standing.values_list("agency_id", flat=True):
        asked[agency_id] += 1
    people: dict[tuple[int, str], list[AgencyPerson]] = defaultdict(list)
    rights = (
        Membership.objects.in_force(at)
        .filter(agency_id__in=[one.agency_id for one in parts], role__in=AGENCY_ROLES)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    for row in rights:
        people[row.agency_id or 0, row.role].append(
            AgencyPerson(row.person.name, row.get_role_display(), row.until, _has_entered(row.person))
        )
    agencies = [
        AgencyPeople(
            agency=agency_ref(one.agency),
            is_active=one.agency.is_active,
            asked=asked[one.agency_id],
            leads=tuple(people[one.agency_id, Role.AGENCY_LEAD]),
            officers=tuple(people[one.agency_id, Role.OFFICER]),
        )
        for one in parts
    ]
    # By name within both groups: the sort keeps their order.
    return PeoplePage(context_of(seen), tuple(sorted(agencies, key=lambda one: not one.needs_lead)))


def _has_entered(person: User) -> bool:
    return person.has_usable_password()
