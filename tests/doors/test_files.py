"""References changed through both doors: the same outcome and the same rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.doors.acts import change_reference
from tests.doors.knocking import HIDDEN, INVALID, NOON, OK, REFUSED, Row, agree
from tests.doors.scenes import World, make_world
from tests.kept import kept

pytestmark = pytest.mark.django_db

ROWS: dict[str, Row] = {
    "by the focal point": ("focal", "settled", change_reference(), OK),
    "without a title": ("focal", "settled", change_reference(title="\u202e "), INVALID),
    "to no kind": ("focal", "settled", change_reference(kind="E9"), INVALID),
    "by the signatory": ("signatory", "settled", change_reference(), REFUSED),
    "by an officer": ("customs", "settled", change_reference(), HIDDEN),
    "by a stranger": ("stranger", "settled", change_reference(), HIDDEN),
    "after submission": ("focal", "submitted", change_reference(), REFUSED),
    "of another assessment": ("focal", "settled", change_reference("submitted"), HIDDEN),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        yield make_world(("settled", "submitted"))


@pytest.mark.parametrize("case", ROWS)
def test_both_doors_agree_on_changing_a_reference(world: World, case: str) -> None:
    agree(world, ROWS[case], changes=True)
