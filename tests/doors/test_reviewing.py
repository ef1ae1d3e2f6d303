"""The review through both doors: the same answer, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import Assessment
from tests.builders import make_assessment, make_cycle
from tests.doors.acts import Act, Deed
from tests.doors.knocking import HIDDEN, INVALID, NOON, OK, REFUSED, SIGN_IN, UNMET, Row, agree
from tests.doors.scenes import ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept
from tests.people import now
from tests.reviewing import assign

pytestmark = pytest.mark.django_db

NOT_THERE = (409, "round_not_there")


def give(field: str = "F1", person: str | None = "reviewer") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        pk = None if person is None else world.people[person].pk
        return Deed(
            reverse("assessments:review_assign", args=[assessment.pk]),
            {"field": field, "person": pk or ""},
            "PUT",
            f"assessments/{assessment.pk}/review/reviewers/",
            {"field": field, "person": pk},
        )

    return act


def declare(*, has_conflict: bool = False, note: str = "") -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:review_declare", args=[assessment.pk]),
        {"has_conflict": "yes" if has_conflict else "no", "note": note},
        "POST",
        f"assessments/{assessment.pk}/review/declaration/",
        {"has_conflict": has_conflict, "note": note},
    )


def step(name: str) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:review_round", args=[assessment.pk]),
        {"step": name},
        "POST",
        f"assessments/{assessment.pk}/review/rounds/",
        {"step": name},
    )


def propose(indicator: str = Q, level: str = "2", reason: str = "Not applied.", revision: int = 0) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:reviewed_question", args=[assessment.pk, indicator]),
        {"then": "propose", "choice": level, "reason": reason, "expected_revision": revision},
        "PUT",
        f"assessments/{assessment.pk}/review/levels/{indicator}/",
        {"kind": "level", "level": level, "reason": reason, "expected_revision": revision},
    )


def ask(indicator: str = Q, kind: str = "factual", text: str = "Since when?", *, blocks: bool = False) -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:reviewed_question", args=[assessment.pk, indicator]),
        {"then": "remark", "kind": kind, "text": text, **({"is_blocking": "on"} if blocks else {})},
        "POST",
        f"assessments/{assessment.pk}/review/remarks/",
        {"indicator": indicator, "kind": kind, "text": text, "is_blocking": blocks},
    )


def reply(
    decision: str = "explain", text: str = "Order 12.", *, level: str = "", revision: int = 1, number: int = 1
) -> Act:
    new: dict[str, Any] = {"kind": "level", "level": level, "expected_revision": revision}
    return lambda world, assessment: Deed(
        reverse("assessments:remark", args=[assessment.pk, number]),
        {"decision": decision, "text": text, "choice": level, "expected_revision": revision},
        "POST",
        f"assessments/{assessment.pk}/review/remarks/{number}/replies/",
        {"decision": decision, "text": text, "new_level": new if level else None},
    )


def close(number: int = 1, words: str = "Seen.") -> Act:
    return lambda world, assessment: Deed(
        reverse("assessments:remark", args=[assessment.pk, number]),
        {"then": "close", "words": words},
        "PATCH",
        f"assessments/{assessment.pk}/review/remarks/{number}/",
        {"words": words},
    )


TABLE: dict[str, Row] = {
    "a field is given": ("coordinator", "approvable", give(), OK),
    "a field is taken": ("coordinator", "assigned", give(person=None), OK),
    "a field that is none": ("coordinator", "approvable", give("F9"), INVALID),
    "to somebody of the country": ("coordinator", "approvable", give(person="focal"), INVALID),
    "given by the focal point": ("focal", "approvable", give(), REFUSED),
    "given by the reviewer": ("reviewer", "open", give("F2"), REFUSED),
    "given by a stranger": ("stranger", "approvable", give(), HIDDEN),
    "given by nobody": ("nobody", "approvable", give(), SIGN_IN),
    "no conflict": ("reviewer", "assigned", declare(note="I was there once."), OK),
    "a conflict": ("reviewer", "assigned", declare(has_conflict=True, note="My firm bids."), OK),
    "a conflict without a word": ("reviewer", "assigned", declare(has_conflict=True), INVALID),
    "declared twice": ("reviewer", "open", declare(), (409, "declared_already")),
    "declared without a field": ("reviewer", "approvable", declare(), REFUSED),
    "declared by the coordinator": ("coordinator", "assigned", declare(), REFUSED),
    "a round is opened": ("coordinator", "approvable", step("open"), OK),
    "a round is opened twice": ("coordinator", "open", step("open"), (409, "round_open")),
    "a round is opened by the signatory": ("signatory", "approvable", step("open"), REFUSED),
    "no such step": ("coordinator", "open", step("jump"), INVALID),
    "a round is sent": ("coordinator", "open", step("send"), OK),
    "a round is sent by the reviewer": ("reviewer", "open", step("send"), REFUSED),
    "a round is sent twice": ("coordinator", "sent", step("send"), NOT_THERE),
    "confirmed without a reply": ("signatory", "sent", step("confirm"), UNMET),
    "confirmed": ("signatory", "replied", step("confirm"), OK),
    "confirmed by the focal point": ("focal", "replied", step("confirm"), REFUSED),
    "closed before it is confirmed": ("coordinator", "replied", step("close"), NOT_THERE),
    "closed": ("coordinator", "confirmed", step("close"), OK),
    "a round of a stranger": ("stranger", "open", step("send"), HIDDEN),
    "a level is proposed": ("reviewer", "open", propose(), OK),
    "proposed anew": ("reviewer", "open", propose(ONLY_GUARD, "4", revision=1), OK),
    "somebody proposed first": ("reviewer", "open", propose(ONLY_GUARD, "4"), (409, "peer_level_conflict")),
    "proposed without a reason": ("reviewer", "open", propose(reason=" "), INVALID),
    "a level that is none": ("reviewer", "open", propose(level="9"), INVALID),
    "proposed in another field": ("reviewer", "open", propose(WIDE), HIDDEN),
    "proposed before the declaration": ("reviewer", "assigned", propose(), REFUSED),
    "proposed when it is sent": ("reviewer", "sent", propose(), NOT_THERE),
    "proposed by the coordinator": ("coordinator", "open", propose(), REFUSED),
    "proposed by the focal point": ("focal", "open", propose(), REFUSED),
    "a remark": ("reviewer", "open", ask(), OK),
    "a remark that blocks": ("coordinator", "open", ask(WIDE, blocks=True), OK),
    "a remark without words": ("reviewer", "open", ask(text=" "), INVALID),
    "a remark of no kind": ("reviewer", "open", ask(kind="rude"), INVALID),
    "a remark in another field": ("reviewer", "open", ask(WIDE), HIDDEN),
    "a remark before the declaration": ("reviewer", "assigned", ask(), REFUSED),
    "a remark when it is sent": ("reviewer", "sent", ask(), NOT_THERE),
    "a remark by an officer": ("customs", "open", ask(), REFUSED),
    "a remark by a stranger": ("stranger", "open", ask(), HIDDEN),
    "a reply": ("focal", "sent", reply(), OK),
    "a reply with a level": ("focal", "sent", reply("accept", level="2"), OK),
    "a reply that keeps and changes": ("focal", "sent", reply("keep", level="2"), INVALID),
    "a reply to a level that has moved on": (
        "focal",
        "sent",
        reply("accept", level="2", revision=0),
        (409, "settled_conflict"),
    ),
    "a reply without words": ("focal", "sent", reply(text=" "), INVALID),
    "a reply of no kind": ("focal", "sent", reply("shrug"), INVALID),
    "a reply before it is sent": ("focal", "open", reply(), HIDDEN),
    "a reply to no remark": ("focal", "sent", reply(number=7), HIDDEN),
    "a reply by the signatory": ("signatory", "sent", reply(), REFUSED),
    "a reply by the reviewer": ("reviewer", "sent", reply(), REFUSED),
    "a reply too late": ("focal", "confirmed", reply(), NOT_THERE),
    "a remark is closed": ("reviewer", "confirmed", close(), OK),
    "a remark is closed by the coordinator": ("coordinator", "confirmed", close(words=""), OK),
    "closed while the country replies": ("reviewer", "sent", close(), (409, "remark_with_country")),
    "closed by the focal point": ("focal", "confirmed", close(), REFUSED),
    "closed by a stranger": ("stranger", "confirmed", close(), HIDDEN),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        made = make_world(("approvable",))
        scenes = ("assigned", "open", "sent", "replied", "confirmed")
        reached = {name: _reached(made, name, 2060 + number) for number, name in enumerate(scenes)}
        yield replace(made, assessments={**made.assessments, **reached})


def _reached(world: World, name: str, year: int) -> Assessment:
    """A submitted assessment whose review has come so far, with the field F1 given to the reviewer."""
    due = NOON.date().replace(year=2031)
    cycle = make_cycle(code=str(year), answers_due=due)
    assessment = make_assessment(upto="submitted", cycle=cycle)
    people, one = world.people, {"at": now(), "assessment_id": assessment.pk}
    assign(assessment, people["reviewer"], "F1", declared=name != "assigned")
    if name == "assigned":
        return assessment
    operations.open_round(actor=people["coordinator"], **one)
    said = {"kind": "level", "level": "2", "reason": "It is not written.", "expected_revision": 0}
    operations.propose_peer_level(actor=people["reviewer"], indicator_code=ONLY_GUARD, **said, **one)
    operations.write_remark(actor=people["reviewer"], indicator_code=Q, kind="scoring", text="Which?", **one)
    if name == "open":
        return assessment
    operations.send_round(actor=people["coordinator"], **one)
    if name == "sent":
        return assessment
    operations.reply_remark(actor=people["focal"], number=1, decision="keep", text="This one.", **one)
    if name == "confirmed":
        operations.confirm_response(actor=people["signatory"], **one)
    return assessment


@pytest.mark.parametrize("case", TABLE)
def test_both_doors_agree(world: World, case: str) -> None:
    agree(world, TABLE[case], changes=True)
