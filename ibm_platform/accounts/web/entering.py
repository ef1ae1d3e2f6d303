"""Pages of links that work once: the first administrator, and an invited person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.web.forms import NewPasswordForm, SetupForm
from ibm_platform.accounts.web.signing_in import remember_language, sign_in
from ibm_platform.common.errors import Conflict, Invalid, NotVisible
from ibm_platform.common.forms import blame


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator names themself; works once."""
    page = queries.setup_link_page(secret=token, at=timezone.now())
    if page is None:
        raise NotVisible(_("There is no such link; check that you copied all of it."))
    if page.is_over:
        return _over(request, _("The platform has an administrator, or this link is older than 72 hours."))
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.claim_setup_link(secret=token, at=timezone.now(), **form.cleaned_data)
        except operations.LinkOver as error:
            return _over(request, str(error))
        except (Invalid, Conflict) as error:
            blame(form, error)
        else:
            sign_in(request, person)
            messages.success(request, _("You are the administrator. Add a country, then invite its focal point."))
            return redirect("countries")
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person sets a first password and is signed in; works once, for 72 hours."""
    page = queries.invitation_page(secret=token, at=timezone.now())
    if page is None:
        raise NotVisible(_("There is no such link; check that you copied all of it."))
    if page.is_over:
        return _over(request, _("This invitation was taken up, or it is older than 72 hours."))
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.accept_invitation(
                secret=token, password=form.cleaned_data["password"], at=timezone.now()
            )
        except operations.LinkOver as error:
            return _over(request, str(error))
        except Invalid as error:
            blame(form, error)
        else:
            sign_in(request, person)
            return remember_language(redirect("/"), person.language)
    return render(request, "accounts/invitation.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _over(request: HttpRequest, message: str) -> HttpResponse:
    return render(request, "accounts/link_over.html", {"message": message}, status=410)
