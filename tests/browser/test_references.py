"""A reference beside a judgement, in a real browser: what stands typed in the other part survives, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Assessment, EvidenceReference
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
def test_enter_in_a_reference_saves_the_answer_and_keeps_the_reference(
    open_browser: OpenBrowser, scripts: bool
) -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    page = open_browser(cast.officers["CUS"], scripts=scripts)
    page.goto(f"/assessments/{assessment.pk}/agencies/{cast.agencies['CUS'].pk}/questions/P1.F1.01/")

    page.locator('input[name="choice"][value="2"]').check(force=True)
    type_reference(page, "Order 12")
    page.get_by_label("Title").press("Enter")

    expect(page).to_have_url(re.compile(r"P1\.F1\.01/#evidence$"))
    expect(page.get_by_text("The reference is not added yet")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Order 12")
    expect(page.locator('input[name="choice"][value="2"]')).to_be_checked()
    page.get_by_role("button", name="Add the reference").click()
    expect(page.get_by_text("The reference was added.")).to_be_visible()
    assert titles(assessment) == ["Order 12"]
