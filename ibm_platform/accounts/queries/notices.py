"""What a person is told: the number on the bell, the list, the choices, and who holds a role to be told in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, Notice, NoticeChoice, Substitution, User
from ibm_platform.accounts.noticing import kinds, open_subjects
from ibm_platform.accounts.permissions import Holding, Rights
from ibm_platform.accounts.queries.rights import rights_of
from ibm_platform.common.errors import NotVisible

DIGEST = "digest"
"""Stands among the kinds for the daily letter as a whole."""
UNSUBSCRIBE = "accounts.notices.unsubscribe"


@dataclass(frozen=True)
class NoticeRow:
    id: int
    kind: str
    text: str
    url: str
    created_at: datetime
    is_read: bool


@dataclass(frozen=True)
class ChoiceRow:
    """One kind of notice and whether the person has letters of it."""

    kind: str
    label: str | Promise
    at_once: bool
    mail: bool


@dataclass(frozen=True)
class Recipient:
    """Somebody, and the role in which the person is told."""

    person_id: int
    role: str
    country_id: int | None
    agency_id: int | None


@dataclass(frozen=True)
class Unsubscription:
    """What the link in a letter ends: letters of one kind to one person, and nothing else."""

    person_id: int
    kind: str


def told_to(person: User, rights: Rights, at: datetime) -> QuerySet[Notice]:
    """Return the notices that the person may see now: told in a role that is still held, about what is still open."""
    held = Q(pk__in=[])
    for holding in rights.holdings:
        held |= Q(role=holding.role, country_id=holding.country_id, agency_id=holding.agency_id)
    return Notice.objects.filter(
        held, person=person, not_before__lte=at, withdrawn_at__isnull=True, subject__in=open_subjects(person, rights)
    )


def unread_notices(person: User, rights: Rights, at: datetime) -> QuerySet[Notice]:
    """Return the notices that the number on the bell counts."""
    return told_to(person, rights, at).filter(read_at__isnull=True)


def unread_count(person: User, rights: Rights, at: datetime) -> Combinable:
    """Return the number on the bell, to be asked within another query."""
    counted = unread_notices(person, rights, at).order_by().values("person").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def require_notice(person: User, at: datetime, notice_id: int) -> None:
    """
    Raises:
        NotVisible: there is no such notice for the person.
    """
    if not told_to(person, rights_of(person, at), at).filter(pk=notice_id).exists():
        raise NotVisible(_("There is no such notice."))


def notice_row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.pk,
        kind=notice.kind,
        text=sentence_of(notice),
        url=page_of(notice),
        created_at=notice.created_at,
        is_read=notice.read_at is not None,
    )


def sentence_of(notice: Notice) -> str:
    return kinds()[notice.kind].sentence(notice.words)


def page_of(notice: Notice) -> str:
    return reverse(notice.page, args=notice.page_args)


def notice_choices(person_id: int) -> tuple[ChoiceRow, ...]:
    """Return for each kind whether the person has letters of it; one query."""
    chosen = dict(NoticeChoice.objects.filter(person_id=person_id).values_list("kind", "mail"))
    return tuple(ChoiceRow(code, kind.label, kind.at_once, chosen.get(code, True)) for code, kind in kinds().items())


def has_digest(person_id: int) -> bool:
    """Whether the person has the daily letter at all."""
    return wants_mail(person_id, DIGEST)


def wants_mail(person_id: int, kind: str) -> bool:
    return not NoticeChoice.objects.filter(person_id=person_id, kind=kind, mail=False).exists()


def holders(wanted: Iterable[Holding], at: datetime) -> tuple[Recipient, ...]:
    """Return everybody who holds one of these roles at the moment ``at``, substitutes included; one query."""
    own, lent = Q(pk__in=[]), Q(pk__in=[])
    for one in wanted:
        own |= Q(role=one.role, country_id=one.country_id, agency_id=one.agency_id)
        lent |= Q(membership__role=one.role, membership__country_id=one.country_id, membership__agency_id=one.agency_id)
    held = Membership.objects.in_force(at).filter(own)
    stood_in = Substitution.objects.in_force(at).filter(lent)
    rows: list[tuple[Any, ...]] = list(
        held.values_list("person_id", "role", "country_id", "agency_id").union(
            stood_in.values_list("substitute_id", "membership__role", "membership__country_id", "membership__agency_id")
        )
    )
    return tuple(Recipient(*row) for row in sorted(rows, key=str))


def unsubscribe_token(person_id: int, kind: str) -> str:
    """Return what the link in a letter carries; it opens nothing but the end of these letters."""
    return signing.dumps([person_id, kind], salt=UNSUBSCRIBE)


def unsubscription(token: str) -> Unsubscription | None:
    """Return what a link ends; None when it was not written here."""
    try:
        person_id, kind = signing.loads(token, salt=UNSUBSCRIBE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if kind != DIGEST and kind not in kinds():
        return None
    return Unsubscription(person_id, kind)


def unsubscribed_label(token: str) -> str:
    """
    Return what the letters tell of that a link ends.

    Raises:
        NotVisible: the link was not written here.
    """
    wanted = unsubscription(token)
    if wanted is None:
        raise NotVisible(_("There is no such link; check that you copied all of it."))
    return _("The daily letter") if wanted.kind == DIGEST else str(kinds()[wanted.kind].label)
