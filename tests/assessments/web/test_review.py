"""Reading the national levels, and the coordinator's approvals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from assessments.models import SettledLevel
from tests.builders import a_coordinator, a_focal_point, a_signatory, cast_of, make_assessment, make_cycle
from tests.people import make_country, make_reviewer, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

NO_LAND = {"P2.F2.02": "NA"}


def address(assessment, code: str = "") -> str:
    if code:
        return reverse("assessments:approve_not_applicable", args=[assessment.pk, code])
    return reverse("assessments:review", args=[assessment.pk])


def text_of(response) -> str:
    return " ".join(as_read(response.content.decode()).split())


def is_approved(assessment, code: str) -> bool:
    return SettledLevel.objects.get(assessment=assessment, indicator__code=code).na_approved_at is not None


def test_coordinator_sees_what_is_open_and_approves_it(client):
    assessment = make_assessment(upto="submitted", settled=NO_LAND)
    client.force_login(a_coordinator())

    before = text_of(client.get(address(assessment)))
    answer = client.post(address(assessment, "P2.F2.02"))
    after = text_of(client.get(address(assessment)))

    assert "<h1>One thing is open before you can accept</h1>" in before
    assert address(assessment, "P2.F2.02") in before
    assert reverse("assessments:move", args=[assessment.pk, "accept"]) not in before
    assert answer.status_code == 302
    assert is_approved(assessment, "P2.F2.02")
    assert "<h1>Nothing stands in the way of accepting</h1>" in after
    assert reverse("assessments:move", args=[assessment.pk, "accept"]) in after


def test_approving_a_level_is_refused_with_the_reason(client):
    assessment = make_assessment(upto="submitted")
    client.force_login(a_coordinator())

    response = client.post(address(assessment, "P1.F1.01"))

    assert response.status_code == 422
    assert "P1.F1.01" in text_of(response)


def test_levels_stand_with_their_references_and_reasons(client):
    assessment = make_assessment(upto="submitted", settled={"P1.F1.02": 2, "P2.F1.01": 2})
    client.force_login(a_coordinator())

    page = text_of(client.get(address(assessment)))

    assert 'id="P1.F1.02"' in page and "Delegation" in page
    assert "Agreed in the workshop." in page
    assert "Order on P1.F1.02" in page
    # P2.F2.01 needs P2.F1.01 at 3: a warning with the country's explanation.
    assert "1 finding, with the country's explanation" in page
    assert "A pilot project did this first." in page


def test_national_people_read_without_buttons_and_reviewers_read_their_fields_elsewhere(client):
    assessment = make_assessment(upto="submitted", settled=NO_LAND)
    readers = [a_focal_point(assessment.country), a_signatory(assessment.country)]

    for reader in readers:
        client.force_login(reader)
        response = client.get(address(assessment))
        assert response.status_code == 200
        assert address(assessment, "P2.F2.02") not in text_of(response)
        assert client.post(address(assessment, "P2.F2.02")).status_code == 403
    client.force_login(make_reviewer(assessment.country))
    assert client.get(address(assessment)).status_code == 403

    assert not is_approved(assessment, "P2.F2.02")


def test_returned_question_stands_with_its_comment(client):
    assessment = make_assessment(upto="returned")
    client.force_login(a_focal_point(assessment.country))

    assert "Is there a newer order?" in text_of(client.get(address(assessment)))


@pytest.mark.parametrize("upto", ["collection", "consolidation", "validated"])
def test_coordinator_reads_no_level_before_submission(client, upto):
    assessment = make_assessment(upto=upto)
    client.force_login(a_coordinator())

    assert client.get(address(assessment)).status_code == 403


def test_wrong_people_are_turned_away(client, stranger, donor):
    assessment = make_assessment(upto="submitted", settled=NO_LAND)
    officer = cast_of(assessment).officers["CUS"]
    unknown = client.get(address(assessment))

    outcomes = {}
    for name, person in (("officer", officer), ("stranger", stranger), ("donor", donor)):
        client.force_login(person)
        outcomes[name] = (
            client.get(address(assessment)).status_code,
            client.post(address(assessment, "P2.F2.02")).status_code,
        )

    assert unknown.status_code == 302 and unknown["Location"].startswith("/accounts/login/")
    assert outcomes == {"officer": (403, 403), "stranger": (404, 404), "donor": (404, 404)}
    assert not is_approved(assessment, "P2.F2.02")


def test_approval_is_no_link(client):
    assessment = make_assessment(upto="submitted", settled=NO_LAND)
    client.force_login(a_coordinator())

    assert client.get(address(assessment, "P2.F2.02")).status_code == 405
    assert not is_approved(assessment, "P2.F2.02")


def test_queries_do_not_grow_with_levels_and_references(client):
    one = make_assessment(upto="submitted")
    more = make_assessment(
        upto="submitted", cycle=make_cycle(code="more"), country=make_country("XC", "Cordovia"), settled=NO_LAND
    )
    focal = a_focal_point(more.country)
    operations.return_questions(
        actor=a_coordinator(), at=now(), assessment_id=more.pk, questions={"P1.F1.01": "Which order?"}
    )
    for number in range(3):
        operations.add_evidence(
            actor=focal,
            at=now(),
            assessment_id=more.pk,
            agency_id=None,
            indicator_code="P1.F1.01",
            title=f"Order {number}",
            kind="E1",
            strength="A",
        )
    operations.submit(actor=a_signatory(more.country), at=now(), assessment_id=more.pk)
    client.force_login(a_coordinator())
    client.get(address(one))
    counts = []
    for assessment in (one, more):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(assessment)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 12
