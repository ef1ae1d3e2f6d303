"""The lead of an agency shares its questions out; who has some answers those."""

from __future__ import annotations

import pytest

from assessments import operations, queries
from assessments.models import Assessment, Delegation
from assessments.operations import delegation
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests.assessments.operations.test_races import at_once
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import make_officer, now

pytestmark = pytest.mark.django_db
MINE, OTHER = "P1.F1.01", "P1.F2.01"


def share(assessment: Assessment, officer: User | None, *codes: str, actor: User | None = None) -> int:
    customs = cast_of(assessment).agencies["CUS"]
    return operations.delegate(
        actor=actor or a_lead(customs),
        at=now(),
        assessment_id=assessment.pk,
        agency_id=customs.pk,
        officer_id=None if officer is None else officer.pk,
        indicator_codes=codes,
    )


def save(assessment: Assessment, actor: User, code: str, level: str = "2", revision: int = 0):
    return operations.save_answer(
        actor=actor,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast_of(assessment).agencies["CUS"].pk,
        indicator_code=code,
        kind="level",
        level=level,
        expected_revision=revision,
    )


def test_an_officer_who_was_given_questions_answers_those_alone():
    assessment = make_assessment()
    cast = cast_of(assessment)
    customs, officer, lead = cast.agencies["CUS"], cast.officers["CUS"], a_lead(cast.agencies["CUS"])
    second = make_officer(customs, "Second Officer")
    share(assessment, officer, MINE)

    with pytest.raises(NotAllowed, match="other questions"):
        save(assessment, officer, OTHER)
    save(assessment, officer, MINE)
    save(assessment, second, OTHER)
    save(assessment, lead, "P2.F1.01")
    save(assessment, second, MINE, level="3", revision=1)

    page = queries.question(officer, now(), assessment.pk, customs.pk, OTHER)
    assert (page.can_edit, page.given_to) == (False, "")
    assert queries.question(second, now(), assessment.pk, customs.pk, MINE).given_to == officer.name


def test_ones_own_questions_come_first_in_every_list():
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer, customs = cast.officers["CUS"], cast.agencies["CUS"]
    share(assessment, officer, "P2.F1.01")

    tasks = queries.tasks(officer, now(), assessment.pk, customs.pk)
    card = queries.my_work(officer, now()).cards[0]
    save(assessment, officer, "P2.F1.01")
    after = queries.my_work(officer, now())

    assert [one.code for one in tasks.own] == ["P2.F1.01"]
    assert (tasks.is_bound, tasks.continue_code, card.continue_code) == (True, "P2.F1.01", "P2.F1.01")
    # The others' questions are open; nothing of them waits for this officer.
    assert ([one.task for one in after.cards], [one.task for one in after.waiting]) == ([], ["wait"])


def test_what_was_returned_waits_for_the_officer_who_has_it():
    """Of an officer with other questions it can only be read."""
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    first, second = cast.officers["CUS"], make_officer(customs, "Second Officer")
    share(assessment, first, MINE)
    share(assessment, second, OTHER)

    work = {person: queries.my_work(person, now()) for person in (first, second)}

    assert [[item.code for item in card.returned] for card in work[first].cards] == [[MINE]]
    assert ([one.task for one in work[second].cards], [one.task for one in work[second].waiting]) == ([], ["wait"])


def test_a_question_goes_from_one_officer_to_another_and_back_to_all():
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer, second = cast.officers["CUS"], make_officer(cast.agencies["CUS"], "Second Officer")

    counts = [
        share(assessment, officer, MINE, OTHER),
        share(assessment, officer, MINE),
        share(assessment, second, MINE),
        share(assessment, None, MINE, OTHER),
    ]

    assert counts == [2, 0, 1, 2]
    assert Delegation.objects.filter(ended_at=None).count() == 0
    assert Delegation.objects.count() == 3
    save(assessment, officer, OTHER)


def test_only_the_lead_of_the_agency_shares_out():
    assessment = make_assessment()
    cast = cast_of(assessment)
    guard_lead = a_lead(cast.agencies["BG"])

    for person, error in ((cast.officers["CUS"], NotAllowed), (cast.focal_point, NotAllowed), (guard_lead, NotVisible)):
        with pytest.raises(error):
            share(assessment, cast.officers["CUS"], MINE, actor=person)
    with pytest.raises(NotVisible):
        queries.delegations(guard_lead, now(), assessment.pk, cast.agencies["CUS"].pk)


def race(assessment: Assessment) -> list[Exception | None]:
    cast = cast_of(assessment)
    customs, lead = cast.agencies["CUS"], a_lead(cast.agencies["CUS"])
    second = make_officer(customs, "Second Officer")
    officer = cast.officers["CUS"]
    return at_once(
        lambda: share(assessment, officer, MINE, actor=lead) and None,
        lambda: share(assessment, second, MINE, actor=lead) and None,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_sharings_at_once_the_later_stands_and_the_earlier_is_ended():
    assessment = make_assessment()

    outcomes = race(assessment)

    assert outcomes == [None, None]
    assert Delegation.objects.filter(ended_at=None).count() == 1
    assert Delegation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_ending_the_earlier_the_database_itself_refuses_the_second(monkeypatch):
    """The negative control: what stands is not seen; the constraint is the second guard."""
    assessment = make_assessment()
    monkeypatch.setattr(delegation, "standing_delegations", Delegation.objects.none)

    outcomes = race(assessment)

    assert sorted(type(one).__name__ for one in outcomes) == ["IntegrityError", "NoneType"]
    assert Delegation.objects.filter(ended_at=None).count() == 1
