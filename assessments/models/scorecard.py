"""The only place where a score is stored: frozen when the assessment is accepted."""

from django.db import models

from assessments.models.assessment import Assessment


class Scorecard(models.Model):
    """A frozen result with its receipt, from which ``verify_receipt`` computes the same bytes again."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scorecards")
    framework_hash = models.CharField(max_length=64)
    answers_hash = models.CharField(max_length=64)
    receipt = models.TextField()
    """Canonical JSON, exactly the bytes that were hashed."""
    receipt_hash = models.CharField(max_length=64)
    evidence_share = models.CharField(max_length=40, blank=True)
    """Exact fraction ("22/25"); empty when no level above the lowest was settled. Boards read it without the receipt."""
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One Scorecard per Assessment: a correction is a new Assessment, so a Report
            # printed in March still agrees with its numbers in October.
            models.UniqueConstraint(fields=["assessment"], name="scorecard_once_per_assessment"),
        ]

    def __str__(self) -> str:
        return self.receipt_hash


class ScorecardValue(models.Model):
    """One frozen number. Boards of many countries read these, never the answers."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="values")
    kind = models.CharField(max_length=10)
    """"cell", "category" or "total"."""
    code = models.CharField(max_length=81)
    score = models.CharField(max_length=40, blank=True)
    """Exact fraction ("43/18"); empty for no score."""
    display = models.CharField(max_length=8, blank=True)
    band = models.CharField(max_length=40, blank=True)
    """Level code."""
    floor = models.IntegerField(null=True)
    counted = models.PositiveIntegerField()
    applicable = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "kind", "code"], name="scorecard_value_once_per_node"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
