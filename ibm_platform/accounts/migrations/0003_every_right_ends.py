"""Every right gets a last day: those without one end two years after they were given, and not before a month from now."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def give_a_last_day(apps, schema_editor):
    membership = apps.get_model("accounts", "Membership")
    soonest = timezone.now().date() + timedelta(days=30)
    for row in membership.objects.filter(until__isnull=True).iterator():
        row.until = max(row.granted_at.date() + timedelta(days=730), soonest)
        row.save(update_fields=["until"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sessions_letters_and_substitutes")]

    operations = [
        migrations.RunPython(give_a_last_day, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="membership",
            name="until",
            field=models.DateField(verbose_name="last day"),
        ),
    ]
