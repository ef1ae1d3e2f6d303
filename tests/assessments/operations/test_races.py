"""
Two people at the same moment, on a real database with two connections.

Each test has its negative control: the same race with the guard taken out shows what the guard prevents.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from assessments import operations
from assessments.models import AgencyAnswer, AnswerRevision, Assessment, AssessmentEvent
from assessments.operations import AnswerConflict, answers
from assessments.operations.verifying import verify_chain, verify_records
from ibm_platform.accounts.models import User
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "P1.F1.01"


def save(
    assessment: Assessment, actor: User, agency_id: int, comment: str, revision: int, code: str = QUESTION
) -> None:
    operations.save_answer(
        actor=actor,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=agency_id,
        indicator_code=code,
        kind="level",
        level="2",
        comment=comment,
        expected_revision=revision,
    )


def at_once(*acts: Callable[[], None]) -> list[Exception | None]:
    """Run the acts in threads that start together; return what each raised, in their order."""
    barrier = Barrier(len(acts))
    outcomes: list[Exception | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], None]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it was
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def race(assessment: Assessment, revision: int) -> list[Exception | None]:
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"]
    officer, lead = cast.officers["CUS"], a_lead(agency)
    return at_once(
        lambda: save(assessment, officer, agency.pk, "from the officer", revision),
        lambda: save(assessment, lead, agency.pk, "from the lead", revision),
    )


@pytest.mark.parametrize("revision", [0, 1])
def test_of_two_saves_of_one_answer_exactly_one_wins(revision):
    assessment = make_assessment(answers={QUESTION: 3} if revision else {})

    outcomes = race(assessment, revision)

    refused = [error for error in outcomes if error is not None]
    assert [type(error) for error in refused] == [AnswerConflict]
    texts = {"from the officer", "from the lead"}
    stored = AgencyAnswer.objects.get(agency__code="CUS", indicator__code=QUESTION)
    details = refused[0].details
    assert {stored.comment, details["mine"]["comment"]} == texts
    assert details["theirs"]["comment"] == stored.comment
    assert (details["base"] is None) == (revision == 0)
    assert stored.revision == revision + 1
    assert verify_chain(assessment.pk) == []


def test_without_the_revision_check_one_text_is_lost_unseen(monkeypatch):
    """The negative control: both are told that their text is stored, and one of them is not what stands there."""
    assessment = make_assessment(answers={QUESTION: 3})
    monkeypatch.setattr(answers, "already_stored", lambda *args, **kwargs: None)

    outcomes = race(assessment, 1)

    assert outcomes == [None, None]
    stored = AgencyAnswer.objects.get(agency__code="CUS", indicator__code=QUESTION)
    comments = set(AnswerRevision.objects.filter(answer=stored).values_list("comment", flat=True))
    assert comments == {"", "from the officer", "from the lead"}
    assert stored.revision == 3


def test_many_saves_of_one_country_leave_one_unbroken_chain():
    assessment = make_assessment()
    cast = cast_of(assessment)
    codes = ["P1.F1.01", "P1.F2.01", "P2.F1.01", "P2.F2.01"]

    outcomes = at_once(
        *[
            lambda code=code, name=name: save(  # type: ignore[misc]
                assessment, cast.officers[name], cast.agencies[name].pk, f"{name} on {code}", 0, code
            )
            for code in codes
            for name in ("BG", "CUS")
        ]
    )

    assert outcomes == [None] * 8
    assert AgencyAnswer.objects.filter(assessment=assessment).count() == 8
    assert verify_chain(assessment.pk) == []
    numbers = list(AssessmentEvent.objects.filter(assessment=assessment).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_save_and_a_restore_at_once_leave_one_winner_and_one_unbroken_chain():
    assessment = make_assessment(answers={QUESTION: {"CUS": 3}})
    cast = cast_of(assessment)
    officer, agency = cast.officers["CUS"], cast.agencies["CUS"]
    save(assessment, officer, agency.pk, "second", 1)

    def restore() -> None:
        operations.restore_revision(
            actor=a_lead(agency),
            at=now(),
            assessment_id=assessment.pk,
            agency_id=agency.pk,
            indicator_code=QUESTION,
            revision=1,
            expected_revision=2,
        )

    outcomes = at_once(restore, lambda: save(assessment, officer, agency.pk, "third", 2))

    assert sorted(type(error).__name__ for error in outcomes if error) == ["AnswerConflict"]
    [checked] = verify_records(assessment.pk)
    assert (checked.breaks, checked.revisions) == ((), 3)


def test_of_two_settlings_of_one_indicator_exactly_one_wins():
    assessment = make_assessment(upto="consolidation")
    focal = cast_of(assessment).focal_point

    def settle(level: str) -> Callable[[], None]:
        def act() -> None:
            operations.settle_level(
                actor=focal,
                at=now(),
                assessment_id=assessment.pk,
                indicator_code=QUESTION,
                kind="level",
                level=level,
                reason=f"We say {level}.",
                expected_revision=0,
            )

        return act

    outcomes = at_once(settle("2"), settle("4"))

    assert sorted(type(error).__name__ for error in outcomes if error) == ["SettledConflict"]


def test_of_two_openings_of_one_country_exactly_one_wins():
    assessment = make_assessment(upto="withdrawn")
    focal = cast_of(assessment).focal_point

    def act() -> None:
        operations.open_assessment(
            actor=focal,
            at=now(),
            country_id=assessment.country_id,
            cycle_id=assessment.cycle_id,
            reference_date=now().date(),
        )

    outcomes = at_once(act, act)

    assert [type(error).__name__ for error in outcomes if error] == ["AssessmentExists"]
    assert Assessment.objects.filter(is_current=True).count() == 1


def test_one_save_that_is_sent_twice_at_once_is_written_once():
    assessment = make_assessment()
    cast = cast_of(assessment)

    def act() -> None:
        operations.save_answer(
            actor=cast.officers["CUS"],
            at=now(),
            assessment_id=assessment.pk,
            agency_id=cast.agencies["CUS"].pk,
            indicator_code=QUESTION,
            kind="level",
            level="2",
            expected_revision=0,
            idempotency_key="one-save",
        )

    outcomes = at_once(act, act)

    assert outcomes == [None, None]
    assert AnswerRevision.objects.count() == 1
