"""
The outbox: letters are written down by whoever has something to say, and sent by a worker.

A request only writes a row, in the transaction of what the letter tells of: it waits for no mail server and no broker, and a
letter about something that was rolled back does not exist. The row is the truth and the message to the worker a nudge; beat
looks every few seconds for what is due. A worker that dies between the server's "accepted" and our writing it down leaves a
letter that is sent a second time; its Message-ID is the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from ibm_platform.accounts.models import Membership, OutgoingMail, User
from ibm_platform.accounts.permissions import require_admin
from ibm_platform.accounts.queries import rights_of
from ibm_platform.accounts.queries.mail import letters_that_wait
from ibm_platform.accounts.rendering import Letter
from ibm_platform.celery import app
from ibm_platform.common.errors import Conflict, NotVisible
from ibm_platform.common.isolation import END_OF_ISOLATE, FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE
from ibm_platform.common.sealing import CannotUnseal, seal, unseal

LOG = logging.getLogger(__name__)
SEND = "accounts.send_waiting_mail"
PURPOSE = "outgoing mail"
SUBJECT_LIMIT = 250  # characters

GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_PAUSE = timedelta(minutes=60)
# Longer than the hard limit of the task (``ibm_platform.accounts.tasks``): whoever holds a letter for so long is dead.
CLAIM_LASTS = timedelta(minutes=5)
RUN_LASTS = timedelta(seconds=30)
# After the server itself failed, nothing else is tried for so long: one worker process at most waits for it.
SERVER_PAUSE = timedelta(minutes=1)
# As long as a link works; later the letter is worth nothing and its secret need not lie about.
FAILED_TEXT_KEPT = timedelta(hours=72)

# Such an answer is about this one letter; after any other error the server is left alone for a while.
ABOUT_THE_LETTER = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)

_nudging = threading.Lock()


class TextIsGone(Conflict):
    """The letter was wiped, because its link is over."""

    code = "text_is_gone"


class AlreadySent(Conflict):
    code = "already_sent"


def queue_mail(
    *,
    kind: str,
    letter: Letter,
    address: str,
    at: datetime,
    person: User | None = None,
    membership: Membership | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail:
    """
    Write one letter down, in the caller's transaction; it is sent after the commit.

    Args:
        kind: stable code of what it is about; ``queries.mail.KIND_WORDS`` names it for administrators.
        person: whoever it goes to; nothing is sent to a person who is deactivated meanwhile.
        membership: the right it tells of; nothing is sent once that is over.
        not_before: for a letter that may be taken back for some minutes.
    """
    due = not_before or at
    mail = OutgoingMail.objects.create(
        person=person,
        membership=membership,
        address=address,
        kind=kind,
        subject=one_line(letter.subject),
        sealed_text=seal(letter.text, purpose=PURPOSE, bound_to=address),
        created_at=at,
        not_before=due,
        give_up_at=due + GIVE_UP_AFTER,
    )
    if due <= at:
        transaction.on_commit(nudge)
    return mail


def withdraw_mail(
    *, at: datetime, person: User | None = None, membership: Membership | None = None, kind: str = ""
) -> int:
    """
    Take back every letter that has not left: to ``person``, or about ``membership``, or of one ``kind`` to a person.

    To be called in the transaction of what makes them pointless; returns how many there were.
    """
    letters = OutgoingMail.objects.filter(sent_at__isnull=True, withdrawn_at__isnull=True)
    if person is None and membership is None:
        raise ValueError("say whose letters")
    if person is not None:
        letters = letters.filter(person=person)
    if membership is not None:
        letters = letters.filter(membership=membership)
    if kind:
        letters = letters.filter(kind=kind)
    return letters.update(withdrawn_at=at, sealed_text="")


def retry_letter(*, letter_id: int, actor: User, at: datetime) -> OutgoingMail:
    """
    Try a letter again now, and for one more day.

    Raises:
        NotAllowed: the actor is no administrator.
        NotVisible: there is no such letter.
        AlreadySent: it has left, or was taken back.
        TextIsGone: it failed so long ago that its link is over.
    """
    require_admin(rights_of(actor, at))
    with transaction.atomic():
        letter = _locked(letter_id)
        if not letter.sealed_text:
            raise TextIsGone(_("The link in this letter is over; send a new one from the page of the person."))
        letter.failed_at = None
        letter.attempts = 0
        letter.not_before = at
        letter.give_up_at = at + GIVE_UP_AFTER
        letter.save(update_fields=["failed_at", "attempts", "not_before", "give_up_at"])
        transaction.on_commit(nudge)
    return letter


def withdraw_letter(*, letter_id: int, actor: User, at: datetime) -> OutgoingMail:
    """
    Take one letter back before it leaves; its text is wiped.

    Raises:
        NotAllowed: the actor is no administrator.
        NotVisible: there is no such letter.
        AlreadySent: it has left, or was taken back.
    """
    require_admin(rights_of(actor, at))
    with transaction.atomic():
        letter = _locked(letter_id)
        letter.withdrawn_at = at
        letter.sealed_text = ""
        letter.save(update_fields=["withdrawn_at", "sealed_text"])
    return letter


def send_waiting_mail(*, clock: Callable[[], datetime]) -> int:
    """
    Send what is due, one letter after the other, for half a minute at most; several workers may do so at once.

    A letter that was not taken is tried again after 1, 2, 4 … 60 minutes and given up after a day. When the server itself
    fails (refuses, hangs, hangs up), the rest waits a minute, so that a dead server does not keep the workers from their reports.

    Returns:
        How many letters have left.
    """
    begun, sent = clock(), 0
    while (at := clock()) - begun < RUN_LASTS:
        letter = _claim(at)
        if letter is None:
            break
        error = _deliver(letter, at)
        if error is None:
            sent += 1
        elif not isinstance(error, ABOUT_THE_LETTER):
            letters_that_wait(clock()).update(not_before=clock() + SERVER_PAUSE)
            break
    return sent


def wipe_old_letters(*, at: datetime) -> int:
    """Wipe the texts of letters that failed so long ago that nobody should send them any more."""
    old = OutgoingMail.objects.filter(failed_at__lte=at - FAILED_TEXT_KEPT).exclude(sealed_text="")
    return old.update(sealed_text="")


def nudge() -> None:
    """
    Tell a worker that a letter waits, without waiting for the broker; beat finds the letter otherwise.

    A thread of its own asks the broker: one that hangs takes a second or two, and whoever asked for a new password must not
    notice. One thread at a time is enough, for a worker that comes takes all that is there.
    """
    if _nudging.acquire(blocking=False):
        threading.Thread(target=_tell_a_worker, daemon=True, name="mail-nudge").start()


def one_line(subject: str) -> str:
    """Return a subject on one line, cut to what the row holds; a name that was cut is still closed against what follows."""
    line = " ".join("".join(sign if sign.isprintable() or sign in _MARKS else " " for sign in subject).split())
    if len(line) <= SUBJECT_LIMIT:
        return line
    cut = line[: SUBJECT_LIMIT - 3]
    still_open = sum(cut.count(mark) for mark in _OPENING) - cut.count(END_OF_ISOLATE)
    return f"{cut}…{END_OF_ISOLATE * min(still_open, 2)}"


_OPENING = (FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE)
_MARKS = frozenset((*_OPENING, END_OF_ISOLATE))


def _tell_a_worker() -> None:
    try:
        app.send_task(SEND, expires=60)
    except (OperationalError, OSError) as error:
        LOG.info("a letter waits for beat, the queue did not answer: %s", type(error).__name__)
    finally:
        _nudging.release()


def _locked(letter_id: int) -> OutgoingMail:
    letter = OutgoingMail.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        raise NotVisible(_("There is no such letter."))
    if letter.sent_at is not None or letter.withdrawn_at is not None:
        raise AlreadySent(_("This letter has left, or was taken back."))
    return letter


def _claim(at: datetime) -> OutgoingMail | None:
    """Return a letter that is now this worker's alone, its attempt counted before anything is tried."""
    for letter_id, attempts in _due(at):
        if _take(letter_id, attempts, at):
            return OutgoingMail.objects.select_related("person").get(pk=letter_id)
    return None


