"""What accounts keep of second factors beside the library's rows: resets by two people, and wrong guesses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class FactorReset(models.Model):
    """A coordinator asks, an administrator decides; afterwards the person enrols anew."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="factor_resets")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # A second request would leave the administrator to guess which one counts.
            models.UniqueConstraint(
                fields=["person"], condition=Q(decided_at__isnull=True), name="one_open_factor_reset_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"


class FactorGuesses(models.Model):
    """
    Codes and passwords tried inside sessions since the last right one.

    By person and in the database: a new session or another web process must not begin at zero.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="factor_guesses")
    failures = models.PositiveSmallIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.failures}"
