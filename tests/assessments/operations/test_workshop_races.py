"""A vote comes while the votes are shown: it counts with the others, or it is refused; never in between."""

from __future__ import annotations

from threading import Event

import pytest

from assessments import operations
from assessments.models import AssessmentEvent, SettledRevision, WorkshopVote
from assessments.operations import VoteOver, voting
from assessments.operations.verifying import verify_chain
from tests.assessments.operations.test_races import at_once
from tests.workshops import REASON, make_room, step, vote

pytestmark = pytest.mark.django_db(transaction=True)


def race(*, late: bool) -> tuple[list[Exception | None], int]:
    """Customs votes while the Border Guard's vote is shown, or (``late``) right after; what was raised, and votes left unseen."""
    assessment, workshop = make_room()
    step(operations.start_vote, assessment, workshop, expected_round=0)
    vote(assessment, workshop, "BG", "4")
    shown = Event()

    def reveal() -> None:
        step(operations.reveal_votes, assessment, workshop, expected_round=1)
        shown.set()

    def cast() -> None:
        if late:
            assert shown.wait(30)
        vote(assessment, workshop, "CUS", "2")

    outcomes = at_once(reveal, cast)
    assert verify_chain(assessment.pk) == []
    return outcomes, WorkshopVote.objects.filter(revealed_at__isnull=True).count()


def test_a_vote_at_the_moment_of_showing_is_shown_or_refused():
    (shown, cast), unseen = race(late=False)

    assert (shown, unseen) == (None, 0)
    assert cast is None or type(cast) is VoteOver
    assert WorkshopVote.objects.count() == (2 if cast is None else 1)


def test_a_vote_that_comes_late_is_refused():
    (_shown, cast), unseen = race(late=True)

    assert (type(cast), unseen) == (VoteOver, 0)


def test_without_the_look_at_the_vote_a_late_one_would_stay_unseen(monkeypatch):
    """The negative control: knowing the others' votes, somebody votes after them."""
    monkeypatch.setattr(voting, "require_voting", lambda item, expected_round: None)

    (shown, cast), unseen = race(late=True)

    assert (shown, cast, unseen) == (None, None, 1)


def test_two_presses_settle_once():
    assessment, workshop = make_room()

    def settle() -> None:
        step(
            operations.settle_in_workshop,
            assessment,
            workshop,
            kind="level",
            level="3",
            reason=REASON,
            expected_revision=0,
            idempotency_key="one press",
        )

    assert at_once(settle, settle) == [None, None]
    assert SettledRevision.objects.count() == AssessmentEvent.objects.filter(kind="level_settled").count() == 1
