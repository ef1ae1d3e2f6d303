"""What a request may cost, without a clock: queries, the same with few rows and with many, and bytes over the wire."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Assignment
from ibm_platform.accounts.models import User
from tests.builders import answer_questions, cast_of, make_assessment, make_cycle
from tests.load.world import copy_results
from tests.people import make_agency, make_country

pytestmark = pytest.mark.django_db

PAGE_QUERIES, SAVE_QUERIES = 12, 15
KB = 1024
QUESTION = "P1.F1.01"


def signed_in(person: User) -> Client:
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(person)
    return client


def address(assessment: Assessment, agency: str = "CUS", question: str = QUESTION) -> str:
    return f"/assessments/{assessment.pk}/agencies/{cast_of(assessment).agencies[agency].pk}/questions/{question}/"


def fields(revision: int, comment: str) -> dict[str, str]:
    return {
        "choice": "2",
        "reason": "",
        "comment": comment,
        "expected_revision": str(revision),
        "idempotency_key": comment,
        "following": "",
    }


def save(client: Client, url: str, revision: int, comment: str) -> HttpResponse:
    return client.post(url, fields(revision, comment), headers={"Accept": "application/json"})


def cost(client: Client, url: str) -> int:
    """Queries of a page that was opened before, so that what a process keeps is there."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


def costs(collecting: Assessment, finished: Assessment) -> dict[str, int]:
    """Queries of every page that is measured, and of the second save of an answer."""
    people = cast_of(collecting)
    officer, focal_point, coordinator = (
        signed_in(person) for person in (people.officers["CUS"], people.focal_point, people.coordinator)
    )
    found = {
        "question": cost(officer, address(collecting)),
        "tasks": cost(officer, f"/assessments/{collecting.pk}/agencies/{people.agencies['CUS'].pk}/"),
        "my work of an officer": cost(officer, "/"),
        "my work of a focal point": cost(focal_point, "/"),
        "board": cost(focal_point, f"/assessments/{collecting.pk}/board/"),
        "scorecard": cost(focal_point, f"/assessments/{finished.pk}/scorecard/"),
        "scorecard by the API": cost(focal_point, f"/api/v1/assessments/{finished.pk}/scorecard/"),
        "portfolio": cost(coordinator, f"/assessments/?cycle={finished.cycle_id}"),
    }
    question = address(collecting)
    assert save(officer, question, 1, "first").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert save(officer, question, 2, "second").status_code == 200
    found["save"] = len(captured)
    return found


def test_requests_stay_within_their_budget_of_queries_with_few_rows_and_with_many():
    earlier, cycle = make_cycle(code="2024"), make_cycle(code="2027")
    home = make_country()
    finished = make_assessment(upto="published", cycle=earlier)
    collecting = make_assessment(cycle=cycle, answers={QUESTION: 1})
    few = costs(collecting, finished)

    copy_results(finished, 20)
    for code, name in (("XC", "Cordovia"), ("XD", "Dravonia")):
        country = make_country(code, name, "Europe/Vienna")
        make_assessment(upto="submitted", country=country, cycle=earlier)
        make_assessment(country=country, cycle=cycle)
    agencies = [
        make_agency(home),
        make_agency(home, "BG", "Border Guard", ("BG",)),
        make_agency(home, "POL", "Police", ("BG", "CUS")),
        make_agency(home, "HEA", "Health", ("CUS", "HEA")),
    ]
    larger = make_assessment(cycle=make_cycle(code="2030"), agencies=agencies, answers={QUESTION: 1})
    # One question stays open, as with few: whoever has finished is also told who releases.
    asked = Assignment.objects.standing().filter(assessment=larger, agency__code="CUS").order_by("indicator__code")
    answer_questions(larger, {asked.last().indicator.code: None}, level=2)
    many = costs(larger, finished)

    assert many == few
    assert {name: number for name, number in many.items() if name != "save" and number > PAGE_QUERIES} == {}
    assert many["save"] <= SAVE_QUERIES


def test_pages_and_answers_are_small_over_the_wire(repository: Path):
    finished = make_assessment(upto="published", framework="ibm", cycle=make_cycle(code="2024", framework="ibm"))
    collecting = make_assessment(cycle=make_cycle(framework="ibm"), framework="ibm")
    officer = cast_of(collecting).officers["CUS"]
    question = Assignment.objects.standing().filter(assessment=collecting, agency__code="CUS").first().indicator.code
    client = signed_in(officer)

    url = address(collecting, question=question)
    page = client.get(url)
    answer = save(client, url, 0, "first")
    scorecard = signed_in(cast_of(finished).focal_point).get(f"/assessments/{finished.pk}/scorecard/")

    assert page["Content-Encoding"] == "gzip"
    assert answer.status_code == 200
    assert len(answer.content) <= KB // 2
    for shown in (page, scorecard):
        assert len(shown.content) <= 15 * KB
        assert len(shown.content) + files_of(shown, repository) <= 100 * KB


def files_of(page: HttpResponse, repository: Path) -> int:
    """Bytes of the sheets, scripts and icons that a first visit to the page loads, as WhiteNoise sends them."""
    text = gzip.decompress(page.content).decode()
    names = {one.split("#")[0] for one in re.findall(r'(?:src|href|data-icons)="/static/([^"]+)"', text)}
    assert any(name.endswith(".css") for name in names)
    return sum(len(gzip.compress((repository / "static" / name).read_bytes())) for name in names)
