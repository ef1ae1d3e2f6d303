"""
What people and countries are called never mixes with the direction of a page: in the mirrored language every such name stands
in a ``<bdi>``, an element with ``dir``, or between isolates.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Cycle, EvidenceReference
from ibm_platform.accounts.models import Agency, Country, User
from reports.operations import request_report
from tests.builders import cast_of, make_assessment
from tests.invented import MIRRORED, invented_languages
from tests.people import make_admin, make_country, make_donor, make_reviewer, now
from tests.reviewing import Review, assign

pytestmark = pytest.mark.django_db

CANARY = "Kanaria"
ISOLATE, END = "\u2068", "\u2069"
ALONE = {"option", "textarea"}
"""Elements that hold text alone: the browser draws each in a box of its own, and no element fits into them."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SAID_AS_SENTENCE = {"aria-label", "alt"}


class Names(HTMLParser):
    """Collects each piece of text in which a canary stands unprotected."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[str, bool]] = []
        self.bare: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        for name in SAID_AS_SENTENCE & given.keys():
            self._read(given[name] or "", protected=False)
        if tag not in VOID:
            self.path.append((tag, tag in ALONE | {"bdi"} or given.get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._read(data, protected=any(keeps for _tag, keeps in self.path))

    def _read(self, text: str, *, protected: bool) -> None:
        self.seen += text.count(CANARY)
        at = text.find(CANARY)
        while at >= 0:
            before = text[:at]
            if not protected and before.count(ISOLATE) <= before.count(END):
                self.bare.append(text.strip()[:120])
            at = text.find(CANARY, at + 1)


@pytest.fixture(scope="module", autouse=True)
def catalogues() -> Iterator[None]:
    with invented_languages():
        yield


@pytest.fixture
def walk() -> list[tuple[User, list[str]]]:
    """Who opens what, with every name in the database replaced by a canary."""
    first = make_assessment(upto="collection", answers={"P1.F1.01": 3})
    settling = make_assessment(upto="consolidation", settled={"P1.F1.01": 3}, country=make_country("XB", "Belmara"))
    in_review = make_assessment(upto="submitted", country=make_country("XC", "Cordovia"))
    open_now = make_assessment(upto="published", country=make_country("XD", "Dravenia"))
    officer, agency = cast_of(first).officers["CUS"], cast_of(first).agencies["CUS"].pk
    focal, settler = cast_of(first).focal_point, cast_of(settling).focal_point
    customs, customs_agency = cast_of(settling).officers["CUS"], cast_of(settling).agencies["CUS"].pk
    signatory, coordinator = cast_of(open_now).signatory, cast_of(first).coordinator
    donor, admin = make_donor(), make_admin()
    reviewer = make_reviewer(in_review.country)
    assign(in_review, reviewer, "F1")
    review = Review(assessment=make_assessment(upto="submitted", country=make_country("XE", "Eskaria")))
    review.propose()
    review.remark()
    review.send()
    review.reply()
    report = request_report(actor=coordinator, at=now(), assessment_id=open_now.pk, language="en")
    for model in (Country, Agency, User, Cycle):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(name=f"{CANARY} {model.__name__} {row.pk}")
    EvidenceReference.objects.update(title=f"{CANARY} decree", issued_by=f"{CANARY} ministry", holder="Registry")

    def of(name: str, *parts: object) -> str:
        return reverse(f"assessments:{name}", args=parts)

    return [
        (officer, ["/", of("tasks", first.pk, agency), of("question", first.pk, agency, "P1.F1.01"), "/accounts/"]),
        (officer, [of("release", first.pk, agency), of("answer_history", first.pk, agency, "P1.F1.01"), "/help/"]),
        (officer, [of("section_check", first.pk, agency, "P1.F1"), of("own_answers", first.pk, agency)]),
        (customs, [of("handed_over", settling.pk, customs_agency), of("own_answers", settling.pk, customs_agency)]),
        (focal, ["/", of("assessment", first.pk), of("board", first.pk), of("history", first.pk), "/accounts/people/"]),
        (
            focal,
            [of("profile", first.pk), of("agencies", first.pk), of("assignments", first.pk), "/accounts/agencies/"],
        ),
        (focal, [of("agency_assignments", first.pk, agency), of("move", first.pk, "start_consolidation")]),
        (focal, [f"/accounts/people/{officer.pk}/", "/accounts/people/invite/"]),
        (
            settler,
            [of("settling_list", settling.pk), of("settle", settling.pk, "P1.F1.01"), of("warnings", settling.pk)],
        ),
        (settler, [of("settled_history", settling.pk, "P1.F1.01"), of("history", settling.pk)]),
        (settler, [of("shared_answers", settling.pk)]),
        (focal, [of("reopen_release", first.pk, agency)]),
        (settler, [of("divergence", settling.pk), of("divergence", settling.pk) + "?as=numbers"]),
        (
            coordinator,
            ["/", "/assessments/", "/cycles/", "/assessments/open/", of("review", in_review.pk), "/reports/"],
        ),
        (coordinator, [of("scorecard", in_review.pk), of("move", in_review.pk, "return"), f"/reports/{report.pk}/"]),
        (reviewer, ["/", of("assessment", in_review.pk), of("review_declare", in_review.pk)]),
        (
            coordinator,
            [of(name, review.assessment.pk) for name in ("review_assign", "peer_review", "remarks", "agreement")],
        ),
        (review.reviewer, [of("reviewed_question", review.assessment.pk, "P1.F1.01")]),
        (review.focal, [of("remark", review.assessment.pk, 1), of("history", review.assessment.pk)]),
        (signatory, [of("assessment", open_now.pk), of("scorecard", open_now.pk), of("history", open_now.pk)]),
        (donor, ["/published/", of("scorecard", open_now.pk)]),
        (admin, ["/accounts/countries/", f"/accounts/people/{officer.pk}/deactivate/"]),
    ]


def test_no_name_on_the_main_pages_mixes_with_the_direction_of_its_sentence(walk):
    found, seen = {}, 0
    for person, addresses in walk:
        client = Client(headers={"Accept-Language": MIRRORED})
        client.force_login(person)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = MIRRORED
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            names = Names()
            names.feed(page.text)
            seen += names.seen
            if names.bare:
                found[address] = names.bare

    assert found == {}
    # A walk that meets no name would prove nothing.
    assert seen > 200
