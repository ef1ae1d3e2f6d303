"""Two people resolve one thread at the same moment, and one person presses twice."""

from __future__ import annotations

import pytest

from assessments import operations
from assessments.models import AssessmentEvent, Comment
from assessments.operations import ThreadResolved, comments
from assessments.operations.verifying import verify_chain
from tests.assessments.operations.test_races import at_once
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)


def race(assessment, act: str = "resolve") -> list[Exception | None]:
    """Officer and lead of Customs resolve their thread; or the officer's form is sent twice."""
    customs = cast_of(assessment).agencies["CUS"]
    officer, lead = cast_of(assessment).officers["CUS"], a_lead(customs)

    def write() -> Comment:
        return operations.write_comment(
            actor=officer,
            at=now(),
            assessment_id=assessment.pk,
            indicator_code="P1.F1.01",
            text="Is it?",
            agency_id=customs.pk,
            client_key="one press",
        )

    if act == "write":
        return at_once(write, write)
    begun = write().pk

    def resolve(person):
        operations.resolve_comment(actor=person, at=now(), assessment_id=assessment.pk, comment_id=begun)

    return at_once(lambda: resolve(officer), lambda: resolve(lead))


def test_of_two_who_resolve_one_is_told_that_it_was_done():
    assessment = make_assessment()

    outcomes = race(assessment)

    assert [type(error) for error in outcomes if error is not None] == [ThreadResolved]
    assert AssessmentEvent.objects.filter(kind="comment_resolved").count() == 1
    assert verify_chain(assessment.pk) == []


def test_a_double_press_writes_one_comment():
    assessment = make_assessment()

    assert race(assessment, "write") == [None, None]

    assert Comment.objects.count() == AssessmentEvent.objects.filter(kind="comment_written").count() == 1


def test_without_the_look_at_what_stands_both_would_resolve(monkeypatch):
    """The negative control: a thread that looks open to both is resolved twice."""
    assessment = make_assessment()
    whole = comments.require_comment

    def blind(seen, comment_id):
        found = whole(seen, comment_id)
        found.resolved_at = None
        return found

    monkeypatch.setattr(comments, "require_comment", blind)

    assert race(assessment) == [None, None]
    assert AssessmentEvent.objects.filter(kind="comment_resolved").count() == 2
