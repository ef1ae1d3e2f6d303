"""The outbox: written with what it tells of, sealed until it is sent, tried again, given up, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import OutgoingMail, Role
from ibm_platform.accounts.operations.mail import GIVE_UP_AFTER, SUBJECT_LIMIT
from ibm_platform.accounts.rendering import Letter
from ibm_platform.accounts.tasks import send_waiting_mail
from ibm_platform.celery import app
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests import people
from tests.letters import post_letters
from tests.mail_server import Killed

NOON = datetime.fromisoformat("2027-05-14T12:00:00+00:00")
SECRET = "https://platform.example/accounts/invitation/a-secret-of-a-link/"


def queue(*, at: datetime = NOON, **more) -> OutgoingMail:
    letter = Letter(more.pop("subject", "Your link"), f"Open this:\n\n{SECRET}\n")
    return operations.queue_mail(
        kind="invitation", letter=letter, address=more.pop("address", "new@demo.example"), at=at, **more
    )


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "tests.mail_server.RefusingBackend"


@pytest.mark.django_db
def test_a_letter_leaves_once_and_its_text_is_wiped():
    letter = queue()

    first, second = post_letters(NOON), post_letters(NOON)

    assert [(sent.to, SECRET in sent.body) for sent in first] == [(["new@demo.example"], True)]
    assert second == []
    letter.refresh_from_db()
    assert (letter.sent_at, letter.sealed_text, letter.attempts) == (NOON, "", 1)


@pytest.mark.django_db
def test_the_table_holds_no_word_of_a_letter_that_waits():
    queue()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_outgoingmail")
        row = str(cursor.fetchall())

    assert "new@demo.example" in row
    assert [word for word in ("secret", "invitation/", "Open", "platform.example") if word in row] == []


@pytest.mark.django_db
def test_a_letter_outlives_a_change_of_the_secret_key(settings):
    queue()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of this installation " + "y" * 30

    assert SECRET in post_letters(NOON)[0].body


@pytest.mark.django_db
def test_a_letter_of_a_key_that_is_gone_fails_and_stops_no_other(settings):
    lost = queue()
    settings.SECRET_KEY = "another key of this installation " + "y" * 30
    queue(address="second@demo.example")

    sent = post_letters(NOON)

    lost.refresh_from_db()
    assert [letter.to for letter in sent] == [["second@demo.example"]]
    assert (lost.failed_at, lost.last_error) == (NOON, "CannotUnseal")


@pytest.mark.django_db
def test_the_text_of_one_letter_does_not_go_to_another_address():
    """Somebody who can write to the table still cannot have a link sent to himself."""
    queue()
    OutgoingMail.objects.update(address="thief@demo.example")

    assert post_letters(NOON) == []


@pytest.mark.django_db
def test_a_letter_about_what_was_rolled_back_does_not_exist():
    class Undone(Exception):
        pass

    def queue_and_fail():
        with transaction.atomic():
            queue()
            raise Undone

    with pytest.raises(Undone):
        queue_and_fail()

    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_what_was_not_taken_is_tried_with_growing_pauses_and_given_up_after_a_day(no_server):
    letter = queue()
    pauses, at = [], NOON

    while letter.failed_at is None:
        post_letters(at)
        letter.refresh_from_db()
        pauses.append((letter.not_before - at).total_seconds() / 60)
        before, at = at, letter.not_before

    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert NOON + GIVE_UP_AFTER - timedelta(hours=1) < before <= NOON + GIVE_UP_AFTER
    assert letter.last_error == "SMTPException"


@pytest.mark.django_db
def test_it_is_not_tried_before_its_time(no_server, settings):
    queue()
    post_letters(NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert post_letters(minutes(0.99)) == []
    assert len(post_letters(minutes(1))) == 1


@pytest.mark.django_db
def test_a_server_that_fails_is_left_alone_for_a_minute(no_server, settings):
    """One letter meets it; the others wait, so that a dead server does not hold the workers."""
    tried, *others = [queue(address=f"{number}@demo.example") for number in range(3)]

    post_letters(NOON)

    assert [OutgoingMail.objects.get(pk=letter.pk).attempts for letter in (tried, *others)] == [1, 0, 0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert post_letters(minutes(0.5)) == []
    assert len(post_letters(minutes(1))) == 3


@pytest.mark.django_db
def test_a_letter_in_the_hands_of_a_dead_process_is_taken_again_after_some_minutes(settings):
    letter = queue()
    settings.EMAIL_BACKEND = "tests.mail_server.DyingBackend"
    with pytest.raises(Killed):
        post_letters(NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert post_letters(minutes(4.9)) == []
    assert len(post_letters(minutes(5))) == 1
    letter.refresh_from_db()
    assert (letter.attempts, letter.sealed_text) == (2, "")


@pytest.mark.django_db
def test_both_attempts_of_one_letter_carry_the_same_message_id(settings):
    letter = queue()
    first = post_letters(NOON)[0]
    # The process died before it could write down that the server had taken the letter.
    OutgoingMail.objects.update(sent_at=None, sealed_text=letter.sealed_text)

    again = post_letters(minutes(5))[0]

    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"] != ""


@pytest.mark.django_db
def test_a_letter_may_wait_for_its_hour():
    queue(not_before=minutes(10))

    assert post_letters(minutes(9.9)) == []
    assert len(post_letters(minutes(10))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: thief@demo.example", "Hello\n\nBcc: thief@demo.example", "Hello\x0b Bcc:\x85 x"]
)
def test_a_subject_is_one_line_whatever_a_name_holds(subject):
    queue(subject=subject)

    message = post_letters(NOON)[0].message()

    assert len(str(message["Subject"]).splitlines()) == 1
    assert (message["Subject"][:5], message["Bcc"]) == ("Hello", None)


@pytest.mark.django_db
def test_a_long_subject_is_cut_and_its_name_still_closed():
    queue(subject="For \u2068" + "n" * 400 + "\u2069 by Friday")

    subject = post_letters(NOON)[0].subject

    assert len(subject) <= SUBJECT_LIMIT
    assert (subject.count("\u2068"), subject[-2:]) == (1, "…\u2069")


@pytest.mark.django_db
def test_who_is_deactivated_gets_no_letter_that_still_waits(admin, focal_point, customs):
    post_letters()
    invited = people.invite(Role.OFFICER, name="New One", agency=customs, actor=focal_point, accept=False)

    operations.deactivate_person(person_id=invited.pk, actor=admin, at=people.now(), proved_at=people.now())

    letter = invited.letters.get()
    assert (letter.withdrawn_at is not None, letter.sealed_text) == (True, "")
    assert post_letters() == []


@pytest.mark.django_db
def test_a_role_that_ends_takes_its_own_letter_back_and_no_other(focal_point, customs, guard):
    invited = people.invite(Role.OFFICER, name="New One", agency=customs, actor=focal_point, accept=False)
    people.invite(Role.OFFICER, name="", email=invited.email, agency=guard, actor=focal_point, accept=False)
    post = invited.memberships.get(agency=customs)

    operations.end_membership(membership_id=post.pk, actor=focal_point, at=people.now(), proved_at=people.now())

    sent = [letter.body for letter in post_letters() if letter.to == [invited.email]]
    assert [("Border Guard" in body, "Customs" in body) for body in sent] == [(True, False)]


@pytest.mark.django_db
def test_a_role_that_ran_out_while_the_letter_waited_is_not_announced(focal_point, customs):
    at = people.now()
    invited = people.invite(
        Role.OFFICER, name="New One", agency=customs, until=at.date(), actor=focal_point, accept=False
    )

    sent = post_letters(at + timedelta(days=2))

    assert [letter.to for letter in sent if letter.to == [invited.email]] == []
    assert invited.letters.get().withdrawn_at is not None


@pytest.mark.django_db
def test_a_new_invitation_takes_the_letter_with_the_dead_link_back(focal_point, customs):
    invited = people.invite(Role.OFFICER, name="New One", agency=customs, actor=focal_point, accept=False)

    again = operations.renew_invitation(
        person_id=invited.pk, link_to=str, actor=focal_point, at=people.now(), proved_at=people.now()
    )

    sent = [letter.body for letter in post_letters() if letter.to == [invited.email]]
    assert [again.mailed_link in body for body in sent] == [True]


@pytest.mark.django_db
def test_a_letter_that_left_while_it_was_taken_back_is_told_as_sent(admin, settings):
    letter = queue()
    settings.EMAIL_BACKEND = "tests.mail_server.TakenBackBackend"

    post_letters(NOON)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.withdrawn_at) == (NOON, None)


@pytest.mark.django_db
def test_an_administrator_tries_again_and_gets_one_more_day(admin, no_server, settings):
    letter = queue()
    OutgoingMail.objects.filter(pk=letter.pk).update(failed_at=NOON, attempts=29, give_up_at=NOON)

    operations.retry_letter(letter_id=letter.pk, actor=admin, at=NOON + timedelta(hours=30))
    post_letters(NOON + timedelta(hours=30))

    letter.refresh_from_db()
    assert (letter.failed_at, letter.attempts) == (None, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(post_letters(NOON + timedelta(hours=31))) == 1


@pytest.mark.django_db
def test_a_letter_whose_link_is_over_is_wiped_and_not_tried_again(admin):
    letter = queue()
    OutgoingMail.objects.filter(pk=letter.pk).update(failed_at=NOON)

    early = operations.wipe_old_letters(at=NOON + timedelta(hours=71, minutes=59))
    late = operations.wipe_old_letters(at=NOON + timedelta(hours=72))

    assert (early, late) == (0, 1)
    with pytest.raises(operations.TextIsGone):
        operations.retry_letter(letter_id=letter.pk, actor=admin, at=NOON + timedelta(hours=73))


@pytest.mark.django_db
@pytest.mark.parametrize("act", [operations.retry_letter, operations.withdraw_letter])
def test_what_has_left_is_neither_tried_again_nor_taken_back(admin, focal_point, act):
    letter = queue()
    post_letters(NOON)

    with pytest.raises(operations.AlreadySent):
        act(letter_id=letter.pk, actor=admin, at=NOON)
    with pytest.raises(NotVisible):
        act(letter_id=letter.pk + 1000, actor=admin, at=NOON)
    with pytest.raises(NotAllowed):
        act(letter_id=letter.pk, actor=focal_point, at=NOON)


@pytest.mark.django_db
def test_the_reason_of_a_failure_holds_neither_address_nor_text(no_server, caplog):
    letter = queue()

    post_letters(NOON)

    letter.refresh_from_db()
    said = f"{letter.last_error} {caplog.text}"
    assert [word for word in ("new@demo.example", "a-secret") if word in said] == []
    assert "SMTPException" in said


@pytest.mark.django_db
def test_long_waiting_and_failed_letters_ask_for_care():
    assert not queries.mail_needs_care(at=NOON)
    letter = queue()

    assert not queries.mail_needs_care(at=minutes(14))
    assert queries.mail_needs_care(at=minutes(15))
    OutgoingMail.objects.filter(pk=letter.pk).update(failed_at=minutes(1))
    assert queries.mail_needs_care(at=minutes(1))
    OutgoingMail.objects.filter(pk=letter.pk).update(withdrawn_at=minutes(2))
    assert not queries.mail_needs_care(at=minutes(90))


def test_beat_looks_for_letters_every_few_seconds(settings):
    app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE["send-waiting-mail"]

    assert entry["schedule"] <= 15
    assert {plan["task"] for plan in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_the_task_sends_what_waits():
    queue(at=people.now())

    send_waiting_mail.apply(throw=True)

    assert [letter.to for letter in outbox.outbox] == [["new@demo.example"]]
