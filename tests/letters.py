"""The outbox as tests use it: what a worker does every few seconds happens when a test says so."""

from __future__ import annotations

from datetime import datetime

from django.core import mail
from django.core.mail import EmailMessage

from ibm_platform.accounts import operations
from tests.people import now


def post_letters(at: datetime | None = None) -> list[EmailMessage]:
    """Send everything that is due and return those letters, the oldest first; in tests they go to ``mail.outbox``."""
    before = len(mail.outbox)
    operations.send_waiting_mail(clock=lambda: at or now())
    return mail.outbox[before:]


def as_sent(letter: EmailMessage) -> str:
    """Return everything of a letter that leaves the platform, decoded: subject, address and text."""
    return "\n".join([letter.subject, *letter.to, str(letter.body), *letter.extra_headers.values()])
