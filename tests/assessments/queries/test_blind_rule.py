"""
The blind rule and the borders between countries, by canaries.

Each agency writes a word of its own into every text. Whatever a person can read is searched for the words that this person must
not see, in every state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from assessments import operations, queries
from assessments.lifecycle import Move
from assessments.models import Assessment
from ibm_platform.accounts.models import Agency, Membership, User
from ibm_platform.accounts.operations import end_membership, grant_membership
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests.builders import a_coordinator, an_officer, answer_questions, cast_of, make_assessment, settle
from tests.people import make_admin, make_donor, make_focal_point, make_reviewer, make_stranger, now
from tests.reviewing import assign

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def write_canaries(assessment: Assessment) -> None:
    """``canary-bg`` and ``canary-cus`` in every text of the two agencies."""
    cast = cast_of(assessment)
    for code, agency in cast.agencies.items():
        word = f"canary-{code.lower()}"
        operations.save_answer(
            actor=cast.officers[code],
            at=now(),
            assessment_id=assessment.pk,
            agency_id=agency.pk,
            indicator_code=QUESTION,
            kind="level",
            level="5" if code == "BG" else "4",
            comment=word,
            expected_revision=0,
        )
        operations.add_evidence(
            actor=cast.officers[code],
            at=now(),
            assessment_id=assessment.pk,
            agency_id=agency.pk,
            indicator_code=QUESTION,
            title=f"{word} title",
            kind="E1",
            issued_by=word,
            holder=word,
        )


def every_reading(person: User, assessment: Assessment) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every query of the app, with every agency and the question that carries the canaries."""
    at, pk = now(), assessment.pk
    yield "my_work", lambda: queries.my_work(person, at)
    yield "context", lambda: queries.assessment_context(person, at, pk)
    yield "board", lambda: queries.board(person, at, pk)
    yield "setup", lambda: queries.setup(person, at, pk)
    yield "settling_list", lambda: queries.settling_list(person, at, pk)
    yield "settling", lambda: queries.settling(person, at, pk, QUESTION)
    yield "divergence", lambda: queries.divergence_page(person, at, pk)
    yield "settled_history", lambda: queries.settled_history(person, at, pk, QUESTION)
    yield "warnings", lambda: queries.warnings(person, at, pk)
    yield "events", lambda: queries.events(person, at, pk)
    yield "scorecard", lambda: queries.scorecard(person, at, pk)
    yield "receipt", lambda: queries.receipt_text(person, at, pk)
    yield "portfolio", lambda: queries.portfolio(person, at)
    yield "published", lambda: queries.published(person, at)
    yield "overview", lambda: queries.overview(person, at, pk)
    yield "review", lambda: queries.review(person, at, pk)
    yield "shared_answers", lambda: queries.shared_answers(person, at, pk)
    yield "answers", lambda: queries.answers(person, at, pk)
    yield "evidence", lambda: queries.evidence(person, at, pk)
    for move in Move:
        yield f"move {move}", lambda move=move: queries.move_page(person, at, pk, move)  # type: ignore[misc]
    for agency in Agency.objects.filter(country=assessment.country):
        yield f"tasks {agency.code}", lambda agency=agency: queries.tasks(person, at, pk, agency.pk)  # type: ignore[misc]
        yield (
            f"question {agency.code}",
            lambda agency=agency: queries.question(person, at, pk, agency.pk, QUESTION),  # type: ignore[misc]
        )
        yield (
            f"history {agency.code}",
            lambda agency=agency: queries.answer_history(person, at, pk, agency.pk, QUESTION),  # type: ignore[misc]
        )


def everything_read(person: User, assessment: Assessment) -> tuple[str, list[str]]:
    """All that the person reads as one text, and the names of the queries that answered."""
    texts, answered = [], []
    for name, reading in every_reading(person, assessment):
        try:
            texts.append(repr(reading()))
            answered.append(name)
        except (NotAllowed, NotVisible):
            continue
    return " ".join(texts), answered


