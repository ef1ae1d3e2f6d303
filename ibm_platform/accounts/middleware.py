"""The limits of sessions, for every request of pages and API alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ibm_platform.accounts import operations
from ibm_platform.accounts.limits import IDLE_MANAGING, IDLE_OTHERS, SIGNED_IN_AT_MOST
from ibm_platform.accounts.queries import rights_of_request
from ibm_platform.accounts.stamps import Stamp, idle_limit, is_signed_in, stamp_of, write_stamp
from ibm_platform.accounts.throttle.devices import remember_device
from ibm_platform.common.kept_text import keep_for_later, typed_fields
from ibm_platform.common.web import wants_json

# How the addresses end that pages ask for news.
POLLED = "/live/"
# They must answer when the database does not.
PROBES = ("/healthz", "/readyz")


class SessionLimits:
    """
    Sign out whose time is over, note that the others are there, and mark the browser of somebody who is fully signed in.

    A request within a minute of the last noted one writes nothing and asks nothing of the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return self.get_response(request)
        if is_signed_in(request.session):
            at = timezone.now()
            stamp = stamp_of(request.session)
            if stamp is None or _is_over(request, stamp, at):
                _sign_out(request, stamp, at)
            elif not _asks_by_itself(request):
                operations.note_session_use(session=request.session, stamp=stamp, at=at)
        response = self.get_response(request)
        if request.session.accessed and is_signed_in(request.session):
            operations.follow_session_key(session=request.session)
            # It may have been ended meanwhile.
            if is_signed_in(request.session):
                _mark_browser(request, response)
        return response


def _is_over(request: HttpRequest, stamp: Stamp, at: datetime) -> bool:
    idle = at - stamp.seen_at
    if at - stamp.began_at >= SIGNED_IN_AT_MOST or idle >= IDLE_OTHERS:
        return True
    # Rights are asked for only where they decide.
    return idle >= IDLE_MANAGING and idle >= idle_limit(rights_of_request(request))


def _sign_out(request: HttpRequest, stamp: Stamp | None, at: datetime) -> None:
    person_id = int(request.session[SESSION_KEY])
    if stamp is not None:
        operations.note_session_over(session_id=stamp.row, by=None, at=at)
    logout(request)
    request.__dict__.pop("rights", None)
    if request.path.startswith("/api/") or wants_json(request):
        return
    typed = typed_fields(request)
    if "expected_revision" in typed:
        # The page of a question shows it in its fields when the same person is back.
        keep_for_later(request, {"choice": "", "comment": "", **typed}, person_id=person_id)
        messages.warning(
            request,
            _("Your time ran out before this was saved. Sign in again: what you wrote stands in its field then."),
        )
    else:
        messages.info(request, _("You were signed out, because nothing happened for a long time. Sign in again."))


def _asks_by_itself(request: HttpRequest) -> bool:
    """Whether a page asks without anybody at it: how long is left, or whether something is new."""
    return request.method == "GET" and (request.path == reverse("stay_signed_in") or request.path.endswith(POLLED))


def _mark_browser(request: HttpRequest, response: HttpResponse) -> None:
    stamp = stamp_of(request.session)
    if stamp is None or stamp.device:
        return
    if settings.IBM_SECOND_FACTOR and not request.session.get("second_factor_at"):
        return
    remember_device(request, response, email=request.user.email)
    write_stamp(request.session, stamp, device=True)
