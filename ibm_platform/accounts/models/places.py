"""Countries and their agencies."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    code = models.CharField(
        _("code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}$", _("Give two capital letters."))]
    )
    name = models.CharField(_("name"), max_length=100, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A national service. ``types`` are codes of a framework's agency types; a merged service carries several."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(
        _("short name"), max_length=12, validators=[RegexValidator(r"^[A-Z0-9]{2,12}$", _("Give 2 to 12 capitals."))]
    )
    name = models.CharField(_("name"), max_length=120)
    types = models.JSONField(_("agency types"), default=list)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            # The code names the agency in addresses of pages and of the API.
            models.UniqueConstraint(fields=["country", "code"], name="agency_code_once_per_country"),
        ]

    def __str__(self) -> str:
        return self.name
