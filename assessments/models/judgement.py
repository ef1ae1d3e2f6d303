"""The three things that can be said of an indicator, shared by agencies' answers and national levels."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frameworks.models import Level


class Kind(models.TextChoices):
    LEVEL = "level", _("Level")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    INSUFFICIENT = "insufficient", _("Information insufficient")


def judgement_constraints(prefix: str) -> list[models.BaseConstraint]:
    """A level goes with kind "level" and with no other: a score could not tell what was meant."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_level_fits_kind",
            condition=Q(kind=Kind.LEVEL, level__isnull=False)
            | Q(kind__in=[Kind.NOT_APPLICABLE, Kind.INSUFFICIENT], level__isnull=True),
        )
    ]


class Judgement(models.Model):
    """
    Level, not applicable, or information insufficient.

    ``reason`` says why a question does not apply or cannot be answered (required there), and why the country settled on a
    national level; ``comment`` is an agency's own explanation.
    """

    kind = models.CharField(max_length=16, choices=Kind.choices)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, default="")
    comment = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def said(self) -> dict[str, Any]:
        """What was said, as plain values (``level`` is its code). Needs ``level`` to be loaded."""
        return {
            "kind": self.kind,
            "level": self.level.code if self.level else None,
            "reason": self.reason,
            "comment": self.comment,
        }
