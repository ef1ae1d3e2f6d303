"""
The page and the API are two doors to the same room.

One table: who does what in which scene, and what comes of it. Each row goes through both doors from the same start; they
must answer alike, and leave the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from assessments import models
from ibm_platform.accounts.models import User
from ibm_platform.common.isolation import MARKS
from reports.models import Report
from tests.assessments.api.calls import Answered, Program
from tests.doors.acts import (
    Act,
    answer_profile,
    approve,
    archive,
    ask_for_days,
    ask_for_report,
    assign,
    bring_back,
    change,
    decide,
    explain,
    move,
    move_days,
    open_assessment,
    open_cycle,
    propose,
    prove,
    release,
    save,
    settle,
    share,
    take_away,
    take_part,
    undo,
)
from tests.doors.scenes import CODES, MAY_NOT_APPLY, ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 3, 4, 11, tzinfo=UTC)

OK = (200, "")
INVALID = (422, "invalid")
UNMET = (422, "conditions_not_met")
REFUSED = (403, "not_allowed")
HIDDEN = (404, "not_found")
SIGN_IN = (401, "not_authenticated")

Row = tuple[str, str, Act, tuple[int, str]]

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
    "answers are handed over": ("customs", "answered", release(), OK),
    "answers are handed over by the lead": ("lead", "answered", release(), OK),
    "questions are open": ("customs", "collection", release(), UNMET),
    "handed over twice": ("customs", "released", release(), REFUSED),
    "handed over for others": ("customs", "answered", release("BG"), HIDDEN),
    "handed over by the focal point": ("focal", "answered", release(), REFUSED),
    "handed over too late": ("customs", "consolidation", release(), REFUSED),
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
PREPARING: dict[str, Row] = {
    "the profile is saved": (
        "focal",
        "setup",
        answer_profile(land_border="no", crossings="12.5", remarks="Two islands."),
        OK,
    ),
    "an answer is taken back": ("focal", "setup", answer_profile(remarks=""), OK),
    "the profile is wrong": ("focal", "setup", answer_profile(land_border="perhaps", crossings="many"), INVALID),
    "the profile by the signatory": ("signatory", "setup", answer_profile(crossings="4"), REFUSED),
    "the profile by an officer": ("customs", "setup", answer_profile(crossings="4"), REFUSED),
    "the profile by a stranger": ("stranger", "setup", answer_profile(crossings="4"), HIDDEN),
    "the profile after set-up": ("focal", "collection", answer_profile(crossings="4"), REFUSED),
    "one more agency": ("focal", "setup", take_part("BG", "CUS", "PHY"), OK),
    "one agency less": ("focal", "setup", take_part("BG"), OK),
    "an agency less that has answered": ("focal", "collection", take_part("BG"), (409, "agency_has_answers")),
    "an agency that is not there": ("focal", "setup", take_part("BG", "NONE"), INVALID),
    "agencies by the signatory": ("signatory", "setup", take_part("BG"), REFUSED),
    "agencies by a stranger": ("stranger", "setup", take_part("BG"), HIDDEN),
    "agencies after collection": ("focal", "consolidation", take_part("BG", "CUS", "PHY"), REFUSED),
    "questions are proposed": ("focal", "unassigned", propose(), OK),
    "questions are proposed twice": ("focal", "setup", propose(), OK),
    "questions are proposed by the coordinator": ("coordinator", "setup", propose(), REFUSED),
    "questions are proposed by a stranger": ("stranger", "setup", propose(), HIDDEN),
    "one agency is asked less": ("focal", "setup", assign("CUS", [Q, WIDE]), OK),
    "one agency is asked everything": ("focal", "collection", assign("CUS", CODES), OK),
    "what was answered is taken away": ("focal", "collection", assign("CUS", []), (409, "agency_has_answers")),
    "asked after the release": ("focal", "released", assign("CUS", CODES), (409, "already_released")),
    "asked what is not there": ("focal", "setup", assign("CUS", [Q, "P9.F9.99"]), INVALID),
    "an agency outside is asked": ("focal", "setup", assign("PHY", [Q]), HIDDEN),
    "asked by an officer": ("customs", "setup", assign("CUS", [Q]), REFUSED),
}
SHARING: dict[str, Row] = {
    "questions are changed in bulk": ("focal", "setup", change(("CUS", ONLY_GUARD)), OK),
    "questions are taken away in bulk": ("focal", "setup", change(("CUS", Q), ("CUS", WIDE), asked=False), OK),
    "nothing changes in bulk": ("focal", "setup", change(("CUS", Q)), OK),
    "an answer is in the way of all": (
        "focal",
        "collection",
        change(("CUS", Q), ("CUS", WIDE), asked=False),
        (409, "agency_has_answers"),
    ),
    "a question would be left to nobody": ("focal", "collection", change(("BG", ONLY_GUARD), asked=False), UNMET),
    "changed after the release": ("focal", "released", change(("CUS", ONLY_GUARD)), (409, "already_released")),
    "changed in bulk by the signatory": ("signatory", "setup", change(("CUS", ONLY_GUARD)), REFUSED),
    "changed in bulk by a stranger": ("stranger", "setup", change(("CUS", ONLY_GUARD)), HIDDEN),
    "the last change is taken back": ("focal", "unassigned", undo(), OK),
    "taken back when somebody has answered": ("focal", "collection", undo(), (409, "undo_refused")),
    "taken back by the coordinator": ("coordinator", "unassigned", undo(), REFUSED),
    "taken back by a stranger": ("stranger", "unassigned", undo(), HIDDEN),
    "a question is shared out": ("lead", "collection", share("customs", Q, WIDE), OK),
    "a question is given back to all": ("lead", "collection", share(None, Q), OK),
    "shared out to another agency's officer": ("lead", "collection", share("guard", Q), INVALID),
    "shared out by an officer": ("customs", "collection", share("customs", Q), REFUSED),
    "shared out by the lead of another agency": ("lead", "collection", share("guard", Q, agency="BG"), HIDDEN),
    "nothing is shared out": ("lead", "collection", share("customs"), INVALID),
    "what is not asked is shared out": ("lead", "collection", share("customs", ONLY_GUARD), INVALID),
    "shared out after the release": ("lead", "released", share("customs", Q), (409, "already_released")),
}
DAYS: dict[str, Row] = {
    "a day is moved in set-up": ("focal", "setup", move_days(answers_due="2030-04-01"), OK),
    "the reference date is moved": ("focal", "setup", move_days(reference_date="2030-01-01"), OK),
    "a day is moved by the coordinator": ("coordinator", "setup", move_days(answers_due="2030-04-01"), OK),
    "no day is moved": ("focal", "setup", move_days(), OK),
    "a day is moved with a reason": (
        "focal",
        "collection",
        move_days("A holiday lies between.", answers_due="2030-04-09"),
        OK,
    ),
    "a day is moved without a reason": ("focal", "collection", move_days(answers_due="2030-04-09"), INVALID),
    "a day is moved into the past": ("focal", "collection", move_days("Now.", answers_due="2030-03-03"), INVALID),
    "days in disorder": ("focal", "collection", move_days("Later.", answers_due="2030-09-01"), INVALID),
    "a day of the signatory": ("signatory", "collection", move_days("No.", answers_due="2030-04-09"), REFUSED),
    "a day of a stranger": ("stranger", "collection", move_days("No.", answers_due="2030-04-09"), HIDDEN),
    "a day of the finished": ("focal", "accepted", move_days("No.", review_due="2031-04-09"), REFUSED),
    "more days are asked for": ("lead", "collection", ask_for_days(), OK),
    "more days without a reason": ("lead", "collection", ask_for_days(reason=" "), INVALID),
    "more days than thirty": ("lead", "collection", ask_for_days(days=31), INVALID),
    "more days are asked for twice": ("lead", "asking", ask_for_days(), (409, "asked_already")),
    "more days after the release": ("lead", "released", ask_for_days(), (409, "nothing_to_extend")),
    "more days for others": ("lead", "collection", ask_for_days("BG"), HIDDEN),
    "more days for an officer": ("customs", "collection", ask_for_days(), REFUSED),
    "more days are given": ("focal", "asking", decide(5), OK),
    "more days are refused": ("focal", "asking", decide(0, "The workshop stands."), OK),
    "more days are refused without a word": ("focal", "asking", decide(0), INVALID),
    "more days than the submission leaves": ("focal", "asking", decide(-1), INVALID),
    "more days decided by the lead": ("lead", "asking", decide(5), REFUSED),
    "more days decided by a stranger": ("stranger", "asking", decide(5), HIDDEN),
}
KEEPING: dict[str, Row] = {
    "the finished is archived": ("focal", "accepted", archive(), OK),
    "the published is archived": ("coordinator", "published", archive(), OK),
    "the withdrawn is archived": ("signatory", "withdrawn", archive(), OK),
    "what goes on is archived": ("focal", "collection", archive(), REFUSED),
    "archived twice": ("focal", "archived", archive(), (409, "archived_already")),
    "archived by an officer": ("customs", "accepted", archive(), REFUSED),
    "archived by a stranger": ("stranger", "accepted", archive(), HIDDEN),
    "the archived comes back": ("signatory", "archived", bring_back(), OK),
    "what stands there comes back": ("focal", "accepted", bring_back(), (409, "not_archived")),
    "the archived comes back to a stranger": ("stranger", "archived", bring_back(), HIDDEN),
}
OPENING: dict[str, Row] = {
    "a cycle is opened": ("coordinator", "setup", open_cycle(), OK),
    "a cycle is opened twice": ("coordinator", "setup", open_cycle("2030"), (409, "cycle_exists")),
    "a cycle with days turned round": ("coordinator", "setup", open_cycle(submission_due="2035-01-01"), INVALID),
    "a cycle of no day": ("coordinator", "setup", open_cycle(answers_due="2035-02-30"), INVALID),
    "a cycle of another generation": (
        "coordinator",
        "setup",
        open_cycle(answers_due="2060-09-14", submission_due="2060-11-30"),
        INVALID,
    ),
    "a cycle before the first": ("coordinator", "setup", open_cycle(answers_due="1999-12-31"), INVALID),
    "a cycle with a bad code": ("coordinator", "setup", open_cycle("20 60"), INVALID),
    "a cycle is opened by the focal point": ("focal", "setup", open_cycle(), REFUSED),
    "a cycle is opened by nobody": ("nobody", "setup", open_cycle(), SIGN_IN),
    "an assessment is opened": ("coordinator", "setup", open_assessment(), OK),
    "an assessment is opened by its focal point": ("stranger", "setup", open_assessment(), OK),
    "an assessment is opened twice": ("focal", "setup", open_assessment("country"), (409, "assessment_exists")),
    "an assessment of no day": ("coordinator", "setup", open_assessment(day="soon"), INVALID),
    "an assessment is opened by the signatory": ("stranger signatory", "setup", open_assessment(), REFUSED),
    "an assessment is opened by an officer": ("customs", "setup", open_assessment("country"), REFUSED),
}
REPORTING: dict[str, Row] = {
    "a report is asked for": ("signatory", "accepted", ask_for_report(), OK),
    "a draft is asked for": ("focal", "consolidation", ask_for_report(), OK),
    "a report for donors": ("donor", "published", ask_for_report(), OK),
    "the internal edition for a donor": ("donor", "published", ask_for_report("internal"), REFUSED),
    "an edition that is none": ("signatory", "accepted", ask_for_report("secret"), INVALID),
    "a report for an officer": ("customs", "accepted", ask_for_report(), REFUSED),
    "a report for a stranger": ("stranger", "accepted", ask_for_report(), HIDDEN),
    "a report before there is anything": ("focal", "collection", ask_for_report(), REFUSED),
    "a report before submission for the coordinator": ("coordinator", "consolidation", ask_for_report(), REFUSED),
    "a report for nobody": ("nobody", "accepted", ask_for_report(), SIGN_IN),
}
# Allowed, and there is nothing to write.
UNCHANGED = {
    "the same once more",
    "an answer is taken back",
    "questions are proposed twice",
    "nothing changes in bulk",
    "no day is moved",
    "a question is given back to all",
}
# Refused to tokens altogether (tests/accounts/factors/test_proving.py).
BY_PEOPLE = {case for case in MOVING if "publi" in case}
TABLE = {
    **ANSWERING,
    **PROVING,
    **SETTLING,
    **MOVING,
    **PREPARING,
    **OPENING,
    **REPORTING,
    **SHARING,
    **DAYS,
    **KEEPING,
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        yield make_world()


@pytest.mark.parametrize("case", TABLE)
def test_both_doors_agree(world: World, case: str) -> None:
    who, scene, act, (status, code) = TABLE[case]
    deed = act(world, world.assessments[scene])
    person = world.people.get(who)
    known = {assessment.pk for assessment in world.assessments.values()}
    before = all_rows(known)

    with undone():
        page = knock_at_the_page(person, deed.page, deed.form)
        after_page = all_rows(known)
    with undone():
        answer = Program(person, present=case in BY_PEOPLE).send(deed.method, deed.path, deed.body)
        after_call = all_rows(known)

    assert (outcome(answer), page) == ((status, code), status)
    # The marks that keep a name apart in a sentence are for people.
    assert not set(json.dumps(answer.body, ensure_ascii=False)) & set(MARKS)
    assert after_page == after_call
    assert (after_call != before) == (status < 400 and case not in UNCHANGED)


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


def test_a_country_that_the_page_does_not_offer_is_no_choice_there_and_not_there_for_a_program(world: World) -> None:
    """The one place where the doors differ: the page has a list to choose from, the call names an id."""
    deed = open_assessment("belmara")(world, world.assessments["setup"])
    focal = world.people["focal"]

    assert knock_at_the_page(focal, deed.page, deed.form) == 422
    assert outcome(Program(focal).send(deed.method, deed.path, deed.body)) == HIDDEN
    assert models.Assessment.objects.filter(country=world.belmara).count() == 0


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def knock_at_the_page(person: User | None, address: str, form: Any) -> int:
    """Send a form; 200 for a redirect onwards, 401 for one to the sign-in page, else the page's own status."""
    client = Client()
    if person is not None:
        client.force_login(person)
    response: HttpResponse = client.post(address, form)
    if response.status_code != 302:
        return response.status_code
    return 401 if response["Location"].startswith("/accounts/login/") else 200


def outcome(answer: Answered) -> tuple[int, str]:
    return (200, "") if answer.status < 300 else (answer.status, answer.code)


# Drawn by the database or at random, and the seals over them: two equal deeds differ in these.
DRAWN = {"id", "answer_id", "settled_level_id", "scorecard_id", "evidence", "report", "hash", "previous_hash"}


def all_rows(known: Collection[int]) -> dict[str, list[str]]:
    """Every row of assessments and reports as text, without what is drawn; an assessment not ``known`` is a new one."""
    tables = [getattr(models, name) for name in models.__all__] + [Report]
    return {
        model.__name__: sorted(
            json.dumps(_plain(row, known), default=str, sort_keys=True) for row in model.objects.values()
        )
        for model in tables
    }


def _plain(value: Any, known: Collection[int]) -> Any:
    if not isinstance(value, dict):
        return value
    plain = {name: _plain(inner, known) for name, inner in value.items() if name not in DRAWN}
    if "assessment_id" in plain and plain["assessment_id"] not in known:
        plain["assessment_id"] = "new"
    return plain
