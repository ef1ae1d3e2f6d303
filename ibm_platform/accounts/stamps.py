"""
The stamp of a sign-in inside its session: which row it is, when it began and when it was last used.

The limits of time are read from here and never from the browser; the session itself lies in the database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from ibm_platform.accounts.limits import IDLE_MANAGING, IDLE_OTHERS, SIGNED_IN_AT_MOST
from ibm_platform.accounts.permissions import Rights

STAMP = "sign_in"


@dataclass(frozen=True)
class Stamp:
    """
    ``row`` is the id of the SignInSession, ``key`` the session's key that the row knows; moments are POSIX seconds.

    ``device`` tells that the browser was given its mark as a known one.
    """

    row: int
    key: str
    began: float
    seen: float
    device: bool = False

    @property
    def began_at(self) -> datetime:
        return datetime.fromtimestamp(self.began, UTC)

    @property
    def seen_at(self) -> datetime:
        return datetime.fromtimestamp(self.seen, UTC)

    def ends_at(self, rights: Rights) -> datetime:
        """When it runs out if nothing more is asked for."""
        return min(self.began_at + SIGNED_IN_AT_MOST, self.seen_at + idle_limit(rights))


def idle_limit(rights: Rights) -> timedelta:
    """How long somebody with these rights stays signed in without asking for anything."""
    return IDLE_MANAGING if rights.is_admin or rights.is_coordinator else IDLE_OTHERS


def is_signed_in(session: SessionBase) -> bool:
    """Whether the session belongs to a person; costs no query once the session is read."""
    return SESSION_KEY in session


def stamp_of(session: SessionBase) -> Stamp | None:
    """Return the stamp; None for nobody's session, and for one from before there were stamps."""
    found: Any = session.get(STAMP)
    return Stamp(**found) if isinstance(found, dict) else None


def write_stamp(session: SessionBase, stamp: Stamp, **changes: Any) -> Stamp:
    """Put the stamp into the session with these changes."""
    changed = replace(stamp, **changes)
    session[STAMP] = asdict(changed)
    return changed
