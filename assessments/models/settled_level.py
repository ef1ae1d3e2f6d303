"""What the country says of one indicator after its agencies have agreed, and what it said before."""

from django.conf import settings
from django.db import models

from assessments.models.assessment import Assessment
from assessments.models.judgement import Judgement, judgement_constraints
from frameworks.models import Indicator


class SettledLevel(Judgement):
    """The national level. A not-applicable one needs the coordinator's approval before the assessment is accepted."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="settled_levels")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    na_approved_at = models.DateTimeField(null=True, blank=True)
    na_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *judgement_constraints("settled"),
            models.UniqueConstraint(fields=["assessment", "indicator"], name="settled_once_per_indicator"),
        ]


class SettledRevision(Judgement):
    """One state of a national level; appended, never changed."""

    settled_level = models.ForeignKey(SettledLevel, on_delete=models.PROTECT, related_name="revisions")
    idempotency_key = models.CharField(max_length=64, blank=True, default="")
    workshop_item = models.ForeignKey(
        "WorkshopItem", on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    """The question of a workshop that was settled with it; None where the focal point settled it alone."""
    in_the_room = models.JSONField(default=list, blank=True)
    """Ids of the stays (``Attendance``) of everybody who was in the room; who comes later changes nothing here."""

    class Meta:
        constraints = [
            *judgement_constraints("settled_revision"),
            models.UniqueConstraint(fields=["settled_level", "revision"], name="settled_revision_once"),
            # A save that was sent twice is written once.
            models.UniqueConstraint(
                fields=["settled_level", "saved_by", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="settled_revision_once_per_key",
            ),
        ]
