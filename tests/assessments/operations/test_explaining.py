"""Findings stand until they are mended or explained; an explanation holds for the levels that it was written of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments import operations, queries
from assessments.lifecycle import Move
from assessments.models import Assessment
from ibm_platform.common.errors import Invalid
from tests.builders import a_coordinator, cast_of, explain_everything, make_assessment, make_cycle
from tests.people import now

pytestmark = pytest.mark.django_db

Q = "P1.F1.01"


def found(assessment: Assessment) -> dict[str, queries.WarningView]:
    return {one.code: one for one in queries.warnings(cast_of(assessment).focal_point, now(), assessment.pk)}


def settle_at(assessment: Assessment, level: str, *, revision: int = 1) -> None:
    operations.settle_level(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code=Q,
        kind="level",
        level=level,
        reason="Seen again.",
        expected_revision=revision,
    )


def explain(assessment: Assessment, code: str, text: str = "The order is being written.") -> None:
    operations.explain_warning(
        actor=cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk, warning=code, text=text
    )


def in_the_way(assessment: Assessment) -> list[tuple[str, str | None]]:
    signatory = cast_of(assessment).signatory
    problems = queries.move_page(signatory, now(), assessment.pk, Move.SUBMIT).problems
    return [(one.code, one.warning) for one in problems]


def two_cycles(*, before: int, level: int, upto: str = "validated") -> Assessment:
    """Both cycles rest on the same documents: "Order on …", without a date."""
    long_ago = now() - timedelta(days=700)
    make_assessment(upto="accepted", cycle=make_cycle(code="2024"), level=before, reference_date=long_ago.date())
    return make_assessment(upto=upto, cycle=make_cycle(code="2027"), level=level)


def test_explanation_of_a_level_that_moved_is_stale_and_waits_anew():
    assessment = make_assessment(upto="consolidation", settled={Q: 2}, evidence=False)
    explain(assessment, f"evidence:{Q}@2")

    settle_at(assessment, "3")
    raised = found(assessment)[f"evidence:{Q}@3"]
    settle_at(assessment, "2", revision=2)
    back = found(assessment)[f"evidence:{Q}@2"]

    assert (raised.remedy, raised.explanation, raised.is_open) == ("fix", None, True)
    assert raised.stale is not None and raised.stale.text == "The order is being written."
    # The very finding that was explained: its sentence holds again.
    assert back.explanation is not None and back.stale is None and not back.is_open


def test_required_reference_is_not_explained_away():
    assessment = make_assessment(upto="consolidation", settled={Q: 3}, evidence=False)

    with pytest.raises(Invalid, match="needs a reference, whatever is explained"):
        explain(assessment, f"evidence:{Q}@3")


def test_submission_waits_for_every_sentence():
    assessment = make_assessment(upto="validated", level=1, settled={Q: 2, "P1.F2.01": 2}, evidence=False)
    codes = [f"evidence:{Q}@2", "evidence:P1.F2.01@2"]

    before = in_the_way(assessment)
    explain(assessment, codes[0])
    after_one = in_the_way(assessment)
    operations.explain_warnings(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        warnings=codes[1:],
        text="So it is.",
    )

    assert before == [("warning_unexplained", code) for code in codes]
    assert after_one == [("warning_unexplained", codes[1])]
    assert in_the_way(assessment) == []


def test_levels_that_moved_on_the_documents_of_last_time_are_found_and_a_new_document_mends_it():
    assessment = two_cycles(before=2, level=3)
    focal = cast_of(assessment).focal_point

    before = found(assessment)
    operations.add_evidence(
        actor=focal,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code=Q,
        title="Law of this year",
        kind="E1",
    )

    assert {one.kind for one in before.values()} == {"movement"}
    assert before[f"movement:{Q}:2>3"].message == (
        f"{Q} rose from level 2 to 3 since the cycle before, without new evidence."
    )
    assert set(before) - set(found(assessment)) == {f"movement:{Q}:2>3"}


def test_what_stays_as_it_was_has_not_moved():
    assert found(two_cycles(before=3, level=3)) == {}


def test_every_page_finds_the_same():
    assessment = two_cycles(before=2, level=3, upto="validated")
    focal, pk = cast_of(assessment).focal_point, assessment.pk

    listed = queries.settling_list(focal, now(), pk)
    one = queries.settling(focal, now(), pk, Q)
    review = queries.review(focal, now(), pk)

    codes = list(found(assessment))
    assert listed.unexplained_warnings == len(codes) == 6
    assert [warning.code for warning in one.warnings] == [f"movement:{Q}:2>3"]
    assert [warning.code for warning in review.warnings] == codes


def test_report_prints_every_kind_that_was_explained():
    long_ago = now() - timedelta(days=700)
    make_assessment(upto="accepted", cycle=make_cycle(code="2024"), level=1, reference_date=long_ago.date())
    levels = {"P2.F1.01": 2, "P2.F2.01": 3}
    assessment = make_assessment(
        upto="validated", cycle=make_cycle(code="2027"), level=1, settled=levels, evidence=False
    )
    explain_everything(assessment)

    snapshot = queries.national_snapshot(Assessment.objects.with_context().get(pk=assessment.pk))

    printed = {one.kind: one.message for one in snapshot.findings if one.code in snapshot.explanations}
    assert set(printed) == {"prerequisite", "evidence", "movement"}
    assert printed["prerequisite"] == "P2.F2.01 stands at 3, although P2.F1.01, needed at level 3, stands at 2."
    assert all(one.rule for one in snapshot.findings)


def test_what_changed_since_the_submission_that_was_sent_back():
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)
    untouched = queries.changed_since(cast.focal_point, now(), assessment.pk)

    operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code=Q,
        kind="level",
        level="4",
        expected_revision=1,
    )
    settle_at(assessment, "4")
    operations.add_evidence(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code=Q,
        title="Newer order",
        kind="E1",
    )
    operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)
    changed = queries.changed_since(a_coordinator(), now(), assessment.pk)

    assert untouched is not None and untouched.questions == ()
    assert changed is not None and changed.by == cast.signatory.name
    (one,) = changed.questions
    assert (one.code, one.before.label, one.after.label, one.has_new_reason) == (Q, "3", "4", True)
    assert (one.references, one.answers) == (1, 1)


def test_a_level_that_was_changed_and_changed_back_did_not_change():
    assessment = make_assessment(upto="returned", settled={Q: 3})
    settle_at(assessment, "4")
    operations.restore_settled(
        actor=cast_of(assessment).focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code=Q,
        revision=1,
        expected_revision=2,
    )

    changed = queries.changed_since(cast_of(assessment).focal_point, now(), assessment.pk)

    assert changed is not None and changed.questions == ()


@pytest.mark.parametrize("upto", ["validated", "submitted", "accepted"])
def test_nothing_is_said_to_have_changed_where_nothing_was_sent_back(upto):
    assessment = make_assessment(upto=upto)

    assert queries.changed_since(cast_of(assessment).focal_point, now(), assessment.pk) is None
