"""How what is asked of whom was changed, and to whom inside an agency its lead gave which question."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment
from frameworks.models import Indicator
from ibm_platform.accounts.models import Agency


class AssignmentChange(models.Model):
    """One change of what is asked of whom, with all that is needed to take it back."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assignment_changes")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    added = models.JSONField(default=list)
    """Pairs of agency id and indicator code that were asked anew."""
    removed = models.JSONField(default=list)
    """Pairs that are asked no longer."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [
            # The page of assignments asks for the last one.
            models.Index(fields=["assessment", "-id"], name="assignment_change_last"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.made_at}"


class Delegation(models.Model):
    """A question that the agency's lead gave to one officer; ended, not deleted, when it goes to another."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="delegations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            # Given to two, a question would wait for both: each would leave it to the other.
            models.UniqueConstraint(
                fields=["assessment", "agency", "indicator"],
                condition=Q(ended_at__isnull=True),
                name="delegation_to_one_officer",
            ),
        ]
        indexes = [
            # Every save of an officer asks what was given to that officer.
            models.Index(fields=["officer", "assessment", "agency"], name="delegation_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.agency_id} · {self.indicator_id} · {self.officer_id}"
