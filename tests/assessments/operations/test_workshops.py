"""A workshop: who leads it, blind votes that are shown together, and an outcome that says who was in the room."""

from __future__ import annotations

import json

import pytest

from assessments import operations, queries
from assessments.models import AssessmentEvent, Attendance, Dissent, ItemState, SettledRevision, WorkshopVote
from assessments.operations.verifying import verify_chain
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import cast_of, make_assessment, settle
from tests.people import make_country, now
from tests.workshops import OTHER, REASON, Q, make_room, make_workshop, step, vote, vote_through

pytestmark = pytest.mark.django_db


def outcome(assessment, workshop, level: str, *, revision: int = 0, **more):
    words = {"reason": REASON, **more}
    return step(
        operations.settle_in_workshop,
        assessment,
        workshop,
        kind="level",
        level=level,
        expected_revision=revision,
        **words,
    )


def test_the_agenda_is_what_needs_a_talk_and_the_focal_point_names_who_leads():
    assessment = make_assessment(upto="consolidation", answers={Q: {"BG": 5, "CUS": 2}})
    cast = cast_of(assessment)
    one = {"at": now(), "assessment_id": assessment.pk}
    plan = {"title": "Workshop", "begins_on": now().date(), **one}

    workshop = operations.plan_workshop(actor=cast.focal_point, chair_id=cast.officers["BG"].pk, client_key="a", **plan)
    again = operations.plan_workshop(actor=cast.focal_point, chair_id=cast.officers["BG"].pk, client_key="a", **plan)

    assert again == workshop
    assert [item.indicator.code for item in workshop.items.all()] == [Q]
    with pytest.raises(NotAllowed):
        operations.plan_workshop(actor=cast.signatory, chair_id=cast.signatory.pk, **plan)
    with pytest.raises(Invalid):
        operations.plan_workshop(actor=cast.focal_point, chair_id=cast.coordinator.pk, **plan)
    with pytest.raises(NotAllowed):
        operations.open_workshop(actor=cast.focal_point, workshop_id=workshop.pk, **one)
    operations.change_workshop(actor=cast.focal_point, workshop_id=workshop.pk, chair_id=cast.focal_point.pk, **plan)
    operations.open_workshop(actor=cast.focal_point, workshop_id=workshop.pk, **one)
    with pytest.raises(NotAllowed):
        operations.close_workshop(actor=cast.officers["BG"], workshop_id=workshop.pk, **one)


def test_another_assessments_workshop_does_not_exist():
    assessment, _workshop = make_room()
    other = make_assessment(upto="consolidation", country=make_country("XB", "Belmara"), agencies=None)
    theirs = make_workshop(other)

    with pytest.raises(NotVisible):
        operations.open_workshop(
            actor=cast_of(assessment).officers["BG"], at=now(), assessment_id=assessment.pk, workshop_id=theirs.pk
        )


def test_a_vote_is_blind_until_it_is_shown_in_every_view_and_in_the_record():
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    step(operations.start_vote, assessment, workshop, expected_round=0)
    vote(assessment, workshop, "CUS", "4", reason="zqvotecanary")

    def told() -> list[str]:
        views = [
            queries.room(person, now(), assessment.pk, workshop.pk)
            for person in (cast.focal_point, cast.signatory, workshop.chair, cast.leads["BG"], cast.leads["CUS"])
        ]
        views.append(queries.minutes(cast.focal_point, now(), assessment.pk, workshop.pk))
        events = queries.events(cast.focal_point, now(), assessment.pk)
        return [repr(one) for one in (*views, *(event.details for event in events))]

    assert [text for text in told() if "zqvotecanary" in text] == []
    device = queries.ballot(cast.leads["CUS"], now(), assessment.pk, workshop.pk)
    assert [vote.reason for vote in device.own.values()] == ["zqvotecanary"]
    assert queries.ballot(cast.leads["BG"], now(), assessment.pk, workshop.pk).own == {}
    cast_event = AssessmentEvent.objects.get(kind="vote_cast")
    assert set(cast_event.details) == {"workshop", "indicator", "round", "agency"}

    step(operations.reveal_votes, assessment, workshop, expected_round=1)

    assert [text for text in told() if "zqvotecanary" in text]
    assert json.dumps(AssessmentEvent.objects.get(kind="votes_revealed").details["votes"]).count('"level": "4"') == 1


