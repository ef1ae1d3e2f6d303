"""The warning before the time runs out, in a real browser."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from ibm_platform.accounts.models import SignInSession
from ibm_platform.accounts.operations.sessions import end_all_sessions
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late(page: Page, live_server) -> Client:
    """A coordinator who did nothing for 25 minutes, in the browser of the test."""
    client = Client()
    client.force_login(people.make_coordinator())
    session = client.session
    session["sign_in"] = {**session["sign_in"], "seen": people.now().timestamp() - 24 * 60 - 58}
    session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    page.context.add_cookies([cookie])
    return client


def test_five_minutes_before_the_end_one_click_makes_it_longer(page: Page, live_server, late):
    page.goto(f"{live_server.url}/help/")
    box = page.locator("[data-time-out]")
    expect(box).to_be_hidden()
    age(late)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(box).to_contain_text("In 5 minutes you are signed out")
    box.get_by_role("button", name="Stay signed in").click()

    expect(box).to_contain_text("You stay signed in.")
    assert people.now().timestamp() - late.session["sign_in"]["seen"] < 60


def test_when_it_is_over_the_page_says_so_and_keeps_what_is_written(page: Page, live_server, late):
    page.goto(f"{live_server.url}/accounts/")
    page.get_by_label("Your name").fill("Cora Dinar the Second")
    person = SignInSession.objects.get().person
    end_all_sessions(person=person, actor=None, at=people.now())

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("[data-time-out]")).to_contain_text("you are signed out")
    expect(page.get_by_role("link", name="Sign in again in another tab")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Cora Dinar the Second")


def age(client: Client) -> None:
    """Let the last use lie 25 minutes back."""
    session = client.session
    session["sign_in"] = {**session["sign_in"], "seen": people.now().timestamp() - 25 * 60 - 5}
    session.save()
