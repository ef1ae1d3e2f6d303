"""Two people write remarks at the same moment: each takes a number of its own."""

from __future__ import annotations

import pytest

from assessments import operations
from assessments.models import Remark
from assessments.operations import remarking
from assessments.operations.verifying import verify_chain
from tests.assessments.operations.test_races import at_once
from tests.people import now
from tests.reviewing import Review

pytestmark = pytest.mark.django_db(transaction=True)


def race(review: Review) -> list[Exception | None]:
    """The reviewer and the coordinator write at once."""

    def write(person):
        operations.write_remark(
            actor=person,
            at=now(),
            assessment_id=review.assessment.pk,
            indicator_code="P1.F1.01",
            kind="factual",
            text="Since when?",
        )

    return at_once(lambda: write(review.reviewer), lambda: write(review.coordinator))


def test_two_remarks_at_once_take_two_numbers():
    review = Review()

    assert race(review) == [None, None]

    assert sorted(Remark.objects.values_list("number", flat=True)) == [1, 2]
    assert verify_chain(review.assessment.pk) == []


def test_without_the_look_under_the_lock_both_would_take_the_same(monkeypatch):
    """The negative control: a number that is read before the lock names two remarks, and the database refuses one."""
    review = Review()
    monkeypatch.setattr(remarking, "next_number", lambda seen: 1)

    outcomes = race(review)

    assert [type(error).__name__ for error in outcomes if error is not None] == ["IntegrityError"]
    assert Remark.objects.count() == 1
