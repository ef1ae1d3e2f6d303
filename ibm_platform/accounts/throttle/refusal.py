"""The page for a try that came too early."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext


def too_early(request: HttpRequest, original_response: HttpResponse, credentials: Any) -> HttpResponse:
    """Say how long to wait, in the same words for every address that somebody may have typed."""
    wait: timedelta = getattr(request, "throttle_wait", timedelta(0))
    minutes = max(1, ceil(wait.total_seconds() / 60))
    message = ngettext(
        "Too many wrong passwords. Try again in %(count)d minute, or set a new password by mail: then you need not wait.",
        "Too many wrong passwords. Try again in %(count)d minutes, or set a new password by mail: then you need not wait.",
        minutes,
    ) % {"count": minutes}
    response = render(request, "429.html", {"message": message}, status=429)
    response["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    return response
