"""What the pages of one assessment are given to show."""

from datetime import timedelta
from fractions import Fraction

import pytest

from assessments import operations, queries
from assessments.lifecycle import Move
from assessments.models import Assessment
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests.builders import a_lead, answer_questions, cast_of, make_assessment, make_cycle
from tests.people import make_donor, make_stranger, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def test_context_counts_the_days_in_the_countrys_own_time_zone():
    assessment = make_assessment()
    focal = cast_of(assessment).focal_point
    due = assessment.answers_due

    context = queries.assessment_context(focal, now(), assessment.pk)

    assert (context.country_name, context.status, context.deadline) == ("Arvenia", "collection", due)
    assert context.days_left in (29, 30)
    assert "start_consolidation" in context.allowed_actions


def test_task_list_groups_the_agencys_questions_and_says_where_to_go_on():
    assessment = make_assessment(answers={QUESTION: {"CUS": 3}})
    cast = cast_of(assessment)

    page = queries.tasks(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk)

    rows = [(row.code, row.asked, row.answered, row.status) for group in page.groups for row in group.rows]
    assert rows == [
        ("P1.F1", 1, 1, "completed"),
        ("P1.F2", 1, 0, "not_started"),
        ("P2.F1", 1, 0, "not_started"),
        ("P2.F2", 2, 0, "not_started"),
    ]
    assert (page.asked, page.answered, page.without_evidence, page.continue_code) == (5, 1, 1, "P1.F2.01")
    assert (page.can_answer, page.can_release) == (True, False)


def test_task_list_offers_the_release_once_everything_is_answered_and_locks_afterwards():
    assessment = make_assessment()
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    agency = cast.agencies["CUS"].pk
    ready = queries.tasks(cast.leads["CUS"], now(), assessment.pk, agency)
    waiting = queries.tasks(cast.officers["CUS"], now(), assessment.pk, agency)

    operations.release_answers(actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=agency)
    released = queries.tasks(cast.officers["CUS"], now(), assessment.pk, agency)

    assert (ready.can_release, ready.continue_code) == (True, None)
    assert (released.can_release, released.can_answer, released.released_by) == (
        False,
        False,
        cast.leads["CUS"].name,
    )
    assert (waiting.can_release, waiting.waits_for_lead, waiting.leads) == (False, True, (cast.leads["CUS"].name,))
    assert {row.status for group in released.groups for row in group.rows} == {"locked"}


def test_question_page_shows_answer_neighbours_and_who_else_is_asked():
    assessment = make_assessment(answers={"P2.F2.01": {"CUS": 4}})
    cast = cast_of(assessment)

    page = queries.question(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk, "P2.F2.01")

    assert (page.answer.label, page.answer.level_name, page.revision) == ("4", "Consolidated", 1)
    assert (page.position, page.of, page.overall_position, page.overall_of) == (1, 2, 4, 5)
    assert (page.previous_code, page.next_code) == ("P2.F1.01", "P2.F2.02")
    assert [agency.code for agency in page.also_asked] == ["BG"]
    assert [level.fact for level in page.levels][:2] == ["They do not.", "Sometimes."]
    assert (page.can_edit, page.why_locked, page.lacks_evidence) == (True, "", True)


def test_question_page_shows_what_the_agency_said_in_the_cycle_before():
    long_ago = now() - timedelta(days=700)
    make_assessment(
        upto="accepted", cycle=make_cycle(code="2024"), answers={QUESTION: 2}, reference_date=long_ago.date()
    )
    assessment = make_assessment(cycle=make_cycle(code="2027"))
    cast = cast_of(assessment)

    page = queries.question(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk, QUESTION)

    assert (page.previous.cycle_code, page.previous.answer.label, page.answer) == ("2024", "2", None)


def test_question_page_carries_the_returned_comment_and_is_open_only_there():
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"].pk

    returned = queries.question(cast.officers["CUS"], now(), assessment.pk, agency, QUESTION)
    other = queries.question(cast.officers["CUS"], now(), assessment.pk, agency, "P1.F2.01")

    assert (returned.returned.comment, returned.can_edit) == ("Is there a newer order?", True)
    assert (other.returned, other.can_edit) == (None, False)


