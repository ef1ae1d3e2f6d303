"""Reminders: 14, 7 and 2 days before and one day after, by the country's own clock, once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from assessments import operations
from assessments.models import Assessment, Participation
from ibm_platform.accounts import operations as accounts
from ibm_platform.accounts.models import DailyDigest, Membership, Notice, OutgoingMail
from ibm_platform.accounts.operations import letters
from tests.builders import cast_of, make_assessment

KINDS = {14: "deadline", 7: "deadline", 2: "deadline_soon", -1: "deadline"}


def morning(assessment: Assessment, days: int, *, hour: int = 8) -> datetime:
    """That many days before the answers are due, by the country's clock."""
    day = assessment.answers_due - timedelta(days=days)
    zone = ZoneInfo(assessment.country.time_zone)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def told() -> set[str]:
    return set(Notice.objects.values_list("person__name", flat=True))


@pytest.fixture
def collecting(db: None) -> Assessment:
    assessment = make_assessment()
    cast_of(assessment)
    Membership.objects.update(until=date(2040, 1, 1))
    return assessment


@pytest.mark.parametrize("days", [15, 14, 13, 7, 3, 2, 1, 0, -1, -2])
def test_agencies_are_reminded_on_four_days(days, collecting):
    for _run in range(2):
        operations.remind(clock=lambda: morning(collecting, days))

    cast = cast_of(collecting)
    people = {person.name for person in (*cast.officers.values(), *cast.leads.values())}
    assert told() == (people if days in KINDS else set())
    assert Notice.objects.count() == (len(people) if days in KINDS else 0)
    assert set(Notice.objects.values_list("kind", flat=True)) == ({KINDS[days]} if days in KINDS else set())


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_morning_and_day_are_those_of_the_country(zone, collecting):
    collecting.country.time_zone = zone
    collecting.country.save()

    operations.remind(clock=lambda: morning(collecting, 2, hour=6))
    before = Notice.objects.count()
    operations.remind(clock=lambda: morning(collecting, 2, hour=7))

    assert before == 0
    assert set(Notice.objects.values_list("kind", flat=True)) == {"deadline_soon"}


def test_the_night_in_which_clocks_change_is_one_morning(collecting):
    # Vienna goes to summer time on 28 March 2027 at 01:00 UTC: 05:30 UTC is 07:30 there, the day before 06:30.
    collecting.answers_due = date(2027, 3, 30)
    collecting.submission_due = date(2027, 5, 1)
    collecting.save()

    operations.remind(clock=lambda: datetime(2027, 3, 28, 4, 30, tzinfo=UTC))
    early = Notice.objects.count()
    operations.remind(clock=lambda: datetime(2027, 3, 28, 5, 30, tzinfo=UTC))

    assert (early, Notice.objects.count() > 0) == (0, True)


def test_more_time_counts_and_who_has_handed_over_is_left_alone(collecting):
    cast = cast_of(collecting)
    Participation.objects.filter(agency=cast.agencies["BG"]).update(
        extended_until=collecting.answers_due + timedelta(days=6)
    )

    operations.remind(clock=lambda: morning(collecting, 2))
    at_first = told()
    Participation.objects.filter(agency=cast.agencies["CUS"]).update(
        released_at=morning(collecting, 1), released_by=cast.leads["CUS"]
    )
    operations.remind(clock=lambda: morning(collecting, -1))
    late = Notice.objects.filter(words__days=-1).count()
    operations.remind(clock=lambda: morning(collecting, -4))

    assert at_first == {cast.officers["CUS"].name, cast.leads["CUS"].name}
    assert late == 0
    assert told() - at_first == {cast.officers["BG"].name, cast.leads["BG"].name}


@pytest.mark.django_db
def test_the_national_side_is_reminded_of_the_submission():
    assessment = make_assessment(upto="consolidation")
    Notice.objects.all().delete()
    cast = cast_of(assessment)
    Membership.objects.update(until=date(2040, 1, 1))
    days = (assessment.submission_due - assessment.answers_due).days

    operations.remind(clock=lambda: morning(assessment, 2 - days))

    assert told() == {cast.focal_point.name, cast.signatory.name}
    assert set(Notice.objects.values_list("kind", flat=True)) == {"deadline_soon"}


def test_the_letter_of_the_second_day_before_says_the_day_and_no_more(collecting):
    OutgoingMail.objects.update(sent_at=collecting.opened_at)
    at = morning(collecting, 2)
    operations.remind(clock=lambda: at)
    person = cast_of(collecting).leads["CUS"]
    Membership.objects.filter(person=person).update(ended_at=at)

    accounts.send_notices(clock=lambda: at)

    addresses = set(OutgoingMail.objects.filter(kind="notice").values_list("address", flat=True))
    assert person.email not in addresses
    assert len(addresses) == len(told()) - 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once():
    assessment = make_assessment()
    cast_of(assessment)
    Membership.objects.update(until=date(2040, 1, 1))
    OutgoingMail.objects.update(sent_at=assessment.opened_at)
    soon, far = morning(assessment, 2), morning(assessment, 7)

    for task in (
        lambda: operations.remind(clock=lambda: far),
        lambda: operations.remind(clock=lambda: soon),
        lambda: accounts.send_notices(clock=lambda: soon),
        lambda: accounts.send_digests(clock=lambda: soon),
    ):
        assert at_once(task) == []

    people = len(told())
    assert Notice.objects.count() == 2 * people
    assert OutgoingMail.objects.filter(kind="notice").count() == people
    assert OutgoingMail.objects.filter(kind="digest").count() == people == DailyDigest.objects.count()


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_two_workers_would_write_twice(monkeypatch):
    assessment = make_assessment()
    cast_of(assessment)
    Membership.objects.update(until=date(2040, 1, 1))
    soon = morning(assessment, 2)
    operations.remind(clock=lambda: soon)
    monkeypatch.setattr(letters, "_claim", lambda notice_id, at: True)

    assert at_once(lambda: accounts.send_notices(clock=lambda: soon)) == []

    assert OutgoingMail.objects.filter(kind="notice").count() == 2 * len(told())


def at_once(task) -> list[Exception]:
    """Run the task in two threads that start together; returns what went wrong."""
    gate, errors = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait(timeout=30)
            task()
        except Exception as error:  # noqa: BLE001 - the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors
