"""Questions changed one by one and in bulk, looked at before, and taken back within ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from assessments import operations, queries
from assessments.models import AgencyAnswer, Assessment, AssessmentEvent, Assignment, AssignmentChange, Delegation
from assessments.operations import AgencyHasAnswers, ConditionsNotMet, UndoRefused, assigning
from assessments.operations.verifying import verify_chain
from assessments.queries import Wish
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests.assessments.operations.test_races import at_once
from tests.builders import a_lead, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, make_stranger, now

pytestmark = pytest.mark.django_db
ONLY_GUARD, SHARED, OTHER = "P1.F1.02", "P1.F1.01", "P1.F2.01"


def asked(assessment: Assessment) -> set[tuple[str, str]]:
    rows = Assignment.objects.standing().filter(assessment=assessment)
    return set(rows.values_list("agency__code", "indicator__code"))


def change(assessment, *wishes: tuple[str, str, bool], actor=None, at=None) -> AssignmentChange | None:
    cast = cast_of(assessment)
    return operations.change_assignments(
        actor=actor or cast.focal_point,
        at=at or now(),
        assessment_id=assessment.pk,
        wishes=[Wish(cast.agencies[agency].pk, code, is_asked) for agency, code, is_asked in wishes],
    )


def undo(assessment, made, *, at=None, actor=None) -> AssignmentChange:
    return operations.undo_assignments(
        actor=actor or cast_of(assessment).focal_point,
        at=at or now(),
        assessment_id=assessment.pk,
        change_id=made.pk,
    )


def test_a_change_adds_and_takes_away_and_keeps_what_it_does_not_name():
    assessment = make_assessment(upto="setup")
    before = asked(assessment)

    change(assessment, ("CUS", ONLY_GUARD, True), ("CUS", SHARED, False))

    assert asked(assessment) == (before | {("CUS", ONLY_GUARD)}) - {("CUS", SHARED)}
    assert AssessmentEvent.objects.filter(assessment=assessment).latest("number").kind == "assignments_changed"


def test_what_is_taken_away_stays_as_a_row_with_who_ended_it():
    assessment = make_assessment(upto="setup")
    at = now()

    change(assessment, ("CUS", SHARED, False), at=at)

    row = Assignment.objects.get(assessment=assessment, agency__code="CUS", indicator__code=SHARED)
    assert (row.ended_at, row.ended_by) == (at, cast_of(assessment).focal_point)


def test_one_answer_in_the_way_leaves_all_of_a_bulk_change_unwritten():
    assessment = make_assessment(answers={SHARED: {"CUS": 3}})
    before = asked(assessment)

    with pytest.raises(AgencyHasAnswers) as refused:
        change(assessment, ("CUS", ONLY_GUARD, True), ("CUS", OTHER, False), ("CUS", SHARED, False))

    assert refused.value.details["indicators"] == [SHARED]
    assert asked(assessment) == before


def test_in_collection_no_question_is_left_to_nobody_and_in_set_up_it_may_be():
    collecting = make_assessment(cycle=make_cycle(code="2030"))
    preparing = make_assessment(upto="setup", cycle=make_cycle(code="2031"))

    with pytest.raises(ConditionsNotMet):
        change(collecting, ("BG", ONLY_GUARD, False))
    change(preparing, ("BG", ONLY_GUARD, False))

    assert ("BG", ONLY_GUARD) in asked(collecting)
    assert ("BG", ONLY_GUARD) not in asked(preparing)


def test_the_preview_says_what_a_change_does_and_writes_nothing():
    assessment = make_assessment(answers={SHARED: {"CUS": 3}})
    cast, before = cast_of(assessment), asked(assessment)
    wishes = [
        Wish(cast.agencies["CUS"].pk, SHARED, asked=False),
        Wish(cast.agencies["CUS"].pk, ONLY_GUARD, asked=True),
        Wish(cast.agencies["BG"].pk, OTHER, asked=False),
        Wish(cast.agencies["CUS"].pk, OTHER, asked=False),
    ]

    preview = queries.preview_assignments(cast.focal_point, now(), assessment.pk, wishes)

    assert (preview.questions, preview.agencies) == (3, 2)
    assert [(one.agency.code, one.indicator) for one in preview.answered] == [("CUS", SHARED)]
    assert [(one.agency.code, one.indicator) for one in preview.added] == [("CUS", ONLY_GUARD)]
    assert preview.uncovered == (OTHER,)
    assert not preview.is_possible
    assert asked(assessment) == before


def test_a_change_is_taken_back_with_what_a_lead_had_shared_out():
    assessment = make_assessment()
    cast, begun = cast_of(assessment), now()
    customs = cast.agencies["CUS"]
    operations.delegate(
        actor=a_lead(customs),
        at=begun,
        assessment_id=assessment.pk,
        agency_id=customs.pk,
        officer_id=cast.officers["CUS"].pk,
        indicator_codes=[OTHER],
    )
    before = asked(assessment)
    made = change(assessment, ("CUS", OTHER, False), ("CUS", ONLY_GUARD, True), at=begun + timedelta(seconds=1))
    between = Delegation.objects.filter(ended_at=None).count()

    undo(assessment, made, at=begun + timedelta(minutes=5))

    assert between == 0
    assert asked(assessment) == before
    assert Delegation.objects.get(ended_at=None).indicator.code == OTHER
    assert verify_chain(assessment.pk) == []


@pytest.mark.parametrize(
    ("after", "is_back"), [(timedelta(minutes=9, seconds=59), True), (timedelta(minutes=10, seconds=1), False)]
)
def test_ten_minutes_are_ten_minutes(after, is_back):
    assessment = make_assessment(upto="setup")
    begun, before = now(), asked(assessment)
    made = change(assessment, ("CUS", ONLY_GUARD, True), at=begun)
    focal = cast_of(assessment).focal_point

    offered = queries.setup(focal, begun + after, assessment.pk).last_change
    if is_back:
        undo(assessment, made, at=begun + after)
    else:
        with pytest.raises(UndoRefused, match="Ten minutes"):
            undo(assessment, made, at=begun + after)

    assert (offered is not None) == is_back
    assert (asked(assessment) == before) == is_back


def test_nothing_is_taken_back_twice_or_from_under_a_later_change_or_an_answer():
    assessment = make_assessment()
    cast = cast_of(assessment)
    first = change(assessment, ("CUS", ONLY_GUARD, True))
    second = change(assessment, ("CUS", OTHER, False))
    with pytest.raises(UndoRefused, match="Somebody changed"):
        undo(assessment, first)
    undo(assessment, second)
    with pytest.raises(UndoRefused, match="already"):
        undo(assessment, second)
    answer(assessment, cast, ONLY_GUARD)

    with pytest.raises(UndoRefused, match="was answered since"):
        undo(assessment, first)

    assert ("CUS", ONLY_GUARD) in asked(assessment)


def test_taking_back_is_offered_only_while_nothing_stands_in_the_way():
    assessment = make_assessment(upto="setup")
    cast = cast_of(assessment)
    ids = {code: one.pk for code, one in cast.agencies.items()}
    made = change(assessment, ("CUS", ONLY_GUARD, True))
    offered = [queries.setup(cast.focal_point, now(), assessment.pk).last_change]

    operations.set_agencies(actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[ids["BG"]])
    offered.append(queries.setup(cast.focal_point, now(), assessment.pk).last_change)

    assert [None if one is None else one.id for one in offered] == [made.pk, None]


def test_nobody_else_changes_questions_or_takes_a_change_back():
    assessment = make_assessment()
    cast = cast_of(assessment)
    made = change(assessment, ("CUS", ONLY_GUARD, True))
    elsewhere = make_assessment(
        country=make_country("XB", "Belmara", "Europe/Athens"),
        agencies=[make_agency(make_country("XB", "Belmara"), "BCU", "Belmara Customs")],
    )

    for person, error in (
        (cast.signatory, NotAllowed),
        (cast.officers["CUS"], NotAllowed),
        (make_stranger(), NotVisible),
    ):
        with pytest.raises(error):
            change(assessment, ("CUS", OTHER, False), actor=person)
        with pytest.raises(error):
            undo(assessment, made, actor=person)
    with pytest.raises(NotVisible):
        undo(elsewhere, made)
    with pytest.raises(NotVisible):
        operations.change_assignments(
            actor=cast.focal_point,
            at=now(),
            assessment_id=assessment.pk,
            wishes=[Wish(cast_of(elsewhere).agencies["BCU"].pk, SHARED, asked=True)],
        )


def test_an_agency_that_leaves_and_comes_back_has_two_rows_of_which_one_stands():
    assessment = make_assessment(upto="setup")
    cast, ids = cast_of(assessment), {code: one.pk for code, one in cast_of(assessment).agencies.items()}

    for agencies in ([ids["BG"]], [ids["BG"], ids["CUS"]]):
        operations.set_agencies(actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=agencies)

    rows = assessment.participations.filter(agency_id=ids["CUS"])
    assert (rows.count(), rows.standing().count()) == (2, 1)
    assert {agency for agency, _code in asked(assessment)} == {"BG"}


def test_a_left_agencys_answers_leave_the_proposals_and_stay_in_the_history():
    """No operation takes out who has answered; a row that an earlier version ended is read so all the same."""
    assessment = make_assessment(upto="consolidation", answers={SHARED: {"BG": 2, "CUS": 4}})
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    assessment.participations.filter(agency=customs).update(left_at=now(), left_by=cast.focal_point)

    settling = queries.settling(cast.focal_point, now(), assessment.pk, SHARED)
    history = queries.answer_history(cast.focal_point, now(), assessment.pk, customs.pk, SHARED)
    rows = queries.answers(cast.focal_point, now(), assessment.pk)

    assert [column.agency.code for column in settling.columns] == ["BG"]
    assert settling.proposal is not None
    assert settling.proposal.level == "2"
    assert [one.level for one in history] == ["4"]
    assert {row.agency for row in rows} == {"BG"}


def answer(assessment, cast, code: str) -> AgencyAnswer:
    return operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code=code,
        kind="level",
        level="2",
        expected_revision=0,
    )


def race(assessment: Assessment, made: AssignmentChange) -> tuple[list[Exception | None], bool, bool]:
    """An answer and the undo of its question at once; then whether the answer is there, and whether it is asked."""
    cast = cast_of(assessment)
    acts: list[Callable[[], object]] = [
        lambda: answer(assessment, cast, ONLY_GUARD),
        lambda: undo(assessment, made),
    ]
    outcomes = at_once(*acts)  # type: ignore[arg-type]
    is_answered = AgencyAnswer.objects.filter(agency__code="CUS", indicator__code=ONLY_GUARD).exists()
    return outcomes, is_answered, ("CUS", ONLY_GUARD) in asked(assessment)


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_an_undo_at_once_exactly_one_wins():
    assessment = make_assessment()
    made = change(assessment, ("CUS", ONLY_GUARD, True))

    outcomes, is_answered, is_asked = race(assessment, made)

    assert sum(one is None for one in outcomes) == 1
    assert is_answered == is_asked
    assert {type(one) for one in outcomes if one} <= {UndoRefused, NotAllowed}
    assert verify_chain(assessment.pk) == []


@pytest.mark.django_db(transaction=True)
def test_without_the_check_an_answer_stands_to_a_question_that_is_asked_no_longer(monkeypatch):
    """The negative control: the undo does not look whether somebody answered."""
    assessment = make_assessment()
    made = change(assessment, ("CUS", ONLY_GUARD, True))
    answer(assessment, cast_of(assessment), ONLY_GUARD)
    monkeypatch.setattr(assigning, "_require_undoable", lambda *args: None)

    undo(assessment, made)

    assert AgencyAnswer.objects.filter(agency__code="CUS", indicator__code=ONLY_GUARD).exists()
    assert ("CUS", ONLY_GUARD) not in asked(assessment)
