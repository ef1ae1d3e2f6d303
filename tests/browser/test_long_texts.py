"""Texts at their limit, in one word, of marks on marks, right to left and of line breaks: the pages hold them on a small screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from assessments import operations
from tests.browser.conftest import OpenBrowser
from tests.browser.test_languages import TOO_WIDE
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CHARACTERS, HEAVIEST_PAGE = 2000, 300_000
TEXTS = {
    "P1.F1.01": "m" * MOST_CHARACTERS,
    "P1.F2.01": "e" + "\u0301\u0323" * 999 + "o",
    "P2.F1.01": ("ﻻ" + "العبور" * 20 + " ") * 16,
    "P2.F2.01": "a" + "\n" * 1998 + "b",
    "P2.F2.02": "\u202e" + "<b>&amp;</b>" * 160,
}


def too_wide(page: Page) -> list[str]:
    return page.evaluate(TOO_WIDE)


def test_texts_at_the_limit_stay_within_a_small_screen(open_browser: OpenBrowser) -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    agency, here = cast.agencies["CUS"].pk, f"/assessments/{assessment.pk}/"
    for code, text in TEXTS.items():
        assert len(text.strip()) <= MOST_CHARACTERS
        operations.save_answer(
            actor=cast.officers["CUS"], at=now(), assessment_id=assessment.pk, agency_id=agency, indicator_code=code,
            kind="level", level="3", comment=text, expected_revision=0,
        )  # fmt: skip
    page = open_browser(cast.officers["CUS"], width=360)
    own = f"{here}agencies/{agency}/"

    found = {}
    for address in (
        own,
        *(f"{own}questions/{code}/" for code in TEXTS),
        f"{own}questions/P1.F1.01/history/",
        *(f"{own}sections/{section}/check/" for section in ("P1.F1", "P1.F2", "P2.F1", "P2.F2")),
        f"{own}answers/",
    ):
        answer = page.goto(address)
        found[address.removeprefix(own)] = (answer.status, len(answer.body()) < HEAVIEST_PAGE, too_wide(page))

    assert {name: told for name, told in found.items() if told != (200, True, [])} == {}
