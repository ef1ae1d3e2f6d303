"""The database itself refuses to change or delete what was recorded, on SQLite and PostgreSQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments import append_only
from assessments.models import AnswerRevision, AssessmentEvent, SettledRevision
from tests.builders import make_assessment
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


def test_every_append_only_table_has_its_triggers():
    """A migration that altered such a table on SQLite and did not create them again fails here."""
    assert append_only.missing(connection) == []
    with unguarded():
        assert len(append_only.missing(connection)) == 6


def test_no_event_and_no_revision_can_be_changed_or_deleted():
    make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    for model in (AssessmentEvent, AnswerRevision, SettledRevision):
        table, row = model._meta.db_table, model.objects.latest("pk")
        column = "kind"
        by_model = (
            lambda row=row, column=column: row.save(update_fields=[column]),
            lambda model=model, row=row: model.objects.filter(pk=row.pk).update(kind=row.kind),
            lambda row=row: row.delete(),
            lambda model=model: model.objects.all()._raw_delete("default"),
        )
        in_sql = (
            lambda table=table, column=column: run(f"UPDATE {table} SET {column} = {column}"),  # noqa: S608 - fixed names
            lambda table=table: run(f"DELETE FROM {table}"),  # noqa: S608 - fixed names
        )
        for act in (*by_model, *in_sql):
            with pytest.raises(IntegrityError, match=append_only.MESSAGE), transaction.atomic():
                act()

        assert model.objects.get(pk=row.pk).kind == row.kind


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
