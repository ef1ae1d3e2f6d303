"""The lead hands over, once; the answers are opened again with a reason; others read what stood at each release."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from assessments import operations, queries
from assessments.models import Assessment, AssessmentEvent, Participation, Release
from assessments.operations import ConditionsNotMet, NotReleased, ReleasedAlready
from assessments.queries.events import events
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import grant_membership
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, answer_questions, cast_of, make_assessment, make_cycle
from tests.people import make_admin, make_stranger, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def hand_over(assessment: Assessment, code: str = "CUS", actor: User | None = None, key: str = "") -> Release:
    agency = cast_of(assessment).agencies[code]
    return operations.release_answers(
        actor=actor or a_lead(agency), at=now(), assessment_id=assessment.pk, agency_id=agency.pk, idempotency_key=key
    )


def open_again(
    assessment: Assessment, code: str = "CUS", actor: User | None = None, reason: str = "One was wrong."
) -> Release:
    agency = cast_of(assessment).agencies[code]
    return operations.reopen_release(
        actor=actor or a_lead(agency), at=now(), assessment_id=assessment.pk, agency_id=agency.pk, reason=reason
    )


def say(assessment: Assessment, comment: str, revision: int) -> None:
    cast = cast_of(assessment)
    operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code=QUESTION,
        kind="level",
        level="2",
        comment=comment,
        expected_revision=revision,
    )


def comments_read_by(person: User, assessment: Assessment) -> list[str]:
    agency = cast_of(assessment).agencies["CUS"]
    return [one.comment for one in queries.answer_history(person, now(), assessment.pk, agency.pk, QUESTION)]


def test_release_needs_every_question_answered_and_names_the_open_ones():
    assessment = make_assessment(answers={QUESTION: 2})

    with pytest.raises(ConditionsNotMet) as caught:
        hand_over(assessment, "BG")

    open_codes = [problem["indicator"] for problem in caught.value.details["problems"]]
    assert open_codes == ["P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02"]


def test_the_lead_alone_releases():
    assessment = make_assessment()
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=3)
    # Leads one agency, answers for the other: the lead's right does not reach over.
    grant_membership(
        person_id=cast.leads["BG"].pk,
        role="officer",
        agency_id=cast.agencies["CUS"].pk,
        actor=make_admin(),
        at=now(),
        proved_at=now(),
    )

    for person, error in (
        (cast.officers["CUS"], NotAllowed),
        (cast.leads["BG"], NotAllowed),
        (cast.officers["BG"], NotAllowed),
        (cast.focal_point, NotAllowed),
        (cast.signatory, NotAllowed),
        (cast.coordinator, NotAllowed),
        (make_stranger("agency_lead"), NotVisible),
    ):
        with pytest.raises(error):
            hand_over(assessment, actor=person)
    release = hand_over(assessment)
    part = Participation.objects.get(agency=cast.agencies["CUS"])

    assert (release.reference, release.by, release.revisions[QUESTION]) == ("XA-2027-CUS-1", cast.leads["CUS"], 1)
    assert (part.released_at, part.released_by) == (release.at, cast.leads["CUS"])
    with pytest.raises(NotVisible):
        hand_over(assessment, "BG", cast.leads["CUS"])


def test_the_same_press_of_the_button_hands_over_once():
    assessment = make_assessment()
    answer_questions(assessment, {}, level=3)

    first, second = hand_over(assessment, key="one press"), hand_over(assessment, key="one press")

    assert (second.pk, second.reference) == (first.pk, "XA-2027-CUS-1")
    with pytest.raises(ReleasedAlready, match="XA-2027-CUS-1"):
        hand_over(assessment, key="another press")
    assert AssessmentEvent.objects.filter(kind="answers_released").count() == 1


def test_a_release_is_opened_again_with_a_reason_by_the_lead_or_the_focal_point():
    assessment = make_assessment(release=True)
    cast = cast_of(assessment)

    for person, error in (
        (cast.officers["CUS"], NotAllowed),
        (cast.leads["BG"], NotVisible),
        (cast.signatory, NotAllowed),
    ):
        with pytest.raises(error):
            open_again(assessment, actor=person)
    with pytest.raises(Invalid):
        open_again(assessment, reason="  ")
    opened = open_again(assessment)
    with pytest.raises(NotReleased):
        open_again(assessment, actor=cast.focal_point)
    say(assessment, "corrected", 1)
    anew = hand_over(assessment)
    by_focal = open_again(assessment, actor=cast.focal_point, reason="Two pages are missing.")

    assert (opened.number, opened.reopened_by, opened.reason) == (1, cast.leads["CUS"], "One was wrong.")
    assert (anew.reference, by_focal.pk, by_focal.reopened_by) == ("XA-2027-CUS-2", anew.pk, cast.focal_point)
    last = events(cast.focal_point, now(), assessment.pk, limit=1)[0]
    assert (last.kind, last.details["reason"]) == ("release_reopened", "Two pages are missing.")
    tasks = queries.tasks(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk)
    assert (tasks.can_answer, tasks.last_release.reason) == (True, "Two pages are missing.")


def test_after_collection_nothing_is_opened_again():
    assessment = make_assessment(upto="consolidation")
    cast = cast_of(assessment)

    for person in (cast.leads["CUS"], cast.focal_point):
        with pytest.raises(NotAllowed):
            open_again(assessment, actor=person)


def test_others_read_what_stood_at_each_release_and_no_draft_between():
    assessment = make_assessment()
    focal = cast_of(assessment).focal_point
    say(assessment, "draft before", 0)
    say(assessment, "handed over first", 1)
    answer_questions(assessment, {}, level=3)
    hand_over(assessment)
    first = comments_read_by(focal, assessment)

    open_again(assessment)
    say(assessment, "draft between", 2)
    meanwhile = comments_read_by(focal, assessment), queries.answers(focal, now(), assessment.pk)
    say(assessment, "handed over second", 3)
    hand_over(assessment)
    second = comments_read_by(focal, assessment)

    assert (first, meanwhile) == (["handed over first"], ([], []))
    assert second == ["handed over second", "handed over first"]
    assert "draft" not in repr(events(focal, now(), assessment.pk))
    # The agency's own people read everything that they wrote.
    assert len(comments_read_by(cast_of(assessment).officers["CUS"], assessment)) == 4


def test_an_agency_that_was_opened_again_and_does_not_return_counts_as_absent():
    assessment = make_assessment(release=True)
    cast = cast_of(assessment)
    open_again(assessment)

    later = now() + timedelta(days=40)
    operations.start_consolidation(actor=cast.focal_point, at=later, assessment_id=assessment.pk, reason="No answer.")

    assert Participation.objects.get(agency=cast.agencies["CUS"]).absent
    assert {row.agency for row in queries.answers(cast.focal_point, later, assessment.pk)} == {"BG"}
    # Its own people read no other agency's either.
    assert {row.agency for row in queries.answers(cast.leads["CUS"], later, assessment.pk)} == {"CUS"}
    assert queries.shared_answers(cast.leads["CUS"], later, assessment.pk).is_shut


def test_references_go_on_over_a_withdrawn_assessment_of_the_cycle():
    cycle = make_cycle()
    assessment = make_assessment(cycle=cycle, release=True)
    operations.withdraw(
        actor=cast_of(assessment).signatory, at=now(), assessment_id=assessment.pk, reason="Begun too early."
    )
    make_assessment(cycle=cycle, release=True)

    assert sorted(Release.objects.filter(participation__agency__code="CUS").values_list("number", flat=True)) == [1, 2]


def test_installations_from_before_keep_what_was_handed_over():
    """The migration writes the rows that operations write now; only the names of the buttons' keys are not known any more."""
    assessment = make_assessment(answers={QUESTION: 2}, release=True)
    kept = ("participation", "number", "at", "by", "revisions")
    written = list(Release.objects.order_by("participation").values(*kept))
    Release.objects.all().delete()

    import_module("assessments.migrations.0005_releases_are_rows").fill(apps, SimpleNamespace(connection=connection))

    assert list(Release.objects.order_by("participation").values(*kept)) == written
    assert len(written) == 2 == assessment.participations.count()
