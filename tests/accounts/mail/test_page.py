"""The page of letters: administrators see what waits or failed and why, and no word of a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import OutgoingMail
from ibm_platform.accounts.rendering import Letter
from tests.letters import post_letters
from tests.people import make_admin, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client) -> Client:
    client.force_login(make_admin())
    post_letters()
    return client


def queue(address: str = "new@demo.example", **changed) -> OutgoingMail:
    letter = operations.queue_mail(
        kind="invitation", letter=Letter("A subject", "https://platform.example/a-secret/"), address=address, at=now()
    )
    OutgoingMail.objects.filter(pk=letter.pk).update(**changed)
    return letter


def page(client: Client) -> str:
    return as_read(client.get("/accounts/mail/").content.decode())


def test_nothing_waits(office):
    assert "Every letter has left." in page(office)


def test_what_failed_stands_first_with_the_reason(office):
    queue("first@demo.example")
    queue("second@demo.example", failed_at=now(), attempts=29, last_error="SMTPRecipientsRefused 550")

    shown = page(office)

    assert "1 letter could not be sent" in shown
    assert shown.index("second@demo.example") < shown.index("first@demo.example")
    assert "The mail server does not accept the address." in shown
    assert "SMTPRecipientsRefused 550" in shown
    assert "29 attempts" in shown
    assert [word for word in ("a-secret", "A subject") if word in shown] == []


def test_a_letter_is_tried_again_at_a_click(office):
    letter = queue(failed_at=now(), attempts=29)

    answer = office.post(f"/accounts/mail/{letter.pk}/retry/", follow=True)

    assert "The letter to new@demo.example is tried again" in as_read(answer.content.decode())
    assert [sent.to for sent in post_letters()] == [["new@demo.example"]]


def test_a_letter_is_taken_back_at_a_click(office):
    letter = queue()

    answer = office.post(f"/accounts/mail/{letter.pk}/withdraw/", follow=True)

    assert "it will not be sent" in answer.content.decode()
    assert post_letters() == []


@pytest.mark.parametrize("act", ["retry", "withdraw"])
def test_a_click_that_comes_too_late_says_so(office, act):
    letter = queue()
    post_letters()

    answer = office.post(f"/accounts/mail/{letter.pk}/{act}/", follow=True)

    assert "This letter has left, or was taken back." in answer.content.decode()


def test_without_its_text_a_letter_is_not_offered_again(office):
    letter = queue(failed_at=now(), sealed_text="")

    assert f"/accounts/mail/{letter.pk}/retry/" not in page(office)


@pytest.mark.parametrize("who", ["coordinator", "focal_point", "officer"])
def test_letters_are_the_administrators_affair(request, client, who):
    letter = queue()
    client.force_login(request.getfixturevalue(who))

    answers = [
        client.get("/accounts/mail/").status_code,
        client.post(f"/accounts/mail/{letter.pk}/retry/").status_code,
        client.post(f"/accounts/mail/{letter.pk}/withdraw/").status_code,
    ]

    assert answers == [403, 403, 403]


def test_the_menu_names_the_page_only_while_something_stands_still(office, client):
    in_menu = 'href="/accounts/mail/"'
    quiet = office.get("/accounts/").content.decode()
    letter = queue()
    waiting = office.get("/accounts/").content.decode()
    OutgoingMail.objects.filter(pk=letter.pk).update(
        created_at=now() - timedelta(minutes=16), not_before=now() - timedelta(minutes=16)
    )
    long = office.get("/accounts/").content.decode()

    assert [in_menu in shown for shown in (quiet, waiting, long)] == [False, False, True]
