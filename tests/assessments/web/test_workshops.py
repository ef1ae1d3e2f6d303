"""The screens of a workshop: what each shows, what asks for news, and what a form writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attendance, Dissent, SettledRevision, Workshop, WorkshopVote
from assessments.operations import start_vote
from tests.builders import cast_of, make_assessment
from tests.people import now
from tests.workshops import OTHER, REASON, Q, make_room, step, vote, vote_through

pytestmark = pytest.mark.django_db

PART = {"HTTP_HX_REQUEST": "true"}


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, workshop: Workshop) -> str:
    return reverse(f"assessments:{name}", args=[workshop.assessment_id, workshop.pk])


def test_the_focal_point_plans_from_the_list_and_everybody_finds_it() -> None:
    assessment = make_assessment(upto="consolidation", answers={Q: {"BG": 5, "CUS": 2}})
    cast = cast_of(assessment)
    address = reverse("assessments:workshops", args=[assessment.pk])
    focal = client_of(cast.focal_point)
    page = focal.get(address).content.decode()
    assert f'value="{Q}"' in page and page.count(" checked") == 1

    sent = {"title": "Autumn workshop", "begins_on": "2031-10-01", "chair": cast.officers["BG"].pk, "indicators": [Q]}
    assert focal.post(address, {**sent, "chair": ""}).status_code == 422
    assert focal.post(address, sent).status_code == 302

    workshop = Workshop.objects.get()
    read = client_of(cast.officers["CUS"]).get(address).content.decode()
    assert "Autumn workshop" in read and cast.officers["BG"].name in read
    for name in ("board", "settling_list", "divergence"):
        assert address in focal.get(reverse(f"assessments:{name}", args=[assessment.pk])).content.decode()
    assert focal.post(url("workshop_plan", workshop), {**sent, "title": "Later"}).status_code == 302
    workshop.refresh_from_db()
    assert workshop.title == "Later"


def test_the_chair_leads_from_the_laptop_to_an_outcome_with_dissent() -> None:
    assessment, workshop = make_room(opened=False)
    cast = cast_of(assessment)
    chair, desk = client_of(workshop.chair), url("workshop", workshop)
    customs = cast.agencies["CUS"].pk
    assert chair.post(desk, {"step": "open"}).status_code == 302
    assert chair.post(desk, {"step": "ask", "indicator": Q, "text": "Since when?"}).status_code == 302
    assert "Since when?" in chair.get(url("hall", workshop)).content.decode()
    said = {"indicator": Q, "choice": "3", "expected_revision": 0, f"dissent_{customs}": "Two crossings are missing."}

    refused = chair.post(desk, {"step": "settle", **said})
    assert refused.status_code == 422
    assert "Two crossings are missing." in refused.content.decode()
    assert chair.post(desk, {"step": "settle", "reason": REASON, **said}).status_code == 302
    assert chair.post(desk, {"step": "go_to", "indicator": OTHER}).status_code == 302
    assert chair.post(desk, {"step": "close"}).status_code == 302
    minutes = url("minutes", workshop)
    assert client_of(cast.focal_point).post(minutes).status_code == 403
    assert chair.post(minutes).status_code == 302

    page = client_of(cast.officers["CUS"]).get(minutes).content.decode()
    assert REASON in page and "Two crossings are missing." in page and "Signed by" in page
    assert (SettledRevision.objects.count(), Dissent.objects.count()) == (1, 1)


def test_a_device_votes_and_no_screen_tells_before_all_are_shown() -> None:
    assessment, workshop = make_room(answers={Q: {"BG": 3, "CUS": 3}})
    cast = cast_of(assessment)
    step(start_vote, assessment, workshop, expected_round=0)
    lead, address = client_of(cast.leads["CUS"]), url("workshop_vote", workshop)
    sent = {"agency": cast.agencies["CUS"].pk, "indicator": Q, "round": 1, "reason": "zqvotecanary"}
    assert lead.post(address, sent).status_code == 422
    assert lead.post(address, {**sent, "choice": "5"}).status_code == 302
    assert "zqvotecanary" in lead.get(address).content.decode()

    def heard() -> list[str]:
        found = []
        focal, other, officer = (client_of(one) for one in (cast.focal_point, cast.leads["BG"], cast.officers["CUS"]))
        names = ("workshop", "workshop_live", "hall", "hall_live", "minutes", "workshop_attendance")
        here = f"/api/v1/assessments/{assessment.pk}/"
        more = (reverse("assessments:history", args=[assessment.pk]), f"{here}events/")
        rooms = [f"{here}workshops/{workshop.pk}/{rest}" for rest in ("", "minutes/", "attendance/")]
        asked = [(focal, [*(url(name, workshop) for name in names), *more, *rooms])]
        asked.append(
            (other, [url("workshop_vote", workshop), url("vote_live", workshop), url("hall", workshop), *rooms])
        )
        asked.append((officer, [url("hall", workshop), url("minutes", workshop), *rooms]))
        for client, addresses in asked:
            for one in addresses:
                answer = client.get(one)
                assert answer.status_code == 200, one
                if "zqvotecanary" in answer.content.decode():
                    found.append(one)
        return found

    assert heard() == []
    chair = client_of(workshop.chair)
    assert chair.post(url("workshop", workshop), {"step": "reveal", "indicator": Q, "round": 1}).status_code == 302
    assert heard() != []
    assert lead.post(address, {**sent, "choice": "4"}).status_code == 409
    assert WorkshopVote.objects.get().level.code == "5"


@pytest.mark.parametrize("name", ["workshop_live", "hall_live", "vote_live"])
def test_a_screen_that_knows_all_is_told_nothing(name: str) -> None:
    assessment, workshop = make_room()
    client = client_of(cast_of(assessment).leads["CUS"] if name == "vote_live" else workshop.chair)
    address = url(name, workshop)

    first = client.get(address, **PART)
    assert (first.status_code, b"<html" in first.content) == (200, False)
    with CaptureQueriesContext(connection) as captured:
        again = client.get(address, **PART, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    # The session and the person, and three for the workshop.
    assert len(captured) <= 5
    step(start_vote, assessment, workshop, expected_round=0)
    assert client.get(address, **PART, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    # Without a script it is the whole page.
    assert b"<html" in client.get(address).content


def test_a_device_is_not_disturbed_by_others_votes() -> None:
    assessment, workshop = make_room()
    step(start_vote, assessment, workshop, expected_round=0)
    lead = client_of(cast_of(assessment).leads["CUS"])
    mark = lead.get(url("vote_live", workshop), **PART)["ETag"]

    vote(assessment, workshop, "BG", "4")

    assert lead.get(url("vote_live", workshop), **PART, HTTP_IF_NONE_MATCH=mark).status_code == 304


def test_a_screen_alone_keeps_nobody_signed_in() -> None:
    assessment, workshop = make_room()
    with time_machine.travel(now(), tick=False) as clock:
        polling, working = client_of(workshop.chair), client_of(workshop.chair)
        for _turn in range(4):
            clock.shift(timedelta(minutes=50))
            polled = polling.get(url("hall_live", workshop), **PART)
            worked = working.get(url("hall", workshop))

        assert (polled.status_code, worked.status_code) == (204, 200)
        assert polled["HX-Redirect"].startswith("/accounts/login/")


def test_leaving_and_returning_loses_nothing() -> None:
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    step(start_vote, assessment, workshop, expected_round=0)
    vote(assessment, workshop, "CUS", "4", reason="We count every crossing.")

    back = client_of(cast.leads["CUS"]).get(url("workshop_vote", workshop)).content.decode()
    chair = client_of(workshop.chair).get(url("workshop", workshop)).content.decode()

    assert "We count every crossing." in back and 'value="4" checked' in back
    assert "1 of 2 agencies have voted" in chair and "Show all votes" in chair


def test_everybody_notes_the_own_coming_and_the_chair_that_of_guests() -> None:
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    address = url("workshop_attendance", workshop)
    officer, chair = client_of(cast.officers["CUS"]), client_of(workshop.chair)

    assert officer.post(address, {"person": cast.officers["CUS"].pk}).status_code == 302
    assert officer.post(address, {"name": "Gasta Visitor"}).status_code == 403
    assert chair.post(address, {"name": " "}).status_code == 422
    assert chair.post(address, {"name": "Gasta Visitor", "role": "Expert"}).status_code == 302
    first = Attendance.objects.first()
    assert officer.post(address, {"leave": first.pk}).status_code == 302

    page = chair.get(address).content.decode()
    assert "Gasta Visitor" in page and Attendance.objects.filter(left_at__isnull=False).count() == 1


def test_no_screen_costs_more_than_its_budget() -> None:
    assessment, workshop = make_room()
    cast = cast_of(assessment)
    vote_through(assessment, workshop, {"BG": "5", "CUS": "2"}, reason="Because.")
    found = {}
    for person, name in (
        (workshop.chair, "workshop"),
        (workshop.chair, "hall"),
        (cast.leads["CUS"], "workshop_vote"),
        (cast.focal_point, "minutes"),
        (workshop.chair, "workshop_attendance"),
    ):
        client = client_of(person)
        client.get(url(name, workshop))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name, workshop)).status_code == 200
        found[name] = len(captured)

    assert {name: number for name, number in found.items() if number > 12} == {}
