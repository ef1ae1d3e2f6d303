"""Several findings explained with one sentence, through both doors: the same answer, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments.models import Assessment, AssessmentEvent, WarningExplanation
from tests.assessments.api.calls import Program
from tests.builders import make_assessment, make_cycle
from tests.doors.acts import Act, Deed
from tests.doors.knocking import (
    HIDDEN,
    INVALID,
    NOON,
    OK,
    REFUSED,
    SIGN_IN,
    Row,
    agree,
    knock_at_the_page,
    undone,
)
from tests.doors.scenes import CODES, World, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db

TWO = ("evidence:P1.F1.01@2", "evidence:P1.F2.01@2")
TO_FIX = "evidence:P2.F2.01@3"


def explain_several(*codes: str, text: str = "Seen at the crossings; an order is being written.") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        return Deed(
            reverse("assessments:warnings", args=[assessment.pk]),
            {"kind": "evidence", "warnings": codes, "text": text},
            "POST",
            f"assessments/{assessment.pk}/warnings/",
            {"warnings": list(codes), "text": text},
        )

    return act


ROWS: dict[str, Row] = {
    "two at once": ("focal", "unfounded", explain_several(*TWO), OK),
    "of two kinds": ("focal", "unfounded", explain_several(TWO[0], "P2.F1.01@3>P2.F2.01@3"), OK),
    "none": ("focal", "unfounded", explain_several(), INVALID),
    "without words": ("focal", "unfounded", explain_several(*TWO, text=" "), INVALID),
    "with too many words": ("focal", "unfounded", explain_several(*TWO, text="x" * 1001), INVALID),
    "one that does not stand": ("focal", "unfounded", explain_several(TWO[0], "evidence:P1.F2.01@4"), INVALID),
    "one that needs a reference": ("focal", "unfounded", explain_several(TWO[0], TO_FIX), INVALID),
    "by the signatory": ("signatory", "unfounded", explain_several(*TWO), REFUSED),
    "by an officer": ("customs", "unfounded", explain_several(*TWO), REFUSED),
    "by the coordinator": ("coordinator", "unfounded", explain_several(*TWO), REFUSED),
    "by a stranger": ("stranger", "unfounded", explain_several(*TWO), HIDDEN),
    "by nobody": ("nobody", "unfounded", explain_several(*TWO), SIGN_IN),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """In "unfounded" nothing has a reference: one level of 3 needs one, levels of 2 need one or a sentence."""
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        world = make_world(())
        levels = {**dict.fromkeys(CODES, 2), "P2.F1.01": 1, "P2.F2.01": 3}
        made = make_assessment(
            upto="consolidation", cycle=make_cycle(code="2060"), settled=levels, evidence=False, answers={}
        )
        yield replace(world, assessments={**world.assessments, "unfounded": made})


@pytest.mark.parametrize("name", ROWS)
def test_both_doors_agree(world: World, name: str) -> None:
    agree(world, ROWS[name], changes=True)


def test_all_are_explained_in_one_entry_and_the_same_again_writes_nothing(world: World) -> None:
    assessment = world.assessments["unfounded"]
    deed = explain_several(*TWO)(world, assessment)
    program = Program(world.people["focal"])

    with undone():
        first, again = program.send(deed.method, deed.path, deed.body), program.send(deed.method, deed.path, deed.body)
        entries = AssessmentEvent.objects.filter(assessment=assessment, kind="warnings_explained")
        told = [entry.details["warnings"] for entry in entries]
        explained = set(WarningExplanation.objects.filter(assessment=assessment).values_list("warning", "revision"))

    assert (first.status, again.status) == (204, 204)
    assert told == [list(TWO)]
    assert explained == {(code, 1) for code in TWO}


def test_where_somebody_was_first_with_one_none_is_explained(world: World) -> None:
    assessment = world.assessments["unfounded"]
    focal, program = world.people["focal"], Program(world.people["focal"])

    with undone():
        program.put(
            f"assessments/{assessment.pk}/warnings/{TWO[0]}/", {"text": "A circular says so.", "expected_revision": 0}
        )
        deed = explain_several(*TWO)(world, assessment)
        call = program.send(deed.method, deed.path, deed.body)
        page = knock_at_the_page(focal, deed.page, deed.form)
        texts = list(WarningExplanation.objects.filter(assessment=assessment).values_list("warning", "text"))

    assert (call.status, call.code, page) == (409, "explanation_conflict", 409)
    assert call.body["theirs"][TWO[0]]["text"] == "A circular says so."
    assert texts == [(TWO[0], "A circular says so.")]