@pytest.mark.parametrize("upto", ["collection", "consolidation", "returned"])
def test_question_page_says_the_same_as_the_save(upto):
    assessment = make_assessment(upto=upto)
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"].pk

    for code in (QUESTION, "P1.F2.01"):
        page = queries.question(cast.officers["CUS"], now(), assessment.pk, agency, code)
        saved = True
        try:
            operations.save_answer(
                actor=cast.officers["CUS"],
                at=now(),
                assessment_id=assessment.pk,
                agency_id=agency,
                indicator_code=code,
                kind="level",
                level="5",
                expected_revision=page.revision,
            )
        except NotAllowed:
            saved = False
        assert page.can_edit == saved


def test_question_that_is_not_asked_does_not_exist():
    assessment = make_assessment()
    cast = cast_of(assessment)

    with pytest.raises(NotVisible):
        queries.question(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk, "P1.F1.02")


def test_board_counts_by_agency_and_field_and_names_who_is_behind():
    assessment = make_assessment(answers={QUESTION: {"BG": 3}})
    cast = cast_of(assessment)
    later = now() + timedelta(days=8)

    page = queries.board(cast.focal_point, later, assessment.pk)

    cells = {
        (row.agency.code, cell.column): (cell.answered, cell.asked, cell.status)
        for row in page.rows
        for cell in row.cells
    }
    assert cells == {
        ("BG", "F1"): (1, 3, "in_progress"),
        ("BG", "F2"): (0, 3, "not_started"),
        ("CUS", "F1"): (0, 2, "not_started"),
        ("CUS", "F2"): (0, 3, "not_started"),
    }
    assert (page.answered, page.asked, page.unassigned) == (1, 11, ())
    assert [agency.code for agency in page.behind] == ["BG", "CUS"]


def test_set_up_names_questions_that_nobody_is_asked():
    assessment = make_assessment(upto="setup")
    cast = cast_of(assessment)
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["BG"].pk,
        indicator_codes=[QUESTION],
    )

    page = queries.setup(cast.focal_point, now(), assessment.pk)

    assert page.unassigned == ("P1.F1.02",)
    assert queries.board(cast.focal_point, now(), assessment.pk).unassigned == ("P1.F1.02",)


def test_settling_list_proposes_flags_and_puts_critical_and_wide_ones_first():
    assessment = make_assessment(
        upto="consolidation",
        answers={QUESTION: {"BG": 2, "CUS": 4}, "P2.F1.01": {"BG": 3, "CUS": 3}, "P2.F2.01": {"BG": 1, "CUS": 5}},
        settled={QUESTION: 3},
    )

    page = queries.settling_list(cast_of(assessment).focal_point, now(), assessment.pk)

    first = page.rows[0]
    assert (first.levels, first.proposal.label, first.settled.label, first.differs) == ((2, 4), "2", "3", True)
    assert first.is_flagged
    assert [row.code for row in page.agenda][:3] == [QUESTION, "P2.F1.01", "P2.F2.01"]
    assert (page.settled, page.total, page.flagged) == (1, 6, 2)


def test_settling_page_lays_the_released_answers_side_by_side():
    assessment = make_assessment(upto="consolidation", answers={QUESTION: {"BG": 2, "CUS": 4}})
    cast = cast_of(assessment)

    page = queries.settling(cast.focal_point, now(), assessment.pk, QUESTION)

    assert [(column.agency.code, column.answer.label) for column in page.columns] == [("BG", "2"), ("CUS", "4")]
    assert (page.proposal.level, page.spread.range, page.spread.mad) == ("2", 2, Fraction(1))
    assert (page.can_settle, page.revision) == (True, 0)
    assert not queries.settling(cast.signatory, now(), assessment.pk, QUESTION).can_settle


