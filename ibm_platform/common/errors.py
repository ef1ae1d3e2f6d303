"""
The errors a rule of this product can raise.

Each kind has one HTTP status, given in one place; the web middleware and the API handler are the only translators, so the two
doors cannot disagree. Concrete classes are declared beside the operation that raises them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class DomainError(Exception):
    """
    A rule was not met.

    Args:
        message: one clear sentence that says what to do; translated.
        details: plain values for a program (JSON-able), never another country's data.
    """

    code = "error"
    status = 400

    def __init__(self, message: str | Promise, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Any] = details

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """The input breaks a rule (422). ``details["fields"]`` maps a field to its message where one is to blame."""

    code = "invalid"
    status = 422


class NotAllowed(DomainError):
    """The person sees the thing but may not do this to it now (403)."""

    code = "not_allowed"
    status = 403


class NotVisible(DomainError):
    """There is no such thing for this person (404), whether or not it exists."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """Somebody else was first (409). ``details`` carry what is needed to compare."""

    code = "conflict"
    status = 409


class Gone(DomainError):
    """It was there and was taken back (410)."""

    code = "gone"
    status = 410


class TooMany(DomainError):
    """A limit was reached (429); the message says when to try again."""

    code = "too_many"
    status = 429


class Unavailable(DomainError):
    """Something that the platform stands on does not answer (503); later it may."""

    code = "unavailable"
    status = 503


class StorageFull(DomainError):
    """There is no room for a file (507); only the operator can make some."""

    code = "storage_full"
    status = 507
