"""Where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ibm_platform.accounts.limits import SIGNED_IN_AT_MOST
from ibm_platform.accounts.models import SignInSession
from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.stamps import idle_limit


@dataclass(frozen=True)
class SessionRow:
    """One session that is open; ``label`` is empty when the browser did not say what it is."""

    id: int
    label: str
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


def open_sessions(person_id: int, rights: Rights, *, at: datetime, this: int | None = None) -> tuple[SessionRow, ...]:
    """
    Return the sessions of a person that were not ended and have not run out, the latest used first; one query.

    Args:
        rights: what the person may act as; it decides how long a session lasts without use.
        this: id of the session in which the question is asked; None for a token.
    """
    rows = _standing(person_id, rights, at).order_by("-last_seen_at", "-pk")
    return tuple(SessionRow(row.pk, row.label, row.started_at, row.last_seen_at, row.pk == this) for row in rows)


def _standing(person_id: int, rights: Rights, at: datetime) -> QuerySet[SignInSession]:
    return SignInSession.objects.filter(
        person_id=person_id,
        ended_at__isnull=True,
        started_at__gt=at - SIGNED_IN_AT_MOST,
        last_seen_at__gt=at - idle_limit(rights),
    )