def test_a_vote_is_changed_until_it_is_shown_and_cast_for_the_own_agency_alone():
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    with pytest.raises(operations.VoteOver):
        vote(assessment, workshop, "CUS", "4")
    step(operations.start_vote, assessment, workshop, expected_round=0)
    step(operations.start_vote, assessment, workshop, expected_round=0)
    with pytest.raises(Invalid):
        step(operations.reveal_votes, assessment, workshop, expected_round=1)
    vote(assessment, workshop, "CUS", "4")
    vote(assessment, workshop, "CUS", "4")
    vote(assessment, workshop, "CUS", "3")
    for actor, agency, error in (
        (cast.officers["CUS"], "CUS", NotAllowed),
        (cast.leads["CUS"], "BG", NotVisible),
        (cast.focal_point, "CUS", NotAllowed),
    ):
        with pytest.raises(error):
            step(
                operations.cast_vote,
                assessment,
                workshop,
                actor,
                agency_id=cast.agencies[agency].pk,
                kind="level",
                level="1",
                expected_round=1,
            )
    step(operations.reveal_votes, assessment, workshop, expected_round=1)
    step(operations.reveal_votes, assessment, workshop, expected_round=1)
    with pytest.raises(operations.VoteOver):
        vote(assessment, workshop, "CUS", "5")

    stored = WorkshopVote.objects.get()
    assert (stored.level.code, stored.revealed_at is not None) == ("3", True)
    kinds = AssessmentEvent.objects.filter(kind__in=("vote_started", "vote_cast", "votes_revealed"))
    assert list(kinds.order_by("number").values_list("kind", flat=True)) == [
        "vote_started",
        "vote_cast",
        "vote_cast",
        "votes_revealed",
    ]


def test_after_two_votes_without_agreement_the_lower_level_stands_with_the_dissent():
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    for number, levels in enumerate(({"BG": "5", "CUS": "2"}, {"BG": "4", "CUS": "3"}), start=1):
        with pytest.raises(operations.VotesMissing):
            step(operations.settle_without_consensus, assessment, workshop, expected_revision=0)
        vote_through(assessment, workshop, levels, number=number, reason="We count every crossing.")
    with pytest.raises(operations.NoMoreVotes):
        step(operations.start_vote, assessment, workshop, expected_round=2)

    lower = step(operations.settle_without_consensus, assessment, workshop, expected_revision=0)

    assert (lower.level.code, bool(lower.reason)) == ("3", True)
    objection = Dissent.objects.get()
    assert (objection.agency, objection.level.code) == (cast.agencies["BG"], "4")
    assert objection.text == "We count every crossing."
    assert verify_chain(assessment.pk) == []


def test_votes_that_agree_are_not_settled_as_a_dispute():
    assessment, workshop = make_room()
    for number in (1, 2):
        vote_through(assessment, workshop, {"BG": "4", "CUS": "4"}, number=number)

    with pytest.raises(Invalid):
        step(operations.settle_without_consensus, assessment, workshop, expected_revision=0)


