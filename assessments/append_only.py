"""
Tables that are only ever appended to: triggers on SQLite and PostgreSQL refuse every change of a row, in plain SQL too.

A migration that alters one of these tables calls ``drop`` before and ``create`` after it: on SQLite altering makes the table anew
and its triggers go with the old one. ``missing`` says which are not there; a test and ``verify_record`` ask it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("assessments_assessmentevent", "assessments_answerrevision", "assessments_settledrevision")
EVENTS = ("UPDATE", "DELETE")
MESSAGE = "the record is only appended to"


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor, *, tables: Collection[str] = TABLES) -> None:
    """Create every trigger of the tables; a step of ``RunPython``, which names its tables so that they stay the same."""
    statements = STATEMENTS[schema_editor.connection.vendor]
    for table, event in _pairs(tables):
        for statement in statements(table, event):
            schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor, *, tables: Collection[str] = TABLES) -> None:
    """Drop every trigger that is there; the way back of ``create``."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table, event in _pairs(tables):
        name = trigger_name(table, event)
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_postgresql else ""), params=None)
        if on_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that this database does not have, or has switched off."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return [trigger_name(table, event) for table, event in _pairs(TABLES) if trigger_name(table, event) not in found]


def trigger_name(table: str, event: str) -> str:
    return f"{table}_{event.lower()}_refused"


def _pairs(tables: Collection[str]) -> Iterator[tuple[str, str]]:
    return ((table, event) for table in tables for event in EVENTS)


def _on_sqlite(table: str, event: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {trigger_name(table, event)} BEFORE {event} ON {table} FOR EACH ROW "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _on_postgresql(table: str, event: str) -> Iterator[str]:
    name = trigger_name(table, event)
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


STATEMENTS = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
FOUND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
