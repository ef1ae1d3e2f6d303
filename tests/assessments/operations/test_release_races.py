"""
A release at the same moment as a save, and one that is opened again while collection closes.

Each test has its negative control: the same two acts with the guard taken out show what it prevents.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from assessments import operations
from assessments.models import AgencyAnswer, Assessment, Participation, Release
from assessments.operations import ConditionsNotMet, answers, moves
from assessments.operations.verifying import verify_chain
from ibm_platform.common.errors import NotAllowed
from tests.assessments.operations.test_races import QUESTION, at_once, save
from tests.builders import answer_questions, cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)


def releasing(assessment: Assessment, key: str = "") -> Callable[[], None]:
    cast = cast_of(assessment)
    lead, agency = cast.leads["CUS"], cast.agencies["CUS"]
    return lambda: operations.release_answers(
        actor=lead, at=now(), assessment_id=assessment.pk, agency_id=agency.pk, idempotency_key=key
    )


def saving(assessment: Assessment) -> Callable[[], None]:
    cast = cast_of(assessment)
    officer, agency = cast.officers["CUS"], cast.agencies["CUS"]
    return lambda: save(assessment, officer, agency.pk, "at the last moment", 1)


def reopening(assessment: Assessment) -> Callable[[], None]:
    cast = cast_of(assessment)
    lead, agency = cast.leads["CUS"], cast.agencies["CUS"]
    return lambda: operations.reopen_release(
        actor=lead, at=now(), assessment_id=assessment.pk, agency_id=agency.pk, reason="One was wrong."
    )


def closing(assessment: Assessment) -> Callable[[], None]:
    focal = cast_of(assessment).focal_point
    return lambda: operations.start_consolidation(actor=focal, at=now(), assessment_id=assessment.pk)


def one_after_the_other(first: Callable[[], None], second: Callable[[], None]) -> list[Exception | None]:
    """Both begin together; the second is held until the first is done."""
    done = Event()

    def lead() -> None:
        try:
            first()
        finally:
            done.set()

    def follow() -> None:
        assert done.wait(60)
        second()

    return at_once(lead, follow)


def stands_and_was_handed_over() -> tuple[int, int]:
    standing = AgencyAnswer.objects.get(agency__code="CUS", indicator__code=QUESTION).revision
    return standing, Release.objects.get().revisions[QUESTION]


def test_what_a_release_handed_over_is_what_stands():
    assessment = make_assessment()
    answer_questions(assessment, {}, level=3)

    released, saved = at_once(releasing(assessment), saving(assessment))

    assert released is None
    assert saved is None or isinstance(saved, NotAllowed)
    standing, handed_over = stands_and_was_handed_over()
    assert standing == handed_over == (2 if saved is None else 1)
    assert verify_chain(assessment.pk) == []


def test_without_the_question_behind_the_lock_a_save_changes_what_was_handed_over(monkeypatch):
    assessment = make_assessment()
    answer_questions(assessment, {}, level=3)
    monkeypatch.setattr(answers, "require_open_question", lambda *args: None)

    outcomes = one_after_the_other(releasing(assessment), saving(assessment))

    assert outcomes == [None, None]
    assert stands_and_was_handed_over() == (2, 1)


def test_a_release_that_is_sent_twice_at_once_is_made_once():
    assessment = make_assessment()
    answer_questions(assessment, {}, level=3)

    outcomes = at_once(releasing(assessment, "one press"), releasing(assessment, "one press"))

    assert outcomes == [None, None]
    assert Release.objects.count() == 1


def left_out() -> bool:
    """Whether the levels are settled without an agency that nobody calls absent."""
    began = Assessment.objects.filter(status="consolidation")
    return Participation.objects.filter(assessment__in=began, released_at=None, absent=False).exists()


def test_either_collection_closes_or_the_answers_are_open_again():
    assessment = make_assessment(release=True)

    reopened, closed = at_once(reopening(assessment), closing(assessment))

    refused = [error for error in (reopened, closed) if error is not None]
    assert [type(error) for error in refused] == [ConditionsNotMet if closed else NotAllowed]
    assert not left_out()


def test_without_the_condition_of_closing_an_agency_is_left_out_unseen(monkeypatch):
    assessment = make_assessment(release=True)
    monkeypatch.setattr(moves, "problems_of", lambda *args: [])

    outcomes = one_after_the_other(reopening(assessment), closing(assessment))

    assert outcomes == [None, None]
    assert left_out()
