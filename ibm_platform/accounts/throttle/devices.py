"""
Browsers in which a person signed in before.

A signed cookie names them; it opens nothing and only keeps the person's own wrong passwords apart from those of strangers.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from ibm_platform.accounts.limits import KNOWN_DEVICE_LASTS

SALT = "accounts.known-device"
# People who share a computer in an office; the oldest makes room.
PEOPLE_OF_ONE_BROWSER = 8


def cookie_name() -> str:
    """The cookie's name; where the session's is bound to the host, so is this one."""
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def device_of(request: HttpRequest, username: str) -> str | None:
    """Return the id of the browser in which this person signed in before; None for a browser that is new to the person."""
    return _known(request).get(_mark(username))


def remember_device(request: HttpRequest, response: HttpResponse, *, email: str) -> None:
    """Let the browser prove from now on that this person signed in with it; its id stays when it has one already."""
    mark = _mark(email)
    known = _known(request)
    device = known.pop(mark, None) or secrets.token_urlsafe(12)
    latest = {**known, mark: device}
    kept = dict(list(latest.items())[-PEOPLE_OF_ONE_BROWSER:])
    response.set_cookie(
        cookie_name(),
        signing.dumps(kept, salt=SALT),
        max_age=KNOWN_DEVICE_LASTS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(username: str) -> str:
    # The cookie of a shared browser must not tell who else uses it.
    return salted_hmac(SALT, username.strip().lower(), algorithm="sha256").hexdigest()[:24]


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KNOWN_DEVICE_LASTS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
