"""Countries and agencies as rows and as choices of a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Agency, Membership, Role
from ibm_platform.accounts.permissions import Rights, may_grant, may_manage_agencies
from ibm_platform.accounts.queries.sets import agencies_visible_to, countries_visible_to
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True)
class CountryRow:
    id: int
    code: str
    name: str
    time_zone: str
    agency_count: int
    focal_points: tuple[str, ...]


def country_rows(rights: Rights, *, at: datetime) -> tuple[CountryRow, ...]:
    """Return the countries that the person sees, by name, with their open agencies counted."""
    focal_points = Membership.objects.in_force(at).filter(role=Role.FOCAL_POINT).select_related("person")
    countries = (
        countries_visible_to(rights)
        .annotate(agency_count=Count("agencies", filter=Q(agencies__is_active=True)))
        .prefetch_related(Prefetch("memberships", queryset=focal_points.order_by("pk"), to_attr="focal_points"))
        .order_by("name")
    )
    return tuple(
        CountryRow(
            country.pk,
            country.code,
            country.name,
            country.time_zone,
            country.agency_count,
            tuple(membership.person.name for membership in country.focal_points),
        )
        for country in countries
    )


def country_row(rights: Rights, *, code: str) -> CountryRow:
    """
    Return one country for its form.

    Raises:
        NotVisible: the person does not see it.
    """
    country = countries_visible_to(rights).filter(code=code).first()
    if country is None:
        raise NotVisible(_("There is no such country."))
    return CountryRow(country.pk, country.code, country.name, country.time_zone, 0, ())


@dataclass(frozen=True)
class AgencyRow:
    id: int
    country_id: int
    country_name: str
    code: str
    name: str
    types: tuple[str, ...]
    is_active: bool
    may_change: bool


def agency_rows(rights: Rights, *, country_id: int | None = None) -> tuple[AgencyRow, ...]:
    """Return the agencies that the person sees, by country and name; closed ones last in their country."""
    agencies = agencies_visible_to(rights)
    if country_id is not None:
        agencies = agencies.filter(country_id=country_id)
    ordered = agencies.order_by("country__name", "-is_active", "name", "pk")
    return tuple(_agency_row(agency, rights) for agency in ordered)


def agency_row(rights: Rights, *, agency_id: int) -> AgencyRow:
    """
    Return one agency for its form.

    Raises:
        NotVisible: the person does not see it.
    """
    agency = agencies_visible_to(rights).filter(pk=agency_id).first()
    if agency is None:
        raise NotVisible(_("There is no such agency."))
    return _agency_row(agency, rights)


def country_choices(rights: Rights, *, managing_agencies: bool = False) -> list[tuple[int, str]]:
    """Return (id, name) of the countries that the person sees, or whose agencies the person manages."""
    rows = countries_visible_to(rights).order_by("name").values_list("pk", "name")
    return [(pk, name) for pk, name in rows if not managing_agencies or may_manage_agencies(rights, pk)]


def agency_choices(rights: Rights) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the open agencies to which the person may invite somebody, grouped by country."""
    groups: dict[str, list[tuple[int, str]]] = {}
    open_agencies = agencies_visible_to(rights).filter(is_active=True).order_by("country__name", "name", "pk")
    for agency in open_agencies:
        if may_grant(rights, role=Role.OFFICER, country_id=agency.country_id, agency_id=agency.pk):
            groups.setdefault(agency.country.name, []).append((agency.pk, agency.name))
    return list(groups.items())


def _agency_row(agency: Agency, rights: Rights) -> AgencyRow:
    return AgencyRow(
        agency.pk,
        agency.country_id,
        agency.country.name,
        agency.code,
        agency.name,
        tuple(agency.types),
        agency.is_active,
        may_manage_agencies(rights, agency.country_id),
    )