def _due(at: datetime) -> list[tuple[int, int]]:
    # A few, because other workers may take the first ones meanwhile.
    return list(letters_that_wait(at).order_by("not_before", "pk").values_list("pk", "attempts")[:20])


def _take(letter_id: int, attempts: int, at: datetime) -> bool:
    """One conditional UPDATE: of many workers that read the same row, the count of attempts lets one through."""
    wanted = letters_that_wait(at).filter(pk=letter_id, attempts=attempts)
    return wanted.update(attempts=F("attempts") + 1, not_before=at + CLAIM_LASTS) == 1


def _deliver(letter: OutgoingMail, at: datetime) -> Exception | None:
    """Send a claimed letter and write down what came of it; returns what went wrong."""
    mine = OutgoingMail.objects.filter(pk=letter.pk, sent_at__isnull=True)
    if _is_pointless(letter, at):
        mine.filter(withdrawn_at__isnull=True).update(withdrawn_at=at, sealed_text="")
        return None
    try:
        text = unseal(letter.sealed_text, purpose=PURPOSE, bound_to=letter.address)
        _message(letter, text).send()
    except CannotUnseal as error:
        LOG.error("letter %s cannot be opened with the present secret key", letter.pk)
        mine.update(failed_at=at, last_error=type(error).__name__, sealed_text="")
        return error
    except Exception as error:  # noqa: BLE001 - one letter must not stop the others
        LOG.warning("letter %s was not taken at attempt %s: %s", letter.pk, letter.attempts, _class_of(error))
        _put_back(letter, at, _class_of(error))
        return error
    # What happened is written down: it has left, even if somebody took it back a moment ago.
    mine.update(sent_at=at, withdrawn_at=None, sealed_text="", last_error="")
    return None


def _is_pointless(letter: OutgoingMail, at: datetime) -> bool:
    if letter.person is not None and not letter.person.is_active:
        return True
    return (
        letter.membership_id is not None
        and not Membership.objects.in_force(at).filter(pk=letter.membership_id).exists()
    )


def _put_back(letter: OutgoingMail, at: datetime, error: str) -> None:
    """Let the letter wait for its next attempt; the count tells whether somebody else has it by now."""
    still_mine = OutgoingMail.objects.filter(
        pk=letter.pk, attempts=letter.attempts, sent_at__isnull=True, withdrawn_at__isnull=True
    )
    again = at + min(timedelta(minutes=2 ** min(letter.attempts - 1, 10)), LONGEST_PAUSE)
    if again > letter.give_up_at:
        still_mine.update(failed_at=at, last_error=error)
    else:
        still_mine.update(not_before=again, last_error=error)


def _message(letter: OutgoingMail, text: str) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    # The same at every attempt, so that a mailbox that got it twice can tell.
    same = {"Message-ID": f"<letter.{letter.pk}.{letter.created_at:%Y%m%d%H%M%S%f}@{host}>"}
    return EmailMessage(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.address], headers=same)


def _class_of(error: BaseException) -> str:
    """The class of the error and the server's number; its words may hold the address or the letter."""
    if isinstance(error, SMTPRecipientsRefused):
        number = next(iter(error.recipients.values()))[0]
    else:
        number = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {number}".strip()
