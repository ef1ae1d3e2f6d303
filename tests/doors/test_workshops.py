"""Workshops through both doors: the same answer, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import Assessment, Attendance, Workshop
from tests.doors.acts import Act, Deed
from tests.doors.knocking import HIDDEN, INVALID, NOON, OK, REFUSED, Row, agree
from tests.doors.scenes import Q, World, make_world
from tests.kept import kept
from tests.people import now
from tests.workshops import OTHER, make_workshop, step, vote, vote_through

pytestmark = pytest.mark.django_db

# One workshop in each: at its first question, with an open vote, after two votes, and closed.
ROOM, VOTING, DISPUTED, CLOSED = "consolidation", "settled", "changed levels", "warned"
MOVED, NOT_OPEN = (409, "workshop_moved"), (409, "workshop_not_open")


def plan(chair: str = "guard", *, title: str = "Second workshop", change: bool = False) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        said = {"title": title, "begins_on": "2031-03-04", "ends_on": "2031-03-05"}
        person = world.people[chair].pk
        here = f"assessments/{assessment.pk}/workshops/"
        if change:
            pk = _workshop(assessment).pk
            page = reverse("assessments:workshop_plan", args=[assessment.pk, pk])
            return Deed(page, {**said, "chair": person}, "PUT", f"{here}{pk}/", {**said, "chair_id": person})
        return Deed(
            reverse("assessments:workshops", args=[assessment.pk]),
            {**said, "chair": person, "indicators": [Q]},
            "POST",
            here,
            {**said, "chair_id": person, "indicators": [Q]},
        )

    return act


def do(name: str, indicator: str = "", *, level: str = "", dissent: str = "", **said: Any) -> Act:
    """A step of who leads; ``dissent`` is what Customs holds against the level."""

    def act(world: World, assessment: Assessment) -> Deed:
        common = {"step": name, **({"indicator": indicator} if indicator else {}), **said}
        customs = world.agencies["CUS"].pk
        form = {
            **common,
            **({"choice": level} if level else {}),
            **({f"dissent_{customs}": dissent} if dissent else {}),
        }
        body = {**common, **({"level": level} if level else {})}
        if dissent:
            body["dissent"] = [{"agency": "CUS", "text": dissent}]
        return Deed(_page("workshop", assessment), form, "POST", f"{_path(assessment)}steps/", body)

    return act


def cast(agency: str = "CUS", level: str = "4", *, number: int = 1) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        form = {"agency": world.agencies[agency].pk, "indicator": Q, "round": number, "choice": level}
        path = f"{_path(assessment)}items/{Q}/votes/{agency}/"
        return Deed(_page("workshop_vote", assessment), form, "PUT", path, {"level": level, "round": number})

    return act


def come(person: str = "", **guest: str) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        said = {"person": world.people[person].pk} if person else guest
        return Deed(_page("workshop_attendance", assessment), said, "POST", f"{_path(assessment)}attendance/", said)

    return act


def go() -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        stay = Attendance.objects.get(workshop__assessment=assessment).pk
        page = _page("workshop_attendance", assessment)
        return Deed(page, {"leave": stay}, "PATCH", f"{_path(assessment)}attendance/", {"stay": stay})

    return act


def sign() -> Act:
    return lambda world, assessment: Deed(
        _page("minutes", assessment), {"x": "x"}, "POST", f"{_path(assessment)}minutes/", None
    )


def _workshop(assessment: Assessment) -> Workshop:
    return Workshop.objects.filter(assessment=assessment).order_by("pk").first()


def _page(name: str, assessment: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, _workshop(assessment).pk])


def _path(assessment: Assessment) -> str:
    return f"assessments/{assessment.pk}/workshops/{_workshop(assessment).pk}/"


AGREED = {"reason": "The room agreed.", "expected_revision": 0}
ROWS: dict[str, Row] = {
    "planned": ("focal", ROOM, plan(), OK),
    "planned by the signatory": ("signatory", ROOM, plan(), REFUSED),
    "planned by a stranger": ("stranger", ROOM, plan(), HIDDEN),
    "planned with a stranger as chair": ("focal", ROOM, plan("stranger"), INVALID),
    "planned without a title": ("focal", ROOM, plan(title=" "), INVALID),
    "planned in collection": ("focal", "collection", plan(), REFUSED),
    "the plan changed": ("focal", ROOM, plan("signatory", change=True), OK),
    "the plan changed by the chair": ("guard", ROOM, plan(change=True), REFUSED),
    "on to the next question": ("guard", ROOM, do("go_to", OTHER), OK),
    "on by who does not lead": ("focal", ROOM, do("go_to", OTHER), REFUSED),
    "on by a stranger": ("stranger", ROOM, do("go_to", OTHER), HIDDEN),
    "to what is not on the agenda": ("guard", ROOM, do("go_to", "P2.F1.01"), INVALID),
    "on while a vote is open": ("guard", VOTING, do("go_to", OTHER), MOVED),
    "a word to the room": ("guard", ROOM, do("ask", Q, text="Since when?"), OK),
    "too many words to the room": ("guard", ROOM, do("ask", Q, text="x" * 201), INVALID),
    "a vote opened": ("guard", ROOM, do("start_vote", Q, round=0), OK),
    "a vote opened elsewhere": ("guard", ROOM, do("start_vote", OTHER, round=0), MOVED),
    "a third vote opened": ("guard", DISPUTED, do("start_vote", Q, round=2), (409, "no_more_votes")),
    "a vote opened when it is over": ("guard", CLOSED, do("start_vote", Q, round=0), NOT_OPEN),
    "a vote": ("lead", VOTING, cast(), OK),
    "a vote of no level": ("lead", VOTING, cast(level="9"), INVALID),
    "a vote by an officer": ("customs", VOTING, cast(), REFUSED),
    "a vote for another agency": ("lead", VOTING, cast("BG"), HIDDEN),
    "a vote by a stranger": ("stranger", VOTING, cast(), HIDDEN),
    "a vote that is not open": ("lead", ROOM, cast(), (409, "vote_over")),
    "a vote on what was shown": ("lead", DISPUTED, cast(number=2), (409, "vote_over")),
    "votes shown": ("guard", VOTING, do("reveal", Q, round=1), OK),
    "votes shown by who does not lead": ("lead", VOTING, do("reveal", Q, round=1), REFUSED),
    "votes shown where none is open": ("guard", ROOM, do("reveal", Q, round=0), (409, "vote_over")),
    "settled": ("guard", ROOM, do("settle", Q, level="3", dissent="Two are missing.", **AGREED), OK),
    "settled without a reason": ("guard", ROOM, do("settle", Q, level="3", expected_revision=0), INVALID),
    "settled from an old page": ("guard", DISPUTED, do("settle", Q, level="3", **AGREED), (409, "settled_conflict")),
    "settled by who does not lead": ("focal", ROOM, do("settle", Q, level="3", **AGREED), REFUSED),
    "settled while a vote is open": (
        "guard",
        VOTING,
        do("settle", Q, level="3", reason="x", expected_revision=1),
        MOVED,
    ),
    "no agreement": ("guard", DISPUTED, do("no_consensus", Q, expected_revision=2), OK),
    "no agreement before two votes": (
        "guard",
        ROOM,
        do("no_consensus", Q, expected_revision=0),
        (409, "votes_missing"),
    ),
    "put off": ("guard", ROOM, do("defer", Q), OK),
    "closed": ("guard", ROOM, do("close"), OK),
    "closed while a vote is open": ("guard", VOTING, do("close"), MOVED),
    "opened when it is over": ("guard", CLOSED, do("open"), NOT_OPEN),
    "come": ("customs", ROOM, come("customs"), OK),
    "come, of somebody else": ("customs", ROOM, come("focal"), REFUSED),
    "a guest come": ("guard", ROOM, come(name="Gasta Visitor", role="Expert"), OK),
    "a guest without a name": ("guard", ROOM, come(name=" "), INVALID),
    "come, by a stranger": ("stranger", ROOM, come("stranger"), HIDDEN),
    "left": ("signatory", VOTING, go(), OK),
    "left, of somebody else": ("customs", VOTING, go(), REFUSED),
    "signed": ("guard", CLOSED, sign(), OK),
    "signed by the focal point": ("focal", CLOSED, sign(), REFUSED),
    "signed before it is over": ("guard", ROOM, sign(), NOT_OPEN),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        world = make_world((ROOM, VOTING, DISPUTED, CLOSED))
        rooms = {scene: make_workshop(world.assessments[scene]) for scene in (ROOM, VOTING, DISPUTED, CLOSED)}
        here = world.assessments[VOTING]
        step(operations.start_vote, here, rooms[VOTING], expected_round=0)
        vote(here, rooms[VOTING], "BG", "5")
        signatory = world.people["signatory"]
        one = {"at": now(), "assessment_id": here.pk, "workshop_id": rooms[VOTING].pk}
        operations.arrive(actor=signatory, person_id=signatory.pk, **one)
        for number in (1, 2):
            vote_through(world.assessments[DISPUTED], rooms[DISPUTED], {"BG": "5", "CUS": "2"}, number=number)
        closing = {"at": now(), "assessment_id": world.assessments[CLOSED].pk, "workshop_id": rooms[CLOSED].pk}
        operations.close_workshop(actor=rooms[CLOSED].chair, **closing)
        yield world


@pytest.mark.parametrize("case", ROWS)
def test_both_doors_agree(world: World, case: str) -> None:
    agree(world, ROWS[case], changes=True)


def test_the_key_of_a_program_plans_once(world: World) -> None:
    from tests.assessments.api.calls import Program
    from tests.doors.knocking import undone

    assessment = world.assessments[ROOM]
    body = {"title": "Once", "begins_on": "2031-03-04", "chair_id": world.people["guard"].pk}
    program = Program(world.people["focal"])

    with undone():
        sent = [
            program.post(f"assessments/{assessment.pk}/workshops/", {**body, "indicators": [Q]}, idempotency_key="one")
            for _time in range(2)
        ]

    assert len({one.body["workshop"]["id"] for one in sent}) == 1
