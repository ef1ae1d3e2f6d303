"""The outbox as administrators see it: what waits and what failed, never what a letter says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.models import OutgoingMail
from ibm_platform.accounts.permissions import Rights, require_admin

WAITS_LONG = timedelta(minutes=15)
"""A letter that is still here after so long points to a mail server or a worker that stands still."""
ROWS_SHOWN = 200

KIND_WORDS: dict[str, Promise] = {
    "invitation": _("Invitation"),
    "password_reset": _("New password"),
    "account_changed": _("Change of the account"),
    "notice": _("Notice"),
    "digest": _("Daily letter"),
}

_SERVER_AWAY = _("The mail server cannot be reached.")
# smtplib tells a greeting that does not come in time as a connection that was closed.
_SERVER_HUNG_UP = _("The mail server hung up, or did not answer in time.")
_SERVER_SLOW = _("The mail server did not answer in time.")
# Class of the error → sentence; the class itself stands beside it for whoever keeps the server.
_ERROR_WORDS: dict[str, Promise] = {
    "ConnectionRefusedError": _SERVER_AWAY,
    "gaierror": _SERVER_AWAY,
    "OSError": _SERVER_AWAY,
    "ConnectionResetError": _SERVER_HUNG_UP,
    "SMTPServerDisconnected": _SERVER_HUNG_UP,
    "TimeoutError": _SERVER_SLOW,
    "SoftTimeLimitExceeded": _SERVER_SLOW,
    "SMTPAuthenticationError": _("The mail server does not accept the platform's password."),
    "SMTPRecipientsRefused": _("The mail server does not accept the address."),
    "SMTPSenderRefused": _("The mail server does not accept the platform as sender."),
    "SMTPDataError": _("The mail server did not take the letter."),
    "SSLCertVerificationError": _("The mail server's certificate is not trusted."),
    "CannotUnseal": _("The letter was written under a secret key that is gone; send it anew."),
}


@dataclass(frozen=True)
class LetterRow:
    """``next_at`` is None for a letter that was given up; ``may_retry`` is False once its text is wiped."""

    id: int
    kind: str
    address: str
    created_at: datetime
    attempts: int
    next_at: datetime | None
    error: str
    error_class: str
    may_retry: bool


@dataclass(frozen=True)
class MailPage:
    failed: tuple[LetterRow, ...]
    waiting: tuple[LetterRow, ...]


def letters_that_wait(at: datetime) -> QuerySet[OutgoingMail]:
    """Letters that are due and that no worker has in hand."""
    return _unsent().filter(failed_at__isnull=True, not_before__lte=at)


def mail_page(rights: Rights) -> MailPage:
    """
    Return what waits and what failed, the oldest first.

    Raises:
        NotAllowed: the person is no administrator.
    """
    require_admin(rights)
    letters = _unsent().order_by("created_at", "pk")
    return MailPage(
        failed=_rows(letters.filter(failed_at__isnull=False)[:ROWS_SHOWN]),
        waiting=_rows(letters.filter(failed_at__isnull=True)[:ROWS_SHOWN]),
    )


def mail_needs_care(*, at: datetime) -> bool:
    """Whether a letter failed, or waits so long that something must stand still."""
    overdue = Q(created_at__lte=at - WAITS_LONG) & (Q(attempts__gt=0) | Q(not_before__lte=at - WAITS_LONG))
    return _unsent().filter(Q(failed_at__isnull=False) | overdue).exists()


def _unsent() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(sent_at__isnull=True, withdrawn_at__isnull=True)


def _rows(letters: Iterable[OutgoingMail]) -> tuple[LetterRow, ...]:
    return tuple(
        LetterRow(
            id=letter.pk,
            kind=str(KIND_WORDS.get(letter.kind, _("Letter"))),
            address=letter.address,
            created_at=letter.created_at,
            attempts=letter.attempts,
            next_at=None if letter.failed_at else letter.not_before,
            error=_error_words(letter.last_error),
            error_class=letter.last_error,
            may_retry=bool(letter.sealed_text),
        )
        for letter in letters
    )


def _error_words(error: str) -> str:
    if not error:
        return ""
    return str(_ERROR_WORDS.get(error.split()[0], _("The letter could not be handed over.")))
