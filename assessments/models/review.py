"""What was sent back to the country, and what the country explained."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment
from frameworks.models import Indicator


class ReturnedQuestion(models.Model):
    """One question the coordinator returned with a comment; it alone unlocks until the next submission."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="returned_questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField()
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    """Set by the next submission."""

    class Meta:
        ordering = ["indicator__position"]
        constraints = [
            # Two open returns of one question would show the country two comments to answer.
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=Q(closed_at__isnull=True),
                name="returned_question_once_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.indicator_id}"


class WarningExplanation(models.Model):
    """Why a consistency warning stands: the country's sentence, printed in the report."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="explanations")
    warning = models.CharField(max_length=120)
    """Stable code of the warning (``assessments.scoring.consistency``)."""
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1, db_default=1)
    """Counts from 1 and tells a second writer that somebody was first."""
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "warning"], name="explanation_once_per_warning"),
        ]

    def __str__(self) -> str:
        return self.warning
