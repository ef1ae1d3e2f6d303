"""
Triggers that refuse to change a published framework version, in plain SQL too, on SQLite and PostgreSQL.

A later migration that alters one of these tables calls ``drop`` before and ``create`` after it: on SQLite altering makes the table
anew and its triggers go with the old one. A test writes to every table, so a lost trigger shows.
"""

from django.db import migrations

# Table → condition that finds the version a row belongs to ({row} is OLD or NEW).
PARTS = {
    "frameworks_versiondocument": "v.id = {row}.version_id",
    "frameworks_dimension": "v.id = {row}.version_id",
    "frameworks_level": "v.id = {row}.version_id",
    "frameworks_indicator": "v.id = {row}.version_id",
    "frameworks_category": ("v.id = (SELECT d.version_id FROM frameworks_dimension d WHERE d.id = {row}.dimension_id)"),
    "frameworks_indicatorcategory": (
        "v.id = (SELECT i.version_id FROM frameworks_indicator i WHERE i.id = {row}.indicator_id)"
    ),
    "frameworks_fact": "v.id = (SELECT i.version_id FROM frameworks_indicator i WHERE i.id = {row}.indicator_id)",
    "frameworks_prerequisite": (
        "v.id = (SELECT i.version_id FROM frameworks_indicator i WHERE i.id = {row}.target_id)"
    ),
}
MESSAGE = "a published framework version cannot be changed"


def conditions(table: str) -> list[tuple[str, str]]:
    """Pairs of event and the condition under which it is refused."""
    if table == "frameworks_frameworkversion":
        return [("UPDATE", "OLD.status = 'published'"), ("DELETE", "OLD.status = 'published'")]
    found = "EXISTS (SELECT 1 FROM frameworks_frameworkversion v WHERE v.status = 'published' AND {})"
    old, new = (found.format(PARTS[table].format(row=row)) for row in ("OLD", "NEW"))
    # An UPDATE may also try to move a row of a draft into a published version.
    return [("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)]


def create(apps, schema_editor):
    for table in ("frameworks_frameworkversion", *PARTS):
        for event, condition in conditions(table):
            name = f"{table}_{event.lower()}_frozen"
            for statement in STATEMENTS[schema_editor.connection.vendor](name, table, event, condition):
                schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in ("frameworks_frameworkversion", *PARTS):
        for event, _condition in conditions(table):
            name = f"{table}_{event.lower()}_frozen"
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_table else ""), params=None)
            if on_table:
                schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


def on_sqlite(name, table, event, condition):
    yield (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def on_postgresql(name, table, event, condition):
    back = "OLD" if event == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {back}; END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


STATEMENTS = {"sqlite": on_sqlite, "postgresql": on_postgresql}


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
