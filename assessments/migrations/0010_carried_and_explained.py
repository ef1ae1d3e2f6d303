"""Answers taken over from the cycle before, and what the country explains about its levels."""

from functools import partial

import django.db.models.deletion
from django.db import migrations, models

from assessments import append_only

# Altering a table rebuilds it on SQLite and loses its triggers: they go before and come back after.
ALTERED = ("assessments_answerrevision",)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_record_is_append_only")]

    operations = [
        migrations.RunPython(partial(append_only.drop, tables=ALTERED), partial(append_only.create, tables=ALTERED)),
        migrations.AddField(
            model_name="agencyanswer",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.answerrevision",
            ),
        ),
        migrations.AddField(
            model_name="answerrevision",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.answerrevision",
            ),
        ),
        migrations.AddField(
            model_name="evidencereference",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.evidencereference",
            ),
        ),
        migrations.RunPython(partial(append_only.create, tables=ALTERED), partial(append_only.drop, tables=ALTERED)),
    ]
