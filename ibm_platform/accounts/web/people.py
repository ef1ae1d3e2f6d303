"""People whom somebody manages: list, invitation, page of a person, ending a role, deactivation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, permissions, queries
from ibm_platform.accounts.web.forms import InviteForm, PeopleFilter, RoleForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    rights = queries.rights_of_request(request)
    wanted = PeopleFilter(
        request.GET, roles=queries.seen_role_choices(rights), countries=queries.country_choices(rights)
    )
    chosen = wanted.cleaned_data if wanted.is_valid() else {}
    page = queries.people_page(
        rights,
        at=timezone.now(),
        role=chosen.get("role") or "",
        country_id=chosen.get("country"),
        number=request.GET.get("page", "1"),
    )
    filters = {name: value for name, value in chosen.items() if value}
    return render(
        request,
        "accounts/people.html",
        {
            "page": page,
            "filter": wanted,
            "query": urlencode(filters),
            "is_filtered": filters,
            "waiting_resets": queries.waiting_resets(rights),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    rights = queries.rights_of_request(request)
    permissions.require_managing(rights)
    form = InviteForm(request.POST or None, **_role_choices(rights))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = operations.invite_person(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                link_to=_link_to(request),
                actor=request.user,
                at=timezone.now(),
                proved_at=queries.proved_at_of(request),
                **form.scope(),
            )
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            return _invited(request, invitation)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The page of a person; a POST gives one more role."""
    rights = queries.rights_of_request(request)
    page = queries.person_page(rights, person_id=person_id, asked_by_id=request.user.pk, at=timezone.now())
    form = RoleForm(request.POST or None, **_role_choices(rights))
    if request.method == "POST" and form.is_valid():
        try:
            operations.grant_membership(
                person_id=person_id,
                actor=request.user,
                at=timezone.now(),
                proved_at=queries.proved_at_of(request),
                **form.scope(),
            )
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            messages.success(request, _("The role of %(name)s is given.") % {"name": isolated(page.person.name)})
            return redirect("person", person_id=person_id)
    return render(request, "accounts/person.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Ask, then end a role."""
    rights = queries.rights_of_request(request)
    owner, holding = queries.holding_to_end(rights, membership_id=membership_id, at=timezone.now())
    if request.method == "POST":
        operations.end_membership(
            membership_id=membership_id, actor=request.user, at=timezone.now(), proved_at=queries.proved_at_of(request)
        )
        messages.success(request, _("The role of %(name)s is ended.") % {"name": isolated(owner.name)})
        return redirect("person", person_id=owner.id)
    return render(request, "accounts/end_role.html", {"person": owner, "holding": holding})


@login_required
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then shut a person out."""
    rights = queries.rights_of_request(request)
    page = queries.person_page(rights, person_id=person_id, asked_by_id=request.user.pk, at=timezone.now())
    if request.method == "POST":
        operations.deactivate_person(
            person_id=person_id, actor=request.user, at=timezone.now(), proved_at=queries.proved_at_of(request)
        )
        messages.success(request, _("%(name)s can no longer sign in.") % {"name": isolated(page.person.name)})
        return redirect("person", person_id=person_id)
    permissions.require_admin(rights)
    return render(request, "accounts/deactivate.html", {"page": page})


@login_required
@require_POST
def reactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    invitation = operations.reactivate_person(
        person_id=person_id,
        link_to=_link_to(request),
        actor=request.user,
        at=timezone.now(),
        proved_at=queries.proved_at_of(request),
    )
    return _invited(request, invitation)


@login_required
@require_POST
def renew(request: HttpRequest, person_id: int) -> HttpResponse:
    invitation = operations.renew_invitation(
        person_id=person_id,
        link_to=_link_to(request),
        actor=request.user,
        at=timezone.now(),
        proved_at=queries.proved_at_of(request),
    )
    return _invited(request, invitation)


def _role_choices(rights: queries.Rights) -> dict[str, Any]:
    return {
        "roles": queries.role_choices(rights),
        "countries": queries.country_choices(rights),
        "agencies": queries.agency_choices(rights),
    }


def _link_to(request: HttpRequest) -> Any:
    # ALLOWED_HOSTS names every host that can stand in a link (security.md 3.16).
    return lambda secret: request.build_absolute_uri(reverse("invitation", args=[secret]))


def _invited(request: HttpRequest, invitation: operations.Invitation) -> HttpResponse:
    """Say what was sent; an installation without a mail server shows the link, in this one answer only."""
    words = {
        "person": invitation.person,
        "is_new": bool(invitation.mailed_link),
        "link": invitation.link if settings.SHOW_MAIL_LINKS else "",
    }
    return render(request, "accounts/invited.html", words)
