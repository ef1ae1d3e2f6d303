"""The gate behind the password: until the second factor is proved, a session opens nothing but the way to prove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ibm_platform.accounts import queries
from ibm_platform.common.problems import PROBLEM
from ibm_platform.common.web import wants_json

CODE = "second_factor_needed"
# The probes, the language, and the way out are open to everybody.
OPEN = frozenset({"healthz", "readyz", "set_language", "account_logout", "stay_signed_in"})
ENROLLING = frozenset({"second_factor", "second_factor_app", "second_factor_passkey", "passkey_question", "prove"})
PROVING = frozenset({"second_factor_prompt", "passkey_question"})


class SecondFactorMiddleware:
    """
    Send somebody who gave only a password to the second factor, and answer programs that use such a session with 403.

    It looks at the session alone, whichever way it began: by password, by an invitation, or by the set-up link.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN or not request.user.is_authenticated or queries.has_second_factor(request):
            return None
        has_factor = bool(queries.factor_kinds(request.user.pk))
        # Whoever has a factor proves it first: adding another one instead would let the password alone through.
        if name in (PROVING if has_factor else ENROLLING):
            return None
        if request.path.startswith("/api/") or wants_json(request):
            return _refusal(request)
        there = reverse("second_factor_prompt" if has_factor else "second_factor")
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{there}?{urlencode({'next': back})}")


def _refusal(request: HttpRequest) -> HttpResponse:
    message = _("Prove your second factor first: open the platform in the browser and follow its page.")
    if not request.path.startswith("/api/"):
        return JsonResponse({"code": CODE, "message": message}, status=403)
    body = {"type": "about:blank", "title": message, "status": 403, "code": CODE, "detail": message}
    return JsonResponse(body, status=403, content_type=PROBLEM)
