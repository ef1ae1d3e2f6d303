"""
Files behind references, outside the database under names that nobody can guess; a replaced file keeps its earlier versions.

The rows say what a file is; its bytes lie in the storage "evidence" (``assessments.storing``).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from ibm_platform.accounts.models import Agency


class ScanState(models.TextChoices):
    """What the virus scanner said; "off" where the installation has none."""

    OFF = "off", _("Not checked for viruses")
    WAITING = "waiting", _("Not yet checked for viruses")
    CLEAN = "clean", _("Checked for viruses")
    INFECTED = "infected", _("Held back: a virus was found")


class StoredFile(models.Model):
    """A document of an agency, or, without ``agency``, of the country; several references may point to it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="files")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=150)
    """The newest version's name with its ending, made safe by ``assessments.inspection``; never a path."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.label


class FileVersion(models.Model):
    """One upload. Only what the scanner says of it changes later."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=150)
    storage_name = models.CharField(max_length=80, unique=True)
    """Random; what it is called for people is ``label``."""
    kind = models.CharField(max_length=10)
    """One of ``assessments.inspection.Kind``."""
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    """Bytes as stored."""
    sha256 = models.CharField(max_length=64)
    """Of the bytes as stored: a picture is drawn anew first."""
    flags = models.JSONField(default=list)
    """Codes of ``assessments.inspection.Flag``: what a reader should know before opening it."""
    parts = models.PositiveIntegerField(null=True, blank=True)
    """Pages of a PDF, sheets of a workbook; None where nobody counted."""
    scan_state = models.CharField(max_length=10, choices=ScanState.choices)
    scanned_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, blank=True, default="")
    """Names one upload of one person, so that a repeated one is stored once."""

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="file_version_numbers_once"),
            # An upload that is repeated because its answer was lost must find the first one.
            models.UniqueConstraint(
                fields=["uploaded_by", "client_key"], condition=~Q(client_key=""), name="file_version_once_per_key"
            ),
            models.CheckConstraint(name="file_version_scan_state_known", condition=Q(scan_state__in=ScanState.values)),
            # A verdict without its moment cannot be compared with the age of the signatures.
            models.CheckConstraint(
                name="file_version_scanned_as_a_whole",
                condition=(
                    Q(scan_state__in=["off", "waiting"], scanned_at__isnull=True)
                    | Q(scan_state__in=["clean", "infected"], scanned_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            # The scanner asks for these few among all versions every ten minutes.
            models.Index(fields=["id"], condition=Q(scan_state__in=["off", "waiting"]), name="file_version_unscanned"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.number})"
