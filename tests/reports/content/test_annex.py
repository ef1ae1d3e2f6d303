"""The indicator sheet at the end of a report."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import operations
from assessments.models import Assessment
from reports.content import ReportContent, build_report, html_of, take_snapshot
from reports.content.words import day
from tests.builders import a_focal_point, make_assessment
from tests.invented import MIRRORED, invented_languages
from tests.people import now

pytestmark = pytest.mark.django_db


def content(assessment: Assessment, edition: str = "internal", language: str = "en") -> ReportContent:
    return build_report(take_snapshot(assessment, language=language), edition=edition, language=language)


def printed(assessment: Assessment, language: str = "en") -> str:
    return html_of(content(assessment, language=language))


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

    # Once in the indicator sheet, and once in the register.
    assert html.count("Yearly report") == 2
    assert "Yearly report (named 2 times)" in html
    assert html.count("Order of the minister") == 2


def reference(assessment: Assessment, code: str, title: str, marking: str = "public", **more: object) -> None:
    operations.add_evidence(
        actor=a_focal_point(assessment.country),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code=code,
        title=title,
        marking=marking,
        **{"kind": "E1", **more},
    )


def test_the_register_names_a_document_once_with_all_that_it_stands_behind():
    assessment = make_assessment(upto="consolidation", evidence=False)
    for code in ("P2.F1.01", "P1.F1.01"):
        reference(assessment, code, "Border  act", issued_by="Parliament", dated_on=date(2019, 5, 1))
    reference(assessment, "P1.F1.01", "Border act", issued_by="The ministry")
    reference(assessment, "P1.F2.01", "Weak points", marking="restricted")

    internal, shared = (content(assessment, edition).register for edition in ("internal", "shared"))

    assert [(one.title, one.issued_by, one.dated, one.codes) for one in internal.documents] == [
        ("Border act", "Parliament", day(date(2019, 5, 1)), ("P1.F1.01", "P2.F1.01")),
        ("Border act", "The ministry", "", ("P1.F1.01",)),
        ("Weak points", "", "", ("P1.F2.01",)),
    ]
    assert [one.title for one in shared.documents] == ["Border act", "Border act"]
    assert (internal.withheld, shared.withheld) == ("", "1 more document is restricted and not named here.")


def test_partners_read_how_many_documents_are_restricted_and_no_title():
    assessment = make_assessment(upto="consolidation", evidence=False)
    reference(assessment, "P1.F1.01", "Weak points", marking="restricted")

    html = html_of(content(assessment, "shared"))

    assert "Weak points" not in html
    assert "The documents are not open to readers of this edition" in html
    assert "1 more document is restricted and not named here." in html


def test_where_the_agencies_differed_is_printed_for_the_country_alone():
    apart = {"P1.F1.01": {"BG": 4, "CUS": 1}, "P1.F2.01": {"BG": 3, "CUS": 2}}
    assessment = make_assessment(upto="consolidation", answers=apart, release=True)

    internal, shared = (content(assessment, edition) for edition in ("internal", "shared"))

    assert internal.apart is not None
    rows = internal.apart.rows
    assert [(row.code, row.range, row.deviation) for row in rows] == [("P1.F1.01", "3", "1.50")]
    assert [(place.agency, place.plate.text) for place in rows[0].places] == [("Border Guard", "4"), ("Customs", "1")]
    assert internal.apart.heading == "On 1 question the agencies lay far apart"
    # Six questions at most have two answers here: alpha is never shown of so few without saying so.
    assert internal.apart.alpha.small_sample
    assert "annex-f" in html_of(internal)
    assert shared.apart is None
    assert "annex-f" not in html_of(shared) and "Krippendorff" not in html_of(shared)


def test_what_was_not_released_stands_in_no_report():
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"BG": 4, "CUS": 1}})

    report = content(assessment)

    assert report.apart is not None
    assert (report.apart.rows, report.apart.heading) == ((), "No question has two answers")


def test_not_applicable_is_printed_in_the_language_of_the_report():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 3, "P2.F2.02": "NA"})

    english = printed(assessment)
    with invented_languages():
        mirrored = printed(assessment, MIRRORED)

    assert ">n/a</span>" in english
    assert ">n/a</span>" not in mirrored
    assert ">\u202en\u202c/\u202ea\u202c</span>" in mirrored
