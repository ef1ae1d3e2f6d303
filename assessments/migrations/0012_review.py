"""Peers review: rounds, who reviews which field, peer levels, remarks and the replies to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0011_workshop"),
        ("frameworks", "0002_published_versions_are_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("comment", models.TextField(blank=True, default="")),
                ("revision", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_levels",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.indicator"
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
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("factual", "Factual"),
                            ("evidence", "Evidence"),
                            ("scoring", "Scoring"),
                            ("wording", "Wording"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_blocking", models.BooleanField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("client_key", models.CharField(blank=True, default="", max_length=64)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closing_words", models.TextField(blank=True, default="")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="assessments.assessment"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.indicator"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="RemarkReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[("accept", "Accept"), ("keep", "Keep"), ("explain", "Explain")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("client_key", models.CharField(blank=True, default="", max_length=64)),
                ("settled_revision", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="assessments.remark"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewerAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=20)),
                ("assigned_at", models.DateTimeField()),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewers",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_rounds",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="remark",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="assessments.reviewround"
            ),
        ),
        migrations.CreateModel(
            name="PeerLevelRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("comment", models.TextField(blank=True, default="")),
                ("revision", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("idempotency_key", models.CharField(blank=True, default="", max_length=64)),
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
                    "peer_level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="assessments.peerlevel",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.reviewround"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="peerlevel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "level"), ("level__isnull", False)),
                    models.Q(("kind__in", ["not_applicable", "insufficient"]), ("level__isnull", True)),
                    _connector="OR",
                ),
                name="peer_level_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="peerlevel",
            constraint=models.UniqueConstraint(
                fields=("assessment", "indicator"), name="peer_level_once_per_indicator"
            ),
        ),
        migrations.AddConstraint(
            model_name="peerlevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="peer_level_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["accept", "keep", "explain"])), name="reply_decision_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkreply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_key", ""), _negated=True),
                fields=("remark", "author", "client_key"),
                name="reply_written_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarkreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_revision__isnull", True), ("decision", "accept"), _connector="OR"),
                name="reply_settles_when_accepting",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewerassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("assessment", "field"),
                name="reviewer_once_per_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewerassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("declined_at__isnull", True),
                    models.Q(("declared_at__isnull", True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="reviewer_declined_is_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.UniqueConstraint(fields=("assessment", "number"), name="review_round_number_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 2)), name="review_round_at_most_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("assessment",), name="review_round_once_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("sent_at__isnull", False), _connector="OR"),
                    models.Q(("closed_at__isnull", True), ("confirmed_at__isnull", False), _connector="OR"),
                ),
                name="review_round_steps_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.UniqueConstraint(fields=("assessment", "number"), name="remark_number_once"),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["factual", "evidence", "scoring", "wording"])),
                name="remark_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_key", ""), _negated=True),
                fields=("assessment", "author", "client_key"),
                name="remark_written_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="remark_closed_as_a_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="peerlevelrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "level"), ("level__isnull", False)),
                    models.Q(("kind__in", ["not_applicable", "insufficient"]), ("level__isnull", True)),
                    _connector="OR",
                ),
                name="peer_revision_level_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="peerlevelrevision",
            constraint=models.UniqueConstraint(fields=("peer_level", "revision"), name="peer_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="peerlevelrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("idempotency_key", ""), _negated=True),
                fields=("peer_level", "saved_by", "idempotency_key"),
                name="peer_revision_once_per_key",
            ),
        ),
    ]
