"""Days that move, agencies that get more time, and midnight in the country's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments import operations, queries
from assessments.models import AssessmentEvent, ExtensionRequest
from assessments.operations import ConditionsNotMet, DecidedAlready
from assessments.queries.calendar import suggested_cycle, suggested_steps
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, make_stranger, now

pytestmark = pytest.mark.django_db


def move(assessment, reason: str = "A holiday lies between.", *, actor=None, at=None, **days):
    return operations.move_deadlines(
        actor=actor or cast_of(assessment).focal_point,
        at=at or now(),
        assessment_id=assessment.pk,
        days=days,
        reason=reason,
    )


def ask(assessment, *, days: int = 5, at=None) -> ExtensionRequest:
    customs = cast_of(assessment).agencies["CUS"]
    return operations.ask_extension(
        actor=a_lead(customs),
        at=at or now(),
        assessment_id=assessment.pk,
        agency_id=customs.pk,
        days=days,
        reason="The inventory closes later.",
    )


def decide(assessment, wish, days: int, answer: str = "", *, at=None) -> ExtensionRequest:
    return operations.decide_extension(
        actor=cast_of(assessment).focal_point,
        at=at or now(),
        assessment_id=assessment.pk,
        extension_id=wish.pk,
        days=days,
        answer=answer,
    )


def test_the_suggested_calendar_is_six_weeks_two_weeks_three_days_four_weeks_two_weeks():
    answers_due, submission_due = suggested_cycle(date(2027, 4, 2))

    steps = suggested_steps(answers_due, submission_due)

    assert (answers_due, submission_due) == (date(2027, 5, 14), date(2027, 5, 28))
    assert steps == {
        "workshop_from": date(2027, 5, 25),
        "workshop_to": date(2027, 5, 27),
        "review_due": date(2027, 6, 25),
        "response_due": date(2027, 7, 9),
    }


@pytest.mark.parametrize("days", range(60))
def test_the_suggested_days_are_in_order_however_short_the_consolidation(days):
    answers_due = date(2028, 2, 1) + timedelta(days=days)
    for length in (0, 1, 5, 14, 75):
        submission_due = answers_due + timedelta(days=length)
        steps = suggested_steps(answers_due, submission_due)

        found = [answers_due, steps["workshop_from"], steps["workshop_to"], submission_due, steps["review_due"]]

        assert found == sorted(found)
        assert steps["response_due"] - steps["review_due"] == timedelta(days=14)


def test_an_assessment_is_opened_with_every_day_and_the_focal_point_moves_them():
    assessment = make_assessment(upto="setup")
    day = assessment.answers_due + timedelta(days=2)

    moved = move(assessment, "", answers_due=day, review_due=None, reference_date=date(2026, 1, 1))

    assert (moved.answers_due, moved.review_due, moved.reference_date) == (day, None, date(2026, 1, 1))
    event = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    assert event.kind == "calendar_changed"
    assert event.details["days"]["answers_due"] == {
        "from": assessment.answers_due.isoformat(),
        "to": day.isoformat(),
    }


def test_from_collection_on_a_day_moves_with_a_reason_and_the_reference_date_not_at_all():
    assessment = make_assessment()
    day = assessment.answers_due + timedelta(days=2)

    with pytest.raises(Invalid):
        move(assessment, " ", answers_due=day)
    with pytest.raises(NotAllowed, match="Reference date"):
        move(assessment, reference_date=date(2026, 1, 1))
    move(assessment, "A holiday lies between.", answers_due=day)

    event = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    assert event.details["reason"] == "A holiday lies between."


def test_a_step_that_is_over_keeps_its_day():
    assessment = make_assessment(upto="consolidation")

    with pytest.raises(NotAllowed, match="Answers due"):
        move(assessment, answers_due=assessment.answers_due + timedelta(days=1))


@pytest.mark.parametrize(
    "days",
    [
        {"answers_due": "submission_due+1"},
        {"workshop_to": "workshop_from-1"},
        {"response_due": "review_due-1"},
        {"submission_due": "workshop_from-1"},
    ],
)
def test_days_out_of_order_are_refused_at_the_field(days):
    assessment = make_assessment()
    ((name, words),) = days.items()
    base, shift = (words[:-2], int(words[-2:]))
    day = getattr(assessment, base) + timedelta(days=shift)

    with pytest.raises(Invalid) as refused:
        move(assessment, **{name: day})

    assert set(refused.value.details["fields"]) == {name}


def test_strangers_and_agencies_move_nothing():
    assessment = make_assessment()
    cast, day = cast_of(assessment), assessment.answers_due + timedelta(days=1)

    for person, error in (
        (cast.officers["CUS"], NotAllowed),
        (cast.signatory, NotAllowed),
        (make_stranger(), NotVisible),
    ):
        with pytest.raises(error):
            move(assessment, actor=person, answers_due=day)


def test_an_extension_moves_the_deadline_of_one_agency_and_its_lateness():
    begun = datetime(2027, 4, 1, 9, tzinfo=UTC)
    assessment = make_assessment(cycle=make_cycle(answers_due=date(2027, 4, 20), at=begun), at=begun)
    cast, late = cast_of(assessment), datetime(2027, 4, 22, 9, tzinfo=UTC)
    decide(assessment, ask(assessment, at=begun), 5, at=begun)

    tasks = {
        code: queries.tasks(cast.officers[code], late, assessment.pk, cast.agencies[code].pk) for code in ("BG", "CUS")
    }
    board = {row.agency.code: row for row in queries.board(cast.focal_point, late, assessment.pk).rows}

    assert {code: page.context.deadline for code, page in tasks.items()} == {
        "BG": date(2027, 4, 20),
        "CUS": date(2027, 4, 25),
    }
    assert {code: page.context.days_left for code, page in tasks.items()} == {"BG": -2, "CUS": 3}
    assert queries.my_work(cast.officers["CUS"], late).cards[0].deadline == date(2027, 4, 25)
    assert board["BG"].is_behind
    # Collection does not close over an agency that still has time, with whatever reason.
    with pytest.raises(ConditionsNotMet):
        operations.start_consolidation(actor=cast.focal_point, at=late, assessment_id=assessment.pk, reason="No time.")
    operations.start_consolidation(
        actor=cast.focal_point, at=late + timedelta(days=4), assessment_id=assessment.pk, reason="No time."
    )


def test_days_given_late_count_from_today_and_never_reach_past_the_submission():
    begun = datetime(2027, 4, 1, 9, tzinfo=UTC)
    cycle = make_cycle(answers_due=date(2027, 4, 20), submission_due=date(2027, 5, 1), at=begun)
    assessment = make_assessment(cycle=cycle, at=begun)
    late = datetime(2027, 4, 26, 9, tzinfo=UTC)
    wish = ask(assessment, at=late)

    with pytest.raises(Invalid, match="submission"):
        decide(assessment, wish, 6, at=late)
    decided = decide(assessment, wish, 5, at=late)

    assert decided.until == date(2027, 5, 1)
    with pytest.raises(DecidedAlready):
        decide(assessment, wish, 0, "No.", at=late)


def test_the_submission_is_not_due_before_the_time_that_an_agency_was_given():
    begun = datetime(2027, 4, 1, 9, tzinfo=UTC)
    cycle = make_cycle(answers_due=date(2027, 4, 20), submission_due=date(2027, 6, 1), at=begun)
    assessment = make_assessment(cycle=cycle, at=begun)
    decide(assessment, ask(assessment, days=20, at=begun), 20, at=begun)
    workshop = {"workshop_from": None, "workshop_to": None}

    with pytest.raises(Invalid, match="Customs") as refused:
        move(assessment, at=begun, submission_due=date(2027, 5, 9), **workshop)
    move(assessment, at=begun, submission_due=date(2027, 5, 10), **workshop)

    assert set(refused.value.details["fields"]) == {"submission_due"}


def test_the_lead_reads_what_was_decided():
    assessment = make_assessment()
    customs = cast_of(assessment).agencies["CUS"]
    lead = a_lead(customs)
    decide(assessment, ask(assessment), 0, "The workshop is fixed.")

    refused = queries.asking_page(lead, now(), assessment.pk, customs.pk)
    ask(assessment)
    waiting = queries.asking_page(lead, now(), assessment.pk, customs.pk)

    assert (refused.open_request, refused.last_answer.answer) == (None, "The workshop is fixed.")
    assert (waiting.open_request.days, waiting.last_answer) == (5, None)


def test_an_extension_that_the_common_day_has_overtaken_is_told_no_more():
    assessment = make_assessment()
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    until = decide(assessment, ask(assessment), 5).until
    shown = [queries.tasks(cast.officers["CUS"], now(), assessment.pk, customs.pk).extended_until]

    move(assessment, answers_due=until, workshop_from=None, workshop_to=None)
    shown.append(queries.tasks(cast.officers["CUS"], now(), assessment.pk, customs.pk).extended_until)

    assert shown == [until, None]


def test_a_wish_of_an_agency_that_was_taken_out_waits_until_it_comes_back():
    assessment = make_assessment()
    cast = cast_of(assessment)
    ids = {code: one.pk for code, one in cast.agencies.items()}
    # The guard answers for customs too, so that customs can be taken out in collection.
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=ids["BG"],
        indicator_codes=[
            one.code for one in queries.setup(cast.focal_point, now(), assessment.pk).context.spec.indicators
        ],
    )
    ask(assessment)
    seen = []

    for agencies in ([ids["BG"]], list(ids.values())):
        operations.set_agencies(actor=cast.focal_point, at=now(), assessment_id=assessment.pk, agency_ids=agencies)
        seen.append(len(queries.board(cast.focal_point, now(), assessment.pk).wishes))
        seen.append(len(queries.calendar(cast.focal_point, now(), assessment.pk).open_requests))

    assert seen == [0, 0, 1, 1]


def test_a_wish_of_another_country_is_not_there():
    assessment = make_assessment()
    belmara = make_country("XB", "Belmara", "Europe/Athens")
    other = make_assessment(country=belmara, agencies=[make_agency(belmara, "CUS", "Belmara Customs")])

    with pytest.raises(NotVisible):
        decide(assessment, ask(other), 5)


def test_the_words_of_a_wish_are_for_the_own_country_alone():
    assessment = make_assessment()
    cast = cast_of(assessment)
    ask(assessment)

    page = queries.calendar(cast.coordinator, now(), assessment.pk)

    assert page.open_requests == ()
    assert [one.reason for one in queries.calendar(cast.signatory, now(), assessment.pk).open_requests] == [
        "The inventory closes later."
    ]


@pytest.mark.parametrize(
    ("zone", "due", "last_minute"),
    [
        # The night in which the clocks go forward, and the one in which they go back.
        ("Europe/Vienna", date(2027, 3, 27), datetime(2027, 3, 27, 22, 59, tzinfo=UTC)),
        ("Europe/Vienna", date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        ("Europe/Vienna", date(2027, 10, 31), datetime(2027, 10, 31, 22, 59, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2027, 5, 14), datetime(2027, 5, 14, 9, 59, tzinfo=UTC)),
        ("Pacific/Pago_Pago", date(2027, 5, 14), datetime(2027, 5, 15, 10, 59, tzinfo=UTC)),
        ("Europe/Vienna", date(2028, 2, 29), datetime(2028, 2, 29, 22, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_the_country(zone, due, last_minute):
    begun = datetime(2027, 2, 1, 9, tzinfo=UTC)
    country = make_country("XC", "Cordovia", zone)
    assessment = make_assessment(country=country, cycle=make_cycle(answers_due=due, at=begun), at=begun)
    focal = cast_of(assessment).focal_point

    left = [
        queries.assessment_context(focal, at, assessment.pk).days_left
        for at in (last_minute, last_minute + timedelta(minutes=1))
    ]
    portfolio = queries.portfolio(cast_of(assessment).coordinator, last_minute, cycle_id=assessment.cycle_id)

    assert left == [0, -1]
    assert portfolio.rows[0].days_left == 0


def test_days_are_counted_over_the_leap_day():
    begun = datetime(2028, 2, 27, 9, tzinfo=UTC)
    assessment = make_assessment(cycle=make_cycle(answers_due=date(2028, 2, 29), at=begun), at=begun)

    decided = decide(assessment, ask(assessment, days=1, at=begun), 1, at=begun)

    assert decided.until == date(2028, 3, 1)
    assert queries.assessment_context(cast_of(assessment).focal_point, begun, assessment.pk).days_left == 2
