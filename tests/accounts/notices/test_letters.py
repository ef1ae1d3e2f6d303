"""What of the notices goes by mail: once, to whoever still has the right and wants it, and never what somebody wrote."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from assessments import operations as assessment_operations
from assessments.models import Assessment, Participation
from ibm_platform.accounts import operations
from ibm_platform.accounts.models import DailyDigest, Membership, Notice, OutgoingMail, User
from ibm_platform.accounts.queries import Recipient
from tests.builders import cast_of, make_assessment
from tests.letters import post_letters
from tests.people import now

pytestmark = pytest.mark.django_db

MORNING = datetime(2027, 5, 14, 6, 30, tzinfo=UTC)
"""08:30 in Vienna, the zone of Arvenia."""


@pytest.fixture
def returned(db: None) -> Assessment:
    assessment = make_assessment(upto="submitted")
    # What was told on the way there is not of these tests.
    Notice.objects.all().delete()
    assessment_operations.return_questions(
        actor=cast_of(assessment).coordinator,
        at=now(),
        assessment_id=assessment.pk,
        questions={"P1.F1.01": "Nachtigall"},
    )
    OutgoingMail.objects.all().update(sent_at=now())
    return assessment


@pytest.fixture
def collecting(db: None) -> Assessment:
    assessment = make_assessment()
    Notice.objects.all().delete()
    OutgoingMail.objects.all().update(sent_at=now())
    Membership.objects.update(until=MORNING.date() + timedelta(days=100))
    return assessment


def tell(person: User, assessment: Assessment, key: str, *, at: datetime = MORNING) -> None:
    role = Membership.objects.get(person=person)
    operations.notify(
        recipients=[Recipient(person.pk, role.role, role.country_id, role.agency_id)],
        kind="released",
        unique_key=key,
        subject=assessment.pk,
        words={"country": "Arvenia", "cycle": "2027", "agency": f"Agency {key}"},
        page="assessments:assessment",
        page_args=[assessment.pk],
        at=at,
    )


def addresses(letters) -> set[str]:
    return {address for letter in letters for address in letter.to}


def test_a_returned_question_goes_by_mail_at_once_and_only_once(returned):
    told = set(Notice.objects.values_list("person__email", flat=True))

    first = operations.send_notices(clock=now), post_letters()
    second = operations.send_notices(clock=now), post_letters()

    assert (first[0], addresses(first[1])) == (len(told), told)
    assert second == (0, [])
    assert len(first[1]) == len(told)
    for letter in first[1]:
        assert "P1.F1.01" in letter.body
        assert "Nachtigall" not in f"{letter.subject}{letter.body}"


def test_who_lost_the_role_read_it_or_wants_none_gets_no_letter(returned):
    cast = cast_of(returned)
    lost, read, unwilling = cast.focal_point, cast.officers["CUS"], cast.leads["CUS"]
    everybody = set(Notice.objects.values_list("person__email", flat=True))
    Membership.objects.filter(person=lost).update(ended_at=now())
    operations.read_notices(actor=read, at=now())
    operations.choose_notices(actor=unwilling, at=now(), mail={"returned": False})

    operations.send_notices(clock=now)

    left = everybody - {lost.email, read.email, unwilling.email}
    assert {lost.email, read.email, unwilling.email} <= everybody
    assert left
    assert addresses(post_letters()) == left


def test_an_agency_that_was_taken_out_is_told_nothing(returned):
    agency = cast_of(returned).agencies["CUS"]
    Participation.objects.filter(agency=agency).update(left_at=now())

    operations.send_notices(clock=now)

    assert cast_of(returned).focal_point.email in (sent := addresses(post_letters()))
    assert not sent & {m.person.email for m in Membership.objects.filter(agency=agency)}


def test_a_role_that_ends_after_the_letter_was_written_stops_it(returned):
    operations.send_notices(clock=now)
    person = cast_of(returned).focal_point
    Membership.objects.filter(person=person).update(ended_at=now())

    assert person.email not in addresses(post_letters())


def test_the_link_of_a_letter_stops_the_next_one(returned):
    operations.send_notices(clock=now)
    letter = next(one for one in post_letters() if one.to == [cast_of(returned).focal_point.email])
    path = re.search(r"/accounts/unsubscribe/\S+", letter.body).group()

    Client().post(path)
    Notice.objects.update(settled_at=None)
    operations.send_notices(clock=now)

    assert cast_of(returned).focal_point.email not in addresses(post_letters())


def test_the_daily_letter_comes_in_the_morning_once_and_tells_all(collecting):
    person = cast_of(collecting).focal_point
    tell(person, collecting, "A")
    tell(person, collecting, "B")

    night = operations.send_digests(clock=lambda: MORNING - timedelta(hours=3))
    written = [operations.send_digests(clock=lambda: MORNING), operations.send_digests(clock=lambda: MORNING)]
    tell(person, collecting, "C")
    later = operations.send_digests(clock=lambda: MORNING + timedelta(hours=1))
    tomorrow = operations.send_digests(clock=lambda: MORNING + timedelta(days=1))

    letters = [one for one in post_letters(MORNING + timedelta(days=1)) if "since the last letter" in one.body]
    assert (night, written, later, tomorrow) == (0, [1, 0], 0, 1)
    assert [re.findall(r"Agency (\w)", letter.body) for letter in letters] == [["A", "B"], ["C"]]
    assert DailyDigest.objects.count() == 2


def test_the_daily_letter_leaves_out_what_is_read_or_unwanted_and_is_not_sent_empty(collecting):
    person = cast_of(collecting).focal_point
    tell(person, collecting, "A")
    operations.choose_notices(actor=person, at=MORNING, mail={"released": False})

    written = operations.send_digests(clock=lambda: MORNING)
    operations.choose_notices(actor=person, at=MORNING, mail={"released": True})
    tell(person, collecting, "B", at=MORNING)
    operations.read_notices(actor=person, at=MORNING)
    read = operations.send_digests(clock=lambda: MORNING + timedelta(days=1))
    tell(person, collecting, "C", at=MORNING)
    Membership.objects.filter(person=person).update(ended_at=MORNING)
    revoked = operations.send_digests(clock=lambda: MORNING + timedelta(days=2))

    assert (written, read, revoked, OutgoingMail.objects.filter(kind="digest").count()) == (0, 0, 0, 0)
