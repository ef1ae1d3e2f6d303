"""
What one agency has not released changes nothing that anybody else is given.

The same assessment is told twice; the tellings differ in nothing but what the Border Guard wrote and has not released: levels,
reasons, comments, references. Everybody else asks every address, of pages and API, and both tellings must answer the same bytes:
no page, count, order, chart, headline or tag may tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q as Where
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import Assessment, Comment, Participation
from assessments.queries import seen as seen_module
from ibm_platform.accounts.operations import grant_membership
from tests.architecture.access_registry import NATIONAL
from tests.builders import answer_questions
from tests.doors.scenes import ONLY_GUARD, WIDE, Q, World, make_world
from tests.kept import kept
from tests.people import any_admin, make_focal_point, now

pytestmark = pytest.mark.django_db

# What is drawn anew for each answer: a form's token, the policy's nonce, and the key of a save. And for each telling: the salts of
# the record and the seals over them.
DRAWN = re.compile(rb'\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{32}\b|nonce="[^"]*"|name="idempotency_key" value="[^"]*"')
# Of what shows people their own, that which could tell of assessments.
OWN_PAGES = ("account", "assessments:my_work", "assessments:published", "assessments:archived", "reports:reports")
OWN_LISTS = ("api-assessments", "api-reports")
# The others are not told that it exists: see test_access_matrix.
LISTENERS = ("focal", "two hats", "signatory", "coordinator", "customs", "lead")
STATES = ("customs released", "consolidation")


@dataclass(frozen=True)
class Telling:
    """What the Border Guard says to a question: the same number of answers and references in both tellings."""

    levels: Mapping[str, str]
    word: str
    strength: str


LOW = Telling({Q: "1", WIDE: "2", ONLY_GUARD: "2"}, "low", "C")
HIGH = Telling({Q: "5", WIDE: "4", ONLY_GUARD: "5"}, "excellent in every respect", "A")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with kept(django_db_blocker):
        world = make_world(("late",))
        both = make_focal_point(world.country, "Zwo Hatt")
        grant_membership(
            person_id=both.pk,
            role="officer",
            agency_id=world.agencies["CUS"].pk,
            actor=any_admin(),
            at=now(),
            proved_at=now(),
        )
        yield World(world.country, world.belmara, world.assessments, world.agencies, {**world.people, "two hats": both})


def tell(world: World, assessment: Assessment, telling: Telling) -> None:
    guard = world.people["guard"]
    for code, level in telling.levels.items():
        where = {"actor": guard, "at": now(), "assessment_id": assessment.pk, "agency_id": world.agencies["BG"].pk}
        operations.save_answer(
            indicator_code=code, kind="level", level=level, comment=telling.word, expected_revision=0, **where
        )
        operations.add_evidence(
            indicator_code=code, title=telling.word, kind="E1", strength=telling.strength, holder=telling.word, **where
        )
    operations.write_comment(indicator_code=Q, text=telling.word, visibility="agency", **where)


def bring_to(world: World, assessment: Assessment, state: str) -> None:
    one = {"at": now(), "assessment_id": assessment.pk}
    answer_questions(assessment, {}, level=2)
    operations.release_answers(actor=world.people["lead"], agency_id=world.agencies["CUS"].pk, **one)
    if state == "consolidation":
        operations.start_consolidation(actor=world.people["focal"], reason="No answer came.", **one)


def addresses(world: World, assessment: Assessment) -> Iterator[str]:
    comment = Comment.objects.filter(assessment=assessment).latest("pk").pk
    things = {"evidence": "1", "file": "1", "warning": "none", "extension": "1", "change": "1", "comment": str(comment)}
    things["workshop"] = "1"
    yield from map(reverse, (*OWN_PAGES, *OWN_LISTS))
    for name, door in NATIONAL.items():
        for code in ("BG", "CUS") if {"{CUS}", "CUS"} & set(door.args) else ("CUS",):
            named = {**things, "CUS": str(world.agencies[code].pk)}
            args = [code if arg == "CUS" else arg.format(**named) for arg in door.args]
            yield reverse(name, args=[assessment.pk, *args])


Given = dict[tuple[str, str], tuple[int, str, bytes]]


def everything_given(world: World, listeners: Sequence[str], state: str, telling: Telling) -> Given:
    """Listener and address → what it answers, in a world that is taken back afterwards."""
    assessment = world.assessments["late"]
    point = transaction.savepoint()
    try:
        tell(world, assessment, telling)
        bring_to(world, assessment, state)
        given = {}
        for listener in listeners:
            client = Client()
            client.force_login(world.people[listener])
            for address in addresses(world, assessment):
                answer = client.get(address)
                said = DRAWN.sub(b"", answer.getvalue())
                given[listener, address] = (answer.status_code, answer.get("ETag", ""), said)
        return given
    finally:
        transaction.savepoint_rollback(point)


def told_apart(world: World, listeners: Sequence[str], state: str) -> list[tuple[str, str]]:
    """Who is given different answers to the two tellings, and where."""
    with time_machine.travel(now(), tick=False):
        low, high = (everything_given(world, listeners, state, telling) for telling in (LOW, HIGH))
    assert low.keys() == high.keys()
    return [place for place in low if low[place] != high[place]]


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_released_changes_nothing_for_anybody_else(world: World, state: str) -> None:
    assert told_apart(world, LISTENERS, state) == []


def test_the_agencys_own_people_do_see_the_difference(world: World) -> None:
    """Without this, sameness above would prove nothing."""
    assert told_apart(world, ["guard"], "customs released")


@pytest.mark.parametrize(("listener", "state"), [("focal", "customs released"), ("signatory", "consolidation")])
def test_without_the_blind_rule_the_tellings_differ(
    monkeypatch: pytest.MonkeyPatch, world: World, listener: str, state: str
) -> None:
    """The negative control: the rule is switched off at its one place."""

    def everything(seen: seen_module.Seen) -> object:
        return Participation.objects.filter(Where(assessment=seen.assessment))

    monkeypatch.setattr(seen_module, "readable_parts", everything)

    assert told_apart(world, [listener], state)
