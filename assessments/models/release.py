"""Each time an agency handed its answers over, and each time that was opened again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Participation


class Release(models.Model):
    """
    One handing over, with what stood then; ``Participation.released_at`` says whether the latest one still holds.

    ``number`` counts an agency's releases within a cycle, also over a withdrawn assessment and the one that followed it, so that
    a reference names one release for ever.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, blank=True, default="")
    revisions = models.JSONField(default=dict)
    """Indicator code → revision of the answer that was handed over; drafts around it stay with the agency."""
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    """Why it was opened again."""

    class Meta:
        constraints = [
            # A reference, spoken on the telephone, names one release.
            models.UniqueConstraint(fields=["participation", "number"], name="release_number_once"),
            # Two releases that hold would give the focal point two sets of answers of one agency.
            models.UniqueConstraint(
                fields=["participation"], condition=Q(reopened_at__isnull=True), name="release_one_holds"
            ),
            # A button that was pressed twice hands over once.
            models.UniqueConstraint(
                fields=["participation", "by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="release_once_per_key",
            ),
            # Answers that can change again without a name and a reason would look as if nobody had handed them over.
            models.CheckConstraint(
                name="release_reopened_as_a_whole",
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reason="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.number}"

    @property
    def reference(self) -> str:
        """Such as "XA-2027-CUS-2": country, cycle, agency, number. Needs the participation with these to be loaded."""
        assessment = self.participation.assessment
        return f"{assessment.country.code}-{assessment.cycle.code}-{self.participation.agency.code}-{self.number}"
