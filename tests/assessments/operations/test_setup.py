"""Opening and preparing: cycle, assessment, profile, agencies, assignments."""

from datetime import date, timedelta

import pytest

from assessments import operations
from assessments.models import Assessment, Assignment, Cycle, Participation
from assessments.operations import (
    AgencyHasAnswers,
    AlreadyReleased,
    AssessmentExists,
    ConditionsNotMet,
    CycleExists,
)
from frameworks.models import Indicator
from frameworks.operations import import_framework
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import (
    SOURCES,
    a_coordinator,
    a_focal_point,
    answer_questions,
    cast_of,
    make_assessment,
    make_cycle,
    make_framework,
)
from tests.people import make_admin, make_agency, make_country, make_donor, make_officer, make_stranger, now

pytestmark = pytest.mark.django_db


def open_cycle(**changed):
    today = now().date()
    words = {
        "actor": a_coordinator(),
        "at": now(),
        "code": "2027",
        "name": "IBM assessment 2027",
        "framework_version_id": make_framework().pk,
        "answers_due": today + timedelta(days=30),
        "submission_due": today + timedelta(days=60),
    }
    return operations.open_cycle(**{**words, **changed})


def test_coordinator_opens_a_cycle():
    cycle = open_cycle()

    assert Cycle.objects.get() == cycle


@pytest.mark.parametrize("make", [make_admin, make_officer, make_donor, make_stranger])
def test_nobody_else_opens_a_cycle(make):
    with pytest.raises(NotAllowed):
        open_cycle(actor=make())


def test_cycle_needs_code_name_dates_in_order_and_a_published_version():
    today = now().date()
    text = SOURCES["small"].read_text().replace('version: "1.0"', 'version: "2.0"', 1)
    import_framework(source=text.encode(), at=now())
    draft = make_framework().framework.versions.get(number="2.0")

    for wrong in (
        {"code": "20 27"},
        {"code": ""},
        {"name": " "},
        {"submission_due": today},
        {"framework_version_id": draft.pk},
        {"framework_version_id": 0},
    ):
        with pytest.raises(Invalid):
            open_cycle(**wrong)

    assert not Cycle.objects.exists()


def test_a_cycles_code_is_used_once():
    open_cycle()

    with pytest.raises(CycleExists):
        open_cycle()


def open_assessment(actor, country=None, cycle=None):
    return operations.open_assessment(
        actor=actor,
        at=now(),
        country_id=(country or make_country()).pk,
        cycle_id=(cycle or make_cycle()).pk,
        reference_date=now().date(),
    )


def test_coordinator_and_focal_point_open_an_assessment_with_the_cycles_version_and_deadlines():
    cycle = make_cycle()

    first = open_assessment(a_coordinator(), cycle=cycle)
    second = open_assessment(a_focal_point(make_country("XB", "Belmara")), make_country("XB", "Belmara"))

    assert [first.status, second.status] == ["setup", "setup"]
    assert (first.framework_version_id, first.answers_due) == (cycle.framework_version_id, cycle.answers_due)


def test_another_country_does_not_exist_and_officers_open_nothing():
    country = make_country()

    with pytest.raises(NotVisible):
        open_assessment(make_stranger(), country)
    with pytest.raises(NotVisible):
        open_assessment(make_donor(), country)
    with pytest.raises(NotAllowed):
        open_assessment(make_officer(), country)
    with pytest.raises(NotVisible):
        operations.open_assessment(
            actor=a_coordinator(), at=now(), country_id=country.pk, cycle_id=0, reference_date=now().date()
        )


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(9999, 12, 31)])
def test_answers_describe_a_day_of_our_time(day):
    with pytest.raises(Invalid) as caught:
        operations.open_assessment(
            actor=a_coordinator(),
            at=now(),
            country_id=make_country().pk,
            cycle_id=make_cycle().pk,
            reference_date=day,
        )

    assert list(caught.value.details["fields"]) == ["reference_date"]


def test_a_country_has_one_current_assessment_in_a_cycle():
    open_assessment(a_coordinator())

    with pytest.raises(AssessmentExists):
        open_assessment(a_coordinator())


def test_focal_point_saves_the_profile_piece_by_piece():
    assessment = make_assessment(upto="setup")
    focal = cast_of(assessment).focal_point

    operations.save_profile(
        actor=focal, at=now(), assessment_id=assessment.pk, answers={"crossings": "12.5", "remarks": "Two islands."}
    )
    operations.save_profile(actor=focal, at=now(), assessment_id=assessment.pk, answers={"remarks": ""})

    assert Assessment.objects.get().profile == {"land_border": "yes", "crossings": "12.5"}


@pytest.mark.parametrize(
    "answers",
    [{"land_border": "maybe"}, {"crossings": "-1"}, {"crossings": "many"}, {"sea": "yes"}, {"remarks": "x" * 2001}],
)
def test_profile_answers_fit_their_questions(answers):
    assessment = make_assessment(upto="setup")
    before = assessment.profile

    with pytest.raises(Invalid) as caught:
        operations.save_profile(
            actor=cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk, answers=answers
        )

    assert list(caught.value.details["fields"]) == list(answers)
    assert Assessment.objects.get().profile == before


def preparing(assessment, actor):
    """Every operation of the set-up, as the actor would call it."""
    common = {"actor": actor, "at": now(), "assessment_id": assessment.pk}
    agency = cast_of(assessment).agencies["CUS"].pk
    return [
        lambda: operations.save_profile(**common, answers={"land_border": "no"}),
        lambda: operations.set_agencies(**common, agency_ids=[agency]),
        lambda: operations.propose_assignments(**common),
        lambda: operations.set_assignments(**common, agency_id=agency, indicator_codes=["P1.F1.01"]),
    ]


