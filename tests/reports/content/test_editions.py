"""What the two editions say, and that they never differ in a number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments import operations as assessment_operations
from assessments.models import Assessment
from reports.content import ReportContent, build_report, html_of, snapshot_digest, take_snapshot
from tests.builders import a_focal_point, make_assessment, make_cycle

pytestmark = pytest.mark.django_db
REASON = "Only four of five crossings, said the chief of the fifth"
OPEN, CLOSED = "Order of the minister", "Weak points of the northern section"


def content(assessment: Assessment, edition: str = "internal", language: str = "en") -> ReportContent:
    return build_report(take_snapshot(assessment, language=language), edition=edition, language=language)


@pytest.fixture
def assessment() -> Assessment:
    made = make_assessment(
        upto="consolidation", settled={"P1.F1.01": 2, "P2.F2.02": "NA", "P2.F1.01": 2, "P2.F2.01": 4}
    )
    focal = a_focal_point(made.country)
    assessment_operations.settle_level(
        actor=focal,
        at=timezone.now(),
        assessment_id=made.pk,
        indicator_code="P1.F1.01",
        kind="level",
        level="2",
        reason=REASON,
        expected_revision=1,
    )
    for title, marking in ((OPEN, "internal"), (CLOSED, "restricted")):
        assessment_operations.add_evidence(
            actor=focal,
            at=timezone.now(),
            assessment_id=made.pk,
            agency_id=None,
            indicator_code="P1.F1.01",
            title=title,
            kind="E1",
            marking=marking,
        )
    assessment_operations.explain_warning(
        actor=focal,
        at=timezone.now(),
        assessment_id=made.pk,
        warning="P2.F1.01@3>P2.F2.01@3",
        text="A pilot came first.",
    )
    return made


def test_the_internal_edition_says_everything(assessment: Assessment):
    html = html_of(content(assessment))

    assert [
        word for word in (REASON, OPEN, CLOSED, "A pilot came first.", "Agreed in the workshop.") if word not in html
    ] == []


def test_the_shared_edition_leaves_out_what_is_restricted_or_not_marked(assessment: Assessment):
    html = html_of(content(assessment, "shared"))

    assert [word for word in (REASON, CLOSED, "A pilot came first.", "Range = lowest") if word in html] == []
    assert OPEN in html
    assert "The country has explained this." in html
    assert "The state has no land border." in html


def test_the_annex_prints_every_kind_that_was_explained_and_no_stale_sentence():
    long_ago = timezone.now() - timedelta(days=700)
    make_assessment(upto="accepted", cycle=make_cycle(code="2024"), level=1, reference_date=long_ago.date())
    levels = {"P1.F1.01": 2, "P2.F1.01": 2, "P2.F2.01": 3}
    made = make_assessment(
        upto="consolidation", cycle=make_cycle(code="2027"), settled=levels, evidence=False, answers={}
    )
    explained = {
        "P2.F1.01@3>P2.F2.01@3": "A pilot came first.",
        "evidence:P1.F1.01@2": "An order is being written.",
        "movement:P1.F1.01:1>2": "The unit was doubled.",
        "evidence:P2.F1.01@2": "Only by word so far.",
    }
    one = {"actor": a_focal_point(made.country), "at": timezone.now(), "assessment_id": made.pk}
    for code, text in explained.items():
        assessment_operations.explain_warning(warning=code, text=text, **one)
    assessment_operations.settle_level(
        indicator_code="P2.F1.01", kind="level", level="1", reason=REASON, expected_revision=1, **one
    )
    html = " ".join(html_of(content(made)).split())

    printed = ("A pilot came first.", "An order is being written.", "The unit was doubled.")
    assert [text for text in printed if text not in html] == []
    assert "Only by word so far." not in html
    assert "P1.F1.01 stands at level 2 without a reference." in html
    assert "P1.F1.01 rose from level 1 to 2 since the cycle before, without new evidence." in html
    # What waits for words or for a document is no explanation.
    assert "P2.F2.01 stands at level 3 without a reference." not in html


def test_both_editions_show_the_same_numbers(assessment: Assessment):
    internal, shared = content(assessment), content(assessment, "shared")

    assert shared.results == internal.results
    assert shared.gaps == internal.gaps
    assert shared.roadmap == internal.roadmap
    assert shared.summary == internal.summary
    assert [page.facts[0].plate for _group, pages in shared.findings for page in pages] == [
        page.facts[0].plate for _group, pages in internal.findings for page in pages
    ]


def test_equal_snapshots_have_one_digest_and_a_changed_word_another(assessment: Assessment):
    before = snapshot_digest(take_snapshot(assessment, language="en"))

    assert snapshot_digest(take_snapshot(assessment, language="en")) == before

    assessment_operations.explain_warning(
        actor=a_focal_point(assessment.country),
        at=timezone.now(),
        assessment_id=assessment.pk,
        warning="P2.F1.01@3>P2.F2.01@3",
        text="A pilot came before it.",
        expected_revision=1,
    )
    assert snapshot_digest(take_snapshot(assessment, language="en")) != before


def test_an_assessment_without_a_level_has_a_report_that_says_so():
    report = content(make_assessment(upto="consolidation"))

    assert report.summary.heading == "No level is settled\u00a0yet"
    assert report.summary.strengths == ()
    assert report.summary.strengths_note == "None qualifies. A strength stands at 3 or above."
    assert report.results.critical_heading == "No critical question is settled"
    assert html_of(report)


def test_an_assessment_at_the_highest_level_asks_for_nothing():
    report = content(make_assessment(upto="accepted", level=5))

    assert report.roadmap.heading == "No action is needed to reach the\u00a0targets"
    assert report.gaps.heading == "0 questions stand below their\u00a0target"
    assert report.summary.priorities == ()
    assert html_of(report)


def test_a_gap_is_the_difference_of_the_two_numbers_printed_beside_it(assessment: Assessment):
    report = content(assessment)

    for _group, pages in report.findings:
        for page in (page for page in pages if page.now != "-"):
            assert float(page.gap) == pytest.approx(float(page.target) - float(page.now))


def test_the_summary_names_the_strongest_the_critical_and_what_comes_first():
    summary = content(make_assessment(upto="accepted", settled={"P1.F1.01": 1, "P1.F2.01": 5})).summary

    assert summary.strengths[0] == ("5.0", "Work, inside")
    assert [title for _plate, title in summary.critical] == ["Mandate"]
    assert summary.priorities[0] == ("P1.F1.01", "Mandate")
    assert summary.heading.startswith("From 2.5 in law")


def test_the_shared_edition_tells_nothing_of_an_earlier_cycle():
    first = make_assessment(upto="accepted", cycle=make_cycle(code="2031"), reference_date=date(2020, 5, 1))
    second = make_assessment(upto="published", country=first.country, cycle=make_cycle(code="2034"))

    assert "2031" in html_of(content(second))
    assert "2031" not in html_of(content(second, edition="shared"))
