"""Each release is a row, with what stood at it, so that one can be opened again and the history stays true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write one release for each part that has handed over; no agency has handed over twice before."""
    participations = apps.get_model("assessments", "Participation").objects.using(editor.connection.alias)
    revisions = apps.get_model("assessments", "AnswerRevision").objects.using(editor.connection.alias)
    releases = apps.get_model("assessments", "Release").objects.using(editor.connection.alias)
    numbers: dict[tuple[int, int], int] = {}
    released = participations.filter(released_at__isnull=False, released_by__isnull=False)
    for part in released.select_related("assessment").order_by("released_at", "pk"):
        place = (part.assessment.cycle_id, part.agency_id)
        numbers[place] = numbers.get(place, 0) + 1
        stood: dict[str, int] = {}
        for code, revision in (
            revisions.filter(
                answer__assessment_id=part.assessment_id,
                answer__agency_id=part.agency_id,
                saved_at__lte=part.released_at,
            )
            .order_by("revision")
            .values_list("answer__indicator__code", "revision")
        ):
            stood[code] = revision
        releases.create(
            participation_id=part.pk,
            number=numbers[place],
            at=part.released_at,
            by_id=part.released_by_id,
            revisions=stood,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_events_say_for_whom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("idempotency_key", models.CharField(blank=True, default="", max_length=64)),
                ("revisions", models.JSONField(default=dict)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="assessments.participation",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("participation", "number"), name="release_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at__isnull", True)),
                        fields=("participation",),
                        name="release_one_holds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("participation", "by", "idempotency_key"),
                        name="release_once_per_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("reopened_at__isnull", True), ("reopened_by__isnull", True)),
                            models.Q(
                                ("reopened_at__isnull", False),
                                ("reopened_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_reopened_as_a_whole",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
