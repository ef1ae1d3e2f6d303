"""Whatever is sent, the answer is a problem that names itself; never a failure of the server, never a row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from assessments import models
from assessments.models import Assessment
from tests.assessments.api.calls import Program
from tests.builders import cast_of, make_assessment, make_cycle
from tests.kept import kept

pytestmark = pytest.mark.django_db

Q = "P1.F1.01"
JSON = "application/json"
HUGE = 10**30
LEVEL_2 = {"kind": "level", "level": "2", "expected_revision": 0}


@dataclass(frozen=True)
class World:
    """One assessment in each state that a hostile call needs, and the programs that may write there."""

    collection: Assessment
    submitted: Assessment
    accepted: Assessment
    consolidation: Assessment
    setup: Assessment
    programs: dict[str, Program]

    def path(self, template: str) -> str:
        ids = {
            name: getattr(self, name).pk for name in ("collection", "submitted", "accepted", "consolidation", "setup")
        }
        return template.format(**ids)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept(django_db_blocker):
        made = {
            state: make_assessment(upto=state, cycle=make_cycle(code=str(2030 + number)))
            for number, state in enumerate(("collection", "submitted", "accepted", "consolidation", "setup"))
        }
        cast = cast_of(made["collection"])
        yield World(
            **made,
            programs={
                "officer": Program(cast.officers["CUS"]),
                "focal": Program(cast.focal_point),
                "signatory": Program(cast.signatory, present=True),
                "coordinator": Program(cast.coordinator),
            },
        )


def rows() -> dict[type[Model], int]:
    """How many rows each table of assessments holds."""
    named = [getattr(models, name) for name in models.__all__]
    return {model: model.objects.count() for model in named if issubclass(model, Model)}


ANSWER = "assessments/{collection}/answers/CUS/" + Q + "/"
SETTLED = "assessments/{consolidation}/settled/" + Q + "/"

BODIES = {
    "nothing": (b"", 422),
    "no JSON": (b"kind=level", 400),
    "half of it": (b'{"kind": "level"', 400),
    "not UTF-8": (b'{"kind": "\xff\xfe"}', 400),
    "a list": (b"[]", 422),
    "a text": (b'"level"', 422),
    "null": (b"null", 422),
    "a number": (b"7", 422),
    "not a number": (b'{"expected_revision": NaN}', 400),
    "a number of 5000 digits": (b'{"expected_revision": ' + b"9" * 5000 + b"}", 400),
    "nested without end": (b"[" * 60_000, 400),
    "nested as an object": (b'{"a":' * 60_000, 400),
    "half a character": (rb'{"kind": "\ud800"}', 400),
    "half a character as a key": (rb'{"\ud800": 1}', 400),
    "a null byte": (b'{"kind": "level", "level": "2\\u0000", "expected_revision": 0}', 422),
    "a null byte in the choice": (b'{"kind": "\\u0000", "expected_revision": 0}', 422),
    "more than a form may hold": (b'{"comment": "' + b"x" * 2_200_000 + b'"}', 413),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_cannot_be_read(world: World, body: str) -> None:
    content, expected = BODIES[body]
    before = rows()

    answer = world.programs["officer"].send_bytes("PUT", world.path(ANSWER), content, JSON)

    assert answer.status == expected
    assert answer.code
    assert rows() == before


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "ü"],
)
def test_a_body_of_another_kind(world: World, kind: str) -> None:
    answer = world.programs["officer"].send_bytes("PUT", world.path(ANSWER), json.dumps(LEVEL_2).encode(), kind)

    assert (answer.status, answer.code) == (415, "unsupported_media_type")


FIELDS: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "unknown level": ("officer", "PUT", ANSWER, {**LEVEL_2, "level": "6"}),
    "level as a number of another script": ("officer", "PUT", ANSWER, {**LEVEL_2, "level": "٢"}),
    "level as a list": ("officer", "PUT", ANSWER, {**LEVEL_2, "level": ["2"]}),
    "level and mark": ("officer", "PUT", ANSWER, {**LEVEL_2, "kind": "insufficient", "reason": "No."}),
    "unknown kind": ("officer", "PUT", ANSWER, {**LEVEL_2, "kind": "perhaps"}),
    "kind as an object": ("officer", "PUT", ANSWER, {**LEVEL_2, "kind": {"a": 1}}),
    "level missing": ("officer", "PUT", ANSWER, {"kind": "level", "expected_revision": 0}),
    "reason missing": ("officer", "PUT", ANSWER, {"kind": "insufficient", "expected_revision": 0}),
    "reason of spaces": (
        "officer",
        "PUT",
        ANSWER,
        {"kind": "insufficient", "reason": " \u202e\u200f", "expected_revision": 0},
    ),
    "comment too long": ("officer", "PUT", ANSWER, {**LEVEL_2, "comment": "x" * 2001}),
    "comment of a million": ("officer", "PUT", ANSWER, {**LEVEL_2, "comment": "x" * 1_000_000}),
    "comment as a list": ("officer", "PUT", ANSWER, {**LEVEL_2, "comment": ["x"]}),
    "revision below zero": ("officer", "PUT", ANSWER, {**LEVEL_2, "expected_revision": -1}),
    "revision beyond the database": ("officer", "PUT", ANSWER, {**LEVEL_2, "expected_revision": HUGE}),
    "revision as a truth": ("officer", "PUT", ANSWER, {**LEVEL_2, "expected_revision": True}),
    "revision as a word": ("officer", "PUT", ANSWER, {**LEVEL_2, "expected_revision": "zero"}),
    "evidence without anything": ("officer", "POST", "assessments/{collection}/evidence/", {}),
    "evidence with a long title": (
        "officer",
        "POST",
        "assessments/{collection}/evidence/",
        {"agency": "CUS", "indicator": Q, "title": "x" * 201, "kind": "E1"},
    ),
    "evidence of no date": (
        "officer",
        "POST",
        "assessments/{collection}/evidence/",
        {"agency": "CUS", "indicator": Q, "title": "Act", "kind": "E1", "dated_on": "2025-13-40"},
    ),
    "evidence of another marking": (
        "officer",
        "POST",
        "assessments/{collection}/evidence/",
        {"agency": "CUS", "indicator": Q, "title": "Act", "kind": "E1", "marking": "secret"},
    ),
    "evidence on no question": (
        "officer",
        "POST",
        "assessments/{collection}/evidence/",
        {"agency": "CUS", "indicator": "P9.F9.99", "title": "Act", "kind": "E1"},
    ),
    "settled at no level": ("focal", "PUT", SETTLED, {**LEVEL_2, "level": "0"}),
    "not applicable where it applies": (
        "focal",
        "PUT",
        SETTLED,
        {"kind": "not_applicable", "reason": "None.", "expected_revision": 0},
    ),
    "a warning that is none": ("focal", "PUT", "assessments/{consolidation}/warnings/none/", {"text": "Because."}),
    "a warning explained by nothing": ("focal", "PUT", "assessments/{consolidation}/warnings/none/", {"text": ""}),
    "profile of unknown questions": (
        "focal",
        "PUT",
        "assessments/{setup}/profile/",
        {"answers": {"moon": "yes", "land_border": "perhaps", "crossings": "many"}},
    ),
    "profile as a list": ("focal", "PUT", "assessments/{setup}/profile/", {"answers": ["yes"]}),
    "profile of numbers below zero": ("focal", "PUT", "assessments/{setup}/profile/", {"answers": {"crossings": "-1"}}),
    "profile of endless numbers": (
        "focal",
        "PUT",
        "assessments/{setup}/profile/",
        {"answers": {"crossings": "9" * 400}},
    ),
    "profile of a null byte": ("focal", "PUT", "assessments/{setup}/profile/", {"answers": {"remarks": "a\0b"}}),
    "agencies by number": ("focal", "PUT", "assessments/{setup}/agencies/", {"agencies": [1, HUGE]}),
    "agencies unknown": ("focal", "PUT", "assessments/{setup}/agencies/", {"agencies": ["NONE"]}),
    "agencies without end": ("focal", "PUT", "assessments/{setup}/agencies/", {"agencies": ["BG"] * 501}),
    "assigned no question": ("focal", "PUT", "assessments/{setup}/assignments/CUS/", {"indicators": ["P9.F9.99"]}),
    "assigned a null byte": ("focal", "PUT", "assessments/{setup}/assignments/CUS/", {"indicators": ["a\0"]}),
    "no move": ("signatory", "POST", "assessments/{setup}/transitions/", {}),
    "an unknown move": ("signatory", "POST", "assessments/{setup}/transitions/", {"move": "explode"}),
    "withdrawn without a reason": ("signatory", "POST", "assessments/{setup}/transitions/", {"move": "withdraw"}),
    "withdrawn with a book": (
        "signatory",
        "POST",
        "assessments/{setup}/transitions/",
        {"move": "withdraw", "reason": "x" * 1001},
    ),
    "returned nothing": ("coordinator", "POST", "assessments/{submitted}/transitions/", {"move": "return"}),
    "returned no question": (
        "coordinator",
        "POST",
        "assessments/{submitted}/transitions/",
        {"move": "return", "questions": {"P9.F9.99": "Why?", "\0": "Why?"}},
    ),
    "returned without a word": (
        "coordinator",
        "POST",
        "assessments/{submitted}/transitions/",
        {"move": "return", "questions": {Q: "  "}},
    ),
    "published to a number": (
        "signatory",
        "POST",
        "assessments/{accepted}/transitions/",
        {"move": "publish", "profile": True, "donor_ids": [HUGE]},
    ),
    "published to nobody": (
        "signatory",
        "POST",
        "assessments/{accepted}/transitions/",
        {"move": "publish", "profile": True, "donor_ids": [2**62]},
    ),
    "published nothing": ("signatory", "POST", "assessments/{accepted}/transitions/", {"move": "publish"}),
    "a cycle of nothing": ("coordinator", "POST", "cycles/", {}),
    "a cycle with days turned round": (
        "coordinator",
        "POST",
        "cycles/",
        {
            "code": "a b",
            "name": "\u202e",
            "framework_version_id": 2**62,
            "answers_due": "2030-02-01",
            "submission_due": "2030-01-01",
        },
    ),
    "a cycle of a huge version": (
        "coordinator",
        "POST",
        "cycles/",
        {
            "code": "2099",
            "name": "Far",
            "framework_version_id": HUGE,
            "answers_due": "0000-00-00",
            "submission_due": "99999-01-01",
        },
    ),
    "an assessment of a huge country": (
        "coordinator",
        "POST",
        "assessments/",
        {"country_id": HUGE, "cycle_id": -1, "reference_date": "yesterday"},
    ),
    "a report of no assessment": ("focal", "POST", "reports/", {"assessment": 0}),
    "a report in no language": ("focal", "POST", "reports/", {"assessment": 1, "language": "x" * 13}),
    "a report of another edition": ("focal", "POST", "reports/", {"assessment": 1, "edition": "secret"}),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_value_that_no_rule_allows(world: World, case: str) -> None:
    who, method, path, body = FIELDS[case]
    before = rows()

    answer = world.programs[who].send(method, world.path(path), body)

    assert (answer.status, answer.body.get("detail", "")) == (422, answer.body["title"])
    assert answer.code in {"invalid", "conditions_not_met"}
    assert rows() == before


PATHS = {
    "an id beyond the database": ("GET", f"assessments/{HUGE}/", 404),
    "an answer of an id beyond the database": ("GET", f"assessments/{HUGE}/answers/CUS/{Q}/", 404),
    "evidence of an id beyond the database": ("DELETE", "assessments/{collection}/evidence/" + f"{HUGE}/", 404),
    "evidence that is none": ("DELETE", "assessments/{collection}/evidence/0/", 404),
    "an id in another script": ("GET", "assessments/٣/", 404),
    "an id below zero": ("GET", "assessments/-1/", 404),
    "an agency of a null byte": ("GET", "assessments/{collection}/answers/C%00/" + f"{Q}/", 400),
    "an agency as markup": ("GET", "assessments/{collection}/answers/%3Cscript%3E/" + f"{Q}/", 404),
    "an indicator of a null byte": ("GET", "assessments/{collection}/answers/CUS/P1%00/", 400),
    "an indicator of half a character": ("GET", "assessments/{collection}/answers/CUS/%ED%A0%80/", 404),
    "an indicator as a path": ("GET", "assessments/{collection}/answers/CUS/..%2F..%2F/", 404),
    "a framework of a null byte": ("GET", "frameworks/%00/1.0/", 400),
    "a version as SQL": ("GET", "frameworks/SMALL/1.0'%20OR%201=1--/", 404),
    "a page beyond the end": ("GET", "assessments/?page=999", 404),
    "a page of a null byte": ("GET", "assessments/?page=%00", 400),
    "a page of a power": ("GET", "assessments/?page=²", 404),
    "a filter of a null byte": ("GET", "assessments/?country=%00", 400),
    "a filter too long": ("GET", "assessments/?cycle=" + "x" * 5000, 422),
    "a report that is no id": ("GET", "reports/1/", 404),
    "a report that is not there": ("GET", "reports/00000000-0000-4000-8000-000000000000/", 404),
    "an address that is not there": ("GET", "nothing/", 404),
    "a format that is not there": ("GET", "assessments/?format=xml", 404),
    "a method that is not there": ("DELETE", "assessments/", 405),
    "a trace": ("TRACE", "assessments/", 405),
    "a word as a method": ("BREW", "assessments/", 405),
}


@pytest.mark.parametrize("case", PATHS)
def test_an_address_that_leads_nowhere(world: World, case: str) -> None:
    method, path, expected = PATHS[case]

    answer = world.programs["officer"].send(method, world.path(path))

    assert answer.status == expected
    assert answer.code


def test_a_report_of_an_assessment_beyond_the_database(world: World) -> None:
    answer = world.programs["focal"].post("reports/", {"assessment": HUGE})

    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("before", ["²", "-1", "0", str(HUGE), "x"])
def test_the_record_is_paged_by_numbers_alone(world: World, before: str) -> None:
    answer = world.programs["focal"].send("GET", world.path("assessments/{setup}/events/?before=") + before)

    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "application/xml;q=0.1"},
        {"Accept": "\0"},
        {"Authorization": "Bearer " + "x" * 9000},
        {"Authorization": "Bearer \0"},
    ],
)
def test_headers_that_cannot_be_met(world: World, headers: dict[str, str]) -> None:
    answer = world.programs["officer"].send("GET", "assessments/", **headers)

    assert answer.status in {401, 406}
    assert answer.code


def test_a_page_is_never_larger_than_allowed(world: World) -> None:
    for size in ("1000000", "-1", "0", str(HUGE), "²"):
        answer = world.programs["coordinator"].send("GET", f"assessments/?page_size={size}")

        assert (answer.status, len(answer.body["results"])) == (200, 5)
