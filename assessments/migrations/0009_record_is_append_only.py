"""
Events and revisions can be added and never changed or deleted, whoever asks the database.

It stands after everything that alters these tables. A later migration that alters one drops the triggers before and creates them
after it (``assessments.append_only``); ``tests/assessments/models/test_append_only.py`` fails where they are gone.
"""

from functools import partial

from django.db import migrations

from assessments import append_only

# Named here, not read from append_only.TABLES: a table that joins them later does not exist yet when this runs.
TABLES = ("assessments_assessmentevent", "assessments_answerrevision", "assessments_settledrevision")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_comments")]

    operations = [
        migrations.RunPython(partial(append_only.create, tables=TABLES), partial(append_only.drop, tables=TABLES))
    ]
