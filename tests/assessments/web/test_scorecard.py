"""The page of scores: who reads how much of it, what its first sentence says, and its receipt as a file."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from assessments.models import Assessment, Scorecard
from frameworks.canonical import to_document
from frameworks.models import FrameworkVersion
from frameworks.operations import import_framework
from frameworks.queries import spec_of
from ibm_platform.accounts.models import User
from tests.builders import (
    a_coordinator,
    a_focal_point,
    a_signatory,
    cast_of,
    make_assessment,
    make_cycle,
    make_framework,
)
from tests.people import make_country, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def opened(client: Client, person: User | None, assessment: Assessment, name: str = "scorecard"):
    if person is not None:
        client.force_login(person)
    return client.get(reverse(f"assessments:{name}", args=[assessment.pk]))


def text_of(response) -> str:
    """The page's words with one space between them."""
    return " ".join(as_read(response.content.decode()).split())


def test_focal_point_sees_scores_gaps_and_critical_questions(client):
    assessment = make_assessment(upto="accepted", settled={"P1.F1.01": 2, "P2.F1.01": 2, "P2.F2.01": 2})

    response = opened(client, a_focal_point(assessment.country), assessment)

    assert response.status_code == 200
    page = text_of(response)
    # Law: cells 2.5 and 2; Work: 3 and 2.5.
    assert "<h1>Work stands highest, Law furthest from its target</h1>" in page
    assert "Strongest: Work, 2.8." in page
    assert "2 of 2 critical questions stand below 3." in page
    assert "/frameworks/SMALL/1.0/indicators/P1.F1.01/" in page
    assert "Frozen on" in page and "DRAFT" not in page


def test_scorecard_is_a_draft_until_it_is_accepted(client):
    assessment = make_assessment(upto="submitted")

    page = text_of(opened(client, a_signatory(assessment.country), assessment))

    assert "DRAFT" in page
    assert "Not frozen: every number may still change" in page
    assert "Receipt" not in page


def test_cell_without_a_level_is_hatched_and_says_so(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 3})

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert page.count("no data") >= 3
    assert ">0.0<" not in page


def test_nothing_settled_gives_a_sentence_and_no_number(client):
    assessment = make_assessment(upto="consolidation")

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert "<h1>No score yet: no national level is settled</h1>" in page


def test_insufficient_information_keeps_its_asterisk_and_is_counted(client):
    assessment = make_assessment(upto="accepted", settled={"P1.F1.02": "INSUFFICIENT"})

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert '<bdi dir="ltr">1*</bdi></span>' in page
    assert "1 of 6 with insufficient information" in page


def test_critical_question_that_holds_a_score_down_is_named(client):
    assessment = make_assessment(upto="accepted", settled={"P1.F1.01": 1, "P1.F1.02": 5})

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert "In 1 cell a critical question holds the score down" in page
    assert "2.0 instead of the mean 3.0" in page


def test_change_since_the_last_cycle_stands_on_the_plates(client):
    moment = now() - timedelta(days=900)
    earlier = make_cycle(code="2024", at=moment)
    make_assessment(upto="accepted", cycle=earlier, level=2, at=moment, reference_date=date(2024, 6, 1))
    assessment = make_assessment(upto="accepted", level=3)

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert "change since 2024" in page
    assert '<bdi class="change" dir="ltr">+1.0</bdi>' in page


def test_donor_reads_cells_and_no_single_question(client, donor):
    assessment = make_assessment(upto="published", settled={"P1.F1.01": 2})

    response = opened(client, donor, assessment)

    assert response.status_code == 200
    page = text_of(response)
    assert '<table class="heat">' in page
    assert "Critical questions" not in page
    assert "P1.F1.01" not in page
    assert "Receipt" not in page


def test_donor_gets_404_before_publication_and_403_when_only_the_report_is_open(client, donor):
    assessment = make_assessment(upto="accepted")

    before = opened(client, donor, assessment)
    operations.publish(
        actor=a_signatory(assessment.country),
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        profile=False,
        report=True,
        all_donors=True,
        donor_ids=[],
    )
    after = opened(client, donor, assessment)

    assert (before.status_code, after.status_code) == (404, 403)


