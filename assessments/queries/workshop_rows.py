"""A workshop as a row: whether the person may see it, whether they lead it, and who could."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Assignment, Participation, Workshop
from assessments.queries.access import Seen
from assessments.queries.context import AgencyRef, agency_ref
from ibm_platform.accounts.models import AGENCY_ROLES, Agency, Membership, Role
from ibm_platform.common.errors import NotVisible

NATIONAL_ROLES = (Role.FOCAL_POINT, Role.SIGNATORY)


@dataclass(frozen=True, slots=True)
class WorkshopPerson:
    """Somebody of the country with an account; ``agency`` is None for the national side."""

    id: int
    name: str
    role: Role
    agency: AgencyRef | None


def require_workshop_row(seen: Seen, workshop_id: int) -> Workshop:
    """
    Return a workshop of the assessment; one query.

    Raises:
        NotVisible: there is none of this id there.
    """
    rows = Workshop.objects.filter(assessment=seen.assessment, pk=workshop_id).order_by()
    found = rows.select_related("chair", "rapporteur", "current_item", "minutes_signed_by").first()
    if found is None:
        raise NotVisible(_("There is no such workshop."))
    return found


def leads(seen: Seen, workshop: Workshop) -> bool:
    """Whether the focal point named the person for this workshop: as its chair, or as its rapporteur."""
    return seen.person.pk in (workshop.chair_id, workshop.rapporteur_id)


def led_agencies(seen: Seen) -> frozenset[int]:
    """Ids of the agencies of this country for which the person votes."""
    return frozenset(
        holding.agency_id
        for holding in seen.rights.holdings
        if holding.role == Role.AGENCY_LEAD
        and holding.country_id == seen.assessment.country_id
        and holding.agency_id is not None
    )


def voting_agencies(seen: Seen, indicator_id: int) -> dict[int, AgencyRef]:
    """Id → agency, by code: those that take part and are asked the question; one query."""
    asked = Assignment.objects.standing().filter(assessment=seen.assessment, indicator_id=indicator_id)
    parts = Participation.objects.standing().filter(
        assessment=seen.assessment, agency__is_active=True, agency_id__in=asked.values("agency_id")
    )
    rows = parts.select_related("agency").order_by("agency__code")
    return {row.agency_id: agency_ref(row.agency) for row in rows}


def taking_part(seen: Seen) -> dict[int, AgencyRef]:
    """Id → agency, by code, of all that take part; one query."""
    parts = Participation.objects.standing().filter(assessment=seen.assessment).select_related("agency")
    return {row.agency_id: agency_ref(row.agency) for row in parts.order_by("agency__code")}


def people_of(seen: Seen) -> dict[int, WorkshopPerson]:
    """Person id → who could sit in the room, by name: the national people and those of the agencies that take part; one query."""
    agencies = Participation.objects.standing().filter(assessment=seen.assessment).values("agency_id")
    rows = (
        Membership.objects.in_force(seen.at)
        .filter(country_id=seen.assessment.country_id)
        .filter(Q(role__in=NATIONAL_ROLES) | Q(role__in=AGENCY_ROLES, agency_id__in=agencies))
        .select_related("person", "agency")
        .order_by("person__name", "person_id", "role")
    )
    found: dict[int, WorkshopPerson] = {}
    for row in rows:
        found.setdefault(
            row.person_id, WorkshopPerson(row.person_id, row.person.name, Role(row.role), _ref(row.agency))
        )
    return found


def _ref(agency: Agency | None) -> AgencyRef | None:
    return None if agency is None else agency_ref(agency)
