"""National levels: settled by the focal point, explained, and what does not apply approved by the coordinator."""

import pytest

from assessments import operations
from assessments.models import AssessmentEvent, SettledLevel, SettledRevision, WarningExplanation
from assessments.operations import ExplanationConflict, KeyUsedBefore, SettledConflict
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import cast_of, make_assessment
from tests.people import make_focal_point, make_stranger, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def settle(assessment, actor, **changed):
    words = {"indicator_code": QUESTION, "kind": "level", "level": "3", "expected_revision": 0, **changed}
    return operations.settle_level(actor=actor, at=now(), assessment_id=assessment.pk, **words)


def test_focal_point_takes_the_proposal_without_a_reason():
    assessment = make_assessment(upto="consolidation", answers={QUESTION: {"BG": 3, "CUS": 4}})

    settled = settle(assessment, cast_of(assessment).focal_point)

    assert (settled.level.code, settled.revision, settled.reason) == ("3", 1, "")


def test_another_level_than_proposed_needs_a_reason():
    assessment = make_assessment(upto="consolidation", answers={QUESTION: {"BG": 3, "CUS": 4}})
    focal = cast_of(assessment).focal_point

    with pytest.raises(Invalid, match="reason"):
        settle(assessment, focal, level="4")
    settled = settle(assessment, focal, level="4", reason="The law was amended in May.")

    assert settled.level.code == "4"


def test_without_released_answers_every_level_needs_a_reason():
    assessment = make_assessment(upto="consolidation", profile={"land_border": "no"})
    focal = cast_of(assessment).focal_point

    with pytest.raises(Invalid, match="reason"):
        settle(assessment, focal, indicator_code="P2.F2.02", level="1")
    settled = settle(
        assessment,
        focal,
        indicator_code="P2.F2.02",
        kind="not_applicable",
        level=None,
        reason="The state has no land border.",
    )

    assert settled.kind == "not_applicable"


@pytest.mark.parametrize(
    "words",
    [
        {"indicator_code": "P9.F9.99"},
        {"level": "9"},
        {"kind": "not_applicable", "level": None, "reason": "Not here."},
        {"kind": "insufficient", "level": None},
        {"reason": "x" * 1001},
    ],
)
def test_words_that_break_a_rule_are_refused(words):
    assessment = make_assessment(upto="consolidation")

    with pytest.raises(Invalid):
        settle(assessment, cast_of(assessment).focal_point, **words)


def test_nobody_else_settles():
    assessment = make_assessment(upto="consolidation")
    cast = cast_of(assessment)

    for person in (cast.signatory, cast.coordinator, cast.officers["CUS"]):
        with pytest.raises(NotAllowed):
            settle(assessment, person)
    with pytest.raises(NotVisible):
        settle(assessment, make_stranger())


@pytest.mark.parametrize("upto", ["collection", "validated", "submitted", "accepted"])
def test_levels_stand_outside_consolidation(upto):
    assessment = make_assessment(upto=upto)

    with pytest.raises(NotAllowed):
        settle(assessment, cast_of(assessment).focal_point, level="5", reason="More.", expected_revision=1)


def test_in_returned_only_the_returned_question_is_settled_anew():
    assessment = make_assessment(upto="returned")
    focal = cast_of(assessment).focal_point

    settled = settle(assessment, focal, level="2", reason="The order has expired.", expected_revision=1)

    assert settled.revision == 2
    with pytest.raises(NotAllowed, match="returned"):
        settle(assessment, focal, indicator_code="P1.F2.01", level="2", reason="Less.", expected_revision=1)


def test_stale_settling_shows_both_levels_and_the_history_keeps_each():
    assessment = make_assessment(upto="consolidation")
    focal = cast_of(assessment).focal_point
    settle(assessment, focal)

    with pytest.raises(SettledConflict) as caught:
        settle(assessment, focal, level="4", reason="Later.")
    settle(assessment, focal, level="4", reason="Later.", expected_revision=1)

    assert (caught.value.details["theirs"]["level"], caught.value.details["mine"]["level"]) == ("3", "4")
    levels = SettledRevision.objects.order_by("revision").values_list("level__code", flat=True)
    assert list(levels) == ["3", "4"]


def test_same_key_settles_once():
    assessment = make_assessment(upto="consolidation")
    focal = cast_of(assessment).focal_point
    settle(assessment, focal, idempotency_key="k-1")

    again = settle(assessment, focal, idempotency_key="k-1")

    assert again.revision == 1
    with pytest.raises(KeyUsedBefore):
        settle(assessment, focal, level="1", reason="Less.", idempotency_key="k-1", expected_revision=1)