def test_coordinator_reads_it_from_submission_on(client):
    earlier = make_assessment(upto="validated")
    submitted = make_assessment(upto="submitted", country=make_country("XC", "Cordovia"))

    statuses = [opened(client, a_coordinator(), one).status_code for one in (earlier, submitted)]

    assert statuses == [403, 200]


@pytest.mark.parametrize("name", ["scorecard", "receipt"])
def test_other_country_gets_404_and_nobody_signs_in_first(client, stranger, name):
    assessment = make_assessment(upto="accepted")

    unknown = opened(client, None, assessment, name)
    foreign = opened(client, stranger, assessment, name)

    assert unknown.status_code == 302 and unknown["Location"].startswith("/accounts/login/")
    assert foreign.status_code == 404


def test_officer_is_refused(client):
    assessment = make_assessment(upto="accepted")

    response = opened(client, cast_of(assessment).officers["CUS"], assessment)

    assert response.status_code == 403


def test_receipt_is_the_file_that_was_hashed(client):
    assessment = make_assessment(upto="accepted")
    stored = Scorecard.objects.get(assessment=assessment)

    response = opened(client, a_signatory(assessment.country), assessment, "receipt")

    assert response.status_code == 200
    assert hashlib.sha256(response.content).hexdigest() == stored.receipt_hash
    assert response["Content-Disposition"] == f'attachment; filename="receipt-{assessment.pk}.json"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["answers"]


def test_receipt_is_not_there_before_acceptance_and_not_for_donors(client, donor):
    draft = make_assessment(upto="submitted")
    published = make_assessment(upto="published", country=make_country("XC", "Cordovia"))

    statuses = [
        opened(client, a_focal_point(draft.country), draft, "receipt").status_code,
        opened(client, donor, published, "receipt").status_code,
    ]

    assert statuses == [404, 403]


def flat_framework() -> FrameworkVersion:
    """The small framework without fields: one dimension, and so no cells."""
    document = to_document(spec_of(make_framework("small")))
    document["framework"] = {"code": "FLAT", "name": "Flat framework for tests"}
    document["dimensions"] = [one for one in document["dimensions"] if one["code"] != "field"]
    for indicator in document["indicators"]:
        del indicator["in"]["field"]
    scoring = document["scoring"]
    del scoring["cell"], scoring["categories"]["field"]
    scoring["categories"]["pillar"] = scoring["total"] = {"rule": "mean", "of": "indicators"}
    plan = import_framework(source=json.dumps(document).encode(), at=now(), publish=True)
    return FrameworkVersion.objects.get(framework__code=plan.code, number=plan.number)


def test_framework_without_cells_shows_its_categories_as_a_list(client):
    moment = now()
    due = moment.date() + timedelta(days=30)
    cycle = operations.open_cycle(
        actor=a_coordinator(),
        at=moment,
        code="flat",
        name="Flat",
        framework_version_id=flat_framework().pk,
        answers_due=due,
        submission_due=due,
    )
    assessment = make_assessment(upto="accepted", cycle=cycle, settled={"P1.F1.01": 2})

    page = text_of(opened(client, a_focal_point(assessment.country), assessment))

    assert '<table class="heat">' not in page
    assert '<bdi class="code" dir="ltr">P1</bdi> Inside' in page
    assert '<bdi class="code" dir="ltr">P2</bdi> Between' in page


def queries_of(client: Client, assessment: Assessment) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert opened(client, None, assessment).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_the_framework(client):
    small = make_assessment(upto="accepted")
    large = make_assessment(
        upto="consolidation", cycle=make_cycle(code="big", framework="ibm"), settled={"P1.F1.01": 3, "P1.F1.02": 3}
    )
    client.force_login(a_focal_point(small.country))
    for assessment in (small, large):
        queries_of(client, assessment)  # a process reads a framework once

    counts = [queries_of(client, small), queries_of(client, large)]

    assert max(counts) <= MOST_QUERIES
    # The draft reads levels and evidence, the frozen one its receipt.
    assert counts[1] <= counts[0] + 1
