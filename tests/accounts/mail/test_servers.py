"""Mail servers that refuse, hang or hang up, on real sockets: the letter waits and nobody else does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from kombu.exceptions import OperationalError

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import OutgoingMail
from ibm_platform.accounts.operations import mail
from ibm_platform.accounts.rendering import Letter
from tests.letters import post_letters
from tests.mail_server import MailServer, closed_port
from tests.people import make_officer, now


@pytest.fixture
def server(request, settings) -> Iterator[MailServer]:
    server = MailServer(request.param)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
    yield server
    server.stop()


def queue(address: str = "new@demo.example") -> OutgoingMail:
    return operations.queue_mail(
        kind="invitation", letter=Letter("Hello", "The text of a letter"), address=address, at=now()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["takes"], indirect=True)
def test_a_server_gets_each_letter_once(server):
    queue()

    post_letters()
    post_letters()

    assert [("The text of a letter" in text, "Subject: Hello" in text) for text in server.letters] == [(True, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("server", "error"),
    [
        ("address", "SMTPRecipientsRefused 550"),
        ("grey", "SMTPRecipientsRefused 451"),
        ("text", "SMTPDataError 554"),
        # The library calls it so when the greeting does not come in time.
        ("tarpit", "SMTPServerDisconnected"),
        ("hangs up", "SMTPServerDisconnected"),
    ],
    indirect=["server"],
)
def test_a_letter_that_was_not_taken_is_tried_again(server, error, settings):
    letter = queue()

    post_letters()

    letter.refresh_from_db()
    # What a server that hung up leaves behind depends on how far the greeting had come.
    assert letter.last_error in {error, error.replace("SMTPServerDisconnected", "ConnectionResetError")}
    assert (letter.attempts, letter.sent_at, letter.failed_at, server.connections) == (1, None, None, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [sent.to for sent in post_letters(now() + timedelta(minutes=2))] == [["new@demo.example"]]


@pytest.mark.django_db
def test_nobody_at_the_servers_door_is_no_end_either(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    letter = queue()

    post_letters()

    letter.refresh_from_db()
    assert (letter.last_error, letter.failed_at) == ("ConnectionRefusedError", None)


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["address"], indirect=True)
def test_one_address_that_is_refused_does_not_hold_the_letters_behind_it(server):
    for number in range(3):
        queue(f"{number}@demo.example")

    post_letters()

    assert list(OutgoingMail.objects.values_list("attempts", flat=True)) == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("server", ["tarpit"], indirect=True)
def test_a_server_that_hangs_keeps_a_worker_for_one_letter_only(server):
    for number in range(3):
        queue(f"{number}@demo.example")

    post_letters()
    post_letters()

    assert server.connections == 1


ASKED = "/accounts/password/reset/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("server", ["tarpit"], indirect=True)
def test_a_request_does_not_even_knock_at_a_server_that_hangs(server):
    officer = make_officer()

    answer = Client().post(ASKED, {"email": officer.email})

    assert (answer.status_code, server.connections) == (302, 0)
    # Without this, silence above would prove nothing: the letter is there, and it is the worker that waits.
    assert OutgoingMail.objects.get(kind="password_reset").sent_at is None
    post_letters()
    assert server.connections == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, ConnectionRefusedError, TimeoutError])
def test_a_broker_that_does_not_answer_disturbs_nobody(monkeypatch, error):
    tried = threading.Event()

    def send_task(*words, **more):
        tried.set()
        raise error

    officer = make_officer()
    wait_for_nudges()
    monkeypatch.setattr(mail.app, "send_task", send_task)

    answer = Client().post(ASKED, {"email": officer.email})

    assert (answer.status_code, tried.wait(timeout=60)) == (302, True)
    assert len([letter for letter in post_letters() if "/password/reset/key/" in letter.body]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_is_answered_while_the_broker_hangs(monkeypatch):
    answered, asked_after = threading.Event(), []

    def send_task(*words, **more):
        # A broker that answers nobody until the page is there; a request that waited for it would come too late.
        asked_after.append(answered.wait(timeout=30))

    officer = make_officer()
    wait_for_nudges()
    monkeypatch.setattr(mail.app, "send_task", send_task)

    answer = Client().post(ASKED, {"email": officer.email})
    answered.set()
    wait_for_nudges()

    assert (answer.status_code, asked_after) == (302, [True])


def wait_for_nudges() -> None:
    for thread in threading.enumerate():
        if thread.name == "mail-nudge":
            thread.join(timeout=60)
