"""
What of the notices goes by mail: the urgent kinds at once, all others in one letter a day.

Whether and to whom is decided here, long after the notice was written: whoever lost the role, may no longer see what it is about,
has read it or wants no letters gets none. Each notice is decided once, by whichever worker takes it first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from ibm_platform.accounts.limits import MORNING, MORNING_ENDS
from ibm_platform.accounts.models import Country, DailyDigest, Membership, Notice, NoticeChoice, User
from ibm_platform.accounts.noticing import kinds
from ibm_platform.accounts.operations.mail import queue_mail
from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.queries import rights_of
from ibm_platform.accounts.queries.notices import DIGEST, page_of, sentence_of, told_to, unsubscribe_token, wants_mail
from ibm_platform.accounts.rendering import digest_letter, notice_letter

NOTICE = "notice"
AT_A_TIME = 500


def send_notices(*, clock: Callable[[], datetime]) -> int:
    """Write the letters of the urgent notices that wait; returns how many letters were written."""
    at = clock()
    urgent = [code for code, kind in kinds().items() if kind.at_once]
    waiting = Notice.objects.filter(
        kind__in=urgent, not_before__lte=at, settled_at__isnull=True, withdrawn_at__isnull=True
    )
    written = 0
    for notice_id in list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            if _claim(notice_id, at):
                written += _write_notice(notice_id, at)
    return written


def _claim(notice_id: int, at: datetime) -> bool:
    """One conditional UPDATE lets one of many workers through; the letter stands in the same transaction."""
    mine = Notice.objects.filter(pk=notice_id, settled_at__isnull=True, withdrawn_at__isnull=True)
    return mine.update(settled_at=at) == 1


def send_digests(*, clock: Callable[[], datetime]) -> int:
    """Write the daily letter of everybody whose morning has come and who has something unread; returns how many were written."""
    at = clock()
    told = Notice.objects.filter(not_before__lte=at, settled_at__isnull=True, withdrawn_at__isnull=True)
    of_person = told.filter(person=OuterRef("pk"), kind__in=_daily())
    people = User.objects.filter(Exists(of_person), is_active=True).order_by("pk")
    return sum(_write_digest(person, at) for person in people)


def address_of(path: str) -> str:
    """Return a full address of this installation: a worker answers no request from which it could be read."""
    if settings.IBM_ADDRESS:
        return f"{settings.IBM_ADDRESS.rstrip('/')}{path}"
    host = next((host for host in settings.ALLOWED_HOSTS if host.strip(".*")), "localhost")
    return f"https://{host.strip('.*')}{path}"


def _write_notice(notice_id: int, at: datetime) -> int:
    notice = Notice.objects.select_related("person").get(pk=notice_id)
    person = notice.person
    mine = told_to(person, rights_of(person, at), at).filter(pk=notice.pk, read_at__isnull=True)
    if not mine.exists() or not wants_mail(person.pk, notice.kind):
        return 0
    letter = notice_letter(
        person=person,
        subject=kinds()[notice.kind].label,
        sentence=lambda: sentence_of(notice),
        link=address_of(page_of(notice)),
        stop=_stop(person, notice.kind),
    )
    # Names the right, so that the outbox drops the letter when it ends meanwhile; a substitute holds none of the own.
    right = Membership.objects.in_force(at).filter(
        person=person, role=notice.role, country=notice.country_id, agency=notice.agency_id
    )
    queue_mail(kind=NOTICE, letter=letter, address=person.email, person=person, membership=right.first(), at=at)
    return 1


def _write_digest(person: User, at: datetime) -> int:
    rights = rights_of(person, at)
    local = at.astimezone(_zone(rights))
    if not MORNING <= local.time() < MORNING_ENDS:
        return 0
    try:
        with transaction.atomic():
            # First of all: of two workers one fails here, and waits or goes on to the next person.
            DailyDigest.objects.create(person=person, day=local.date(), written_at=at)
            return _write_unread(person, rights, at)
    except IntegrityError:
        return 0


def _write_unread(person: User, rights: Rights, at: datetime) -> int:
    waiting = Notice.objects.filter(
        person=person, kind__in=_daily(), not_before__lte=at, settled_at__isnull=True, withdrawn_at__isnull=True
    )
    chosen = waiting.filter(pk__in=told_to(person, rights, at).filter(read_at__isnull=True).values("pk"))
    unwanted = NoticeChoice.objects.filter(person=person, mail=False).values_list("kind", flat=True)
    kept = list(chosen.exclude(kind__in=list(unwanted)).order_by("created_at", "pk"))
    # What is left out today is decided too: a letter of tomorrow does not tell of what was read or refused.
    waiting.update(settled_at=at)
    if not kept or DIGEST in unwanted:
        return 0
    letter = digest_letter(
        person=person,
        sentences=lambda: [sentence_of(notice) for notice in kept],
        link=address_of(reverse("notices")),
        stop=_stop(person, DIGEST),
    )
    queue_mail(kind=DIGEST, letter=letter, address=person.email, person=person, at=at)
    return 1


def _daily() -> list[str]:
    return [code for code, kind in kinds().items() if not kind.at_once]


def _stop(person: User, kind: str) -> str:
    return address_of(reverse("unsubscribe", args=[unsubscribe_token(person.pk, kind)]))


def _zone(rights: Rights) -> ZoneInfo:
    """The time zone in which the person works; whoever serves several countries, or none, has the day of UTC."""
    countries = {holding.country_id for holding in rights.holdings if holding.country_id is not None}
    if len(countries) != 1:
        return ZoneInfo("UTC")
    return ZoneInfo(Country.objects.values_list("time_zone", flat=True).get(pk=countries.pop()))
