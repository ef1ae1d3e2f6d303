"""What a session remembers of its person's proofs: two moments, as seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

PROVED_KEY = "proved_at"
SECOND_FACTOR_KEY = "second_factor_at"


def note_sign_in(session: Any, *, at: datetime) -> None:
    """A password was given. A second factor proved before belongs to an earlier sign-in."""
    session[PROVED_KEY] = at.timestamp()
    session.pop(SECOND_FACTOR_KEY, None)


def note_proof(session: Any, *, at: datetime) -> None:
    """The person has proved once more to be present."""
    session[PROVED_KEY] = at.timestamp()


def note_second_factor(session: Any, *, at: datetime) -> None:
    """The second factor was proved; the session goes on under a new key, so that one known before opens nothing."""
    session.cycle_key()
    session[SECOND_FACTOR_KEY] = session[PROVED_KEY] = at.timestamp()


def proved_at(session: Any) -> datetime | None:
    stamp = session.get(PROVED_KEY)
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int | float) else None