def test_coordinator_approves_not_applicable_once_and_a_change_takes_it_back():
    assessment = make_assessment(upto="submitted", answers={"P2.F2.02": "NA"})
    cast = cast_of(assessment)

    def approve():
        return operations.approve_not_applicable(
            actor=cast.coordinator, at=now(), assessment_id=assessment.pk, indicator_code="P2.F2.02"
        )

    first = approve()
    second = approve()
    operations.return_questions(
        actor=cast.coordinator, at=now(), assessment_id=assessment.pk, questions={"P2.F2.02": "There is a land border."}
    )
    settle(assessment, cast.focal_point, indicator_code="P2.F2.02", level="2", reason="True.", expected_revision=1)

    assert first.na_approved_at == second.na_approved_at is not None
    assert SettledLevel.objects.get(indicator__code="P2.F2.02").na_approved_at is None


def test_only_the_coordinator_approves_and_only_what_is_not_applicable():
    assessment = make_assessment(upto="submitted", answers={"P2.F2.02": "NA"})
    cast = cast_of(assessment)

    def approve(person, code):
        operations.approve_not_applicable(actor=person, at=now(), assessment_id=assessment.pk, indicator_code=code)

    for person in (cast.focal_point, cast.signatory, cast.officers["CUS"]):
        with pytest.raises(NotAllowed):
            approve(person, "P2.F2.02")
    with pytest.raises(NotVisible):
        approve(make_stranger("signatory"), "P2.F2.02")
    with pytest.raises(Invalid):
        approve(cast.coordinator, QUESTION)


def test_a_warning_is_explained_by_the_focal_point_and_may_be_reworded():
    assessment = make_assessment(upto="validated", settled={"P2.F1.01": 2, "P2.F2.01": 4})
    cast = cast_of(assessment)

    def explain(person, text="A pilot came first.", warning="P2.F1.01@3>P2.F2.01@3", revision=0):
        return operations.explain_warning(
            actor=person,
            at=now(),
            assessment_id=assessment.pk,
            warning=warning,
            text=text,
            expected_revision=revision,
        )

    explain(cast.focal_point)
    explain(cast.focal_point, "A pilot came first, by decree.", revision=1)

    assert WarningExplanation.objects.get().text == "A pilot came first, by decree."
    for person in (cast.signatory, cast.coordinator, cast.officers["BG"]):
        with pytest.raises(NotAllowed):
            explain(person)
    for wrong in ({"text": " "}, {"text": "x" * 1001}, {"warning": "P1.F1.01@3>P2.F2.01@3"}):
        with pytest.raises(Invalid):
            explain(cast.focal_point, **wrong)


def test_of_two_explanations_one_wins_and_the_history_keeps_both():
    assessment = make_assessment(upto="consolidation", settled={"P2.F1.01": 2, "P2.F2.01": 4})
    focal, deputy = cast_of(assessment).focal_point, make_focal_point(assessment.country, name="Deputy Point")

    def explain(person, text, revision):
        return operations.explain_warning(
            actor=person,
            at=now(),
            assessment_id=assessment.pk,
            warning="P2.F1.01@3>P2.F2.01@3",
            text=text,
            expected_revision=revision,
        )

    explain(deputy, "A circular allows it.", 0)
    with pytest.raises(ExplanationConflict) as caught:
        explain(focal, "A pilot came first.", 0)
    again = explain(deputy, "A circular allows it.", 0)
    merged = explain(focal, "A pilot came first; a circular allows it.", 1)

    theirs = caught.value.details["theirs"]
    assert (theirs["text"], theirs["revision"], theirs["by"]) == ("A circular allows it.", 1, "Deputy Point")
    assert caught.value.details["mine"] == {"text": "A pilot came first."}
    assert (again.revision, merged.revision) == (1, 2)
    events = AssessmentEvent.objects.filter(assessment=assessment, kind="warning_explained").order_by("number")
    assert [event.details["to"]["text"] for event in events] == [
        "A circular allows it.",
        "A pilot came first; a circular allows it.",
    ]


def test_a_reason_that_was_changed_after_it_was_read_is_not_approved():
    assessment = make_assessment(upto="submitted", answers={"P2.F2.02": "NA"})

    with pytest.raises(operations.SettledConflict):
        operations.approve_not_applicable(
            actor=cast_of(assessment).coordinator,
            at=now(),
            assessment_id=assessment.pk,
            indicator_code="P2.F2.02",
            expected_revision=7,
        )
