"""The record shows when something in it was changed, removed or put in between."""

import pytest
from django.db import IntegrityError, transaction

from assessments.models import AgencyAnswer, AnswerRevision, Assessment, AssessmentEvent, SettledRevision
from assessments.operations.events import record, seal
from assessments.operations.verifying import verify_chain, verify_records
from tests.builders import make_assessment
from tests.people import now
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


def chained() -> Assessment:
    assessment = make_assessment(upto="published")
    assert verify_chain(assessment.pk) == []
    return assessment


def test_every_step_from_opening_to_publication_is_in_the_record():
    assessment = chained()

    kinds = list(AssessmentEvent.objects.filter(assessment=assessment).values_list("kind", flat=True))

    moves = [kind for kind in kinds if kind in {"approve_scope", "start_consolidation", "validate", "submit", "accept"}]
    assert moves == ["approve_scope", "start_consolidation", "validate", "submit", "accept"]
    assert (kinds[0], kinds[-1]) == ("opened", "publish")
    assert kinds.count("level_settled") == 6


@pytest.mark.parametrize(
    "change",
    [
        {"details": {"from": "setup"}},
        {"kind": "accept"},
        {"at": now()},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
)
def test_a_changed_event_is_found(change):
    assessment = chained()

    with unguarded():
        AssessmentEvent.objects.filter(assessment=assessment, number=5).update(**change)

    assert verify_chain(assessment.pk) != []


def test_a_removed_event_is_found():
    assessment = chained()

    with unguarded():
        AssessmentEvent.objects.filter(assessment=assessment, number=5).delete()

    assert verify_chain(assessment.pk) == ["Event 5 is missing.", "Event 6 does not follow from the event before it."]


def test_an_event_that_was_put_in_between_is_found():
    assessment = chained()
    events = AssessmentEvent.objects.filter(assessment=assessment)

    with unguarded():
        for number in range(events.count(), 4, -1):
            events.filter(number=number).update(number=number + 1)
        put_in = events.get(number=4)
        put_in.pk, put_in.number = None, 5
        put_in.save()

    assert "Event 5 does not follow from the event before it." in verify_chain(assessment.pk)


def test_a_record_whose_end_was_cut_off_is_found_by_its_anchor():
    assessment = chained()
    events = AssessmentEvent.objects.filter(assessment=assessment)
    length = events.count()

    with unguarded():
        events.filter(number__gt=length - 2).delete()

    assert verify_chain(assessment.pk) == [
        f"The record ends at event {length - 2}; the assessment counts {length}.",
    ]


def test_an_event_that_was_appended_behind_the_operations_back_is_found_by_its_anchor():
    assessment = chained()
    last = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    number = last.number + 1

    AssessmentEvent.objects.create(
        assessment=assessment,
        number=number,
        at=last.at,
        actor=last.actor,
        kind="accept",
        previous_hash=last.hash,
        hash=seal(assessment.pk, number, last.at, last.actor_id, "accept", {}, last.hash),
    )

    assert verify_chain(assessment.pk) == [
        f"The last event is not the one that the assessment knows as its event {last.number}."
    ]


def test_an_event_from_before_salts_keeps_its_seal():
    assessment = make_assessment(upto="setup")
    last = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    old = seal(assessment.pk, last.number, last.at, last.actor_id, last.kind, last.details, last.previous_hash)

    with unguarded():
        AssessmentEvent.objects.filter(pk=last.pk).update(salt="", hash=old)
    Assessment.objects.filter(pk=assessment.pk).update(chain_head=old)

    assert verify_chain(assessment.pk) == []


def test_no_two_events_share_a_salt():
    assessment = chained()

    salts = list(AssessmentEvent.objects.filter(assessment=assessment).values_list("salt", flat=True))

    assert len(set(salts)) == len(salts)
    assert {len(salt) for salt in salts} == {32}


def test_a_row_that_was_read_before_the_lock_writes_no_event():
    assessment = make_assessment(upto="setup")
    stale = Assessment.objects.get(pk=assessment.pk)
    record(assessment, "opened", assessment.opened_by, now(), {})

    with pytest.raises(IntegrityError), transaction.atomic():
        record(stale, "opened", assessment.opened_by, now(), {})

    assert verify_chain(assessment.pk) == []


def test_the_history_and_the_record_tell_the_same():
    assessment = chained()
    answers = AnswerRevision.objects.filter(answer__assessment=assessment)
    levels = SettledRevision.objects.filter(settled_level__assessment=assessment)

    [checked] = verify_records(assessment.pk)
    with unguarded():
        first, second = answers.order_by("pk")[:2]
        answers.filter(pk=first.pk).update(comment="Said later.")
        answers.filter(pk=second.pk).delete()
        levels.filter(pk=levels.latest("pk").pk).update(revision=7)
    AgencyAnswer.objects.filter(pk=first.answer_id).update(reason="Said nowhere.")
    [tampered] = verify_records(assessment.pk)

    assert (checked.breaks, checked.revisions) == ((), 17)
    said = " ".join(tampered.breaks)
    assert "with another content than the history" in said
    assert said.count("which is not in the history") == 2
    assert "No event tells of revision 7 of the national level" in said
    assert said.count("What stands is not what was saved") == 3
