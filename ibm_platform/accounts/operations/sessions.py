"""Sessions of people who signed in: begun, noted, and ended by the person, by an administrator, or by a sixth one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.limits import NOTE_SEEN_EVERY, SESSIONS_AT_ONCE, SIGNED_IN_AT_MOST
from ibm_platform.accounts.models import SignInSession, User
from ibm_platform.accounts.operations.checks import require_person
from ibm_platform.accounts.permissions import require_admin
from ibm_platform.accounts.queries import rights_of
from ibm_platform.accounts.stamps import Stamp, stamp_of, write_stamp
from ibm_platform.common.errors import NotVisible


class SessionGone(NotVisible):
    """The session is over, or another person's."""

    code = "session_gone"


def begin_session(*, session: SessionBase, label: str, actor: User, at: datetime) -> SignInSession:
    """
    Write down that the actor signed in; beyond five sessions the oldest ends.

    Args:
        session: the session of the request; it gets its stamp.
        label: browser and system in words, at most 80 characters.
    """
    if not session.session_key:
        session.create()
    elif before := stamp_of(session):
        # Signed in once more without signing out: another session, under another key.
        session.cycle_key()
        note_session_over(session_id=before.row, by=actor, at=at)
    with transaction.atomic():
        # Two sign-ins at once stand in line here, so that both count each other.
        User.objects.select_for_update().get(pk=actor.pk)
        row = SignInSession.objects.create(
            person=actor, session_key=session.session_key, label=label[:80], started_at=at, last_seen_at=at
        )
        standing = SignInSession.objects.filter(
            person=actor, ended_at__isnull=True, started_at__gt=at - SIGNED_IN_AT_MOST
        )
        _end(standing.order_by("-started_at", "-pk")[SESSIONS_AT_ONCE:], actor=None, at=at)
    moment = at.timestamp()
    write_stamp(session, Stamp(row.pk, session.session_key, moment, moment))
    return row


def note_session_use(*, session: SessionBase, stamp: Stamp, at: datetime) -> Stamp:
    """Remember that the session was used, at most once a minute; most requests write nothing."""
    if at - stamp.seen_at < NOTE_SEEN_EVERY:
        return stamp
    SignInSession.objects.filter(pk=stamp.row).update(last_seen_at=at)
    return write_stamp(session, stamp, seen=at.timestamp())


def follow_session_key(*, session: SessionBase) -> None:
    """
    Let the row know the session's new key after a change of it (password, second factor), so that it can be ended.

    A session that was ended while its key changed was not found under the new one, and ends here.
    """
    stamp = stamp_of(session)
    if stamp is None or not session.session_key or stamp.key == session.session_key:
        return
    if SignInSession.objects.filter(pk=stamp.row, ended_at__isnull=True).update(session_key=session.session_key):
        write_stamp(session, stamp, key=session.session_key)
    else:
        session.flush()


def note_session_over(*, session_id: int, by: User | None, at: datetime) -> None:
    """Write down that a session is over; the caller empties it. ``by`` is None when it ran out by itself."""
    SignInSession.objects.filter(pk=session_id, ended_at__isnull=True).update(ended_at=at, ended_by=by)


def end_session(*, session_id: int, actor: User, at: datetime) -> SignInSession:
    """
    End one of the actor's own sessions at once; doing it twice changes nothing.

    Raises:
        SessionGone: there is none of the actor's with this id.
    """
    with transaction.atomic():
        row = SignInSession.objects.select_for_update().filter(pk=session_id, person=require_person(actor)).first()
        if row is None:
            raise SessionGone(_("There is no such session."))
        if row.ended_at is None:
            _end([row], actor=actor, at=at)
    return row


def end_other_sessions(*, but: int | None, actor: User, at: datetime) -> int:
    """
    End all sessions of the actor except the one with the id ``but``.

    Returns:
        How many were ended.
    """
    with transaction.atomic():
        rows = SignInSession.objects.select_for_update().filter(person=require_person(actor), ended_at__isnull=True)
        return _end(rows.exclude(pk=but), actor=actor, at=at)


def end_sessions_of(*, person_id: int, actor: User, at: datetime) -> int:
    """
    Sign a person out everywhere; the account and its tokens stay as they are.

    Returns:
        How many sessions were ended.

    Raises:
        NotAllowed: the actor is no administrator.
        NotVisible: there is no such person.
    """
    require_admin(rights_of(actor, at))
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        return end_all_sessions(person=person, actor=actor, at=at)


def end_all_sessions(*, person: User, actor: User | None, at: datetime) -> int:
    """End every session of a person as a part of something larger; the caller has permitted it and holds the lock."""
    return _end(SignInSession.objects.filter(person=person, ended_at__isnull=True), actor=actor, at=at)


def _end(rows: Iterable[SignInSession], *, actor: User | None, at: datetime) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in rows:
        # Without its row in the store the key in the cookie opens nothing.
        store().delete(row.session_key)
        row.ended_at, row.ended_by = at, actor
        row.save(update_fields=["ended_at", "ended_by"])
        ended += 1
    return ended
