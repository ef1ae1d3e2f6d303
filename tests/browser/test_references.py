"""A reference beside a judgement, in a real browser: what stands typed in the other part survives, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import AgencyAnswer, Assessment, EvidenceReference, SettledLevel
from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)


def type_reference(page: Page, title: str) -> None:
    page.get_by_text("Add a reference to a document").click()
    page.get_by_label("Title").fill(title)


def titles(assessment: Assessment) -> list[str]:
    """The rows of the database, not what a page says."""
    return list(
        EvidenceReference.objects.filter(assessment=assessment, removed_at=None).values_list("title", flat=True)
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reference_is_added_and_taken_away_and_the_reason_stays(open_browser: OpenBrowser, scripts: bool) -> None:
    assessment = make_assessment(upto="consolidation")
    page = open_browser(cast_of(assessment).focal_point, scripts=scripts)
    page.goto(f"/assessments/{assessment.pk}/settle/P1.F1.01/")
    reason = page.get_by_label("Your reason")

    reason.fill("Agreed on site.")
    type_reference(page, "Order 12")
    page.get_by_role("button", name="Add the reference").click()
    expect(page.get_by_text("The reference was added.")).to_be_visible()
    expect(reason).to_have_value("Agreed on site.")
    added = titles(assessment)
    page.get_by_role("button", name="Take away Order 12").click()

    expect(page.get_by_text("The reference was taken away.")).to_be_visible()
    expect(reason).to_have_value("Agreed on site.")
    assert (added, titles(assessment)) == (["Order 12"], [])


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_reference_adds_it_and_settles_nothing(open_browser: OpenBrowser, scripts: bool) -> None:
    assessment = make_assessment(upto="consolidation")
    page = open_browser(cast_of(assessment).focal_point, scripts=scripts)
    page.goto(f"/assessments/{assessment.pk}/settle/P1.F1.01/")

    page.get_by_label("Your reason").fill("Agreed on site.")
    type_reference(page, "Order 12")
    page.get_by_label("Title").press("Enter")

    expect(page.get_by_text("The reference was added.")).to_be_visible()
    expect(page.get_by_label("Your reason")).to_have_value("Agreed on site.")
    assert titles(assessment) == ["Order 12"]
    assert not SettledLevel.objects.filter(assessment=assessment).exists()


def test_an_answer_that_could_not_be_saved_is_sent_when_the_page_comes_back(
    open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    page = open_browser(cast.officers["CUS"])
    address = f"/assessments/{assessment.pk}/agencies/{cast.agencies['CUS'].pk}/questions/P1.F1.01/"
    page.goto(address)

    def refuse(route: Route) -> None:
        if route.request.headers.get("x-requested-with") == "autosave":
            route.fulfill(status=503, body="")
        else:
            route.fallback()

    page.route("**/questions/**", refuse)

    page.locator('input[name="choice"][value="2"]').check(force=True)
    page.get_by_label("What makes you say so?").fill("Seen on site.")
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved")
    page.unroute("**/questions/**", refuse)
    type_reference(page, "Order 12")
    page.get_by_role("button", name="Add the reference").click()

    expect(page.get_by_text("The reference was added.")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(r"Saved \d"))
    expect(page.get_by_text("Your answer is not saved yet")).to_have_count(0)
    assert AgencyAnswer.objects.get(assessment=assessment).comment == "Seen on site."
    # What the browser says of the refused sendings.
    assert console_faults
    assert all("503" in fault for fault in console_faults)
    console_faults.clear()
