"""Reports through the API: the same rules as on the pages."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from assessments import operations as assessment_operations
from ibm_platform.accounts.models import User
from tests.builders import a_focal_point, a_signatory, make_assessment
from tests.people import make_stranger
from tests.reports.making import ask, make

pytestmark = pytest.mark.django_db


def caller(person: User | None) -> APIClient:
    client = APIClient()
    if person is not None:
        client.force_authenticate(person)
    return client


def test_a_report_is_asked_for_looked_at_and_fetched():
    assessment = make_assessment(upto="accepted")
    client = caller(a_focal_point(assessment.country))

    asked = client.post("/api/v1/reports/", {"assessment": assessment.pk}, format="json")
    waiting = client.get(f"/api/v1/reports/{asked.data['id']}/file/")
    make(assessment.reports.get())
    looked = client.get(f"/api/v1/reports/{asked.data['id']}/")
    fetched = client.get(f"/api/v1/reports/{asked.data['id']}/file/")

    assert (asked.status_code, asked.data["status"], asked.data["assessment"]) == (202, "queued", assessment.pk)
    assert (waiting.status_code, waiting["Content-Type"]) == (409, "application/problem+json")
    assert (looked.data["status"], looked.data["language"], looked.data["edition"]) == ("ready", "en", "internal")
    assert fetched.content.startswith(b"%PDF-")
    assert fetched["Content-Disposition"] == 'attachment; filename="arvenia-2027.pdf"'


def test_asking_again_gives_the_report_that_is_there():
    report = make(ask(make_assessment(upto="accepted")))

    answer = caller(report.requested_by).post(
        "/api/v1/reports/", {"assessment": report.assessment_id, "language": "en"}, format="json"
    )

    assert (answer.status_code, answer.data["id"]) == (200, str(report.pk))


def test_the_list_holds_what_the_caller_may_read():
    report = ask(make_assessment(upto="accepted"))

    mine = caller(report.requested_by).get("/api/v1/reports/").data
    others = caller(make_stranger()).get("/api/v1/reports/").data

    assert [item["id"] for item in mine["results"]] == [str(report.pk)]
    assert others["results"] == []


@pytest.mark.parametrize("path", ["", "file/"])
def test_others_and_nobody_are_turned_away(path: str):
    report = make(ask(make_assessment(upto="accepted")))

    assert caller(make_stranger()).get(f"/api/v1/reports/{report.pk}/{path}").status_code == 404
    assert caller(None).get(f"/api/v1/reports/{report.pk}/{path}").status_code in (401, 403)


def test_a_donor_is_told_that_a_publication_was_withdrawn(donor: User):
    report = make(ask(make_assessment(upto="published"), actor=donor))
    assessment_operations.withdraw_publication(
        actor=a_signatory(report.assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=report.assessment_id,
        reason="Too early.",
    )

    answer = caller(donor).get(f"/api/v1/reports/{report.pk}/file/")

    assert (answer.status_code, answer.data["code"]) == (410, "gone")


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"assessment": "x"}, 422), ({"assessment": 10**9}, 404), ({"language": "xx"}, 422)],
)
def test_a_wrong_request_is_a_problem_with_its_code(body: dict[str, object], status: int):
    assessment = make_assessment(upto="accepted")
    wish = {"assessment": assessment.pk, **body} if "language" in body else body

    answer = caller(a_focal_point(assessment.country)).post("/api/v1/reports/", wish, format="json")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.data["code"] in ("invalid", "not_found")
