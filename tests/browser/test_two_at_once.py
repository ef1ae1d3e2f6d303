"""Two people at work at the same moment, each in a browser: agencies answer apart, and colleagues lose nothing of each other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import AgencyAnswer, AnswerRevision
from tests.browser.conftest import OpenBrowser, take_out
from tests.builders import answer_questions, cast_of, make_assessment
from tests.people import make_officer

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "P1.F1.01"
SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")
OTHERS = ("P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02")
SAID = {"BG": (5, "The tower log of the guard."), "CUS": (2, "The gate order of customs.")}


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def write(page: Page, address: str, level: int, words: str) -> None:
    page.goto(address)
    page.locator(f"input[name=choice][value='{level}']").check()
    page.get_by_label("What makes you say so?").fill(words)


def everything_read(page: Page, here: str, agency: int) -> str:
    """What pages and the API give to the person of this browser, asked with its own session."""
    addresses = [
        "/",
        here,
        *(
            f"{here}agencies/{agency}/{rest}"
            for rest in ("", f"questions/{CODE}/", "sections/P1.F1/check/", "answers/")
        ),
        f"{here}agencies/{agency}/questions/{CODE}/history/",
        *(f"/api/v1{here}{rest}" for rest in ("", "answers/", "evidence/", "transitions/")),
    ]
    found = []
    for address in addresses:
        answer = page.request.get(address)
        assert answer.status == 200, address
        found.append(answer.text())
    return "\n".join(found)


def test_two_agencies_answer_apart_until_both_have_released(open_browser: OpenBrowser) -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    here = f"/assessments/{assessment.pk}/"
    answer_questions(assessment, dict.fromkeys(OTHERS, 3))

    pages = {code: open_browser(cast.officers[code]) for code in SAID}
    for code, (level, words) in SAID.items():
        write(pages[code], f"{here}agencies/{cast.agencies[code].pk}/questions/{CODE}/", level, words)
    for page in pages.values():
        page.get_by_label("What makes you say so?").blur()
        expect(state(page)).to_have_text(SAVED)
    for code, page in pages.items():
        other = "CUS" if code == "BG" else "BG"
        read = everything_read(page, here, cast.agencies[code].pk)
        assert SAID[code][1] in read
        assert SAID[other][1] not in read
        answers = page.request.get(f"/api/v1{here}answers/").json()["results"]
        assert {one["agency"] for one in answers} == {code}
        not_theirs = page.request.get(f"{here}agencies/{cast.agencies[other].pk}/questions/{CODE}/")
        assert not_theirs.status == 404

    # The focal point reads one agency once it has released, and both when consolidation begins.
    focal = open_browser(cast.focal_point)
    for code in SAID:
        lead = open_browser(cast.leads[code])
        lead.goto(f"{here}agencies/{cast.agencies[code].pk}/release/")
        lead.get_by_role("button", name=re.compile("Release the answers")).click()
        expect(lead.locator("main")).to_contain_text(f"XA-2027-{code}-1")
        seen = {one["agency"] for one in focal.request.get(f"/api/v1{here}answers/").json()["results"]}
        assert seen == ({"BG"} if code == "BG" else {"BG", "CUS"})
    focal.goto(f"{here}moves/start_consolidation/")
    focal.locator("main form .button").click()
    focal.goto(f"{here}settle/{CODE}/")

    for _level, words in SAID.values():
        expect(focal.locator("main")).to_contain_text(words)


def test_two_colleagues_put_their_texts_together(open_browser: OpenBrowser, console_faults: list[str]) -> None:
    assessment = make_assessment(answers={CODE: {"CUS": 2}})
    agency = cast_of(assessment).agencies["CUS"]
    leyla, mira = (make_officer(agency, name=name) for name in ("Leyla Maran", "Mira Halden"))
    address = f"/assessments/{assessment.pk}/agencies/{agency.pk}/questions/{CODE}/"
    theirs, mine = open_browser(leyla), open_browser(mira)
    mine.goto(address)
    write(theirs, address, 3, "It applies at five crossings.")
    theirs.get_by_label("What makes you say so?").blur()
    expect(state(theirs)).to_have_text(SAVED)
    mine.locator("input[name=choice][value='3']").check()
    mine.get_by_label("What makes you say so?").fill("The small ones follow their own order.")

    # Putting it off keeps the text on its page; the page still knows that it must be compared.
    mine.get_by_role("link", name="compare").click()
    merged = mine.get_by_label("Merged text")
    expect(mine.locator("main")).to_contain_text("You both chose level 3.")
    expect(merged).to_have_value(re.compile("five crossings.*own order", re.DOTALL))
    mine.get_by_role("button", name="Decide later").click()
    expect(mine.locator("main")).to_contain_text("Your text is kept")
    mine.goto(address)
    kept = mine.get_by_label("What makes you say so?")
    expect(kept).to_have_value(re.compile("five crossings.*own order", re.DOTALL))
    kept.fill("It applies at five crossings. The small ones follow their own order.")
    mine.get_by_role("button", name="Save and go to the list").click()
    mine.wait_for_url(re.compile("/agencies/[0-9]+/$"))

    answer = AgencyAnswer.objects.get(assessment=assessment, agency=agency, indicator__code=CODE)
    assert answer.comment == "It applies at five crossings. The small ones follow their own order."
    revisions = AnswerRevision.objects.filter(answer=answer)
    assert "It applies at five crossings." in revisions.values_list("comment", flat=True)
    assert answer.saved_by == mira
    take_out(console_faults, "409 (Conflict)")
