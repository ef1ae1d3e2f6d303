"""A workshop as the room lives it: the chair's laptop, the wall, and two agencies that vote on their own devices."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of
from tests.workshops import Q, make_room

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_agencies_vote_apart_and_the_room_sees_it_together(open_browser: OpenBrowser) -> None:
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    here = f"/assessments/{assessment.pk}/workshops/{workshop.pk}/"
    chair, wall = open_browser(workshop.chair), open_browser(cast.focal_point)
    devices = {code: open_browser(cast.leads[code], width=360) for code in ("BG", "CUS")}
    chair.goto(here)
    wall.goto(f"{here}hall/")
    for device in devices.values():
        device.goto(f"{here}vote/")
    marks = wall.locator(".votes > div")
    expect(marks.nth(4)).to_contain_text("Border Guard")
    expect(wall.locator(".masthead")).to_have_count(0)
    sizes = wall.locator("#live").evaluate(
        """(part) => [...part.querySelectorAll('h1, .ask, .ladder > *, .votes .agency')]
          .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert min(sizes) >= 26

    chair.get_by_role("button", name="Open a vote").click()
    for code, level in (("BG", "4"), ("CUS", "2")):
        device = devices[code]
        device.locator(f"input[name=choice][value='{level}']").check()
        device.get_by_role("button", name="Vote", exact=True).click()
        expect(device.locator("main")).to_contain_text("Your vote for")
    expect(wall.locator(".ask")).to_contain_text("2 of 2 agencies have voted")
    expect(marks.locator(".agency")).to_have_count(0)
    expect(chair.locator("#live")).to_contain_text("2 of 2 agencies have voted")

    chair.get_by_role("button", name="Show all votes").click()
    expect(marks.nth(3)).to_contain_text("Border Guard")
    expect(marks.nth(1)).to_contain_text("Customs")
    for device in devices.values():
        expect(device.locator("#live")).to_contain_text("The votes")

    # What the chair is writing stays while the screens go on asking.
    chair.get_by_label("Why").fill("The room read the order together.")
    chair.locator("input[name=choice][value='3']").check()
    devices["CUS"].get_by_role("button", name="I am in the room").click()
    expect(chair.locator("#live")).to_contain_text("1 person in the room")
    expect(chair.get_by_label("Why")).to_have_value("The room read the order together.")
    chair.get_by_role("button", name="Settle the national level").click()

    expect(wall.locator(".ask")).to_contain_text("Settled at 3")
    # Leaving and returning: another browser shows the same.
    back = open_browser(workshop.chair)
    back.goto(here)
    expect(back.locator(".kicker")).to_contain_text(Q)
    expect(back.locator(".kicker")).to_contain_text("Settled")
