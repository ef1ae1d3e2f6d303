"""Phones of people in tests: an app enrolled through the real operation, and the codes that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.models import User
from tests.people import PASSWORD, now

STEP = timedelta(seconds=30)


@dataclass(frozen=True)
class Phone:
    """An app with one secret; ``recovery`` are the codes that came with it."""

    secret: str
    recovery: tuple[str, ...]

    def code(self, at: datetime) -> str:
        return shown(self.secret, at)


def shown(secret: str, at: datetime) -> str:
    """What an app with this secret shows at that moment (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def give_phone(person: User, *, at: datetime | None = None) -> Phone:
    """Enrol an app two steps ago, so that the present code is still to be used."""
    moment = (at or now()) - 2 * STEP
    secret = codes.new_app_secret()
    recovery = operations.enrol_app(
        secret=secret, code=shown(secret, moment), actor=person, at=moment, proved_at=moment
    )
    return Phone(secret, recovery)


def with_password(person: User) -> Client:
    """A browser in which the person gave the password, and nothing else."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client
