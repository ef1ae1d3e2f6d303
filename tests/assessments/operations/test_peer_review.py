"""A review from the first field given to the last remark closed: who may what, when, and what the record keeps."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from assessments import operations
from assessments.models import (
    AssessmentEvent,
    EvidenceReference,
    PeerLevelRevision,
    Remark,
    RemarkReply,
    ReviewerAssignment,
    ReviewRound,
    SettledLevel,
)
from assessments.operations import (
    ConditionsNotMet,
    DeclaredAlready,
    KeyUsedBefore,
    NewLevel,
    NoMoreRounds,
    PeerLevelConflict,
    RemarkClosed,
    RemarkWithCountry,
    RoundNotThere,
    RoundOpen,
    SettledConflict,
)
from assessments.operations.verifying import verify_chain
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.people import make_reviewer, make_stranger, now
from tests.reviewing import Review, assign

pytestmark = pytest.mark.django_db

CODE, OTHER_FIELD, ONLY_GUARD = "P1.F1.01", "P1.F2.01", "P1.F1.02"


@pytest.fixture
def review() -> Review:
    return Review()


def accept(review: Review) -> None:
    review.do(operations.accept, review.coordinator)


def level_of(review: Review, code: str = CODE) -> str:
    return SettledLevel.objects.get(assessment=review.assessment, indicator__code=code).level.code


def test_nothing_before_the_declaration_and_everything_of_the_field_after_it(review: Review) -> None:
    other = make_reviewer(review.assessment.country, "Rova Lind")
    assign(review.assessment, other, "F2", declared=False)
    ask = {"indicator_code": OTHER_FIELD, "kind": "factual", "text": "Since when?"}

    with pytest.raises(NotAllowed, match="Declare first"):
        review.do(operations.write_remark, other, **ask)
    review.do(operations.declare_interests, other, has_conflict=False, note="I worked there in 1999.")

    assert review.do(operations.write_remark, other, **ask).number == 1
    row = ReviewerAssignment.objects.get(person=other)
    assert (row.note, row.declared_at is not None) == ("I worked there in 1999.", True)
    with pytest.raises(DeclaredAlready):
        review.do(operations.declare_interests, other, has_conflict=False)


def test_a_field_that_comes_later_is_declared_anew(review: Review) -> None:
    assign(review.assessment, review.reviewer, "F2", declared=False)

    with pytest.raises(NotVisible):
        review.remark(code=OTHER_FIELD)
    review.do(operations.declare_interests, review.reviewer, has_conflict=False)
    assert review.remark(code=OTHER_FIELD).number == 1


def test_whoever_declines_says_why_and_reviews_nothing() -> None:
    review = Review(opened=False)
    other = make_reviewer(review.assessment.country, "Rova Lind")
    assign(review.assessment, other, "F2", declared=False)

    with pytest.raises(Invalid, match="what the conflict is"):
        review.do(operations.declare_interests, other, has_conflict=True)
    review.do(operations.declare_interests, other, has_conflict=True, note="My firm bids there.")

    row = ReviewerAssignment.objects.get(person=other)
    assert row.declined_at == row.ended_at is not None
    review.do(operations.open_round, review.coordinator)
    with pytest.raises(NotAllowed):
        review.remark(other, OTHER_FIELD)
    # The field can be given to somebody else, and to the same person again, who declares anew.
    assign(review.assessment, other, "F2")
    assert review.remark(other, OTHER_FIELD).number == 1


def test_another_field_does_not_exist_for_a_reviewer_and_all_do_for_the_coordinator(review: Review) -> None:
    with pytest.raises(NotVisible):
        review.remark(code=OTHER_FIELD)
    with pytest.raises(NotVisible):
        review.propose(OTHER_FIELD)

    assert review.remark(review.coordinator, OTHER_FIELD).number == 1


@pytest.mark.parametrize("field", ["F9", "T1", ""])
def test_only_fields_are_given(review: Review, field: str) -> None:
    with pytest.raises(Invalid, match="one of the fields"):
        review.do(operations.assign_reviewer, review.coordinator, field=field, person_id=review.reviewer.pk)


def test_only_reviewers_of_the_country_are_given_one_and_one_person_a_field(review: Review) -> None:
    give = {"act": operations.assign_reviewer, "who": review.coordinator, "field": "F1"}
    for person in (review.focal, make_stranger("reviewer")):
        with pytest.raises(Invalid, match="peer reviewer of this country"):
            review.do(**give, person_id=person.pk)
    other = make_reviewer(review.assessment.country, "Rova Lind")

    review.do(**give, person_id=other.pk)
    review.do(**give, person_id=other.pk)

    standing = ReviewerAssignment.objects.standing().filter(assessment=review.assessment)
    assert [(row.field, row.person_id) for row in standing] == [("F1", other.pk)]
    with pytest.raises(NotAllowed):
        review.remark()
    review.do(**give, person_id=None)
    assert not standing.all().exists()


def test_a_peer_level_has_a_reason_and_revisions_and_leaves_the_national_level_alone(review: Review) -> None:
    with pytest.raises(Invalid, match="Give the reason"):
        review.propose(reason=" ")
    review.propose(level="2")
    review.propose(level="1", revision=1, idempotency_key="k")
    again = review.propose(level="1", revision=1, idempotency_key="k")

    assert (again.revision, PeerLevelRevision.objects.count(), level_of(review)) == (2, 2, "3")
    with pytest.raises(PeerLevelConflict):
        review.propose(level="4", revision=1)
    with pytest.raises(NotAllowed):
        review.do(
            operations.settle_level, review.reviewer, indicator_code=CODE, kind="level", level="2", expected_revision=1
        )


def test_outside_an_open_round_nothing_is_proposed_or_asked() -> None:
    review = Review(opened=False)
    for act in (review.propose, review.remark, review.send, review.confirm, review.close):
        with pytest.raises(RoundNotThere):
            act()
    review.do(operations.open_round, review.coordinator)
    review.send()
    for act in (review.propose, review.remark, review.send, review.close):
        with pytest.raises(RoundNotThere):
            act()


def test_remarks_are_numbered_over_both_rounds_and_sent_twice_they_are_written_once(review: Review) -> None:
    first = review.remark(client_key="one")
    assert review.remark(client_key="one").pk == first.pk
    with pytest.raises(KeyUsedBefore):
        review.remark(client_key="one", text="Another.")
    review.remark(review.coordinator, OTHER_FIELD)
    review.send()
    for number in (1, 2):
        review.reply(number)
    review.confirm()
    review.close()
    review.do(operations.open_round, review.coordinator)

    third = review.remark()

    assert (third.number, third.round.number, Remark.objects.count()) == (3, 2, 3)
    for wrong in ({"kind": "rude"}, {"text": " \u200e"}, {"text": "x" * 2001}):
        with pytest.raises(Invalid):
            review.remark(**wrong)


def test_there_is_no_third_round() -> None:
    review = Review(opened=False)
    review.whole_round()
    review.do(operations.open_round, review.coordinator)
    with pytest.raises(RoundOpen):
        review.do(operations.open_round, review.coordinator)
    review.send()
    review.confirm()
    review.close()

    with pytest.raises(NoMoreRounds):
        review.do(operations.open_round, review.coordinator)
    assert ReviewRound.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(assessment=review.assessment, number=3, opened_at=now(), opened_by=review.focal)


def test_the_country_replies_once_it_is_sent_and_only_to_what_was_sent(review: Review) -> None:
    review.remark()
    with pytest.raises(NotVisible):
        review.reply()
    review.send()

    review.reply(text="First words.")
    review.reply(decision="keep", text="Better words.")

    assert list(RemarkReply.objects.values_list("decision", "text")) == [
        ("explain", "First words."),
        ("keep", "Better words."),
    ]
    for who in (review.signatory, review.coordinator, review.reviewer, review.cast.officers["CUS"]):
        with pytest.raises(NotAllowed):
            review.do(operations.reply_remark, who, number=1, decision="keep", text="No.")
    for wrong in ({"decision": "shrug"}, {"text": "  "}):
        with pytest.raises(Invalid):
            review.reply(**wrong)
    review.confirm()
    with pytest.raises(RoundNotThere):
        review.reply()


def test_an_accepting_reply_settles_that_one_level(review: Review) -> None:
    review.remark(kind="scoring")
    review.remark(kind="wording", code=ONLY_GUARD)
    review.send()
    down = NewLevel("level", "2", 1)

    with pytest.raises(Invalid, match="goes with accepting"):
        review.reply(decision="keep", new_level=down)
    with pytest.raises(Invalid, match="goes with accepting"):
        review.reply(number=2, decision="accept", new_level=down)
    with pytest.raises(SettledConflict):
        review.reply(decision="accept", new_level=NewLevel("level", "2", 0))
    reply = review.reply(decision="accept", text="They are right.", new_level=down)

    assert (level_of(review), level_of(review, ONLY_GUARD), reply.settled_revision) == ("2", "3", 2)
    settled = SettledLevel.objects.get(assessment=review.assessment, indicator__code=CODE)
    assert settled.reason == "They are right."
    kinds = list(AssessmentEvent.objects.order_by("-number").values_list("kind", flat=True)[:2])
    assert kinds == ["remark_replied", "level_settled"]
    # Outside the reply what was submitted stands.
    with pytest.raises(NotAllowed):
        review.do(
            operations.settle_level, review.focal, indicator_code=CODE, kind="level", level="3", expected_revision=2
        )


def test_a_document_behind_a_remark_is_added_while_the_country_replies(review: Review) -> None:
    review.remark()
    add = {"agency_id": None, "title": "Order 12", "kind": "E1"}
    with pytest.raises(NotAllowed):
        review.do(operations.add_evidence, review.focal, indicator_code=CODE, **add)
    review.send()

    review.do(operations.add_evidence, review.focal, indicator_code=CODE, **add)

    with pytest.raises(NotAllowed, match="has a remark"):
        review.do(operations.add_evidence, review.focal, indicator_code=OTHER_FIELD, **add)
    assert EvidenceReference.objects.filter(title="Order 12").count() == 1


def test_the_signatory_confirms_what_is_whole(review: Review) -> None:
    review.remark()
    review.send()
    with pytest.raises(ConditionsNotMet) as unmet:
        review.confirm()
    assert [problem.code for problem in unmet.value.problems] == ["remark_unanswered"]
    # P2.F2.01 needs P2.F1.01 at 3, and P2.F1.01 is not the remark's.
    review.reply(decision="accept", new_level=NewLevel("level", "2", 1))
    with pytest.raises(NotAllowed):
        review.do(operations.confirm_response, review.focal)

    review.confirm()

    told = AssessmentEvent.objects.get(kind="response_confirmed")
    submitted = AssessmentEvent.objects.get(kind="submit")
    assert told.details["answers_hash"] != submitted.details["answers_hash"]
    assert verify_chain(review.assessment.pk) == []


def test_acceptance_waits_for_the_round_and_for_blocking_remarks(review: Review) -> None:
    review.remark(is_blocking=True)
    review.remark(is_blocking=False, code=ONLY_GUARD)

    def problems() -> list[str]:
        with pytest.raises(ConditionsNotMet) as unmet:
            accept(review)
        return [problem.code for problem in unmet.value.problems]

    assert problems() == ["round_open", "remark_open"]
    with pytest.raises(ConditionsNotMet):
        review.do(operations.return_questions, review.coordinator, questions={CODE: "Which?"})
    review.send()
    review.reply(1)
    review.reply(2)
    with pytest.raises(RemarkWithCountry):
        review.do(operations.close_remark, review.reviewer, number=1)
    review.confirm()
    review.close()
    assert problems() == ["remark_open"]
    review.do(operations.close_remark, review.reviewer, number=1, words="Seen.")
    with pytest.raises(RemarkClosed):
        review.do(operations.close_remark, review.coordinator, number=1)

    accept(review)

    assert Remark.objects.get(number=1).closing_words == "Seen."


def test_a_remark_is_closed_by_its_author_or_the_coordinator(review: Review) -> None:
    review.remark(review.coordinator)
    review.remark()

    with pytest.raises(NotAllowed, match="author or the coordinator"):
        review.do(operations.close_remark, review.reviewer, number=1)
    review.do(operations.close_remark, review.coordinator, number=2)
    with pytest.raises(NotVisible):
        review.do(operations.close_remark, review.reviewer, number=9)


def test_the_record_tells_of_each_step_and_never_the_words(review: Review) -> None:
    review.propose(reason="Secret words.")
    review.remark(text="Secret words.")
    review.send()
    review.reply(text="Secret words.")
    review.confirm()
    review.do(operations.close_remark, review.reviewer, number=1, words="Secret words.")
    review.close()

    told = AssessmentEvent.objects.filter(number__gt=AssessmentEvent.objects.get(kind="submit").number)
    kinds = ["reviewer_assigned", "interests_declared", "round_opened", "peer_level_proposed", "remark_written"]
    kinds += ["round_sent", "remark_replied", "response_confirmed", "remark_closed", "round_closed"]
    assert [event.kind for event in told.order_by("number")] == kinds
    assert "ecret" not in str([event.details for event in told])
