"""The record of who did what and when, chained by hashes so that a gap or a change shows."""

from django.conf import settings
from django.db import models

from assessments.models.assessment import Assessment


class AssessmentEvent(models.Model):
    """One thing that happened; written by the operation in its own transaction, never changed or deleted."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """In whose stead the actor did it, as a substitute; empty where the actor did it by the own right."""
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True, default="")
    """
    32 random hex digits, sealed with the details and told only to those who may read them: without it, whoever holds the hash
    could try the few things that an agency can have said. Empty on events from before it was kept.
    """

    class Meta:
        ordering = ["number"]
        constraints = [
            # The chain has no forks: two writers of one assessment stand in line at its lock.
            models.UniqueConstraint(fields=["assessment", "number"], name="event_number_once_per_assessment"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
