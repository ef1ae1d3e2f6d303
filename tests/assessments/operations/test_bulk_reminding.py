"""The focal point reminds agencies through either door, sees whom it reaches, and can take it back for ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from assessments import operations, queries
from assessments.models import Assessment, AssessmentEvent, Participation
from ibm_platform.accounts.models import Notice, User
from ibm_platform.common.errors import Invalid, NotAllowed, TooMany
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def collecting(db: None) -> Assessment:
    assessment = make_assessment(answers={"P1.F1.01": 1})
    cast_of(assessment)
    return assessment


def seen_by(person: User) -> list[str]:
    return [row["text"] for row in signed_in(person).get("/api/v1/notices/").json()["results"]]


def test_the_page_names_everybody_whom_it_reaches_and_counts_what_is_open(collecting):
    cast = cast_of(collecting)
    Participation.objects.filter(agency=cast.agencies["BG"]).update(released_at=now(), released_by=cast.leads["BG"])
    client = signed_in(cast.focal_point)

    page = client.get(f"/assessments/{collecting.pk}/remind/").content.decode()
    rows = client.get(f"/api/v1/assessments/{collecting.pk}/reminders/").json()

    assert [(row["agency"], {one["name"] for one in row["people"]}) for row in rows] == [
        ("CUS", {cast.officers["CUS"].name, cast.leads["CUS"].name})
    ]
    asked = collecting.assignments.filter(agency__code="CUS").count()
    answered = collecting.answers.filter(agency__code="CUS").count()
    assert 0 < rows[0]["open"] == asked - answered
    assert all(name in page for name in (cast.officers["CUS"].name, cast.leads["CUS"].name))
    assert cast.leads["BG"].name not in page


@pytest.mark.parametrize("door", ["page", "api"])
def test_it_is_seen_after_ten_minutes_unless_it_was_taken_back(door, collecting):
    cast, page, api = (
        cast_of(collecting),
        f"/assessments/{collecting.pk}/remind/",
        f"/api/v1/assessments/{collecting.pk}/reminders/",
    )
    lead, begun = cast.leads["CUS"], now()

    def knock(what: str) -> int:
        client = signed_in(cast.focal_point)
        if door == "api":
            body = {"agencies": ["CUS"]} if not what else {}
            return client.post(api + what, body, content_type="application/json").status_code
        return client.post(page + what, {"agencies": [cast.agencies["CUS"].pk]}).status_code

    with time_machine.travel(begun, tick=False) as clock:
        sent, at_once = knock(""), seen_by(lead)
        clock.move_to(begun + timedelta(minutes=9))
        undone = knock("undo/")
        clock.move_to(begun + timedelta(minutes=11))
        after_undo = seen_by(lead)
        again = knock("")
        clock.move_to(begun + timedelta(minutes=22))
        seen = seen_by(lead)
        too_late = knock("undo/")

    assert (sent, undone, again, too_late) == ((302,) * 4 if door == "page" else (201, 204, 201, 409))
    assert (at_once, after_undo, len(seen), len(seen_by(cast.leads["BG"]))) == ([], [], 1, 0)
    kinds = AssessmentEvent.objects.filter(kind__contains="remind").order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["agencies_reminded", "reminder_undone", "agencies_reminded"]
    assert Notice.objects.filter(withdrawn_at__isnull=False).count() == 2


def test_only_the_focal_point_reminds_only_who_is_behind_and_once_a_day(collecting):
    cast, at = cast_of(collecting), now()
    customs, guard = (cast.agencies[code].pk for code in ("CUS", "BG"))
    Participation.objects.filter(agency=guard).update(released_at=at, released_by=cast.leads["BG"])
    one = {"assessment_id": collecting.pk}

    for person in (cast.signatory, cast.leads["CUS"], cast.coordinator):
        with pytest.raises(NotAllowed):
            operations.remind_agencies(actor=person, at=at, agency_ids=[customs], **one)
    for chosen in ([], [guard], [customs, guard], [10**6]):
        with pytest.raises(Invalid):
            operations.remind_agencies(actor=cast.focal_point, at=at, agency_ids=chosen, **one)
    operations.remind_agencies(actor=cast.focal_point, at=at, agency_ids=[customs], **one)
    with pytest.raises(TooMany):
        operations.remind_agencies(actor=cast.focal_point, at=at + timedelta(hours=19), agency_ids=[customs], **one)
    operations.remind_agencies(actor=cast.focal_point, at=at + timedelta(hours=21), agency_ids=[customs], **one)

    assert not queries.reminding_page(cast.focal_point, at + timedelta(hours=22), collecting.pk).last.may_undo


def test_the_board_leads_to_it(collecting):
    page = signed_in(cast_of(collecting).focal_point).get(f"/assessments/{collecting.pk}/board/").content.decode()

    assert f'href="/assessments/{collecting.pk}/remind/"' in page
