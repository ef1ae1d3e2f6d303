"""Opening a release again through both doors, and pressing a button twice: no error page, one deed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from assessments import operations
from assessments.models import AssessmentEvent, Release
from tests.assessments.api.calls import Program
from tests.doors.acts import Act, Deed, move, release, reopen
from tests.doors.knocking import NOON, all_rows, knock_at_the_page, outcome, undone
from tests.doors.scenes import World, make_world
from tests.kept import kept
from tests.people import now

pytestmark = pytest.mark.django_db

OK, REFUSED, HIDDEN = (200, ""), (403, "not_allowed"), (404, "not_found")
ROWS: dict[str, tuple[str, str, Act, tuple[int, str]]] = {
    "by the lead": ("lead", "released", reopen(), OK),
    "by the focal point": ("focal", "released", reopen("BG"), OK),
    "without a reason": ("lead", "released", reopen(reason=" "), (422, "invalid")),
    "for a reason without end": ("lead", "released", reopen(reason="x" * 1001), (422, "invalid")),
    "what is not released": ("focal", "answered", reopen(), (409, "not_released")),
    "by an officer": ("customs", "released", reopen(), REFUSED),
    "by the signatory": ("signatory", "released", reopen(), REFUSED),
    "by the lead of another agency": ("lead", "released", reopen("BG"), HIDDEN),
    "by a stranger": ("stranger", "released", reopen(), HIDDEN),
    "too late": ("focal", "consolidation", reopen(), REFUSED),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), kept(django_db_blocker):
        yield make_world(("answered", "released", "consolidation", "validated"))


@pytest.mark.parametrize("case", ROWS)
def test_both_doors_agree_on_opening_a_release_again(world: World, case: str) -> None:
    who, scene, act, (status, code) = ROWS[case]
    deed, person = act(world, world.assessments[scene]), world.people[who]
    known = {assessment.pk for assessment in world.assessments.values()}
    before = all_rows(known)

    with undone():
        page = knock_at_the_page(person, deed.page, deed.form)
        after_page = all_rows(known)
    with undone():
        answer = Program(person).send(deed.method, deed.path, deed.body)
        after_call = all_rows(known)

    assert (outcome(answer), page) == ((status, code), status)
    assert after_page == after_call
    assert (after_call != before) == (status < 400)


def pressed(world: World, who: str, deed: Deed, *keys: str) -> list[tuple[int, str]]:
    """Press the button of the page once for each key; what came, and where it led."""
    client = Client()
    client.force_login(world.people[who])
    answers = [client.post(deed.page, {**deed.form, "idempotency_key": key}) for key in keys]
    return [(answer.status_code, answer.get("Location", "")) for answer in answers]


def test_a_button_pressed_twice_releases_once_and_leads_to_the_same_place(world: World) -> None:
    assessment = world.assessments["answered"]
    deed = release()(world, assessment)

    first, second, other = pressed(world, "lead", deed, "one", "one", "two")
    sent = Program(world.people["lead"]).send(deed.method, deed.path, deed.body, Idempotency_Key="one")

    assert (first, other[0]) == (second, 409)
    assert first[0] == 302
    assert sent.body["reference"] == Release.objects.get(participation__assessment=assessment).reference
    assert AssessmentEvent.objects.filter(assessment=assessment, kind="answers_released").count() == 1


def test_a_button_pressed_twice_submits_once_and_leads_to_the_same_place(world: World) -> None:
    assessment = world.assessments["validated"]
    deed = move("submit")(world, assessment)

    first, second, other = pressed(world, "signatory", deed, "one", "one", "two")
    program = Program(world.people["signatory"])
    sent = [program.send(deed.method, deed.path, deed.body, Idempotency_Key=key) for key in ("one", "two")]

    assert (first, first[0], other[0]) == (second, 302, 409)
    assert [outcome(answer) for answer in sent] == [OK, (409, "submitted_already")]
    assert AssessmentEvent.objects.filter(assessment=assessment, kind="submit").count() == 1


def test_a_form_kept_open_over_the_return_does_not_submit_what_was_not_meant(world: World) -> None:
    assessment = world.assessments["validated"]
    where = {"at": now(), "assessment_id": assessment.pk}
    operations.submit(actor=world.people["signatory"], idempotency_key="one", **where)
    operations.return_questions(actor=world.people["coordinator"], questions={"P1.F1.01": "Which order?"}, **where)

    with pytest.raises(operations.KeyUsedBefore):
        operations.submit(actor=world.people["signatory"], idempotency_key="one", **where)
    operations.submit(actor=world.people["signatory"], idempotency_key="two", **where)
