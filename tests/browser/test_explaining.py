"""Findings are ticked and explained together in a browser that runs no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assessments.models import WarningExplanation
from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_findings_are_explained_together_without_scripts(open_browser: OpenBrowser) -> None:
    levels = {"P1.F1.01": 2, "P1.F2.01": 2, "P2.F2.01": 3}
    assessment = make_assessment(upto="consolidation", settled=levels, evidence=False)
    page = open_browser(cast_of(assessment).focal_point, scripts=False)

    page.goto(f"/assessments/{assessment.pk}/warnings/")
    for code in ("P1.F1.01", "P1.F2.01"):
        page.get_by_label(f"Explain together with others {code}").check()
    several = page.locator("#several-evidence")
    several.get_by_label("Why they stand").fill("An order is being written.")
    several.get_by_role("button", name="Explain those that are ticked").click()

    expect(page.get_by_text("2 findings are explained.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("One finding is open")
    assert set(WarningExplanation.objects.values_list("warning", flat=True)) == {
        "evidence:P1.F1.01@2",
        "evidence:P1.F2.01@2",
    }