def test_set_up_is_the_focal_points_alone():
    assessment = make_assessment(upto="setup")
    cast = cast_of(assessment)

    for act in preparing(assessment, cast.focal_point):
        act()
    for person in (cast.signatory, cast.coordinator, cast.officers["CUS"]):
        for act in preparing(assessment, person):
            with pytest.raises(NotAllowed):
                act()
    for act in preparing(assessment, make_stranger()):
        with pytest.raises(NotVisible):
            act()


@pytest.mark.parametrize("upto", ["consolidation", "submitted", "accepted", "withdrawn"])
def test_set_up_is_closed_later(upto):
    assessment = make_assessment(upto=upto)

    for act in preparing(assessment, cast_of(assessment).focal_point):
        with pytest.raises(NotAllowed):
            act()


def test_another_countrys_agency_does_not_take_part():
    assessment = make_assessment(upto="setup")
    foreign = make_agency(make_country("XB", "Belmara"), "BCU", "Belmara Customs")

    with pytest.raises(NotVisible):
        operations.set_agencies(
            actor=cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[foreign.pk]
        )


def ask_everything(assessment, cast, agency):
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies[agency].pk,
        indicator_codes=Indicator.objects.filter(version=assessment.framework_version).values_list("code", flat=True),
    )


def test_an_agency_that_has_answered_stays_in():
    assessment = make_assessment(answers={"P1.F1.01": {"CUS": 2}})
    cast = cast_of(assessment)
    ask_everything(assessment, cast, "CUS")

    operations.set_agencies(
        actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[cast.agencies["CUS"].pk]
    )
    with pytest.raises(AgencyHasAnswers):
        operations.set_agencies(
            actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[cast.agencies["BG"].pk]
        )

    assert list(Participation.objects.standing().values_list("agency__code", flat=True)) == ["CUS"]
    assert set(Assignment.objects.standing().values_list("agency__code", flat=True)) == {"CUS"}


def test_the_approved_scope_holds_while_agencies_answer():
    assessment = make_assessment(upto="collection")
    cast = cast_of(assessment)
    before = set(Assignment.objects.standing().values_list("agency", "indicator"))

    # P1.F1.02 is asked of the Border Guard alone.
    with pytest.raises(ConditionsNotMet) as without_guard:
        operations.set_agencies(
            actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[cast.agencies["CUS"].pk]
        )
    with pytest.raises(ConditionsNotMet) as without_question:
        operations.set_assignments(
            actor=cast.focal_point,
            at=now(),
            assessment_id=assessment.pk,
            agency_id=cast.agencies["BG"].pk,
            indicator_codes=["P1.F1.01"],
        )
    with pytest.raises(ConditionsNotMet) as without_anybody:
        operations.set_agencies(actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[])

    assert [(one.code, one.indicator) for one in without_guard.value.problems] == [("unassigned", "P1.F1.02")]
    assert [(one.code, one.indicator) for one in without_question.value.problems] == [("unassigned", "P1.F1.02")]
    assert [one.code for one in without_anybody.value.problems] == ["no_agency"]
    assert set(Assignment.objects.standing().values_list("agency", "indicator")) == before


def test_questions_are_proposed_by_agency_type_and_never_taken_away():
    assessment = make_assessment(upto="setup", profile={"land_border": "no"}, agencies=[])
    cast = cast_of(assessment)
    country = assessment.country
    customs, health = make_agency(country), make_agency(country, "HEA", "Health", ("HEA",))
    operations.set_agencies(
        actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=[customs.pk, health.pk]
    )
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=health.pk,
        indicator_codes=["P1.F1.02"],
    )

    made = operations.propose_assignments(actor=cast.focal_point, at=now(), assessment_id=assessment.pk)

    asked = sorted(Assignment.objects.standing().values_list("agency__code", "indicator__code"))
    assert made == 4
    assert asked == [
        ("CUS", "P1.F1.01"),
        ("CUS", "P1.F2.01"),
        ("CUS", "P2.F1.01"),
        ("CUS", "P2.F2.01"),
        ("HEA", "P1.F1.02"),
    ]


def test_an_answered_question_stays_assigned_and_a_released_agency_is_left_alone():
    assessment = make_assessment(answers={"P1.F1.01": {"CUS": 2}})
    cast = cast_of(assessment)

    def ask(codes):
        operations.set_assignments(
            actor=cast.focal_point,
            at=now(),
            assessment_id=assessment.pk,
            agency_id=cast.agencies["CUS"].pk,
            indicator_codes=codes,
        )

    with pytest.raises(AgencyHasAnswers):
        ask(["P1.F2.01"])
    ask(["P1.F1.01", "P1.F2.01"])
    answer_questions(assessment, {"P1.F2.01": {"CUS": 3}})
    operations.release_answers(
        actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies["CUS"].pk
    )
    with pytest.raises(AlreadyReleased):
        ask(["P1.F1.01", "P1.F2.01", "P2.F1.01"])


def test_unknown_questions_and_agencies_outside_are_refused():
    assessment = make_assessment(upto="setup")
    cast = cast_of(assessment)
    outside = make_agency(assessment.country, "HEA", "Health", ("HEA",))

    for agency, codes, error in (
        (cast.agencies["CUS"], ["P9.F9.99"], Invalid),
        (outside, ["P1.F1.01"], NotVisible),
    ):
        with pytest.raises(error):
            operations.set_assignments(
                actor=cast.focal_point,
                at=now(),
                assessment_id=assessment.pk,
                agency_id=agency.pk,
                indicator_codes=codes,
            )
