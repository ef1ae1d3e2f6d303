"""More time for one agency: what its lead asked for, and what the focal point decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment
from ibm_platform.accounts.models import Agency


class ExtensionRequest(models.Model):
    """``granted`` is 0 when the wish was refused and None until somebody decides."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="extension_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.PositiveSmallIntegerField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    """The agency's last day for answers by this decision; None when refused."""
    answer = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two open wishes of one agency could be granted one after the other by mistake.
            models.UniqueConstraint(
                fields=["assessment", "agency"],
                condition=Q(decided_at__isnull=True),
                name="extension_one_open_per_agency",
            ),
            # A decision without its days, or days that nobody decided, would move a deadline unseen.
            models.CheckConstraint(
                name="extension_decided_as_a_whole",
                condition=(
                    Q(decided_at__isnull=True, decided_by__isnull=True, granted__isnull=True, until__isnull=True)
                    | Q(decided_at__isnull=False, decided_by__isnull=False, granted=0, until__isnull=True)
                    | Q(decided_at__isnull=False, decided_by__isnull=False, granted__gt=0, until__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.agency_id} · {self.days}"