def test_an_officer_reads_the_own_answers_in_every_state_and_others_once_collection_is_over():
    assessment = make_assessment()
    write_canaries(assessment)
    officer = cast_of(assessment).officers["CUS"]

    for act in steps_to_publication(assessment):
        text, answered = everything_read(officer, assessment)

        is_open = act not in ("collection", "released")
        others = ["history BG"] if is_open else []
        shared = ["shared_answers"] if is_open else []
        compared = ["divergence"] if is_open else []
        assert "canary-cus" in text, act
        assert ("canary-bg" in text) == is_open, act
        # What the others rest on, and what the country makes of it, is not theirs to read.
        assert "canary-bg title" not in text, act
        assert answered == [
            *("my_work", "context"),
            *compared,
            *("published", "overview"),
            *shared,
            *("answers", "evidence"),
            *others,
            *("tasks CUS", "question CUS", "history CUS"),
        ]


def steps_to_publication(assessment: Assessment) -> Iterator[str]:
    """Take the assessment from collection to publication, stopping in each state."""
    cast, pk = cast_of(assessment), assessment.pk
    yield "collection"
    answer_questions(assessment, {}, level=2)
    for code, agency in cast.agencies.items():
        operations.release_answers(actor=cast.leads[code], at=now(), assessment_id=pk, agency_id=agency.pk)
    yield "released"
    operations.start_consolidation(actor=cast.focal_point, at=now(), assessment_id=pk)
    yield "consolidation"
    settle(assessment, {})
    operations.validate_result(actor=cast.focal_point, at=now(), assessment_id=pk)
    yield "validated"
    operations.submit(actor=cast.signatory, at=now(), assessment_id=pk)
    yield "submitted"
    operations.return_questions(actor=cast.coordinator, at=now(), assessment_id=pk, questions={QUESTION: "Which law?"})
    yield "returned"
    operations.submit(actor=cast.signatory, at=now(), assessment_id=pk)
    operations.accept(actor=cast.coordinator, at=now(), assessment_id=pk)
    yield "accepted"
    operations.publish(
        actor=cast.signatory, at=now(), proved_at=now(), assessment_id=pk, profile=True, report=True, all_donors=True
    )
    yield "published"


def test_the_focal_point_reads_only_what_was_released():
    assessment = make_assessment()
    write_canaries(assessment)
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    before, _answered = everything_read(cast.focal_point, assessment)

    operations.release_answers(
        actor=cast.leads["BG"], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies["BG"].pk
    )
    after, _answered = everything_read(cast.focal_point, assessment)

    assert "canary" not in before
    assert ("canary-bg" in after, "canary-cus" in after) == (True, False)


def test_whoever_also_works_for_an_agency_answers_before_reading_another_one():
    assessment = make_assessment()
    write_canaries(assessment)
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    both = make_focal_point(assessment.country, "Zwo Hatt")
    grant_membership(
        person_id=both.pk,
        role="officer",
        agency_id=cast.agencies["CUS"].pk,
        actor=make_admin(),
        at=now(),
        proved_at=now(),
    )
    release = {"at": now(), "assessment_id": assessment.pk}
    operations.release_answers(actor=cast.leads["BG"], agency_id=cast.agencies["BG"].pk, **release)
    before, _answered = everything_read(both, assessment)

    operations.release_answers(actor=cast.leads["CUS"], agency_id=cast.agencies["CUS"].pk, **release)
    after, _answered = everything_read(both, assessment)

    assert ("canary-bg" in before, "canary-cus" in before) == (False, True)
    assert ("canary-bg" in after, "canary-cus" in after) == (True, True)


def test_an_absent_agencys_answers_stay_unseen_for_ever():
    assessment = make_assessment()
    write_canaries(assessment)
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    operations.release_answers(
        actor=cast.leads["BG"], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies["BG"].pk
    )
    later = now() + timedelta(days=40)
    operations.start_consolidation(actor=cast.focal_point, at=later, assessment_id=assessment.pk, reason="No answer.")
    settle(assessment, {})
    operations.validate_result(actor=cast.focal_point, at=later, assessment_id=assessment.pk)
    operations.submit(actor=cast.signatory, at=later, assessment_id=assessment.pk)

    reviewer = make_reviewer()
    assign(assessment, reviewer, "F1", "F2")
    for person in (cast.focal_point, cast.signatory, cast.coordinator):
        text, _answered = everything_read(person, assessment)
        assert ("canary-bg" in text, "canary-cus" in text) == (True, False)
    assert "canary-cus" not in everything_read(reviewer, assessment)[0]
    for code in ("BG", "CUS"):
        # Whoever was absent reads none of the others', and theirs stay with them.
        text, _answered = everything_read(cast.officers[code], assessment)
        assert ("canary-bg" in text, "canary-cus" in text) == (code == "BG", code == "CUS")
    page = queries.settling(cast.focal_point, later, assessment.pk, QUESTION)
    assert [(column.agency.code, column.state) for column in page.columns] == [("BG", "answered"), ("CUS", "absent")]
    assert page.proposal.level == "5"
    snapshot = queries.national_snapshot(assessment)
    assert "canary-cus" not in repr(snapshot)
    assert [(one.code, one.answered, one.absent) for one in snapshot.agencies] == [("BG", 6, False), ("CUS", 0, True)]


