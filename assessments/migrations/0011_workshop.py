"""The national workshop: agenda, votes, presence, dissent; and which level was settled there, with whom in the room."""

from functools import partial

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from assessments import append_only

# Altering a table rebuilds it on SQLite and loses its triggers: they go before and come back after.
ALTERED = ("assessments_settledrevision",)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_notices"),
        ("assessments", "0010_carried_and_explained"),
        ("frameworks", "0002_published_versions_are_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(partial(append_only.drop, tables=ALTERED), partial(append_only.create, tables=ALTERED)),
        migrations.AddField(
            model_name="settledrevision",
            name="in_the_room",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("open", "Under way"), ("closed", "Closed")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("step", models.PositiveIntegerField(default=1)),
                ("planned_at", models.DateTimeField()),
                ("client_key", models.CharField(blank=True, default="", max_length=64)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("minutes_signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "minutes_signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rapporteur",
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
                "ordering": ["begins_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkshopItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits"),
                            ("discussed", "Discussed"),
                            ("voting", "Vote is open"),
                            ("revealed", "Votes are shown"),
                            ("settled", "Settled"),
                            ("deferred", "Put off"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("round", models.PositiveIntegerField(default=0)),
                ("revealed", models.PositiveIntegerField(default=0)),
                ("question", models.CharField(blank=True, default="", max_length=200)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.indicator"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="assessments.workshop"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="workshop",
            name="current_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.workshopitem",
            ),
        ),
        migrations.AddField(
            model_name="settledrevision",
            name="workshop_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="assessments.workshopitem",
            ),
        ),
        migrations.CreateModel(
            name="WorkshopVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("level", "Level"),
                            ("not_applicable", "Not applicable"),
                            ("insufficient", "Information insufficient"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("cast_at", models.DateTimeField()),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "cast_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="assessments.workshopitem"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="frameworks.level",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dissent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("level", "Level"),
                            ("not_applicable", "Not applicable"),
                            ("insufficient", "Information insufficient"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(blank=True, default="")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="frameworks.level",
                    ),
                ),
                (
                    "settled_revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissents",
                        to="assessments.settledrevision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("settled_revision", "agency"), name="dissent_once_per_agency")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(blank=True, default="", max_length=120)),
                ("arrived_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="assessments.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True), ("person__isnull", False)),
                        fields=("workshop", "person"),
                        name="attendance_once_in_the_room",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="workshopitem",
            constraint=models.UniqueConstraint(fields=("workshop", "indicator"), name="workshop_item_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopitem",
            constraint=models.UniqueConstraint(fields=("workshop", "position"), name="workshop_item_place_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("revealed__lte", 2), ("revealed__lte", models.F("round"))),
                name="workshop_item_two_votes_shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("assessment",), name="workshop_one_open_per_assessment"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="workshop_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes_signed_at__isnull", True), ("minutes_signed_by__isnull", True)),
                    models.Q(
                        ("minutes_signed_at__isnull", False), ("minutes_signed_by__isnull", False), ("state", "closed")
                    ),
                    _connector="OR",
                ),
                name="workshop_signed_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_key", ""), _negated=True),
                fields=("assessment", "planned_by", "client_key"),
                name="workshop_planned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopvote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "level"), ("level__isnull", False)),
                    models.Q(("kind__in", ["not_applicable", "insufficient"]), ("level__isnull", True)),
                    _connector="OR",
                ),
                name="workshop_vote_level_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopvote",
            constraint=models.UniqueConstraint(
                fields=("item", "round", "agency"), name="workshop_vote_once_per_agency"
            ),
        ),
        migrations.RunPython(partial(append_only.create, tables=ALTERED), partial(append_only.drop, tables=ALTERED)),
    ]