def test_settling_page_proposes_what_the_profile_says_when_nobody_was_asked():
    assessment = make_assessment(upto="consolidation", profile={"land_border": "no"})

    page = queries.settling(cast_of(assessment).focal_point, now(), assessment.pk, "P2.F2.02")

    assert (page.proposal.label, page.proposal_reason) == ("n/a", "The state has no land border.")


def test_settling_page_shows_the_national_level_of_the_cycle_before():
    long_ago = now() - timedelta(days=700)
    make_assessment(
        upto="accepted", cycle=make_cycle(code="2024"), answers={QUESTION: 2}, reference_date=long_ago.date()
    )
    assessment = make_assessment(upto="consolidation", cycle=make_cycle(code="2027"))

    page = queries.settling(cast_of(assessment).focal_point, now(), assessment.pk, QUESTION)

    assert (page.previous.cycle_code, page.previous.level.label) == ("2024", "2")


def test_warnings_carry_their_explanation():
    assessment = make_assessment(upto="validated", settled={"P2.F1.01": 2, "P2.F2.01": 4})
    cast = cast_of(assessment)
    before = queries.warnings(cast.focal_point, now(), assessment.pk)

    operations.explain_warning(
        actor=cast.focal_point, at=now(), assessment_id=assessment.pk, warning=before[0].code, text="A pilot."
    )
    after = queries.warnings(cast.focal_point, now(), assessment.pk)

    assert [([place.code for place in one.questions], one.explanation) for one in before] == [
        (["P2.F2.01", "P2.F1.01"], None)
    ]
    assert after[0].explanation.text == "A pilot."


def test_conditions_are_what_the_move_would_say():
    assessment = make_assessment(upto="validated", settled={"P1.F1.01": 4}, evidence=False, level=1)
    signatory = cast_of(assessment).signatory

    problems = queries.move_page(signatory, now(), assessment.pk, Move.SUBMIT).problems

    assert [(one.code, one.indicator) for one in problems] == [("evidence_missing", "P1.F1.01")]
    with pytest.raises(operations.ConditionsNotMet) as caught:
        operations.submit(actor=signatory, at=now(), assessment_id=assessment.pk)
    assert caught.value.details["problems"] == [one.as_dict() for one in problems]


def test_history_shows_every_revision_newest_first():
    assessment = make_assessment(answers={QUESTION: {"CUS": 2}})
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"]
    operations.save_answer(
        actor=a_lead(agency),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        indicator_code=QUESTION,
        kind="level",
        level="4",
        expected_revision=1,
    )

    history = queries.answer_history(cast.officers["CUS"], now(), assessment.pk, agency.pk, QUESTION)

    assert [(one.revision, one.label) for one in history] == [(2, "4"), (1, "2")]


def test_drafts_from_before_the_release_stay_with_the_agency():
    assessment = make_assessment(answers={QUESTION: {"CUS": 2}})
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"]
    operations.save_answer(
        actor=a_lead(agency),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        indicator_code=QUESTION,
        kind="level",
        level="4",
        comment="Handed over.",
        expected_revision=1,
    )
    answer_questions(assessment, {}, level=2)
    operations.release_answers(actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=agency.pk)

    own = queries.answer_history(cast.officers["CUS"], now(), assessment.pk, agency.pk, QUESTION)
    national = queries.answer_history(cast.focal_point, now(), assessment.pk, agency.pk, QUESTION)
    record = queries.events(cast.focal_point, now(), assessment.pk)

    assert len(own) > len(national) == 1
    assert national[0].revision == own[0].revision
    assert all("to" not in event.details for event in record if event.kind == "answer_saved")


def test_a_donor_gets_no_exact_fraction_and_no_lowest_level():
    assessment = make_assessment(upto="published")
    donor = make_donor()

    page = queries.scorecard(donor, now(), assessment.pk)

    assert {row.exact for row in page.cells.values()} == {None}
    assert {row.node.floor for row in page.cells.values()} == {None}
    assert page.total.display != "-"


