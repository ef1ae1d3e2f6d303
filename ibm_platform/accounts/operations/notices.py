"""
Telling people: a notice is a row, written in the transaction of what it tells of, and waits for nothing.

What of it goes by mail is decided later (``operations.letters``), by what the person may and wants then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Notice, NoticeChoice, User
from ibm_platform.accounts.noticing import kinds
from ibm_platform.accounts.operations.checks import invalid, require_person
from ibm_platform.accounts.queries import rights_of
from ibm_platform.accounts.queries.notices import DIGEST, Recipient, told_to, unsubscription
from ibm_platform.common.errors import NotVisible


def notify(
    *,
    recipients: Iterable[Recipient],
    kind: str,
    unique_key: str,
    subject: int,
    words: Mapping[str, Any],
    page: str,
    page_args: Sequence[Any] = (),
    at: datetime,
    not_before: datetime | None = None,
) -> None:
    """
    Tell each person once, in the caller's transaction; a key that was told before changes nothing.

    Args:
        kind: one of ``noticing.kinds``.
        unique_key: names the occasion, up to 120 characters; a person is told of it once.
        subject: key of what it is about.
        words: codes, names and counts for the sentence; never an answer, level, score or comment.
        not_before: for a notice that may be taken back for some minutes.
    """
    if kind not in kinds():
        raise ValueError(f"{kind} is no kind of notice")
    rows = [
        Notice(
            person_id=one.person_id,
            role=one.role,
            country_id=one.country_id,
            agency_id=one.agency_id,
            kind=kind,
            subject=subject,
            words=dict(words),
            page=page,
            page_args=list(page_args),
            unique_key=unique_key,
            created_at=at,
            not_before=not_before or at,
        )
        for one in recipients
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def withdraw_notices(*, subject: int, key_begins: str, at: datetime) -> int:
    """Take back what nobody has seen yet, in the caller's transaction; returns how many there were."""
    waiting = Notice.objects.filter(
        subject=subject, unique_key__startswith=key_begins, not_before__gt=at, withdrawn_at__isnull=True
    )
    return waiting.update(withdrawn_at=at)


def read_notices(*, actor: User, at: datetime, notice_ids: Collection[int] | None = None) -> int:
    """
    Mark notices as read by the actor; returns how many were unread.

    Args:
        notice_ids: None for all that the actor sees.
    """
    person = require_person(actor)
    with transaction.atomic():
        unread = told_to(person, rights_of(person, at), at).filter(read_at__isnull=True)
        if notice_ids is not None:
            unread = unread.filter(pk__in=notice_ids)
        return Notice.objects.filter(pk__in=list(unread.values_list("pk", flat=True))).update(read_at=at)


def read_notice(*, actor: User, at: datetime, notice_id: int) -> Notice:
    """
    Mark one notice as read; doing it twice changes nothing.

    Raises:
        NotVisible: there is no such notice for the actor.
    """
    person = require_person(actor)
    with transaction.atomic():
        notice = told_to(person, rights_of(person, at), at).filter(pk=notice_id).first()
        if notice is None:
            raise NotVisible(_("There is no such notice."))
        if notice.read_at is None:
            notice.read_at = at
            notice.save(update_fields=["read_at"])
    return notice


def choose_notices(*, actor: User, at: datetime, mail: Mapping[str, bool]) -> None:
    """
    Say of which kinds the actor wants letters; kinds that are not named stay as they are.

    Raises:
        Invalid: there is no such kind.
    """
    person = require_person(actor)
    for kind in mail:
        _require_kind(kind)
    with transaction.atomic():
        for kind, wanted in mail.items():
            _choose(person.pk, kind, wanted, at)


def unsubscribe(*, token: str, at: datetime) -> str:
    """
    End letters of one kind by the link of a letter, without signing in; returns the kind.

    Raises:
        NotVisible: the link was not written here.
    """
    wanted = unsubscription(token)
    if wanted is None or not User.objects.filter(pk=wanted.person_id).exists():
        raise NotVisible(_("There is no such link; check that you copied all of it."))
    _choose(wanted.person_id, wanted.kind, False, at)
    return wanted.kind


def _choose(person_id: int, kind: str, wanted: bool, at: datetime) -> None:
    NoticeChoice.objects.update_or_create(person_id=person_id, kind=kind, defaults={"mail": wanted, "chosen_at": at})


def _require_kind(kind: str) -> None:
    if kind != DIGEST and kind not in kinds():
        raise invalid("kind", _("There is no such kind of notice."))
