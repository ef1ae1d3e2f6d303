"""Minutes of the workshop and the matrix of the peer review, at the end of a report."""

from __future__ import annotations

import pytest

from assessments import operations
from assessments.models import Assessment
from reports.content import ReportContent, build_report, html_of, take_snapshot
from tests.reviewing import Review
from tests.workshops import OTHER, REASON, Q, make_room, step, vote_through

pytestmark = pytest.mark.django_db
OBJECTION = "Nachtigall sings at two crossings only."


def content(assessment: Assessment, edition: str = "internal") -> ReportContent:
    return build_report(take_snapshot(assessment, language="en"), edition=edition, language="en")


def test_the_minutes_tell_votes_outcome_dissent_and_who_was_there():
    assessment, workshop = make_room()
    step(operations.go_to_item, assessment, workshop)
    vote_through(assessment, workshop, {"BG": "4", "CUS": "2"}, reason=REASON)
    agencies = {agency.code: agency for agency in assessment.country.agencies.all()}
    step(
        operations.settle_in_workshop,
        assessment,
        workshop,
        kind="level",
        level="4",
        reason=REASON,
        dissent={agencies["CUS"].pk: OBJECTION},
        expected_revision=0,
    )

    internal, shared = content(assessment), content(assessment, "shared")

    (meeting,) = internal.workshops
    (item,) = meeting.items
    assert (item.code, item.plate.text if item.plate else "", item.votes[0].name) == (Q, "4", "First vote")
    assert [(one.agency, one.plate.text) for one in item.votes[0].places] == [("Border Guard", "4"), ("Customs", "2")]
    assert [one.agency for one in item.dissent] == ["Customs"]
    assert meeting.finding == "1 question was settled in the room, on 1 of them with dissent"
    html = html_of(internal)
    assert REASON in html and OBJECTION in html and "annex-g" in html
    # Partners read that somebody objected, and not who or why.
    (told,) = shared.workshops
    assert (told.finding, told.items, told.presence, told.led) == (meeting.finding, (), (), "")
    assert OBJECTION not in html_of(shared) and REASON not in html_of(shared)


def test_a_vote_that_was_not_shown_stands_in_no_report():
    assessment, workshop = make_room()
    step(operations.go_to_item, assessment, workshop)
    step(operations.start_vote, assessment, workshop, expected_round=0)

    (meeting,) = content(assessment).workshops

    assert meeting.items == ()


def test_a_workshop_that_was_only_planned_is_not_printed():
    assessment, _workshop = make_room(opened=False)

    assert content(assessment).workshops == ()
    assert "annex-g" not in html_of(content(assessment))


def test_the_review_is_printed_once_it_was_sent_and_never_names_a_reviewer():
    review = Review()
    review.propose(level="2")
    review.remark(text="Which order does the lark mean?", is_blocking=True)
    before = content(review.assessment)
    review.send()
    review.reply(text="Order 12, said the lark.")
    internal, shared = content(review.assessment), content(review.assessment, "shared")

    assert before.review is None
    assert internal.review is not None and shared.review is not None
    assert internal.review.total == shared.review.total
    assert (internal.review.total.pairs, internal.review.total.exact) == (1, "0 %")
    assert [(one.number, str(one.kind), str(one.decision)) for one in internal.review.remarks] == [
        (1, "Scoring", "Explain")
    ]
    assert internal.review.counted == "1 remark (Scoring 1); 1 with a reply, 0 closed."
    html = html_of(internal)
    assert "Which order does the lark mean?" in html and "Order 12, said the lark." in html
    assert shared.review.remarks == () and "lark" not in html_of(shared)
    assert not any(review.reviewer.name in html_of(report) for report in (internal, shared))
    # Of one compared question kappa says nothing.
    assert internal.review.kappa.value == ""


def test_what_was_not_reviewed_has_no_annex():
    assessment, _workshop = make_room(answers={OTHER: 3})

    report = content(assessment)

    assert report.review is None
    assert "annex-h" not in html_of(report)
