"""Pages of substitutes, and of people who have left."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ibm_platform.accounts import operations, permissions, queries
from ibm_platform.accounts.web.forms import FormerForm, SubstituteForm
from ibm_platform.common.errors import Conflict, Invalid, NotVisible
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@login_required
@require_http_methods(["GET", "POST"])
def substitute(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who stands in for a person; a POST names somebody for one role and some days."""
    at = timezone.now()
    page = queries.substitute_page(
        queries.rights_of_request(request), person_id=person_id, asked_by_id=request.user.pk, at=at
    )
    sent = request.POST.get("membership", "")
    formed = [(role, _form(request if str(role.membership_id) == sent else None, role, at)) for role in page.roles]
    if request.method == "POST":
        form = next((form for __, form in formed if form.is_bound), None)
        if form is None:
            raise NotVisible(_("There is no such role."))
        if form.is_valid():
            try:
                operations.substitute(
                    actor=request.user, at=at, proved_at=queries.proved_at_of(request), **form.lending()
                )
            except (Invalid, Conflict) as error:
                blame(form, error)
            else:
                messages.success(request, _("The substitute is named. The record says for whom each step was taken."))
                return redirect("substitute", person_id=person_id)
    faulty = next((form for __, form in formed if form.errors), None)
    words = {"page": page, "formed": formed, "form": faulty}
    return render(request, "accounts/substitute.html", words, status=422 if faulty else 200)


@login_required
@require_POST
def end_substitution(request: HttpRequest, substitution_id: int) -> HttpResponse:
    row = operations.end_substitution(substitution_id=substitution_id, actor=request.user, at=timezone.now())
    messages.success(request, _("The substitution is ended."))
    if row.substitute_id == request.user.pk:
        return redirect("account")
    return redirect("substitute", person_id=row.membership.person_id)


@login_required
@require_http_methods(["GET", "POST"])
def former(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, with the name to be typed, then take the name of a person who has left; administrators only."""
    rights = queries.rights_of_request(request)
    page = queries.person_page(rights, person_id=person_id, asked_by_id=request.user.pk, at=timezone.now())
    permissions.require_admin(rights)
    form = FormerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.make_former(
                person_id=person_id,
                actor=request.user,
                at=timezone.now(),
                proved_at=queries.proved_at_of(request),
                **form.cleaned_data,
            )
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(
                request, _("From now on the person is shown as “%(name)s”.") % {"name": isolated(person.name)}
            )
            return redirect("person", person_id=person_id)
    return render(request, "accounts/former.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _form(request: HttpRequest | None, role: queries.LendableRole, at: datetime) -> forms.Form:
    return SubstituteForm(
        request.POST if request is not None else None,
        colleagues=role.colleagues,
        initial={"membership": role.membership_id, "from_day": at.date()},
        auto_id=f"id_{role.membership_id}_%s",
    )
