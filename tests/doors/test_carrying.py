"""An earlier answer as a start, through both doors: the same answer, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import Assessment
from tests.builders import make_cycle
from tests.carried import make_behind
from tests.doors.acts import Act, Deed, release
from tests.doors.knocking import HIDDEN, INVALID, NOON, OK, REFUSED, Row, agree
from tests.doors.scenes import ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept
from tests.people import now

pytestmark = pytest.mark.django_db


def copy(indicator: str = WIDE, *, agency: str = "CUS", evidence: bool = True, revision: int = 0) -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        form = {"expected_revision": revision, **({"evidence": "yes"} if evidence else {})}
        return Deed(
            reverse("assessments:copy_previous", args=[assessment.pk, world.agencies[agency].pk, indicator]),
            form,
            "POST",
            f"assessments/{assessment.pk}/answers/{agency}/{indicator}/previous/",
            {"expected_revision": revision, "evidence": evidence},
        )

    return act


def copy_section(*indicators: str, agency: str = "CUS", section: str = "P1.F2") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        return Deed(
            reverse("assessments:copy_section", args=[assessment.pk, world.agencies[agency].pk, section]),
            {"indicator": indicators, "evidence": "yes"},
            "POST",
            f"assessments/{assessment.pk}/answers/{agency}/previous/",
            {"indicators": list(indicators), "evidence": True},
        )

    return act


def confirm(*indicators: str, agency: str = "CUS") -> Act:
    def act(world: World, assessment: Assessment) -> Deed:
        return Deed(
            reverse("assessments:confirm_carried", args=[assessment.pk, world.agencies[agency].pk]),
            {"indicator": indicators},
            "POST",
            f"assessments/{assessment.pk}/answers/{agency}/confirm/",
            {"indicators": list(indicators)},
        )

    return act


# In "collection" Customs has said 3 to the first question; in "asking" it has copied that one, and nobody confirmed it.
ROWS: dict[str, Row] = {
    "copied": ("customs", "collection", copy(), OK),
    "copied without references": ("customs", "collection", copy(evidence=False), OK),
    "copied over what stands": ("customs", "collection", copy(Q), (409, "answer_conflict")),
    "copied over what stands, knowingly": ("customs", "collection", copy(Q, revision=1), OK),
    "what the agency is not asked": ("customs", "collection", copy(ONLY_GUARD), REFUSED),
    "what there is no earlier answer to": ("guard", "collection", copy(ONLY_GUARD, agency="BG"), OK),
    "what another agency said": ("guard", "collection", copy(), HIDDEN),
    "by the focal point": ("focal", "collection", copy(), REFUSED),
    "by a stranger": ("stranger officer", "collection", copy(), HIDDEN),
    "after the release": ("customs", "released", copy(), REFUSED),
    "several": ("customs", "collection", copy_section(WIDE), OK),
    "several of none": ("customs", "collection", copy_section(), INVALID),
    "several, one not asked": ("customs", "collection", copy_section(WIDE, ONLY_GUARD), REFUSED),
    "several by a stranger": ("stranger officer", "collection", copy_section(WIDE), HIDDEN),
    "confirmed": ("customs", "asking", confirm(Q), OK),
    "confirmed by the lead": ("lead", "asking", confirm(Q), OK),
    "confirmed by another agency": ("guard", "asking", confirm(Q), HIDDEN),
    "confirmed by the focal point": ("focal", "asking", confirm(Q), REFUSED),
    "confirmed without a name": ("customs", "asking", confirm(), INVALID),
    "released unconfirmed": ("lead", "answered", release(), (422, "conditions_not_met")),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        world = make_world(("answered", "released", "asking"))
        make_behind(country=world.country, cycle=make_cycle(code="2024"))
        for scene, revision in (("asking", 0), ("answered", 1)):
            operations.copy_previous(
                actor=world.people["customs"],
                at=now(),
                assessment_id=world.assessments[scene].pk,
                agency_id=world.agencies["CUS"].pk,
                indicator_code=Q,
                expected_revision=revision,
            )
        yield world


@pytest.mark.parametrize("case", ROWS)
def test_both_doors_agree(world: World, case: str) -> None:
    agree(world, ROWS[case], changes=True)
