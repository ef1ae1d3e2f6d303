"""
The page and the API are two doors to the same room: answering, proving, settling and moving on.

One table: who does what in which scene, and what comes of it. Each row goes through both doors from the same start; they
must answer alike, and leave the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from assessments import models
from tests.assessments.api.calls import Program
from tests.doors.acts import approve, explain, move, prove, release, save, settle, take_away
from tests.doors.knocking import HIDDEN, INVALID, NOON, OK, REFUSED, SIGN_IN, UNMET, Row, agree, knock_at_the_page
from tests.doors.restoring import RESTORED_ALREADY, RESTORING
from tests.doors.scenes import MAY_NOT_APPLY, ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db

ANSWERING: dict[str, Row] = {
    "an officer answers": ("customs", "answered", save(level="4", revision=1), OK),
    "an officer answers for the first time": ("guard", "collection", save("BG", level="2"), OK),
    "a lead answers": ("lead", "collection", save(level="5", revision=1, comment="Order 7."), OK),
    "the same once more": ("customs", "collection", save(level="3"), OK),
    "somebody was first": ("customs", "collection", save(level="2"), (409, "answer_conflict")),
    "a level that is none": ("customs", "collection", save(level="6", revision=1), INVALID),
    "it applies to every country": (
        "customs",
        "collection",
        save(kind="not_applicable", reason="None.", revision=1),
        INVALID,
    ),
    "it need not apply": (
        "customs",
        "collection",
        save("CUS", MAY_NOT_APPLY, kind="not_applicable", reason="None."),
        OK,
    ),
    "nobody knows": ("customs", "collection", save(kind="insufficient", reason="Nobody knows.", revision=1), OK),
    "nobody knows why nobody knows": ("customs", "collection", save(kind="insufficient", revision=1), INVALID),
    "a comment without end": ("customs", "collection", save(revision=1, comment="x" * 2001), INVALID),
    "no such question": ("customs", "collection", save("CUS", "P9.F9.99"), HIDDEN),
    "a question of the guard alone": ("customs", "collection", save("CUS", ONLY_GUARD), REFUSED),
    "another agency's question": ("customs", "collection", save("BG"), HIDDEN),
    "an agency outside": ("plants", "collection", save("PHY"), HIDDEN),
    "an officer of another country": ("stranger officer", "collection", save(), HIDDEN),
    "the focal point answers": ("focal", "collection", save(revision=1), REFUSED),
    "the signatory answers": ("signatory", "collection", save(revision=1), REFUSED),
    "the coordinator answers": ("coordinator", "collection", save(revision=1), REFUSED),
    "the administrator answers": ("admin", "collection", save(revision=1), HIDDEN),
    "nobody answers": ("nobody", "collection", save(revision=1), SIGN_IN),
    "before collection": ("customs", "setup", save(), REFUSED),
    "after the release": ("customs", "released", save(revision=1), REFUSED),
    "after collection": ("customs", "consolidation", save(revision=1), REFUSED),
    "what was returned": ("customs", "returned", save(level="4", revision=1), OK),
    "what was not returned": ("customs", "returned", save("CUS", WIDE, level="4", revision=1), REFUSED),
    "answers are handed over": ("lead", "answered", release(), OK),
    "answers are handed over by an officer": ("customs", "answered", release(), REFUSED),
    "questions are open": ("lead", "collection", release(), UNMET),
    "handed over twice": ("lead", "released", release(), (409, "released_already")),
    "handed over for others": ("lead", "answered", release("BG"), HIDDEN),
    "handed over by the focal point": ("focal", "answered", release(), REFUSED),
    "handed over too late": ("lead", "consolidation", release(), REFUSED),
    "handed over by a stranger": ("stranger officer", "answered", release(), HIDDEN),
}
PROVING: dict[str, Row] = {
    "a reference is added": ("customs", "collection", prove(), OK),
    "a reference without a title": ("customs", "collection", prove(title="\u202e "), INVALID),
    "a reference of no kind": ("customs", "collection", prove(kind="E9"), INVALID),
    "a reference for others": ("customs", "collection", prove("BG"), HIDDEN),
    "a reference after the release": ("customs", "released", prove(), REFUSED),
    "a reference by a stranger": ("stranger officer", "collection", prove(), HIDDEN),
    "a national reference": ("focal", "consolidation", prove(None), OK),
    "a national reference too early": ("focal", "collection", prove(None), REFUSED),
    "a national reference by the signatory": ("signatory", "consolidation", prove(None), REFUSED),
    "a national reference while validated": ("focal", "validated", prove(None), OK),
    "a reference is taken away": ("focal", "settled", take_away(), OK),
    "a reference is taken away by a stranger": ("stranger", "settled", take_away(), HIDDEN),
    "a reference is taken away by the signatory": ("signatory", "settled", take_away(), REFUSED),
    "a reference is taken away after submission": ("focal", "submitted", take_away(), REFUSED),
    "a reference of another assessment": ("focal", "settled", take_away("warned"), HIDDEN),
}
SETTLING: dict[str, Row] = {
    "the proposal is taken": ("focal", "consolidation", settle(), OK),
    "another level with its reason": ("focal", "consolidation", settle(level="4", reason="Seen on site."), OK),
    "another level without a reason": ("focal", "consolidation", settle(level="4"), INVALID),
    "the lower of two": ("focal", "consolidation", settle(WIDE, level="2"), OK),
    "no level": ("focal", "consolidation", settle(level="9"), INVALID),
    "it applies here": ("focal", "consolidation", settle(kind="not_applicable", reason="None."), INVALID),
    "it does not apply here": (
        "focal",
        "consolidation",
        settle(MAY_NOT_APPLY, kind="not_applicable", reason="None."),
        OK,
    ),
    "somebody settled first": ("focal", "settled", settle(level="5", reason="New."), (409, "settled_conflict")),
    "settled anew": ("focal", "settled", settle(level="5", reason="New.", revision=1), OK),
    "no such indicator": ("focal", "consolidation", settle("P9.F9.99"), HIDDEN),
    "settled by the signatory": ("signatory", "consolidation", settle(), REFUSED),
    "settled by an officer": ("customs", "consolidation", settle(), REFUSED),
    "settled by the coordinator": ("coordinator", "consolidation", settle(), REFUSED),
    "settled by a stranger": ("stranger", "consolidation", settle(), HIDDEN),
    "settled by nobody": ("nobody", "consolidation", settle(), SIGN_IN),
    "settled too early": ("focal", "collection", settle(), REFUSED),
    "settled while validated": ("focal", "validated", settle(level="5", reason="New.", revision=1), REFUSED),
    "returned and settled": ("focal", "returned", settle(level="5", reason="New order.", revision=1), OK),
    "not returned, yet settled": ("focal", "returned", settle(WIDE, level="5", reason="New.", revision=1), REFUSED),
    "a warning is explained": ("focal", "warned", explain(), OK),
    "a warning was explained otherwise": ("focal", "warned", explain(revision=1), (409, "explanation_conflict")),
    "a warning is explained by nothing": ("focal", "warned", explain("  "), INVALID),
    "a warning that does not stand": ("focal", "settled", explain(warning="P1.F1.01<P2.F2.01"), INVALID),
    "a warning is explained by the signatory": ("signatory", "warned", explain(), REFUSED),
    "a warning is explained by a stranger": ("stranger", "warned", explain(), HIDDEN),
    "a warning is explained after acceptance": ("focal", "accepted", explain(warning="any"), REFUSED),
    "not applicable is approved": ("coordinator", "submitted", approve(MAY_NOT_APPLY), OK),
    "applicable is approved": ("coordinator", "submitted", approve(Q), INVALID),
    "approved by the country itself": ("signatory", "submitted", approve(MAY_NOT_APPLY), REFUSED),
    "approved by the reviewer": ("reviewer", "submitted", approve(MAY_NOT_APPLY), REFUSED),
    "approved by a stranger": ("stranger", "submitted", approve(MAY_NOT_APPLY), HIDDEN),
    "approved too early": ("coordinator", "validated", approve(MAY_NOT_APPLY), REFUSED),
}
MOVING: dict[str, Row] = {
    "the scope is approved": ("signatory", "setup", move("approve_scope"), OK),
    "the scope is approved by the focal point": ("focal", "setup", move("approve_scope"), REFUSED),
    "the scope is approved twice": ("signatory", "collection", move("approve_scope"), REFUSED),
    "collection is closed": ("focal", "released", move("start_consolidation"), OK),
    "collection is closed too early": ("focal", "answered", move("start_consolidation"), UNMET),
    "collection is closed with a reason, yet too early": (
        "focal",
        "answered",
        move("start_consolidation", reason="No time."),
        UNMET,
    ),
    "collection is closed late with a reason": (
        "focal",
        "late",
        move("start_consolidation", reason="They are on strike."),
        OK,
    ),
    "collection is closed late without a reason": ("focal", "late", move("start_consolidation"), UNMET),
    "levels are confirmed": ("focal", "settled", move("validate"), OK),
    "levels are missing": ("focal", "consolidation", move("validate"), UNMET),
    "levels are confirmed by the signatory": ("signatory", "settled", move("validate"), REFUSED),
    "levels are opened again": ("focal", "validated", move("reopen_consolidation", reason="A mistake."), OK),
    "levels are opened again without a reason": ("focal", "validated", move("reopen_consolidation"), INVALID),
    "levels are opened again by the signatory": ("signatory", "validated", move("reopen_consolidation"), REFUSED),
    "submitted": ("signatory", "validated", move("submit"), OK),
    "submitted without proof": ("signatory", "unproven", move("submit"), UNMET),
    "submitted by the focal point": ("focal", "validated", move("submit"), REFUSED),
    "submitted before it is confirmed": ("signatory", "settled", move("submit"), REFUSED),
    "submitted again": ("signatory", "returned", move("submit"), OK),
    "submitted by a stranger": ("stranger signatory", "validated", move("submit"), HIDDEN),
    "questions are returned": ("coordinator", "submitted", move("return", questions={Q: "Which order?"}), OK),
    "nothing is returned": ("coordinator", "submitted", move("return", questions={}), INVALID),
    "returned without a word": ("coordinator", "submitted", move("return", questions={Q: " "}), INVALID),
    "returned by the reviewer": ("reviewer", "submitted", move("return", questions={Q: "Which?"}), REFUSED),
    "accepted": ("coordinator", "approvable", move("accept"), OK),
    "accepted without approving": ("coordinator", "submitted", move("accept"), UNMET),
    "accepted by the country": ("signatory", "approvable", move("accept"), REFUSED),
    "accepted twice": ("coordinator", "accepted", move("accept"), REFUSED),
    "published to all": ("signatory", "accepted", move("publish", profile=True, report=True, all_donors=True), OK),
    "published to one": ("signatory", "accepted", move("publish", profile=True, donors=["donor"]), OK),
    "nothing is published": ("signatory", "accepted", move("publish", all_donors=True), INVALID),
    "published to nobody": ("signatory", "accepted", move("publish", report=True), INVALID),
    "published to no donor": ("signatory", "accepted", move("publish", report=True, donors=["reviewer"]), INVALID),
    "published by the coordinator": (
        "coordinator",
        "accepted",
        move("publish", profile=True, all_donors=True),
        REFUSED,
    ),
    "published too early": ("signatory", "approvable", move("publish", profile=True, all_donors=True), REFUSED),
    "the publication is withdrawn": ("signatory", "published", move("withdraw_publication", reason="A mistake."), OK),
    "the publication is withdrawn without a reason": ("signatory", "published", move("withdraw_publication"), INVALID),
    "the publication is withdrawn by a donor": (
        "donor",
        "published",
        move("withdraw_publication", reason="No."),
        REFUSED,
    ),
    "the assessment is withdrawn": ("signatory", "collection", move("withdraw", reason="Begun too early."), OK),
    "the assessment is withdrawn without a reason": ("signatory", "collection", move("withdraw"), INVALID),
    "withdrawn when it was accepted": ("signatory", "accepted", move("withdraw", reason="No."), REFUSED),
    "withdrawn by nobody": ("nobody", "collection", move("withdraw", reason="No."), SIGN_IN),
    "withdrawn twice": ("signatory", "withdrawn", move("withdraw", reason="No."), REFUSED),
}
# Allowed, and there is nothing to write.
UNCHANGED = RESTORED_ALREADY | {"the same once more"}
# Refused to tokens altogether (tests/accounts/factors/test_proving.py).
BY_PEOPLE = {case for case in MOVING if "publi" in case}
TABLE = {**ANSWERING, **PROVING, **SETTLING, **MOVING, **RESTORING}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        yield make_world()


@pytest.mark.parametrize("case", TABLE)
def test_both_doors_agree(world: World, case: str) -> None:
    agree(world, TABLE[case], changes=case not in UNCHANGED, present=case in BY_PEOPLE)


def test_a_save_through_one_door_is_first_at_the_other(world: World) -> None:
    assessment = world.assessments["collection"]
    officer = world.people["customs"]
    on_the_page = save(level="4", revision=1)(world, assessment)
    by_program = save(level="2", revision=1)(world, assessment)

    assert knock_at_the_page(officer, on_the_page.page, on_the_page.form) == 200
    answer = Program(officer).send(by_program.method, by_program.path, by_program.body)

    assert (answer.status, answer.code) == (409, "answer_conflict")
    assert [answer.body[side]["level"] for side in ("base", "theirs", "mine")] == ["3", "4", "2"]


def test_one_save_sent_through_both_doors_is_written_once(world: World) -> None:
    assessment = world.assessments["collection"]
    officer = world.people["customs"]
    deed = save(level="4", revision=1)(world, assessment)

    assert knock_at_the_page(officer, deed.page, {**deed.form, "idempotency_key": "one-save"}) == 200
    answer = Program(officer).send(deed.method, deed.path, deed.body, Idempotency_Key="one-save")

    assert (answer.status, answer.body["revision"]) == (200, 2)
    assert models.AnswerRevision.objects.filter(idempotency_key="one-save").count() == 1
