"""
How wrong passwords are counted, in the tables of django-axes.

One bucket for each person and known browser, one for each person and address for all other browsers, and one soft limit for all
unknown browsers of a person together. A bucket with many wrong passwords waits 1, 2, 4 … minutes before the next try; a guess
during the wait is refused before the password is hashed, counts nothing and makes the wait no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessFailureLog
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from ibm_platform.accounts.limits import (
    FORGET_FAILURES_AFTER,
    UNKNOWN_DEVICES_FAILURES,
    UNKNOWN_DEVICES_WINDOW,
    wait_after,
)
from ibm_platform.accounts.throttle.devices import device_of

UNKNOWN = "unknown browser"
# A known browser is the same wherever it is: its bucket has no address.
NOWHERE = "::"

Credentials = Mapping[str, Any] | None


class ThrottleHandler(AxesDatabaseHandler):
    """What axes asks before, and tells after, each try."""

    def is_allowed(self, request: HttpRequest, credentials: Credentials = None) -> bool:
        """Whether this try may reach the password; remembers the waiting time for the page that refuses."""
        username = _username(request, credentials)
        if username is None:
            return True
        wait = waiting_time(request, username, timezone.now())
        request.throttle_wait = wait  # type: ignore[attr-defined]
        return wait <= timedelta(0)

    def is_locked(self, request: HttpRequest, credentials: Credentials = None) -> bool:
        return not self.is_allowed(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        """Count a wrong password; a try that was refused before the password counts nothing."""
        username = _username(request, credentials) if request is not None else None
        if request is None or username is None:
            return
        if getattr(request, "throttle_wait", timedelta(0)) > timedelta(0):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return
        _count(request, username, timezone.now())

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
        """Forget the wrong passwords of this browser or address; those of others stay counted."""
        AccessAttempt.objects.filter(**_bucket(request, user.get_username().strip().lower()[:254])).delete()

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
        """Nothing: sign-outs are in the list of sessions."""

    def reset_attempts(
        self, *, ip_address: str | None = None, username: str | None = None, ip_or_username: bool = False
    ) -> int:
        """Forget the wrong passwords for a person, everywhere: the mailbox was proved."""
        if username:
            AccessFailureLog.objects.filter(username=username).delete()
        count: int = super().reset_attempts(ip_address=ip_address, username=username, ip_or_username=ip_or_username)
        return count


def waiting_time(request: HttpRequest, username: str, at: datetime) -> timedelta:
    """Return how long from ``at`` no password of this person is tried from here; zero when it is."""
    bucket = _bucket(request, username)
    attempt = AccessAttempt.objects.filter(**bucket).order_by("-attempt_time").first()
    wait = timedelta(0)
    if attempt is not None and at - attempt.attempt_time < FORGET_FAILURES_AFTER:
        wait = attempt.attempt_time + wait_after(attempt.failures_since_start) - at
    if bucket["user_agent"] == UNKNOWN:
        wait = max(wait, _shared_wait(username, at))
    return max(wait, timedelta(0))


def _shared_wait(username: str, at: datetime) -> timedelta:
    recent = AccessFailureLog.objects.filter(username=username, attempt_time__gt=at - UNKNOWN_DEVICES_WINDOW)
    moments = list(recent.order_by("-attempt_time").values_list("attempt_time", flat=True)[:UNKNOWN_DEVICES_FAILURES])
    if len(moments) < UNKNOWN_DEVICES_FAILURES:
        return timedelta(0)
    return moments[-1] + UNKNOWN_DEVICES_WINDOW - at


def _count(request: HttpRequest, username: str, at: datetime) -> None:
    bucket = _bucket(request, username)
    with transaction.atomic():
        attempt, created = AccessAttempt.objects.select_for_update().get_or_create(
            **bucket, defaults={"failures_since_start": 1, "attempt_time": at}
        )
        if not created:
            is_old = at - attempt.attempt_time >= FORGET_FAILURES_AFTER
            attempt.failures_since_start = 1 if is_old else F("failures_since_start") + 1
            attempt.attempt_time = at
            attempt.save(update_fields=["failures_since_start", "attempt_time"])
        if bucket["user_agent"] == UNKNOWN:
            AccessFailureLog.objects.filter(username=username, attempt_time__lte=at - FORGET_FAILURES_AFTER).delete()
            log = AccessFailureLog.objects.create(
                username=username, ip_address=bucket["ip_address"], user_agent=UNKNOWN
            )
            # The library stamps the row by its own clock.
            AccessFailureLog.objects.filter(pk=log.pk).update(attempt_time=at)


def _bucket(request: HttpRequest, username: str) -> dict[str, str]:
    device = device_of(request, username)
    if device is not None:
        return {"username": username, "ip_address": NOWHERE, "user_agent": f"known {device}"}
    address = getattr(request, "axes_ip_address", None) or NOWHERE
    return {"username": username, "ip_address": address, "user_agent": UNKNOWN}


def _username(request: HttpRequest | None, credentials: Credentials) -> str | None:
    name = get_client_username(request, dict(credentials or {}))
    return name[:254] if name else None