def test_the_overview_says_what_is_open_to_donors():
    assessment = make_assessment(upto="published")

    page = queries.overview(cast_of(assessment).signatory, now(), assessment.pk)

    assert page.consent is not None
    assert page.consent.profile


def test_scorecard_is_live_before_acceptance_and_frozen_afterwards():
    levels = {QUESTION: 1, "P1.F1.02": 4, "P1.F2.01": 3, "P2.F1.01": 3, "P2.F2.01": 3, "P2.F2.02": "NA"}
    draft = make_assessment(upto="consolidation", answers=levels, settled=levels)
    focal = cast_of(draft).focal_point
    live = queries.scorecard(focal, now(), draft.pk)

    final = make_assessment(upto="accepted", answers=levels, cycle=make_cycle(code="2029"))
    frozen = queries.scorecard(focal, now(), final.pk)

    assert (live.is_frozen, frozen.is_frozen) == (False, True)
    assert live.result.nodes == frozen.result.nodes
    cell = frozen.cells["P1.F1"]
    assert (cell.display, cell.node.floor, cell.node.cap, cell.band_name) == ("2.0", 1, 2, "Emerging")
    assert (cell.target_display, cell.gap_display) == ("3.5", "+1.5")
    assert [(row.code, row.level.label) for row in frozen.critical_below] == [(QUESTION, "1")]
    assert frozen.gaps[0].indicator == QUESTION
    assert (frozen.counts.applicable, frozen.counts.not_applicable) == (5, 1)
    assert frozen.label == "self-assessed"


def test_frozen_scorecard_is_read_from_its_receipt_and_not_computed_again():
    assessment = make_assessment(upto="accepted")
    focal = cast_of(assessment).focal_point
    before = queries.scorecard(focal, now(), assessment.pk)

    # What no operation can do: the rows under a frozen scorecard are changed in the database.
    assessment.settled_levels.update(kind="insufficient", level=None)
    after = queries.scorecard(focal, now(), assessment.pk)

    assert after.result == before.result
    assert after.receipt_hash == before.receipt_hash is not None


def test_receipt_is_given_to_those_who_read_levels():
    assessment = make_assessment(upto="published")
    cast = cast_of(assessment)

    assert queries.receipt_text(cast.signatory, now(), assessment.pk) == assessment.scorecards.get().receipt
    with pytest.raises(NotAllowed):
        queries.receipt_text(cast.officers["CUS"], now(), assessment.pk)
    with pytest.raises(NotVisible):
        queries.receipt_text(make_stranger(), now(), assessment.pk)


def test_snapshot_holds_what_a_report_prints():
    long_ago = now() - timedelta(days=700)
    make_assessment(upto="accepted", cycle=make_cycle(code="2024"), level=2, reference_date=long_ago.date())
    answers = {QUESTION: {"BG": 2, "CUS": 4}, "P2.F2.02": "NA"}
    made = make_assessment(upto="published", cycle=make_cycle(code="2027"), answers=answers)
    assessment = Assessment.objects.with_context().get(pk=made.pk)

    snapshot = queries.national_snapshot(assessment)

    first = snapshot.levels[QUESTION]
    assert (first.value.level, first.spread) == ("2", (2, 4))
    assert snapshot.levels["P2.F2.02"].na_approved
    assert [(one.code, one.asked, one.answered) for one in snapshot.agencies] == [("BG", 6, 6), ("CUS", 5, 5)]
    assert [one.indicator for one in snapshot.evidence][:2] == [QUESTION, "P1.F1.02"]
    assert snapshot.consent is not None
    assert snapshot.consent.all_donors
    assert snapshot.accepted_on == snapshot.submitted_on is not None
    assert snapshot.previous is not None
    assert (snapshot.previous.cycle_code, snapshot.previous.scores["total", "TOTAL"]) == ("2024", Fraction(2))


def test_snapshot_costs_the_same_with_more_agencies(django_assert_max_num_queries):
    made = make_assessment(upto="accepted")
    assessment = Assessment.objects.with_context().get(pk=made.pk)

    with django_assert_max_num_queries(15):
        queries.national_snapshot(assessment)
