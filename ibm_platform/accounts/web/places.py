"""Countries and agencies: lists and forms."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ibm_platform.accounts import operations, permissions, queries
from ibm_platform.accounts.web.forms import AgencyForm, CountryForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@login_required
@require_GET
def countries(request: HttpRequest) -> HttpResponse:
    rights = queries.rights_of_request(request)
    words = {"rows": queries.country_rows(rights, at=timezone.now()), "is_admin": rights.is_admin}
    return render(request, "accounts/countries.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def add_country(request: HttpRequest) -> HttpResponse:
    permissions.require_admin(queries.rights_of_request(request))
    form = CountryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            country = operations.create_country(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(request, _("%(name)s is added. Add its agencies next.") % {"name": isolated(country.name)})
            return redirect("countries")
    return render(request, "accounts/country_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change_country(request: HttpRequest, code: str) -> HttpResponse:
    rights = queries.rights_of_request(request)
    row = queries.country_row(rights, code=code)
    permissions.require_admin(rights)
    form = CountryForm(request.POST or None, initial={"name": row.name, "time_zone": row.time_zone}, changes=True)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_country(country_id=row.id, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": isolated(form.cleaned_data["name"])})
            return redirect("countries")
    return render(
        request, "accounts/country_form.html", {"form": form, "country": row}, status=422 if form.errors else 200
    )


@login_required
@require_GET
def agencies(request: HttpRequest) -> HttpResponse:
    rights = queries.rights_of_request(request)
    names = dict(_agency_types())
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in queries.agency_rows(rights):
        types = [names.get(code, code) for code in row.types]
        groups.setdefault(row.country_name, []).append({"agency": row, "types": types})
    words = {"groups": groups, "may_add": bool(queries.country_choices(rights, managing_agencies=True))}
    return render(request, "accounts/agencies.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def add_agency(request: HttpRequest) -> HttpResponse:
    rights = queries.rights_of_request(request)
    choices = queries.country_choices(rights, managing_agencies=True)
    permissions.require_agencies_somewhere(rights)
    form = AgencyForm(
        request.POST or None,
        countries=choices,
        agency_types=_agency_types(),
        initial={"country": request.GET.get("country", "")},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            agency = operations.create_agency(
                country_id=values.pop("country"), actor=request.user, at=timezone.now(), **values
            )
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(request, _("%(name)s is added. Invite its lead next.") % {"name": isolated(agency.name)})
            return redirect("agencies")
    return render(request, "accounts/agency_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change_agency(request: HttpRequest, agency_id: int) -> HttpResponse:
    rights = queries.rights_of_request(request)
    row = queries.agency_row(rights, agency_id=agency_id)
    permissions.require_agencies(rights, row.country_id)
    initial = {"name": row.name, "types": row.types, "is_active": row.is_active}
    form = AgencyForm(request.POST or None, agency_types=_agency_types(), initial=initial, changes=True)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_agency(agency_id=row.id, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": isolated(form.cleaned_data["name"])})
            return redirect("agencies")
    return render(
        request, "accounts/agency_form.html", {"form": form, "agency": row}, status=422 if form.errors else 200
    )


def _agency_types() -> list[tuple[str, str]]:
    """
    Return (code, name) of the agency types to choose from.

    They belong to a framework, which accounts do not know: the setting names the function of the composition that asks it.
    """
    choices: list[tuple[str, str]] = import_string(settings.AGENCY_TYPE_CHOICES)()
    return choices
