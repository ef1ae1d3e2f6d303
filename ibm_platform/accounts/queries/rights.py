"""
What a person may act as, read from the database for each request; the only place that remembers is the request itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import BigIntegerField, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from ibm_platform.accounts.models import Membership, Substitution, User
from ibm_platform.accounts.permissions import NO_RIGHTS, Holding, Rights

Person = User | AnonymousUser
# Stands for "in nobody's stead" in the query, where both halves need a number.
NOBODY = 0
# Stand in the prepared query where the person and the day belong; no key and no day of a right is ever one of them.
SOMEBODY = -1
SOME_MOMENT = datetime(1, 1, 1, tzinfo=UTC)


def rights_of(person: Person | None, at: datetime) -> Rights:
    """
    Return what ``person`` may act as at the moment ``at``: one query over the Memberships and Substitutions in force.

    What is held by right and as a substitute counts as held by right.

    Nobody (anonymous) costs no query; a deactivated person has no Membership in force and so no right.
    """
    if person is None or not person.is_authenticated or person.pk is None:
        return NO_RIGHTS
    held: dict[Holding, Holding] = {}
    for role, country_id, agency_id, absent_id, until in sorted(_rows(person.pk, at.date()), key=lambda row: row[3]):
        holding = Holding(role, country_id, agency_id, absent_id if absent_id != NOBODY else None, until)
        held.setdefault(holding, holding)
    return Rights(frozenset(held))


def _query(person_id: int, at: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    own = (
        Membership.objects.in_force(at)
        .filter(person_id=person_id)
        .values_list("role", "country_id", "agency_id", Value(NOBODY, output_field=BigIntegerField()), "until")
    )
    lent = (
        Substitution.objects.in_force(at)
        .filter(substitute_id=person_id)
        .values_list(
            "membership__role", "membership__country_id", "membership__agency_id", "membership__person_id", "until"
        )
    )
    return own.union(lent)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The SQL of ``_query``, the parameters with stand-ins among them, and what makes Python values of a row's columns."""

    sql: str
    parameters: tuple[Any, ...]
    day: Any
    convert: Callable[[Iterable[Any]], Iterable[Any]]


def _rows(person_id: int, day: date) -> list[tuple[Any, ...]]:
    """
    Ask ``_query`` for this person and day.

    Every request and operation asks it; putting it together takes forty times as long as the answer, so that is done once.
    """
    prepared = _prepared(connection.vendor)
    meant = {SOMEBODY: person_id, prepared.day: connection.ops.adapt_datefield_value(day)}
    with connection.cursor() as cursor:
        cursor.execute(prepared.sql, [meant.get(one, one) for one in prepared.parameters])
        return [tuple(row) for row in prepared.convert(cursor.fetchall())]


@cache
def _prepared(vendor: str) -> _Prepared:
    compiler = _query(SOMEBODY, SOME_MOMENT).query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    day = connection.ops.adapt_datefield_value(SOME_MOMENT.date())
    if not {SOMEBODY, day} <= set(parameters):
        raise ImproperlyConfigured(f"{vendor}: the query of rights does not ask for a person and a day: {sql}")
    converters = compiler.get_converters([column for column, *_more in compiler.select[: compiler.col_count]])
    return _Prepared(sql, tuple(parameters), day, lambda rows: compiler.apply_converters(rows, converters))


def rights_of_request(request: HttpRequest) -> Rights:
    """Return the rights of the person who asks, read once for each request and kept on the request alone."""
    known: Rights | None = getattr(request, "rights", None)
    if known is None:
        known = rights_of(getattr(request, "user", None), timezone.now())
        request.rights = known  # type: ignore[attr-defined]
    return known
