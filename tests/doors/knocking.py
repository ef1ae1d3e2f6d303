"""Knocking at the page and at the API, and what stands in the tables afterwards."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import JSONField, Model
from django.http import HttpResponse
from django.test import Client

from assessments import models
from ibm_platform.accounts.models import User
from ibm_platform.common.isolation import MARKS
from reports.models import Report
from tests.assessments.api.calls import Answered, Program
from tests.doors.acts import Act
from tests.doors.scenes import World

NOON = datetime(2030, 3, 4, 11, tzinfo=UTC)

OK = (200, "")
INVALID = (422, "invalid")
UNMET = (422, "conditions_not_met")
REFUSED = (403, "not_allowed")
HIDDEN = (404, "not_found")
SIGN_IN = (401, "not_authenticated")

Row = tuple[str, str, Act, tuple[int, str]]
"""Who, in which scene, does what, and what comes of it: status and code."""

# Drawn by the database or at random, and the seals over them: two equal deeds differ in these.
DRAWN = {"id", "answer_id", "settled_level_id", "scorecard_id", "evidence", "report", "hash", "previous_hash", "salt"}
DRAWN |= {
    "chain_head",
    "comment_id",
    "peer_level_id",
    "remark_id",
    "round_id",
    "workshop",
    "workshop_id",
    "current_item_id",
    "item_id",
    "workshop_item_id",
    "stay",
    "settled_revision_id",
}


def agree(world: World, row: Row, *, changes: bool, present: bool = False) -> None:
    """
    Send one row through both doors from the same start; they answer alike and leave the same rows.

    Args:
        changes: whether something is written, where it is allowed.
        present: the program sends its session instead of a token, for what is refused to tokens.
    """
    who, scene, act, (status, code) = row
    deed = act(world, world.assessments[scene])
    person = world.people.get(who)
    known = {assessment.pk for assessment in world.assessments.values()}
    before = all_rows(known)

    with undone():
        page = knock_at_the_page(person, deed.page, deed.form)
        after_page = all_rows(known)
    with undone():
        answer = Program(person, present=present).send(deed.method, deed.path, deed.body)
        after_call = all_rows(known)

    assert (outcome(answer), page) == ((status, code), status)
    # The marks that keep a name apart in a sentence are for people.
    assert not set(json.dumps(answer.body, ensure_ascii=False)) & set(MARKS)
    assert after_page == after_call
    assert (after_call != before) == (status < 400 and changes)


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


def all_rows(known: Collection[int]) -> dict[str, list[str]]:
    """Every row of assessments and reports as text, without what is drawn; an assessment not ``known`` is a new one."""
    named = [getattr(models, name) for name in models.__all__]
    tables = [one for one in named if issubclass(one, Model)] + [Report]
    present = frozenset(known)
    rows = {}
    with connection.cursor() as cursor:
        for model in tables:
            columns = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            rows[model.__name__] = sorted(_text(model, values, present) for values in cursor.fetchall())
    return rows


# Thousands of rows are looked at three times a case, and a handful of them differ: a text once made holds for its row.
@cache
def _text(model: type[Model], values: tuple[Any, ...], known: frozenset[int]) -> str:
    row = {
        field.attname: json.loads(value) if isinstance(field, JSONField) and isinstance(value, str) else value
        for field, value in zip(model._meta.concrete_fields, values, strict=True)
    }
    return json.dumps(_plain(row, known), default=str, sort_keys=True)


def _plain(value: Any, known: Collection[int]) -> Any:
    if not isinstance(value, dict):
        return value
    # An event about a comment names it by its number; an answer's comment is a text and stays.
    drawn = DRAWN | ({"comment"} if isinstance(value.get("comment"), int) else set())
    plain = {name: _plain(inner, known) for name, inner in value.items() if name not in drawn}
    if "assessment_id" in plain and plain["assessment_id"] not in known:
        plain["assessment_id"] = "new"
    return plain
