"""Files that lie here, in versions; a reference may point to one, to a page of it and to the levels it proves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_every_right_ends"),
        ("assessments", "0005_releases_are_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: list[migrations.operations.base.Operation] = [
        migrations.AddField(
            model_name="evidencereference",
            name="page_reference",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="page or article"),
        ),
        migrations.AddField(
            model_name="evidencereference",
            name="proves",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField()),
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
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["created_at", "pk"]},
        ),
        migrations.AddField(
            model_name="evidencereference",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="references",
                to="assessments.storedfile",
            ),
        ),
        migrations.CreateModel(
            name="FileVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=150)),
                ("storage_name", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("media_type", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("flags", models.JSONField(default=list)),
                ("parts", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "scan_state",
                    models.CharField(
                        choices=[
                            ("off", "Not checked for viruses"),
                            ("waiting", "Not yet checked for viruses"),
                            ("clean", "Checked for viruses"),
                            ("infected", "Held back: a virus was found"),
                        ],
                        max_length=10,
                    ),
                ),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                ("client_key", models.CharField(blank=True, default="", max_length=64)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="assessments.storedfile",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["file", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("scan_state__in", ["off", "waiting"])),
                        fields=["id"],
                        name="file_version_unscanned",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="file_version_numbers_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("client_key", ""), _negated=True),
                        fields=("uploaded_by", "client_key"),
                        name="file_version_once_per_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scan_state__in", ["off", "waiting", "clean", "infected"])),
                        name="file_version_scan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scan_state__in", ["off", "waiting"]), ("scanned_at__isnull", True)),
                            models.Q(("scan_state__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="file_version_scanned_as_a_whole",
                    ),
                ],
            },
        ),
    ]
