"""References to what proves a level. The document itself may stay with its holder: border evidence is often sensitive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.file import StoredFile
from frameworks.models import Indicator
from ibm_platform.accounts.models import Agency


class Marking(models.TextChoices):
    """Who may read a text. Unmarked counts as restricted (methodology 5.4)."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted")


class EvidenceReference(models.Model):
    """A document that proves an indicator's level; without ``agency`` it was added when the country settled the level."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    """Code of one of the version's evidence kinds."""
    strength = models.CharField(_("strength"), max_length=1, choices=[("A", "A"), ("B", "B"), ("C", "C")])
    issued_by = models.CharField(_("issuing body"), max_length=150, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    holder = models.CharField(_("who holds it"), max_length=150, blank=True)
    marking = models.CharField(_("marking"), max_length=10, choices=Marking.choices, default=Marking.RESTRICTED)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="references")
    """The document, where it may lie here; its newest version is meant."""
    page_reference = models.CharField(_("page or article"), max_length=60, blank=True, default="")
    proves = models.JSONField(default=list, blank=True)
    """Codes of the levels whose facts it proves; empty where nobody said."""
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The reference of an earlier cycle that was taken over; the file behind that one stays in its assessment."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    """Set instead of deleting: the history still shows what a level once stood on."""

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(name="evidence_strength_known", condition=Q(strength__in=["A", "B", "C"])),
        ]
        indexes = [
            # A question page and the check before submission ask by indicator.
            models.Index(fields=["assessment", "indicator"], name="evidence_of_indicator"),
        ]

    def __str__(self) -> str:
        return self.title