def test_before_submission_the_coordinator_reads_states_and_counts_alone():
    assessment = make_assessment(upto="setup")
    coordinator = a_coordinator()
    operations.approve_scope(actor=cast_of(assessment).signatory, at=now(), assessment_id=assessment.pk)
    write_canaries(assessment)

    for step in steps_to_publication(assessment):
        text, answered = everything_read(coordinator, assessment)
        if step in ("collection", "released", "consolidation", "validated"):
            assert "canary" not in text, step
            assert answered == [
                *("my_work", "context", "board", "setup", "portfolio", "published", "overview", "answers", "evidence")
            ], step
        else:
            assert "canary-bg" in text, step


def test_a_donor_reads_scores_and_no_level_answer_reason_or_evidence():
    levels = {QUESTION: 5, "P1.F1.02": 4, "P1.F2.01": 2, "P2.F1.01": 1, "P2.F2.01": 1, "P2.F2.02": 1}
    assessment = make_assessment(upto="accepted", answers=levels)
    donor = make_donor()
    unseen, _answered = everything_read(donor, assessment)

    operations.publish(
        actor=cast_of(assessment).signatory,
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        profile=True,
        all_donors=True,
    )
    text, answered = everything_read(donor, assessment)
    page = queries.scorecard(donor, now(), assessment.pk)

    assert "Arvenia" not in unseen
    assert answered == ["my_work", "context", "scorecard", "published", "overview", "answers", "evidence"]
    assert [code for code in levels if code in text] == []
    assert "Order on" not in text
    assert page.cells["P1.F1"].display == "4.5"
    assert (page.levels, page.gaps, page.critical_below, page.shows_levels) == ({}, (), (), False)
    assert page.result.critical_at_minimum == ()
    assert {(node.cap, node.capped_by) for node in page.result.nodes.values()} == {(None, ())}


def test_a_donor_with_the_report_alone_does_not_read_the_scores():
    assessment = make_assessment(upto="accepted")
    operations.publish(
        actor=cast_of(assessment).signatory,
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        report=True,
        all_donors=True,
    )
    donor = make_donor()

    with pytest.raises(NotAllowed):
        queries.scorecard(donor, now(), assessment.pk)
    item = queries.published(donor, now())[0]
    assert (item.profile, item.report, item.total_display) == (False, True, "")


def test_a_donor_who_was_not_named_reads_nothing_through_another_role():
    assessment = make_assessment(upto="accepted")
    named = make_donor()
    operations.publish(
        actor=cast_of(assessment).signatory,
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        profile=True,
        report=True,
        donor_ids=[named.pk],
    )
    officer = an_officer(cast_of(assessment).agencies["CUS"])
    grant_membership(person_id=officer.pk, role="donor", actor=make_admin(), at=now(), proved_at=now())

    with pytest.raises(NotVisible):
        queries.scorecard(officer, now(), assessment.pk)
    assert queries.published(officer, now()) == []


@pytest.mark.parametrize("upto", ["collection", "consolidation", "submitted", "published"])
def test_people_of_other_countries_and_the_administrator_read_nothing(upto):
    assessment = make_assessment(upto=upto)

    for role in ("focal_point", "signatory", "officer", "reviewer"):
        text, answered = everything_read(make_stranger(role), assessment)
        assert answered == ["my_work", "published"]
        assert "Arvenia" not in text
    text, answered = everything_read(make_admin(), assessment)
    assert answered == ["my_work", "published"]
    assert "Arvenia" not in text


def test_a_right_that_ended_is_gone_at_the_next_call():
    assessment = make_assessment(upto="consolidation")
    focal = cast_of(assessment).focal_point
    queries.settling_list(focal, now(), assessment.pk)

    end_membership(membership_id=Membership.objects.get(person=focal).pk, actor=make_admin(), at=now(), proved_at=now())

    with pytest.raises(NotVisible):
        queries.settling_list(focal, now(), assessment.pk)
