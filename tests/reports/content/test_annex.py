"""The indicator sheet at the end of a report."""

from __future__ import annotations

import pytest

from assessments import operations
from assessments.models import Assessment
from reports.content import build_report, html_of, take_snapshot
from tests.builders import a_focal_point, make_assessment
from tests.invented import MIRRORED, invented_languages
from tests.people import now

pytestmark = pytest.mark.django_db


def printed(assessment: Assessment, language: str = "en") -> str:
    return html_of(build_report(take_snapshot(assessment, language=language), edition="internal", language=language))


def test_a_document_that_several_named_is_printed_once_with_how_often():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 3, "P2.F2.02": "NA"}, evidence=False)
    for title in ("Yearly report", "Order of the minister", "Yearly report"):
        operations.add_evidence(
            actor=a_focal_point(assessment.country),
            at=now(),
            assessment_id=assessment.pk,
            agency_id=None,
            indicator_code="P1.F1.01",
            title=title,
            kind="E1",
            marking="public",
        )

    html = printed(assessment)

    assert html.count("Yearly report") == 1
    assert "Yearly report (named 2 times)" in html
    assert "Order of the minister" in html


def test_not_applicable_is_printed_in_the_language_of_the_report():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 3, "P2.F2.02": "NA"})

    english = printed(assessment)
    with invented_languages():
        mirrored = printed(assessment, MIRRORED)

    assert ">n/a</span>" in english
    assert ">n/a</span>" not in mirrored
    assert ">\u202en\u202c/\u202ea\u202c</span>" in mirrored
