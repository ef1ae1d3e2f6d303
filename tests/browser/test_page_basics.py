"""What every page owes to people who do not see it: one heading, a main part, a language, and a name for each control."""

from __future__ import annotations

import pytest

from ibm_platform.accounts.models import User
from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of, make_assessment
from tests.people import make_admin, make_country, make_donor
from tests.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)

FAULTS_OF_THE_PAGE = """() => {
  const faults = [];
  const named = (element) => element.getAttribute("aria-label")?.trim() || element.getAttribute("aria-labelledby")
    || [...(element.labels ?? [])].some((label) => label.textContent.trim());
  const count = (selector) => document.querySelectorAll(selector).length;
  if (count("h1") !== 1) faults.push(count("h1") + " h1");
  if (count("main") !== 1) faults.push(count("main") + " main");
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim() || document.title.startsWith("–")) faults.push("no title");
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!named(field)) faults.push("no label: " + field.outerHTML.slice(0, 90));
  for (const control of document.querySelectorAll("a[href], button"))
    if (!control.textContent.trim() && !named(control)) faults.push("no words: " + control.outerHTML.slice(0, 90));
  for (const image of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden], [aria-label], [aria-labelledby])"))
    if (!image.closest("[aria-hidden], [role=img]")) faults.push("no text: " + image.outerHTML.slice(0, 90));
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids.filter((id, place) => ids.indexOf(id) !== place)) faults.push("id twice: " + id);
  for (const group of document.querySelectorAll("fieldset"))
    if (!group.querySelector("legend")?.textContent.trim()) faults.push("no legend");
  return faults;
}"""


def pages_of_all_roles() -> list[tuple[User | None, list[str]]]:
    """Two countries, one in collection and one in review, and what each role opens in them."""
    running = make_assessment()
    in_review = make_assessment(upto="submitted", country=make_country("XB", "Belmara"))
    # With findings of two kinds, so that the page on which they are explained has its forms.
    levels = {"P1.F1.01": 2, "P1.F2.01": 2, "P2.F1.01": 1, "P2.F2.01": 3}
    settling = make_assessment(
        upto="consolidation", country=make_country("XC", "Cordovia"), settled=levels, evidence=False
    )
    people = cast_of(running)
    agency = people.agencies["CUS"].pk
    here, there = f"/assessments/{running.pk}/", f"/assessments/{in_review.pk}/"
    at_work = f"/assessments/{settling.pk}/"
    officer = [
        "/",
        f"{here}agencies/{agency}/",
        f"{here}agencies/{agency}/questions/P1.F1.01/",
        "/accounts/",
        "/notices/",
        "/accounts/notices/",
    ]
    officer += [f"{here}agencies/{agency}/{page}/" for page in ("sections/P1.F1/check", "answers")]
    officer += [f"{here}agencies/{agency}/release/", "/help/", "/about/"]
    focal_point = [
        here,
        f"{here}board/",
        f"{here}remind/",
        f"{here}setup/profile/",
        f"{here}history/",
        "/accounts/people/",
    ]
    workshop = make_workshop(settling)
    room = f"{at_work}workshops/{workshop.pk}/"
    at_table = [f"{at_work}workshops/", room, *(f"{room}{page}/" for page in ("hall", "attendance", "minutes"))]
    settler = [f"{at_work}settle/", f"{at_work}settle/P1.F1.01/", f"{at_work}warnings/", f"{at_work}divergence/"]
    coordinator = ["/", "/assessments/", "/cycles/", "/cycles/open/", "/assessments/open/", "/accounts/people/invite/"]
    coordinator += [there, f"{there}review/", f"{there}moves/accept/", f"{there}scorecard/"]
    coordinator += [f"{there}review/{page}/" for page in ("work", "assign", "remarks", "agreement")]
    coordinator += [f"{there}review/questions/P1.F1.01/"]
    coordinator += ["/frameworks/", "/frameworks/SMALL/1.0/", "/frameworks/SMALL/1.0/indicators/P1.F1.01/", "/reports/"]
    return [
        (None, ["/accounts/login/", "/accounts/password/reset/"]),
        (people.officers["CUS"], officer),
        (people.focal_point, focal_point),
        (cast_of(settling).focal_point, [*settler, f"{at_work}workshops/", f"{room}plan/"]),
        (workshop.chair, at_table),
        (cast_of(settling).leads["CUS"], [f"{room}vote/"]),
        (people.coordinator, coordinator),
        (make_donor(), ["/published/"]),
        (make_admin(), ["/accounts/countries/", "/accounts/countries/new/"]),
    ]


def test_every_page_can_be_read_aloud(open_browser: OpenBrowser) -> None:
    found = {}
    for person, addresses in pages_of_all_roles():
        page = open_browser(person)
        for address in addresses:
            answer = page.goto(address)
            assert answer.status == 200, address
            faults = page.evaluate(FAULTS_OF_THE_PAGE)
            if faults:
                found[address] = faults

    assert found == {}
