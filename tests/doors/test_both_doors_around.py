"""
The page and the API are two doors to the same room: what stands around the answers.

Setting up, sharing out, days, the archive, opening, and reports; told in a table as in ``test_both_doors``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from assessments import models
from tests.assessments.api.calls import Program
from tests.doors.acts import (
    answer_profile,
    archive,
    ask_for_days,
    ask_for_report,
    assign,
    bring_back,
    change,
    decide,
    move_days,
    open_assessment,
    open_cycle,
    propose,
    share,
    take_part,
    undo,
)
from tests.doors.knocking import (
    HIDDEN,
    INVALID,
    NOON,
    OK,
    REFUSED,
    SIGN_IN,
    UNMET,
    Row,
    agree,
    knock_at_the_page,
    outcome,
)
from tests.doors.scenes import CODES, ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db

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
    "an answer is taken back",
    "questions are proposed twice",
    "nothing changes in bulk",
    "no day is moved",
    "a question is given back to all",
}
TABLE = {**PREPARING, **SHARING, **DAYS, **KEEPING, **OPENING, **REPORTING}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        yield make_world()


@pytest.mark.parametrize("case", TABLE)
def test_both_doors_agree(world: World, case: str) -> None:
    agree(world, TABLE[case], changes=case not in UNCHANGED)


def test_a_country_that_the_page_does_not_offer_is_no_choice_there_and_not_there_for_a_program(world: World) -> None:
    """The one place where the doors differ: the page has a list to choose from, the call names an id."""
    deed = open_assessment("belmara")(world, world.assessments["setup"])
    focal = world.people["focal"]

    assert knock_at_the_page(focal, deed.page, deed.form) == 422
    assert outcome(Program(focal).send(deed.method, deed.path, deed.body)) == HIDDEN
    assert models.Assessment.objects.filter(country=world.belmara).count() == 0
