"""Who is told when agencies hand over, ask for time and are answered, and when a report is ready; what every kind says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments import operations
from ibm_platform.accounts.models import Notice
from ibm_platform.accounts.noticing import kinds
from ibm_platform.accounts.queries.notices import page_of, sentence_of
from tests.builders import cast_of, make_assessment, make_cycle
from tests.doors.scenes import CODES
from tests.people import now
from tests.reading import as_read
from tests.reports import making
from tests.reviewing import Review
from tests.workshops import make_room

pytestmark = pytest.mark.django_db

WORDS = {"country": "Arvenia", "cycle": "2027", "agency": "Customs", "codes": ["P1.F1.01"], "day": "2027-05-14"}


def told(kind: str) -> dict[str, str]:
    """Name → sentence; each leads to a page that there is."""
    notices = list(Notice.objects.filter(kind=kind).select_related("person"))
    assert all(page_of(notice).startswith("/") for notice in notices)
    return {notice.person.name: sentence_of(notice) for notice in notices}


def test_asking_for_time_is_told_to_the_focal_point_and_the_answer_to_the_agency():
    assessment = make_assessment()
    cast = cast_of(assessment)
    one = {"at": now(), "assessment_id": assessment.pk}

    wish = operations.ask_extension(
        actor=cast.leads["CUS"], agency_id=cast.agencies["CUS"].pk, days=3, reason="Nachtigall", **one
    )
    asked = told("extension_asked")
    operations.decide_extension(actor=cast.focal_point, extension_id=wish.pk, days=0, answer="Nachtigall", **one)

    assert set(asked) == {cast.focal_point.name}
    assert set(told("extension_decided")) == {cast.leads["CUS"].name, cast.officers["CUS"].name}
    assert not any("Nachtigall" in said for said in (*asked.values(), *told("extension_decided").values()))


def test_handing_over_is_told_to_the_focal_point_once_for_each_agency():
    cast = cast_of(make_assessment(upto="consolidation"))

    assert set(told("released")) == {cast.focal_point.name}
    assert Notice.objects.filter(kind="released").count() == len(cast.agencies)


def test_a_report_that_is_ready_is_told_to_whoever_asked_for_it(client):
    assessment = make_assessment(upto="published")
    person = cast_of(assessment).signatory

    report = making.make(making.ask(assessment, actor=person))

    notice = Notice.objects.get(kind="report_ready")
    client.force_login(person)
    assert (notice.person, report.state) == (person, "ready")
    assert client.get(page_of(notice)).status_code == 200


def test_steps_are_told_to_whoever_acts_next():
    """Each step is told to those whose turn it is, and to nobody else."""
    opening = make_assessment(upto="setup")
    cast = cast_of(opening)
    agencies = {person.name for person in (*cast.officers.values(), *cast.leads.values())}
    operations.approve_scope(actor=cast.signatory, at=now(), assessment_id=opening.pk)

    ended = cast_of(make_assessment(upto="accepted", cycle=make_cycle(code="2030")))

    assert set(told("begun")) == agencies
    assert set(told("submitted")) == {ended.coordinator.name}
    assert set(told("accepted")) == {ended.focal_point.name, ended.signatory.name}


def test_opening_a_release_again_is_told_to_the_agency_and_the_focal_point_and_to_no_other_agency():
    assessment = make_assessment(upto="collection", answers=dict.fromkeys(CODES, 3), release=True)
    cast = cast_of(assessment)

    operations.reopen_release(
        actor=cast.leads["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        reason="Nachtigall",
    )

    said = told("reopened")
    assert set(said) == {cast.leads["CUS"].name, cast.officers["CUS"].name, cast.focal_point.name}
    assert not any("Nachtigall" in one for one in said.values())


def test_who_is_given_questions_named_or_answered_is_told_without_the_words():
    assessment = make_assessment()
    cast = cast_of(assessment)
    customs = {"at": now(), "assessment_id": assessment.pk, "agency_id": cast.agencies["CUS"].pk}
    lead, officer = cast.leads["CUS"], cast.officers["CUS"]

    operations.delegate(actor=lead, officer_id=officer.pk, indicator_codes=["P1.F1.01", "P1.F2.01"], **customs)
    begun = operations.write_comment(
        actor=officer, indicator_code="P1.F1.01", text="Nachtigall?", mentions=[lead.pk], **customs
    )
    operations.answer_comment(
        actor=lead, at=now(), assessment_id=assessment.pk, comment_id=begun.pk, text="Nachtigall."
    )

    given, named, answered = told("delegated"), told("mentioned"), told("answered")
    assert (set(given), set(named), set(answered)) == ({officer.name}, {lead.name}, {officer.name})
    assert "2 questions" in given[officer.name]
    said = f"{given} {named} {answered}"
    assert "P1.F1.01" in as_read(said) and "Nachtigall" not in said


def test_a_workshop_is_told_to_all_who_may_sit_there_and_again_when_its_day_moves():
    assessment, workshop = make_room(opened=False)
    cast = cast_of(assessment)
    room = {person.name for person in (*cast.officers.values(), *cast.leads.values(), cast.focal_point, cast.signatory)}
    plan = {
        "actor": cast.focal_point,
        "at": now(),
        "assessment_id": assessment.pk,
        "workshop_id": workshop.pk,
        "chair_id": workshop.chair_id,
    }

    first = Notice.objects.filter(kind="workshop").count()
    operations.change_workshop(title="Another title", begins_on=workshop.begins_on, **plan)
    renamed = Notice.objects.filter(kind="workshop").count()
    operations.change_workshop(title="Another title", begins_on=workshop.begins_on + timedelta(days=7), **plan)

    assert set(told("workshop")) == room
    assert (renamed, Notice.objects.filter(kind="workshop").count()) == (first, 2 * first)


def test_steps_of_the_review_are_told_to_whose_turn_it_is():
    review = Review()
    review.remark(text="Nachtigall")
    review.send()
    sent = told("round_sent")
    review.reply(text="Nachtigall")
    review.confirm()

    assert set(told("review_assigned")) == {review.reviewer.name}
    assert set(sent) == {review.focal.name, review.signatory.name}
    assert set(told("round_answered")) == {review.coordinator.name, review.reviewer.name}
    assert "Nachtigall" not in f"{sent} {told('round_answered')}"


@pytest.mark.parametrize("days", [14, 2, 1, -1])
@pytest.mark.parametrize("agency", ["Customs", ""])
@pytest.mark.parametrize("day", ["2027-05-14", ""])
def test_every_kind_has_a_sentence_that_holds_no_answer(days, agency, day):
    secret = {"level": "Nachtigall", "score": "Nachtigall", "comment": "Nachtigall", "reason": "Nachtigall"}
    for code, kind in kinds().items():
        words = {**WORDS, **secret, "agency": agency, "day": day if code == "extension_decided" else WORDS["day"]}
        said = kind.sentence({**words, "days": days, "count": 3})
        assert "Arvenia" in said, code
        assert "Nachtigall" not in said, code
        assert said.endswith((".", "…")), code
