"""Who acts in the assessments of the tests: one person for each role of a country, made when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.models import Assessment, Participation
from ibm_platform.accounts.models import Agency, Country, Membership, Role, User
from tests.people import make_agency_lead, make_coordinator, make_focal_point, make_officer, make_signatory


@dataclass(frozen=True)
class Cast:
    """The people of one assessment; agencies, their officers and leads by agency code."""

    coordinator: User
    focal_point: User
    signatory: User
    agencies: Mapping[str, Agency]
    officers: Mapping[str, User]
    leads: Mapping[str, User]


def cast_of(assessment: Assessment) -> Cast:
    """Who acts in an assessment that ``make_assessment`` made."""
    agencies = {
        row.agency.code: row.agency
        for row in Participation.objects.standing()
        .filter(assessment=assessment)
        .select_related("agency")
        .order_by("agency__code")
    }
    return Cast(
        coordinator=a_coordinator(),
        focal_point=a_focal_point(assessment.country),
        signatory=a_signatory(assessment.country),
        agencies=agencies,
        officers={code: an_officer(agency) for code, agency in agencies.items()},
        leads={code: a_lead(agency) for code, agency in agencies.items()},
    )


def a_coordinator() -> User:
    return _holder(Role.COORDINATOR) or make_coordinator()


def a_focal_point(country: Country) -> User:
    return _holder(Role.FOCAL_POINT, country=country) or make_focal_point(country, name=f"Focal {country.name}")


def a_signatory(country: Country) -> User:
    return _holder(Role.SIGNATORY, country=country) or make_signatory(country, name=f"Signatory {country.name}")


def an_officer(agency: Agency) -> User:
    return _holder(Role.OFFICER, agency=agency) or make_officer(agency, name=f"Officer {agency.name}")


def a_lead(agency: Agency) -> User:
    return _holder(Role.AGENCY_LEAD, agency=agency) or make_agency_lead(agency, name=f"Lead {agency.name}")


def _holder(role: str, **place: object) -> User | None:
    row = Membership.objects.filter(role=role, ended_at=None, **place).select_related("person").order_by("pk").first()
    return row.person if row else None
