"""From the set-up to the first question: who is called, who is asked what, and who of an agency answers it, in real browsers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment, Assignment
from ibm_platform.accounts.factors.marks import PROVED_KEY
from tests import people
from tests.browser.conftest import OpenBrowser, take_out
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = ["P1.F2.01", "P2.F1.01"]


@pytest.fixture
def assessment(live_server: LiveServer) -> Assessment:
    return make_assessment()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def asked(assessment: Assessment) -> set[tuple[str, str]]:
    """The rows of the database, not what a page says."""
    rows = Assignment.objects.standing().filter(assessment=assessment)
    return set(rows.values_list("agency__code", "indicator__code"))


def let_the_proof_grow_old(page: Page) -> None:
    """Let the last proof of this browser lie a minute longer back than it counts."""
    (cookie,) = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    session = SessionStore(cookie["value"])
    session[PROVED_KEY] = (people.now() - timedelta(minutes=16)).timestamp()
    session.save()


def test_a_lead_called_from_the_set_up_shares_two_questions_out(
    assessment: Assessment, open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    cast = cast_of(assessment)
    customs, officer = cast.agencies["CUS"], cast.officers["CUS"]
    here = f"/assessments/{assessment.pk}/"

    # The focal point calls a lead; the proof is old, so it is asked for again, and what was written goes on by itself.
    focal_point = open_browser(cast.focal_point)
    focal_point.goto(f"{here}setup/people/")
    focal_point.get_by_role("link", name="Invite a lead of Customs").click()
    focal_point.get_by_label("E-mail address").fill("lea@demo.example")
    focal_point.get_by_label("Name", exact=True).fill("Lea Dahl")
    let_the_proof_grow_old(focal_point)
    focal_point.get_by_role("button", name="Send the invitation").click()
    heading(focal_point, "Prove that it is you")
    focal_point.get_by_label("Password").fill(people.PASSWORD)
    focal_point.get_by_role("button", name="Continue").click()
    heading(focal_point, "Lea Dahl is invited to Customs")
    link = focal_point.get_by_label("The link, for this person only").input_value()

    # The lead takes it up and gives two questions to the officer.
    lead = open_browser()
    lead.goto(link)
    lead.get_by_label("Password").fill(people.PASSWORD)
    lead.get_by_role("button", name="Choose the password and sign in").click()
    lead.goto(f"{here}agencies/{customs.pk}/")
    lead.get_by_role("link", name="Share the questions out").click()
    lead.get_by_label(officer.name).check()
    for code in GIVEN:
        lead.get_by_label(code).check()
    lead.get_by_role("button", name="Share these questions out").click()
    heading(lead, "2 of 5 questions are shared out")

    # The officer sees them before all others, and begins with them.
    working = open_browser(officer)
    working.goto(f"{here}agencies/{customs.pk}/")
    first = working.locator("main section").first
    expect(first.get_by_role("heading")).to_have_text("Yours")
    assert first.locator(".tasks .code").all_inner_texts() == GIVEN
    working.get_by_role("link", name="Continue with").click()
    expect(working).to_have_url(
        f"{working.url.split('/assessments/')[0]}{here}agencies/{customs.pk}/questions/{GIVEN[0]}/"
    )

    take_out(console_faults, "status of 403")


def test_many_questions_are_changed_after_a_look_and_taken_back(
    assessment: Assessment, open_browser: OpenBrowser
) -> None:
    before = asked(assessment)
    page = open_browser(cast_of(assessment).focal_point)
    page.goto(f"/assessments/{assessment.pk}/setup/assignments/")
    page.get_by_role("link", name="Change many questions at once").click()
    page.get_by_label("Ask them no longer").check()
    page.get_by_role("checkbox", name="Customs", exact=True).check()
    shared = sorted(code for agency, code in before if agency == "CUS" and ("BG", code) in before)
    for code in shared[:2]:
        page.get_by_label(code).check()
    page.get_by_role("button", name="Show what that changes").click()

    heading(page, "This affects 2 questions in one agency")
    assert asked(assessment) == before
    page.get_by_role("button", name="Change these questions").click()
    expect(page.locator("main")).to_contain_text("2 questions were taken away.")
    assert asked(assessment) == before - {("CUS", code) for code in shared[:2]}

    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("The last change is taken back.")
    assert asked(assessment) == before
