"""Links that work once, and keys to the API. Only the SHA-256 of a secret is stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.models.people import User


class OneTimeLink(models.Model):
    """A link that works once and for a limited time."""

    class Purpose(models.TextChoices):
        SETUP = "setup", _("first administrator")
        INVITATION = "invitation", _("invitation")

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.created_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A personal key to the API. It opens what its owner may see at the moment of the call, nothing else."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
