"""The record tells each entry whole or not at all, and a withheld one cannot be guessed from its seal."""

import pytest

from assessments import operations, queries
from assessments.models import Assessment, AssessmentEvent
from assessments.operations.events import seal
from assessments.queries.events import EventFilter, EventView
from tests.builders import a_lead, answer_questions, cast_of, make_assessment
from tests.people import now
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"
CODES = ("P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02")


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


def read(assessment: Assessment) -> list[EventView]:
    return queries.events(cast_of(assessment).focal_point, now(), assessment.pk, limit=500)


def entry(assessment: Assessment, revision: int) -> EventView:
    [found] = [
        one
        for one in read(assessment)
        if (one.kind, one.details.get("agency")) == ("answer_saved", cast_of(assessment).agencies["CUS"].pk)
        and (one.details["indicator"], one.details["revision"]) == (QUESTION, revision)
    ]
    return found


def sealed(assessment: Assessment, one: EventView, details: object, salt: str) -> str:
    return seal(
        assessment.pk, one.number, one.at, one.actor_id, one.kind, details, one.previous_hash, one.on_behalf_of_id, salt
    )


def test_who_may_not_read_the_details_gets_no_salt_and_cannot_try_them_out():
    assessment = make_assessment()
    say(assessment, "", 0)
    stored = AssessmentEvent.objects.filter(assessment=assessment).latest("number")

    withheld = entry(assessment, 1)

    assert (withheld.is_withheld, withheld.salt, withheld.hash) == (True, "", stored.hash)
    assert set(withheld.details) == {"agency", "indicator", "revision"}
    # Even the right content fits only with the salt.
    assert sealed(assessment, withheld, stored.details, stored.salt) == stored.hash
    assert sealed(assessment, withheld, stored.details, "") != stored.hash


def test_a_draft_between_two_releases_is_in_no_later_entry():
    """What stood before the second release was written over; "from" of the entry that did so must not tell it."""
    assessment = make_assessment()
    cast, customs = cast_of(assessment), cast_of(assessment).agencies["CUS"]
    lead = a_lead(customs)
    where = {"at": now(), "assessment_id": assessment.pk, "agency_id": customs.pk}
    say(assessment, "a draft before the first release", 0)
    say(assessment, "what was released first", 1)
    answer_questions(assessment, {code: {"CUS": 3} for code in CODES[1:]})
    operations.release_answers(actor=lead, **where)
    operations.reopen_release(actor=lead, reason="One figure was wrong.", **where)
    say(assessment, "a draft in between", 2)
    say(assessment, "what was released again", 3)
    opened_again = [one.is_withheld for one in read(assessment) if one.kind == "answer_saved"]
    operations.release_answers(actor=lead, **where)
    answer_questions(assessment, {code: {"BG": 3} for code in CODES})
    bg = cast.agencies["BG"]
    operations.release_answers(actor=a_lead(bg), at=now(), assessment_id=assessment.pk, agency_id=bg.pk)

    told = repr(read(assessment))

    assert set(opened_again) == {True}
    assert "draft" not in told and "what was released" not in told


def test_a_change_after_the_release_tells_from_what_was_released_to_what_stands():
    assessment = make_assessment(upto="returned", answers={QUESTION: 3})
    say(assessment, "A newer order.", 1)

    told = entry(assessment, 2)

    assert told.details["from"] == {"kind": "level", "level": "3", "reason": "", "comment": "", "revision": 1}
    assert told.details["to"]["comment"] == "A newer order."
    assert sealed(assessment, told, told.details, told.salt) == told.hash


def test_of_entries_from_before_salts_no_seal_is_shown_and_none_can_be_tried_through_the_next():
    assessment = make_assessment()
    for revision in range(3):
        say(assessment, f"Text {revision}.", revision)
    rows = AssessmentEvent.objects.filter(assessment=assessment).order_by("number")
    old, bridge, last = list(rows)[-3:]
    with unguarded():
        rows.filter(number__lte=old.number).update(salt="")

    shown = {one.number: one for one in read(assessment)}

    assert all(not one.hash for number, one in shown.items() if number <= old.number)
    assert (shown[bridge.number].previous_hash, shown[bridge.number].salt) == ("", "")
    assert (shown[bridge.number].hash, shown[last.number].previous_hash) == (bridge.hash, bridge.hash)


def test_the_record_is_filtered_by_person_kind_and_question():
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)

    def wanted(**asked: object) -> list[EventView]:
        return queries.events(cast.focal_point, now(), assessment.pk, wanted=EventFilter(**asked))

    assert {one.actor for one in wanted(person=cast.signatory.pk)} == {cast.signatory.name}
    assert {one.kind for one in wanted(kind="level_settled")} == {"level_settled"}
    assert {one.kind for one in wanted(indicator=QUESTION)} == {
        "answer_saved",
        "level_settled",
        "evidence_added",
        "return",
    }
    assert wanted(person=cast.signatory.pk, kind="level_settled") == []
    assert wanted(person=2**30) == wanted(kind="'; --") == []
