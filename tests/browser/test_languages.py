"""Another language, longer or mirrored: the pages turn round, fit a telephone, and say nothing in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import trans_real
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ibm_platform.accounts.models import User
from ibm_platform.common.pseudo import write_catalogues
from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)

MIRRORED, LONGER = "Mirrored (pseudo)", "Lönger Ênglish (pseudo)"
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = (element) => { const box = element.getBoundingClientRect(); return box.right > width + 1 || box.left < -1; };
  return [...document.querySelectorAll("main *")].filter(out).map((element) => element.outerHTML.slice(0, 80));
}"""
# Controls say what the product says; headings and cells may also hold words of the model and of people.
# What is isolated is not the program's word: a name of a person, or a sentence of the framework.
PLAIN_ENGLISH = """() => [...document.querySelectorAll(".nav a, .brand b, main .button, main label, main summary, .foot a")]
  .map((element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("bdi").forEach((isolated) => isolated.remove());
    return copy.textContent.trim();
  })
  .filter((text) => /[A-Za-z]{3}/.test(text) && !/[~\\u202e]/.test(text))"""


@pytest.fixture(scope="module")
def catalogues(repository: Path) -> Iterator[None]:
    """Both invented languages, where the test settings look for them."""
    write_catalogues(repository, settings.DATA_DIR / "locale")
    for known in (trans_real._translations, trans_real.get_languages):
        known.clear() if isinstance(known, dict) else known.cache_clear()
    yield
    trans_real._translations.clear()


@pytest.fixture
def six_pages(live_server: LiveServer, catalogues: None) -> tuple[User, User, list[str], list[str]]:
    """An officer with three pages and a coordinator with three."""
    running = make_assessment()
    people = cast_of(running)
    tasks = f"/assessments/{running.pk}/agencies/{people.agencies['CUS'].pk}/"
    own = ["/", tasks, f"{tasks}questions/P1.F1.01/"]
    return (
        people.officers["CUS"],
        people.coordinator,
        own,
        ["/assessments/", f"/assessments/{running.pk}/board/", "/cycles/"],
    )


def switch(page: Page, language: str) -> None:
    page.get_by_role("button", name=language).click()
    expect(page.get_by_role("button", name=language)).to_have_attribute("aria-current", "true")


def test_the_switch_keeps_the_page_and_turns_it_round(six_pages, open_browser: OpenBrowser) -> None:
    officer, _coordinator, own, _others = six_pages
    page = open_browser(officer)
    page.goto(own[2])
    address = page.url

    switch(page, MIRRORED)

    assert page.url == address
    assert page.locator("html").get_attribute("lang") == "ar-xb"
    assert page.locator("html").get_attribute("dir") == "rtl"
    # The name of the product stands where reading begins, the codes stay as they are written.
    brand, me = page.locator(".brand").bounding_box(), page.locator(".me").bounding_box()
    assert brand["x"] > me["x"]
    plate = page.locator(".rung .plate").first.bounding_box()
    name = page.locator(".rung .name").first.bounding_box()
    assert plate["x"] > name["x"]
    assert page.locator("main bdi.code").first.evaluate("code => getComputedStyle(code).direction") == "ltr"
    switch(page, LONGER)
    assert page.locator("html").get_attribute("dir") == "ltr"


@pytest.mark.parametrize("language", [MIRRORED, LONGER])
def test_six_pages_fit_a_telephone_and_are_translated(six_pages, open_browser: OpenBrowser, language: str) -> None:
    officer, coordinator, own, others = six_pages
    found = {}
    for person, addresses in ((officer, own), (coordinator, others)):
        page = open_browser(person, width=360)
        page.goto("/help/")
        switch(page, language)
        for address in addresses:
            page.goto(address)
            wide, english = page.evaluate(TOO_WIDE), page.evaluate(PLAIN_ENGLISH)
            if wide or english:
                found[address] = (wide, english)

    assert found == {}
