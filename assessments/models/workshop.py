"""The national workshop: its agenda, who was in the room, what agencies voted there, and who did not agree to the outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.judgement import Kind, judgement_constraints
from assessments.models.settled_level import SettledRevision
from frameworks.models import Indicator, Level
from ibm_platform.accounts.models import Agency


class WorkshopState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class ItemState(models.TextChoices):
    WAITING = "waiting", _("Waits")
    DISCUSSED = "discussed", _("Discussed")
    VOTING = "voting", _("Vote is open")
    REVEALED = "revealed", _("Votes are shown")
    SETTLED = "settled", _("Settled")
    DEFERRED = "deferred", _("Put off")


class Workshop(models.Model):
    """
    One meeting of the agencies, led by the people whom the focal point names for it.

    ``revision`` counts every change that a screen of the room shows; ``step`` those alone that change what can be done next.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField()
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rapporteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=WorkshopState.choices, default=WorkshopState.PLANNED)
    current_item = models.ForeignKey("WorkshopItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    step = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, blank=True, default="")
    """The planner's own name for this workshop: sent twice, it is planned once."""
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes_signed_at = models.DateTimeField(null=True, blank=True)
    minutes_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [
            # A country sits in one room at a time; two open agendas would settle past each other.
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state="open"), name="workshop_one_open_per_assessment"
            ),
            models.CheckConstraint(name="workshop_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))),
            # Minutes are signed of what is over.
            models.CheckConstraint(
                name="workshop_signed_when_closed",
                condition=Q(minutes_signed_at__isnull=True, minutes_signed_by__isnull=True)
                | Q(minutes_signed_at__isnull=False, minutes_signed_by__isnull=False, state="closed"),
            ),
            # A second press of the button must not plan it twice.
            models.UniqueConstraint(
                fields=["assessment", "planned_by", "client_key"],
                condition=~Q(client_key=""),
                name="workshop_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkshopItem(models.Model):
    """One question of the agenda. ``round`` counts its votes, ``revealed`` those that were shown to the room."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    round = models.PositiveIntegerField(default=0)
    revealed = models.PositiveIntegerField(default=0)
    question = models.CharField(max_length=200, blank=True, default="")
    """What the chair asks the room, in large letters on the wall."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "indicator"], name="workshop_item_once"),
            models.UniqueConstraint(fields=["workshop", "position"], name="workshop_item_place_once"),
            # After two votes without agreement the lower level stands (methodology 5.2); there is no third.
            models.CheckConstraint(
                name="workshop_item_two_votes_shown", condition=Q(revealed__lte=2) & Q(revealed__lte=F("round"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} · {self.position}"


class WorkshopVote(models.Model):
    """What an agency says in one vote; blind for everybody else until ``revealed_at``."""

    item = models.ForeignKey(WorkshopItem, on_delete=models.PROTECT, related_name="votes")
    round = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, default="")
    cast_at = models.DateTimeField()
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *judgement_constraints("workshop_vote"),
            models.UniqueConstraint(fields=["item", "round", "agency"], name="workshop_vote_once_per_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.round} · {self.agency_id}"


class Attendance(models.Model):
    """One stay in the room, of somebody with an account or (``person`` None) of a guest; who comes back gets another row."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=120, blank=True, default="")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Who sits in the room is counted once.
            models.UniqueConstraint(
                fields=["workshop", "person"],
                condition=Q(left_at__isnull=True, person__isnull=False),
                name="attendance_once_in_the_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} · {self.name}"


class Dissent(models.Model):
    """An agency that did not agree to a national level, what it holds instead (``kind`` empty: it gave none) and why."""

    settled_revision = models.ForeignKey(SettledRevision, on_delete=models.PROTECT, related_name="dissents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True, default="")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settled_revision", "agency"], name="dissent_once_per_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.settled_revision_id} · {self.agency_id}"
