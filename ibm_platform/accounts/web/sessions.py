"""Where one is signed in: the list, its ends, the time that is left, and signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import views as library
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.limits import WARN_BEFORE_END
from ibm_platform.accounts.permissions import require_admin
from ibm_platform.accounts.queries import rights_of_request
from ibm_platform.accounts.stamps import is_signed_in, stamp_of
from ibm_platform.common.isolation import isolated
from ibm_platform.common.web import wants_json

# Pages that a shared computer still holds are dropped. Cookies stay: the language, and the mark of a known browser.
CLEARED = '"cache", "storage"'


@login_required
@require_GET
def own_sessions(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    stamp = stamp_of(request.session)
    rows = queries.open_sessions(request.user.pk, rights_of_request(request), at=at, this=stamp.row if stamp else None)
    return render(request, "accounts/sessions.html", {"sessions": rows})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    operations.end_session(session_id=session_id, actor=request.user, at=timezone.now())
    messages.success(request, _("That browser is signed out."))
    return redirect("sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    stamp = stamp_of(request.session)
    count = operations.end_other_sessions(but=stamp.row if stamp else None, actor=request.user, at=timezone.now())
    messages.success(request, _ended(count))
    return redirect("sessions")


@login_required
@require_http_methods(["GET", "POST"])
def end_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then sign a person out everywhere; administrators only."""
    rights = rights_of_request(request)
    page = queries.person_page(rights, person_id=person_id, asked_by_id=request.user.pk, at=timezone.now())
    require_admin(rights)
    if request.method == "POST":
        count = operations.end_sessions_of(person_id=person_id, actor=request.user, at=timezone.now())
        messages.success(
            request, _("%(name)s: %(ended)s") % {"name": isolated(page.person.name), "ended": _ended(count)}
        )
        return redirect("person", person_id=person_id)
    return render(request, "accounts/end_sessions.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def stay(request: HttpRequest) -> HttpResponse:
    """
    Say how long the session still lasts (GET, which does not make it longer), or make it longer (POST).

    A script reads the seconds; a person without one gets a page, opened beside the one on which the work stands.
    """
    seconds = _seconds_left(request)
    if request.method == "GET" or wants_json(request):
        return JsonResponse({"seconds": seconds})
    return render(request, "accounts/stayed.html", {})


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and let the browser forget what it holds of these pages."""
    response = library.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = CLEARED
    return response


def time_left(request: HttpRequest) -> dict[str, Any]:
    """Context processor: how long the session lasts, for the page's own clock; asks nothing before the template does."""
    return {"time_left": SimpleLazyObject(lambda: _time_left(request))}


def _time_left(request: HttpRequest) -> dict[str, Any]:
    try:
        seconds = _seconds_left(request)
    except DatabaseError:
        # The page that says so must still be shown.
        seconds = 0
    ends = timezone.now() + timedelta(seconds=seconds)
    return {"seconds": seconds, "ends": ends, "warn": int(WARN_BEFORE_END.total_seconds())}


def _seconds_left(request: HttpRequest) -> int:
    session = getattr(request, "session", None)
    stamp = stamp_of(session) if session is not None and is_signed_in(session) else None
    if stamp is None:
        return 0
    left = stamp.ends_at(rights_of_request(request)) - timezone.now()
    return max(0, int(left.total_seconds()))


def _ended(count: int) -> str:
    if not count:
        return _("There was no other session.")
    return ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", count) % {"count": count}
