"""Each assessment keeps how long its record is and the seal of the last event; new events are sealed with a salt."""

from django.db import migrations, models


def anchor(apps, schema_editor):
    """Write down what stands; a record that was cut before this day cannot be told from a whole one."""
    using = schema_editor.connection.alias
    events = apps.get_model("assessments", "AssessmentEvent").objects.using(using)
    assessments = apps.get_model("assessments", "Assessment").objects.using(using)
    for pk in assessments.order_by("pk").values_list("pk", flat=True):
        last = events.filter(assessment_id=pk).order_by("-number").values_list("number", "hash").first()
        if last is not None:
            assessments.filter(pk=pk).update(chain_length=last[0], chain_head=last[1])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_files_behind_references")]

    operations = [
        migrations.AddField(
            model_name="assessmentevent",
            name="salt",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.AddField(
            model_name="assessment",
            name="chain_length",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="assessment",
            name="chain_head",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.RunPython(anchor, migrations.RunPython.noop),
    ]
