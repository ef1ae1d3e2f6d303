"""Comments through both doors: the same answer, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import Assessment, Comment
from tests.assessments.api.calls import Program
from tests.doors.acts import Act, Deed
from tests.doors.knocking import NOON, all_rows, knock_at_the_page, outcome, undone
from tests.doors.scenes import ONLY_GUARD, Q, World, make_world
from tests.kept import kept
from tests.people import now

pytestmark = pytest.mark.django_db

OK, INVALID, REFUSED, HIDDEN = (200, ""), (422, "invalid"), (403, "not_allowed"), (404, "not_found")


def write(
    visibility: str = "agency",
    *,
    agency: str | None = "CUS",
    indicator: str = Q,
    text: str = "See order 12.",
    names: str = "",
) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        side = world.agencies[agency].pk if agency else 0
        named = [world.people[names].pk] if names else []
        return Deed(
            reverse("assessments:comments", args=[assessment.pk]) + f"?question={indicator}",
            {"audience": f"{side}.{visibility}", "text": text, "mentions": named},
            "POST",
            f"assessments/{assessment.pk}/comments/",
            {"indicator": indicator, "text": text, "visibility": visibility, "agency": agency, "mentions": named},
        )

    return act


def answer(text: str = "Yes.") -> Act:
    return lambda world, assessment: Deed(
        _page(assessment), {"text": text}, "POST", f"{_path(assessment)}replies/", {"text": text}
    )


def turn(act: str, **state: bool) -> Act:
    return lambda world, assessment: Deed(_page(assessment), {"act": act}, "PATCH", _path(assessment), state)


def read() -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        ids = [_begun(assessment)]
        page = reverse("assessments:read_comments", args=[assessment.pk])
        return Deed(page, {"comment": ids}, "POST", f"assessments/{assessment.pk}/comments/read/", {"comments": ids})

    return act


def _begun(assessment: Assessment) -> int:
    """The one thread of the scene: Customs to all agencies."""
    return Comment.objects.get(assessment=assessment).pk


def _page(assessment: Assessment) -> str:
    return reverse("assessments:comment", args=[assessment.pk, _begun(assessment)])


def _path(assessment: Assessment) -> str:
    return f"assessments/{assessment.pk}/comments/{_begun(assessment)}/"


ROWS: dict[str, tuple[str, str, Act, tuple[int, str]]] = {
    "an officer to the own agency": ("customs", "collection", write(), OK),
    "an officer to all, naming the focal point": ("customs", "collection", write("agencies", names="focal"), OK),
    "the focal point to the signatory": ("focal", "collection", write(agency=None, names="signatory"), OK),
    "without a word": ("customs", "collection", write(text=" "), INVALID),
    "without end": ("customs", "collection", write(text="x" * 2001), INVALID),
    "naming who does not read it": ("customs", "collection", write(names="guard"), INVALID),
    "to reviewers before there are any": ("focal", "collection", write("reviewers", agency=None), INVALID),
    "on what the agency is not asked": ("customs", "collection", write(indicator=ONLY_GUARD), INVALID),
    "the coordinator before the submission": ("coordinator", "collection", write("reviewers", agency=None), REFUSED),
    "a stranger": ("stranger", "collection", write(agency=None), HIDDEN),
    "an agency that takes no part": ("plants", "collection", write(agency=None), HIDDEN),
    "after the end": ("focal", "accepted", write(agency=None), REFUSED),
    "an answer": ("guard", "collection", answer(), OK),
    "an empty answer": ("guard", "collection", answer(" "), INVALID),
    "an answer by a stranger": ("stranger", "collection", answer(), HIDDEN),
    "resolved": ("guard", "collection", turn("resolve", resolved=True), OK),
    "opened while it is open": ("guard", "collection", turn("reopen", resolved=False), (409, "thread_resolved")),
    "taken back": ("customs", "collection", turn("hide", hidden=True), OK),
    "hidden by the focal point": ("focal", "collection", turn("hide", hidden=True), OK),
    "hidden by another agency": ("guard", "collection", turn("hide", hidden=True), REFUSED),
    "shown while it is shown": ("customs", "collection", turn("show", hidden=False), (409, "comment_hidden")),
    "read": ("guard", "collection", read(), OK),
    "read by the coordinator": ("coordinator", "collection", read(), REFUSED),
    "read by a stranger": ("stranger", "collection", read(), HIDDEN),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        world = make_world(("accepted",))
        operations.write_comment(
            actor=world.people["customs"],
            at=now(),
            assessment_id=world.assessments["collection"].pk,
            indicator_code=Q,
            text="Which crossings do you count?",
            visibility="agencies",
            agency_id=world.agencies["CUS"].pk,
        )
        yield world


@pytest.mark.parametrize("case", ROWS)
def test_both_doors_agree(world: World, case: str) -> None:
    who, scene, act, (status, code) = ROWS[case]
    deed, person = act(world, world.assessments[scene]), world.people[who]
    known = {assessment.pk for assessment in world.assessments.values()}
    before = all_rows(known)

    with undone():
        page = knock_at_the_page(person, deed.page, deed.form)
        after_page = all_rows(known)
    with undone():
        answered = Program(person).send(deed.method, deed.path, deed.body)
        after_call = all_rows(known)

    assert (outcome(answered), page) == ((status, code), status)
    assert after_page == after_call
    assert (after_call != before) == (status < 400)


def test_the_api_lists_threads_and_whom_to_write_to(world: World) -> None:
    pk = world.assessments["collection"].pk
    program = Program(world.people["guard"])

    threads = program.get(f"assessments/{pk}/comments/", indicator=Q).body["results"]
    audiences = program.get(f"assessments/{pk}/comments/audiences/", indicator=Q).body

    assert [(one["indicator"], one["visibility"]) for one in threads] == [(Q, "agencies")]
    assert [(said["author"], said["agency"], said["is_unread"]) for said in threads[0]["comments"]] == [
        (world.people["customs"].name, "CUS", True)
    ]
    assert [one["visibility"] for one in audiences] == ["agency", "agencies"]
    named = {reader["name"] for reader in audiences[1]["readers"]}
    assert {world.people[who].name for who in ("customs", "lead", "focal", "signatory")} <= named
    assert world.people["coordinator"].name not in named


def test_the_key_of_a_program_writes_once(world: World) -> None:
    path = f"assessments/{world.assessments['collection'].pk}/comments/"
    body = {"indicator": Q, "text": "Once.", "agency": "CUS"}
    program = Program(world.people["customs"])

    with undone():
        sent = [program.post(path, body, idempotency_key="one").body["id"] for _time in range(2)]

    assert len(set(sent)) == 1
