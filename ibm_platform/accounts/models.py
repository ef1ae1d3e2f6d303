"""
People, countries, agencies, and who may act for whom.

A right is a Membership: a person in a role, for the whole platform, for one country or for one agency, until a date or until
it is ended. Nothing here is deleted: a person is deactivated, a Membership ended.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What a person may do stands in Memberships, never here."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            # "Ana@x" and "ana@x" are one mailbox and must be one person.
            models.UniqueConstraint(models.functions.Lower("email"), name="user_once_per_mailbox"),
        ]

    def __str__(self) -> str:
        return self.name


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


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    FOCAL_POINT = "focal_point", _("National focal point")
    SIGNATORY = "signatory", _("Signatory")
    AGENCY_LEAD = "agency_lead", _("Agency lead")
    OFFICER = "officer", _("Officer")
    REVIEWER = "reviewer", _("Peer reviewer")
    DONOR = "donor", _("Donor")


PLATFORM_ROLES = (Role.ADMIN, Role.COORDINATOR, Role.DONOR)
COUNTRY_ROLES = (Role.FOCAL_POINT, Role.SIGNATORY, Role.REVIEWER)
AGENCY_ROLES = (Role.AGENCY_LEAD, Role.OFFICER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, at: datetime) -> MembershipQuerySet:
        """Those that give a right at the moment ``at``: begun, not ended, the person active."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=at.date()), ended_at__isnull=True, person__is_active=True
        )


class Membership(models.Model):
    """A person in a role. Reviewers carry the country that they review."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    until = models.DateField(_("last day"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="granted")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            # A national role without a country, or a platform role with one, would open or close the wrong doors.
            models.CheckConstraint(
                name="membership_scope_fits_role",
                condition=(
                    Q(role__in=PLATFORM_ROLES, country__isnull=True, agency__isnull=True)
                    | Q(role__in=COUNTRY_ROLES, country__isnull=False, agency__isnull=True)
                    | Q(role__in=AGENCY_ROLES, country__isnull=False, agency__isnull=False)
                ),
            ),
        ]
        indexes = [
            # Every request asks for one person's rights.
            models.Index(fields=["person", "role"], name="membership_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class OneTimeLink(models.Model):
    """A link that works once and for a limited time. Only the SHA-256 of its secret is stored."""

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
