"""Files added in a real browser: with the keyboard, by dropping, stopped, tried again, and without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from assessments.models import AgencyAnswer, EvidenceReference
from tests.browser.conftest import OpenBrowser, take_out
from tests.builders import cast_of, make_assessment
from tests.uploads.corpus import SVG

pytestmark = pytest.mark.django_db(transaction=True)

TEXT: FilePayload = {"name": "order.txt", "mimeType": "text/plain", "buffer": b"Standing order 14\n"}
DRAWING: FilePayload = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": SVG}


def question(open_browser: OpenBrowser, **options: object) -> Page:
    assessment = make_assessment()
    cast = cast_of(assessment)
    page = open_browser(cast.officers["CUS"], **options)
    page.goto(f"/assessments/{assessment.pk}/agencies/{cast.agencies['CUS'].pk}/questions/P1.F1.01/")
    return page


def picture_of(page: Page, name: str) -> None:
    """Kept where IBM_PICTURES names a folder, for looking at."""
    if folder := os.environ.get("IBM_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def titles() -> list[str]:
    return list(EvidenceReference.objects.filter(removed_at=None).order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize("width", [1280, 360])
def test_each_file_goes_on_its_own_way_and_what_is_typed_stays(open_browser: OpenBrowser, width: int) -> None:
    page = question(open_browser, width=width)
    page.get_by_label("Consolidated").check(force=True)
    page.get_by_label("What makes you say so?").fill("Seen on site.")

    page.get_by_label("Add files").set_input_files([TEXT, DRAWING])

    rows = page.locator("[data-upload-list] > li")
    expect(rows.nth(0)).to_contain_text("Kept.")
    expect(rows.nth(1)).to_contain_text("This is an SVG drawing.")
    expect(page.locator("[data-references]")).to_contain_text("order.txt")
    expect(page.get_by_label("What makes you say so?")).to_have_value("Seen on site.")
    assert titles() == ["order"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture_of(page, f"question-files-{width}")
    page.get_by_role("button", name="Remove from this list map.svg").press("Enter")
    expect(rows).to_have_count(1)


def test_a_file_is_stopped_and_tried_again(open_browser: OpenBrowser) -> None:
    page = question(open_browser)
    held: list[Route] = []
    page.route("**/questions/P1.F1.01/", lambda route: held.append(route) if not held else route.continue_())

    page.get_by_label("Add files").set_input_files(TEXT)
    page.get_by_role("button", name="Stop order.txt").press("Enter")
    expect(page.locator("[data-upload-list]")).to_contain_text("Stopped")
    assert titles() == []
    page.get_by_role("button", name="Try again order.txt").press("Enter")

    expect(page.locator("[data-upload-list]")).to_contain_text("Kept.")
    assert titles() == ["order"]


def test_files_and_answer_are_sent_together_without_scripts(
    open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    page = question(open_browser, scripts=False)
    page.get_by_label("Consolidated").check(force=True)
    page.get_by_label("Add files").set_input_files([TEXT, DRAWING])

    page.get_by_role("button", name="Add the chosen files").press("Enter")

    expect(page.get_by_role("heading", name="One file was not kept")).to_be_visible()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert titles() == ["order"]
    assert AgencyAnswer.objects.get().level.code == "4"
    picture_of(page, "question-refused")
    take_out(console_faults, "422")
