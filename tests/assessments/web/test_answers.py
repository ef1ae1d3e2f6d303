"""An officer's pages: what was written is never overwritten unseen."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from assessments import operations
from assessments.models import AgencyAnswer
from tests.builders import cast_of, make_assessment
from tests.people import make_officer, now

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"


def revision_on(page: str) -> str:
    return re.search(r'name="expected_revision" value="(\d+)"', page).group(1)


def test_a_refused_form_keeps_the_revision_it_started_from(client):
    assessment = make_assessment(answers={CODE: {"CUS": 3}})
    agency = cast_of(assessment).agencies["CUS"]
    address = reverse("assessments:question", args=[assessment.pk, agency.pk, CODE])
    client.force_login(make_officer(agency, name="Olga First"))
    start = revision_on(client.get(address).text)
    operations.save_answer(
        actor=make_officer(agency, name="Otto Second"),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        indicator_code=CODE,
        kind="level",
        level="4",
        comment="Order 12.",
        expected_revision=1,
    )

    refused = client.post(address, {"choice": "insufficient", "reason": "", "expected_revision": start})
    corrected = client.post(
        address, {"choice": "insufficient", "reason": "Nobody knows.", "expected_revision": revision_on(refused.text)}
    )

    assert (refused.status_code, revision_on(refused.text)) == (422, "1")
    assert corrected.status_code == 409
    assert AgencyAnswer.objects.get(agency=agency, indicator__code=CODE).comment == "Order 12."


def test_a_form_without_a_readable_revision_comes_back_with_the_present_one(client):
    assessment = make_assessment(answers={CODE: {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.officers["CUS"])

    refused = client.post(
        reverse("assessments:question", args=[assessment.pk, cast.agencies["CUS"].pk, CODE]),
        {"choice": "4", "expected_revision": "one"},
    )

    assert (refused.status_code, revision_on(refused.text)) == (422, "1")
