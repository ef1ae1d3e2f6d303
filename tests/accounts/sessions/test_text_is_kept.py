"""Text that could not be saved is not lost: after the time ran out, and after a right has ended while somebody typed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import AgencyAnswer
from ibm_platform.accounts import operations
from tests import people
from tests.accounts.sessions.test_limits import signed_in
from tests.accounts.web.test_signing_in import sign_in
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db

WRITTEN = "The mandate is written down, and nobody reads it."


@pytest.fixture
def question():
    """The address of a question of Customs, an officer who answers it, and what is sent."""
    assessment = make_assessment(upto="collection")
    agency = cast_of(assessment).agencies["CUS"]
    officer = people.make_officer(agency, "Tippa Tapp")
    address = reverse("assessments:question", args=[assessment.pk, agency.pk, "P1.F1.01"])
    sent = {"choice": "2", "comment": WRITTEN, "reason": "", "expected_revision": "0", "idempotency_key": "a" * 22}
    return address, officer, sent


def test_after_signing_in_again_the_text_stands_in_its_field(question):
    address, officer, sent = question
    with time_machine.travel(people.now(), tick=False) as clock:
        client = signed_in(officer)
        clock.shift(timedelta(hours=4))
        late = client.post(address, sent, follow=True)
        sign_in(client, officer.email, next=address)
        page = client.get(address).content.decode()

    assert "what you wrote stands in its field then" in late.content.decode()
    assert WRITTEN in page and "Your answer is not saved yet" in page
    assert not AgencyAnswer.objects.filter(comment=WRITTEN).exists()


def test_somebody_else_at_the_same_browser_does_not_see_it(question):
    address, officer, sent = question
    other = people.make_officer(officer.memberships.get().agency, "Nexta Person")
    with time_machine.travel(people.now(), tick=False) as clock:
        client = signed_in(officer)
        clock.shift(timedelta(hours=4))
        client.post(address, sent)
        sign_in(client, other.email, next=address)
        page = client.get(address).content.decode()

    assert WRITTEN not in page


def test_when_the_right_ends_the_next_save_is_refused_and_the_text_is_shown(question, admin):
    address, officer, sent = question
    client = signed_in(officer)
    opened = client.get(address).content.decode()
    operations.end_membership(
        membership_id=officer.memberships.get().pk, actor=admin, at=people.now(), proved_at=people.now()
    )

    page = client.post(address, sent)
    script = client.post(address, sent, headers={"accept": "application/json"})

    body = page.content.decode().replace(address, "")
    assert "P1.F1.01" in opened
    assert (page.status_code, script.status_code) == (404, 404)
    assert WRITTEN in body and "It is not saved. Copy it before you leave this page." in body
    assert "P1.F1.01" not in body and "Customs" not in body and "Arvenia" not in body
    assert not AgencyAnswer.objects.filter(comment=WRITTEN).exists()


def test_a_secret_is_never_shown_again(officer):
    client = signed_in(officer)
    secret = "a secret of four words"

    answer = client.post("/accounts/people/invite/", {"password": secret, "token": secret, "note": "two words"})

    assert answer.status_code == 403
    assert "two words" in answer.content.decode() and secret not in answer.content.decode()


def test_nobody_gets_the_text_of_somebody_without_a_session(question):
    address, officer, sent = question

    answer = Client().post(address, sent)

    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
