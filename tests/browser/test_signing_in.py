"""
How a person gets in, from the invitation to the second browser, in real browsers.

A passkey is enrolled and used in ``tests/accounts/factors/test_passkey.py``; the warning before the time runs out stands in
``tests/accounts/sessions/test_warning.py``.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import Role
from tests import people
from tests.browser.conftest import OpenBrowser, take_out
from tests.browser.phones import enrol_app

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = "The code is wrong or was used already. Give the code that the app shows now, or another recovery code."


def give_password(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step: your second factor")


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code of your app").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_from_the_invitation_to_app_codes_and_recovery_codes(
    open_browser: OpenBrowser, console_faults: list[str], settings
) -> None:
    settings.IBM_SECOND_FACTOR = True
    invited = operations.invite_person(
        email="nera@demo.example", name="Nera Olt", role=Role.DONOR, link_to=lambda secret: secret,
        actor=people.any_admin(), at=people.now(), proved_at=people.now(),
    )  # fmt: skip
    page = open_browser()

    # The link asks for a password; the gate then lets nobody through without a second factor.
    page.goto(f"/accounts/invitation/{invited.mailed_link}/")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Choose the password and sign in").click()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto("/published/")
    phone = enrol_app(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.url.endswith("/published/")
    assert len(set(phone.recovery)) == 10

    # Shown once: the page of the factors counts the codes and does not tell them.
    page.goto("/accounts/second-factor/")
    expect(page.locator("main")).to_contain_text("10 codes are left")
    told = page.content()
    assert [code for code in phone.recovery if code in told] == []

    # The password alone opens nothing; a wrong code is said in words, and the right one goes on to where one wanted to go.
    sign_out(page)
    page.goto("/published/")
    give_password(page, "nera@demo.example")
    give_code(page, "000000")
    expect(page.locator("main .errors")).to_contain_text(WRONG)
    page.goto("/published/")
    give_code(page, phone.code())
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.url.endswith("/published/")

    # The phone is lost: a recovery code lets in, and the same one never again.
    sign_out(page)
    give_password(page, "nera@demo.example")
    give_code(page, phone.recovery[0])
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    sign_out(page)
    give_password(page, "nera@demo.example")
    give_code(page, phone.recovery[0])
    expect(page.locator("main .errors")).to_contain_text(WRONG)

    take_out(console_faults, "status of 422")


def test_one_browser_signs_the_other_one_out(open_browser: OpenBrowser) -> None:
    officer = people.make_officer()
    here, there = open_browser(officer), open_browser(officer)
    there.goto("/accounts/")

    here.goto("/accounts/sessions/")
    expect(here.get_by_role("rowheader")).to_have_count(2)
    row = here.get_by_role("row").filter(has=here.get_by_role("button"))
    expect(row).not_to_contain_text("this one")
    row.get_by_role("button").click()

    expect(here.get_by_role("rowheader")).to_have_count(1)
    expect(here.locator("main")).to_contain_text("That browser is signed out.")
    there.get_by_role("link", name="Change your password").click()
    expect(there.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    here.get_by_role("link", name="Your account").click()
    expect(here.get_by_role("heading", name="Your account")).to_be_visible()