def test_the_outcome_says_who_was_in_the_room_and_who_objected():
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    one = {"at": now(), "assessment_id": assessment.pk, "workshop_id": workshop.pk}
    early = operations.arrive(actor=workshop.chair, name="Gasta Visitor", role="Expert", **one)
    lead = operations.arrive(actor=cast.leads["CUS"], person_id=cast.leads["CUS"].pk, **one)
    assert operations.arrive(actor=cast.leads["CUS"], person_id=cast.leads["CUS"].pk, **one) == lead
    with pytest.raises(NotAllowed):
        operations.arrive(actor=cast.leads["CUS"], person_id=cast.leads["BG"].pk, **one)
    operations.leave(actor=workshop.chair, attendance_id=early.pk, **one)
    with pytest.raises(Invalid):
        outcome(assessment, workshop, "3", reason=" ")

    dissent = {cast.agencies["CUS"].pk: "Two crossings are missing."}
    settled = outcome(assessment, workshop, "3", dissent=dissent)
    operations.arrive(actor=workshop.chair, person_id=cast.focal_point.pk, **one)

    revision = SettledRevision.objects.get(settled_level=settled)
    assert (revision.in_the_room, revision.workshop_item.state) == ([lead.pk], ItemState.SETTLED)
    objection = Dissent.objects.get()
    assert (objection.agency.code, objection.level.code, objection.text) == ("CUS", "2", "Two crossings are missing.")
    # A second press writes nothing; another word on the dissent is another outcome.
    outcome(assessment, workshop, "3", dissent=dissent)
    outcome(assessment, workshop, "3", dissent=dissent, revision=1)
    assert SettledRevision.objects.count() == 1
    outcome(assessment, workshop, "3", revision=1)
    assert SettledRevision.objects.count() == 2
    with pytest.raises(operations.SettledConflict):
        outcome(assessment, workshop, "4", revision=1)


def test_a_level_that_stood_before_becomes_an_outcome_once():
    assessment, workshop = make_room()
    settle(assessment, {Q: 3}, evidence=False, only_given=True)

    outcome(assessment, workshop, "3", reason="Agreed in the workshop.", revision=1)
    outcome(assessment, workshop, "3", reason="Agreed in the workshop.", revision=1)

    assert list(SettledRevision.objects.order_by("revision").values_list("workshop_item", flat=True)) == [
        None,
        workshop.items.get(indicator__code=Q).pk,
    ]


def test_a_vote_that_is_put_off_stays_unseen_and_nothing_else_happens_while_one_is_open():
    assessment, workshop = make_room()
    step(operations.start_vote, assessment, workshop, expected_round=0)
    vote(assessment, workshop, "CUS", "4")
    with pytest.raises(operations.WorkshopMoved):
        step(operations.go_to_item, assessment, workshop, code=OTHER)
    with pytest.raises(operations.WorkshopMoved):
        outcome(assessment, workshop, "3")
    with pytest.raises(operations.WorkshopMoved):
        operations.close_workshop(actor=workshop.chair, at=now(), assessment_id=assessment.pk, workshop_id=workshop.pk)
    step(operations.defer_item, assessment, workshop)
    step(operations.go_to_item, assessment, workshop, code=OTHER)
    step(operations.ask_room, assessment, workshop, code=OTHER, text="Since when?")
    step(operations.go_to_item, assessment, workshop)

    page = queries.room(workshop.chair, now(), assessment.pk, workshop.pk)

    assert page.current.votes == ()
    assert (page.current.item.code, page.current.item.round, page.current.item.revealed) == (Q, 1, 0)


def test_the_result_waits_for_signed_minutes():
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    settle(assessment, {}, evidence=False)
    one = {"at": now(), "assessment_id": assessment.pk}
    here = {"workshop_id": workshop.pk, **one}
    with pytest.raises(operations.WorkshopNotOpen):
        operations.sign_minutes(actor=workshop.chair, **here)
    stay = operations.arrive(actor=workshop.chair, person_id=workshop.chair.pk, **here)
    operations.close_workshop(actor=workshop.chair, **here)
    with pytest.raises(operations.ConditionsNotMet) as refused:
        operations.validate_result(actor=cast.focal_point, **one)
    assert "minutes_unsigned" in str(refused.value.details)
    operations.sign_minutes(actor=workshop.chair, **here)
    operations.sign_minutes(actor=workshop.chair, **here)

    operations.validate_result(actor=cast.focal_point, **one)

    assert Attendance.objects.get(pk=stay.pk).left_at is not None
    assert AssessmentEvent.objects.filter(kind="minutes_signed").count() == 1
