"""What the signatory opened to whom. All switches are off by default (methodology 5.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Consent(models.Model):
    """One signed consent. A withdrawn one stays as a record; a new publication is a new consent."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="consents")
    profile = models.BooleanField(default=False)
    """Cell, pillar, field and tier scores, and the agreement label."""
    report = models.BooleanField(default=False)
    """The shared edition of the report."""
    all_donors = models.BooleanField(default=False)
    donors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            # A publication that opens nothing is a mistake.
            models.CheckConstraint(name="consent_opens_something", condition=Q(profile=True) | Q(report=True)),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(withdrawn_at__isnull=True), name="consent_once_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.signed_at:%Y-%m-%d}"
