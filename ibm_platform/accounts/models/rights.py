"""
Who may act for whom.

A right is a Membership: a person in a role, for the whole platform, for one country or for one agency, until a date or until
it is ended. Nothing is deleted.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.models.people import User
from ibm_platform.accounts.models.places import Agency, Country


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
        return self.filter(until__gte=at.date(), ended_at__isnull=True, person__is_active=True)


class Membership(models.Model):
    """A person in a role. Reviewers carry the country that they review."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    until = models.DateField(_("last day"))
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


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    def in_force(self, at: datetime) -> SubstitutionQuerySet:
        """Those that give a right at the moment ``at``: begun, not ended, both people active, the Membership in force."""
        day = at.date()
        return self.filter(
            from_day__lte=day,
            until__gte=day,
            ended_at__isnull=True,
            substitute__is_active=True,
            membership__until__gte=day,
            membership__ended_at__isnull=True,
            membership__person__is_active=True,
        )

    def standing(self, at: datetime) -> SubstitutionQuerySet:
        """Those in force or still to begin."""
        return self.filter(until__gte=at.date(), ended_at__isnull=True, membership__ended_at__isnull=True)


class Substitution(models.Model):
    """
    Somebody who acts in another person's role for some days; the record says "A for B".

    It gives what the Membership gives, while that one is in force, and nothing more.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="substitutions")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")
    from_day = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            # A substitution that ends before it begins would never be in force and look as if it were.
            models.CheckConstraint(
                name="substitution_ends_after_it_begins", condition=Q(until__gte=models.F("from_day"))
            ),
        ]
        indexes = [
            # Every request asks for whom a person acts.
            models.Index(fields=["substitute", "ended_at"], name="substitution_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} · {self.membership}"
