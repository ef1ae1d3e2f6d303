"""The steps from state to state: who makes them, from where, and what has to be there first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from assessments import operations
from assessments.lifecycle import Move, Status, next_status
from assessments.models import Assessment, AssessmentEvent, Participation, ReturnedQuestion
from assessments.operations import ConditionsNotMet
from ibm_platform.accounts import operations as accounts
from ibm_platform.accounts.models import Membership, User
from ibm_platform.accounts.permissions import ProveAgain
from ibm_platform.common.errors import DomainError, Invalid, NotAllowed, NotVisible
from tests.builders import (
    a_focal_point,
    a_lead,
    approve_everything,
    cast_of,
    explain_everything,
    make_assessment,
    make_cycle,
    settle,
)
from tests.people import make_country, make_donor, make_reviewer, make_stranger, now

pytestmark = pytest.mark.django_db

Step = Callable[..., Assessment]

# Move → operation, its further arguments, the state it starts from, and whose it is.
STEPS: Mapping[Move, tuple[Step, Mapping[str, Any], str, str]] = {
    Move.APPROVE_SCOPE: (operations.approve_scope, {}, "setup", "signatory"),
    Move.START_CONSOLIDATION: (operations.start_consolidation, {}, "collection", "focal_point"),
    Move.VALIDATE: (operations.validate_result, {}, "consolidation", "focal_point"),
    Move.REOPEN_CONSOLIDATION: (operations.reopen_consolidation, {"reason": "A slip."}, "validated", "focal_point"),
    Move.SUBMIT: (operations.submit, {}, "validated", "signatory"),
    Move.RETURN: (operations.return_questions, {"questions": {"P1.F1.01": "Which law?"}}, "submitted", "coordinator"),
    Move.ACCEPT: (operations.accept, {}, "submitted", "coordinator"),
    Move.PUBLISH: (operations.publish, {"profile": True, "all_donors": True}, "accepted", "signatory"),
    Move.WITHDRAW_PUBLICATION: (operations.withdraw_publication, {"reason": "Too early."}, "published", "signatory"),
    Move.WITHDRAW: (operations.withdraw, {"reason": "Begun too early."}, "consolidation", "signatory"),
}


def ready_for(move: Move) -> Assessment:
    """An assessment in which nothing but the person can stop the move."""
    start = STEPS[move][2]
    assessment = make_assessment(upto=start, release=True)
    if move == Move.VALIDATE:
        settle(assessment, {})
    return assessment


def make(move: Move, assessment: Assessment, actor: User, **changed: Any) -> Assessment:
    step, words, _start, _role = STEPS[move]
    proof = {"proved_at": now()} if move in operations.PROVED_MOVES else {}
    return step(**{"actor": actor, "at": now(), "assessment_id": assessment.pk, **words, **proof, **changed})


@pytest.mark.parametrize("move", sorted(operations.PROVED_MOVES))
@pytest.mark.parametrize("proved_at", [None, timedelta(minutes=16)])
def test_who_signed_in_too_long_ago_proves_to_be_there_first(move, proved_at):
    assessment = ready_for(move)
    start, role = STEPS[move][2:]

    with pytest.raises(ProveAgain):
        make(move, assessment, everybody(assessment)[role], proved_at=proved_at and now() - proved_at)

    assert Assessment.objects.get().status == start


def everybody(assessment: Assessment) -> dict[str, User]:
    cast = cast_of(assessment)
    return {
        "coordinator": cast.coordinator,
        "focal_point": cast.focal_point,
        "signatory": cast.signatory,
        "officer": cast.officers["CUS"],
    }


@pytest.mark.parametrize("move", Move)
def test_right_person_makes_the_move_and_it_is_recorded(move):
    assessment = ready_for(move)
    start, role = STEPS[move][2:]

    moved = make(move, assessment, everybody(assessment)[role])

    end = next_status(Status(start), move)
    assert (moved.status, Assessment.objects.get().status) == (end, end)
    event = AssessmentEvent.objects.order_by("number").last()
    assert (event.kind, event.details["from"], event.details["to"]) == (move.value, start, end)


@pytest.mark.parametrize("move", Move)
def test_every_other_role_of_the_assessment_is_refused(move):
    assessment = ready_for(move)
    role = STEPS[move][3]

    for name, person in everybody(assessment).items():
        if name != role:
            with pytest.raises(NotAllowed):
                make(move, assessment, person)

    assert Assessment.objects.get().status == STEPS[move][2]


@pytest.mark.parametrize("move", Move)
def test_people_of_another_country_do_not_see_it(move):
    assessment = ready_for(move)

    for role in ("focal_point", "signatory", "officer", "agency_lead"):
        with pytest.raises(NotVisible):
            make(move, assessment, make_stranger(role))


@pytest.mark.parametrize("move", [Move.APPROVE_SCOPE, Move.START_CONSOLIDATION, Move.VALIDATE, Move.SUBMIT])
def test_reviewer_and_donor_see_nothing_before_submission(move):
    assessment = ready_for(move)

    for person in (make_reviewer(), make_donor()):
        with pytest.raises(NotVisible):
            make(move, assessment, person)


@pytest.mark.parametrize(
    "upto", ["setup", "collection", "consolidation", "validated", "submitted", "accepted", "published"]
)
def test_a_move_that_the_state_does_not_know_is_refused(upto):
    assessment = make_assessment(upto=upto)
    people = everybody(assessment)

    for move, (_step, _words, _start, role) in STEPS.items():
        if next_status(Status(upto), move) is None:
            # What was submitted is refused with the day and the name, not with a rule.
            was_made = (upto, move) == ("submitted", Move.SUBMIT)
            with pytest.raises(operations.SubmittedAlready if was_made else NotAllowed):
                make(move, assessment, people[role])

    assert Assessment.objects.get().status == upto


def problems_of(caught: pytest.ExceptionInfo[ConditionsNotMet]) -> list[tuple[str, str | None]]:
    return [(problem["code"], problem["indicator"]) for problem in caught.value.details["problems"]]


def test_scope_needs_profile_agency_and_every_applicable_question_assigned():
    cycle, country = make_cycle(), make_country()
    focal = a_focal_point(country)
    assessment = operations.open_assessment(
        actor=focal, at=now(), country_id=country.pk, cycle_id=cycle.pk, reference_date=now().date()
    )
    signatory = cast_of(assessment).signatory

    with pytest.raises(ConditionsNotMet) as caught:
        operations.approve_scope(actor=signatory, at=now(), assessment_id=assessment.pk)

    assert problems_of(caught) == [("profile_unanswered", None), ("profile_unanswered", None), ("no_agency", None)]


def test_scope_does_not_ask_for_what_the_profile_calls_not_applicable():
    assessment = make_assessment(upto="setup", profile={"land_border": "no"})
    cast = cast_of(assessment)
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_codes=["P2.F1.01"],
    )
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["BG"].pk,
        indicator_codes=["P1.F1.02", "P1.F2.01", "P2.F2.01"],
    )

    with pytest.raises(ConditionsNotMet) as caught:
        operations.approve_scope(actor=cast.signatory, at=now(), assessment_id=assessment.pk)

    assert problems_of(caught) == [("unassigned", "P1.F1.01")]


def test_collection_closes_early_only_when_every_agency_has_released():
    assessment = make_assessment()
    cast = cast_of(assessment)

    with pytest.raises(ConditionsNotMet) as caught:
        operations.start_consolidation(
            actor=cast.focal_point, at=now(), assessment_id=assessment.pk, reason="We are in a hurry."
        )

    assert [problem["agency"] for problem in caught.value.details["problems"]] == ["BG", "CUS"]


def test_after_the_deadline_collection_closes_with_a_reason_and_names_the_absent():
    assessment = make_assessment()
    cast = cast_of(assessment)
    later = now() + timedelta(days=32)

    with pytest.raises(ConditionsNotMet) as caught:
        operations.start_consolidation(actor=cast.focal_point, at=later, assessment_id=assessment.pk)
    operations.start_consolidation(
        actor=cast.focal_point, at=later, assessment_id=assessment.pk, reason="Both were on an operation."
    )

    assert problems_of(caught)[0] == ("reason_missing", None)
    assert list(Participation.objects.values_list("absent", flat=True)) == [True, True]
    event = AssessmentEvent.objects.get(kind="start_consolidation")
    assert event.details["absent"] == ["BG", "CUS"]


def test_levels_are_confirmed_when_every_indicator_is_settled():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})

    with pytest.raises(ConditionsNotMet) as caught:
        operations.validate_result(actor=cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk)

    expected = ["P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02"]
    assert problems_of(caught) == [("unsettled", code) for code in expected]


def test_submission_names_missing_evidence_and_unexplained_warnings_at_once():
    levels = {"P1.F1.01": 2, "P1.F1.02": 3, "P1.F2.01": "INSUFFICIENT", "P2.F1.01": 2, "P2.F2.01": 4, "P2.F2.02": "NA"}
    assessment = make_assessment(upto="validated", settled=levels, evidence=False)
    cast = cast_of(assessment)

    with pytest.raises(ConditionsNotMet) as caught:
        operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)

    assert problems_of(caught) == [
        ("evidence_missing", "P1.F1.02"),
        ("evidence_missing", "P2.F2.01"),
        ("warning_unexplained", "P2.F2.01"),
        ("warning_unexplained", "P1.F1.01"),
        ("warning_unexplained", "P2.F1.01"),
    ]
    assert [one["warning"] for one in caught.value.details["problems"][2:]] == [
        "P2.F1.01@3>P2.F2.01@3",
        "evidence:P1.F1.01@2",
        "evidence:P2.F1.01@2",
    ]


def test_submission_passes_once_every_problem_is_mended_without_reopening():
    assessment = make_assessment(upto="validated", settled={"P2.F1.01": 2, "P2.F2.01": 4}, evidence=False, level=2)
    cast = cast_of(assessment)
    explain_everything(assessment)
    operations.add_evidence(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code="P2.F2.01",
        title="Plan of joint controls",
        kind="E2",
    )

    moved = operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)

    assert moved.status == Status.SUBMITTED


def test_an_absent_agencys_reference_does_not_count_as_evidence():
    assessment = make_assessment(answers={})
    cast = cast_of(assessment)
    operations.add_evidence(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code="P1.F1.01",
        title="A law",
        kind="E1",
    )
    later = now() + timedelta(days=32)
    operations.start_consolidation(actor=cast.focal_point, at=later, assessment_id=assessment.pk, reason="No answer.")
    settle(assessment, dict.fromkeys(["P1.F1.01"], 3) | dict.fromkeys(REST, 2), evidence=False)
    operations.validate_result(actor=cast.focal_point, at=later, assessment_id=assessment.pk)

    with pytest.raises(ConditionsNotMet) as caught:
        operations.submit(actor=cast.signatory, at=later, assessment_id=assessment.pk)

    assert problems_of(caught)[0] == ("evidence_missing", "P1.F1.01")
    assert {code for code, _indicator in problems_of(caught)[1:]} == {"warning_unexplained"}


REST = ("P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02")


def test_returning_needs_a_question_and_a_comment_for_each():
    assessment = make_assessment(upto="submitted")
    coordinator = cast_of(assessment).coordinator

    for questions in ({}, {"P1.F1.01": " "}, {"P9.F9.99": "What is this?"}):
        with pytest.raises(Invalid):
            operations.return_questions(actor=coordinator, at=now(), assessment_id=assessment.pk, questions=questions)

    assert not ReturnedQuestion.objects.exists()


def test_submitting_again_closes_the_returned_questions():
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)

    operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)

    assert ReturnedQuestion.objects.filter(closed_at__isnull=True).count() == 0
    assert Assessment.objects.get().status == Status.SUBMITTED


def test_acceptance_needs_every_not_applicable_approved():
    assessment = make_assessment(upto="submitted", answers={"P2.F2.02": "NA"})
    coordinator = cast_of(assessment).coordinator

    with pytest.raises(ConditionsNotMet) as caught:
        operations.accept(actor=coordinator, at=now(), assessment_id=assessment.pk)
    approve_everything(assessment)
    moved = operations.accept(actor=coordinator, at=now(), assessment_id=assessment.pk)

    assert problems_of(caught) == [("not_applicable_unapproved", "P2.F2.02")]
    assert moved.status == Status.ACCEPTED


def test_returning_a_question_takes_its_approval_as_not_applicable_back():
    assessment = make_assessment(upto="submitted", answers={"P2.F2.02": "NA"})
    cast = cast_of(assessment)
    approve_everything(assessment)

    operations.return_questions(
        actor=cast.coordinator, at=now(), assessment_id=assessment.pk, questions={"P2.F2.02": "The lake is navigable."}
    )
    operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)
    with pytest.raises(ConditionsNotMet) as caught:
        operations.accept(actor=cast.coordinator, at=now(), assessment_id=assessment.pk)

    assert problems_of(caught) == [("not_applicable_unapproved", "P2.F2.02")]


@pytest.mark.parametrize("move", [Move.REOPEN_CONSOLIDATION, Move.WITHDRAW_PUBLICATION, Move.WITHDRAW])
def test_steps_back_need_a_reason(move):
    assessment = ready_for(move)
    start, role = STEPS[move][2:]

    with pytest.raises(DomainError, match="reason"):
        make(move, assessment, everybody(assessment)[role], reason=" ")

    assert Assessment.objects.get().status == start


def test_after_withdrawal_another_assessment_of_the_cycle_may_be_opened():
    first = make_assessment(upto="withdrawn")

    second = make_assessment(upto="collection")

    assert (first.is_current, second.is_current) == (False, True)
    assert first.cycle_id == second.cycle_id


@pytest.mark.parametrize("move", Move)
def test_a_move_made_in_somebodys_stead_says_in_whose(move):
    """The state has changed when the move is recorded; the right is that of the state before."""
    assessment = ready_for(move)
    cast = cast_of(assessment)
    absent = getattr(cast, STEPS[move][3])
    at = now()
    belmara = make_country("XB", "Belmara", "Europe/Athens")
    helper = make_reviewer(belmara, "Hella Per") if absent == cast.coordinator else a_lead(cast.agencies["CUS"])
    accounts.substitute(
        membership_id=Membership.objects.get(person=absent, role=STEPS[move][3]).pk,
        substitute_id=helper.pk,
        from_day=at.date(),
        until=at.date() + timedelta(days=7),
        actor=absent,
        at=at,
        proved_at=at,
    )

    make(move, assessment, helper)

    event = AssessmentEvent.objects.get(assessment=assessment, kind=move.value, actor=helper)
    assert event.on_behalf_of == absent
