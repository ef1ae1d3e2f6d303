"""Peers from outside look at what the country says: who, in which round, at which levels, with which remarks."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.judgement import Judgement, judgement_constraints
from frameworks.models import Indicator

MOST_ROUNDS: Final = 2
"""Review rounds of one assessment (methodology 5.2)."""


class RoundState(models.TextChoices):
    OPEN = "open", _("Reviewers are at work")
    WITH_COUNTRY = "with_country", _("The country replies")
    CONFIRMED = "confirmed", _("The reply is confirmed")
    CLOSED = "closed", _("Closed")


class RemarkKind(models.TextChoices):
    FACTUAL = "factual", _("Factual")
    EVIDENCE = "evidence", _("Evidence")
    SCORING = "scoring", _("Scoring")
    WORDING = "wording", _("Wording")


class ReplyDecision(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    KEEP = "keep", _("Keep")
    EXPLAIN = "explain", _("Explain")


class ReviewRound(models.Model):
    """One round of review inside *submitted*: reviewers work, the country replies, its signatory confirms, it is closed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="review_rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    """Since then the country reads the round's levels and remarks."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="review_round_number_once"),
            # A third look would never end.
            models.CheckConstraint(
                name="review_round_at_most_two", condition=Q(number__gte=1) & Q(number__lte=MOST_ROUNDS)
            ),
            # In two rounds at once nobody would know which one the country replies to.
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(closed_at__isnull=True), name="review_round_once_open"
            ),
            # Each step of a round stands on the one before.
            models.CheckConstraint(
                name="review_round_steps_in_order",
                condition=(Q(confirmed_at__isnull=True) | Q(sent_at__isnull=False))
                & (Q(closed_at__isnull=True) | Q(confirmed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.number}"

    @property
    def state(self) -> RoundState:
        if self.closed_at is not None:
            return RoundState.CLOSED
        if self.confirmed_at is not None:
            return RoundState.CONFIRMED
        return RoundState.OPEN if self.sent_at is None else RoundState.WITH_COUNTRY


class ReviewerAssignmentQuerySet(models.QuerySet["ReviewerAssignment"]):
    def standing(self) -> ReviewerAssignmentQuerySet:
        """Those that hold now; an ended one tells only that it once did."""
        return self.filter(ended_at__isnull=True)

    def declared(self) -> ReviewerAssignmentQuerySet:
        """Standing ones whose reviewer has declared to have no conflict of interest."""
        return self.standing().filter(declared_at__isnull=False)


class ReviewerAssignment(models.Model):
    """
    One field of one assessment given to one reviewer, who reads nothing of it before declaring to have no conflict of interest.

    ``field`` is a code of the framework's second sorting (IBM: the field).
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    """When the reviewer said that there is a conflict; the assignment ended with it."""
    note = models.TextField(blank=True, default="")
    """What the reviewer wrote with the declaration."""
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewerAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # One level per question is compared: one reviewer answers for a field.
            models.UniqueConstraint(
                fields=["assessment", "field"], condition=Q(ended_at__isnull=True), name="reviewer_once_per_field"
            ),
            # Who declined reviews nothing.
            models.CheckConstraint(
                name="reviewer_declined_is_ended",
                condition=Q(declined_at__isnull=True) | Q(ended_at__isnull=False, declared_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.field} · {self.person_id}"


class PeerLevel(Judgement):
    """What the reviewer of the field proposes for one indicator, and why. It never changes what the country says."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="peer_levels")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *judgement_constraints("peer"),
            models.UniqueConstraint(fields=["assessment", "indicator"], name="peer_level_once_per_indicator"),
            # The country can reply to a reason, not to a figure.
            models.CheckConstraint(name="peer_level_has_reason", condition=~Q(reason="")),
        ]


class PeerLevelRevision(Judgement):
    """One state of a peer level, proposed in one round; the country reads it once that round was sent."""

    peer_level = models.ForeignKey(PeerLevel, on_delete=models.PROTECT, related_name="revisions")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            *judgement_constraints("peer_revision"),
            models.UniqueConstraint(fields=["peer_level", "revision"], name="peer_revision_once"),
            # A save that was sent twice is written once.
            models.UniqueConstraint(
                fields=["peer_level", "saved_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="peer_revision_once_per_key",
            ),
        ]


class Remark(models.Model):
    """What a reviewer or the coordinator asks about one indicator; a blocking one stands in the way of acceptance until closed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="remarks")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="remarks")
    number = models.PositiveIntegerField()
    """Counts within the assessment, over both rounds."""
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RemarkKind.choices)
    is_blocking = models.BooleanField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.CharField(max_length=64, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing_words = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            # The country replies to "remark 7"; there must be one.
            models.UniqueConstraint(fields=["assessment", "number"], name="remark_number_once"),
            models.CheckConstraint(name="remark_kind_known", condition=Q(kind__in=RemarkKind.values)),
            # A second press of the button must not ask it twice.
            models.UniqueConstraint(
                fields=["assessment", "author", "client_key"], condition=~Q(client_key=""), name="remark_written_once"
            ),
            models.CheckConstraint(
                name="remark_closed_as_a_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.number}"


class RemarkReply(models.Model):
    """What the country replies to a remark; the last one before the signatory's confirmation stands."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="replies")
    decision = models.CharField(max_length=10, choices=ReplyDecision.choices)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.CharField(max_length=64, blank=True, default="")
    settled_revision = models.PositiveIntegerField(null=True, blank=True)
    """The national level that was settled with it; empty where the level stays."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="reply_decision_known", condition=Q(decision__in=ReplyDecision.values)),
            models.UniqueConstraint(
                fields=["remark", "author", "client_key"], condition=~Q(client_key=""), name="reply_written_once"
            ),
            # Who keeps the level or explains it has not settled another.
            models.CheckConstraint(
                name="reply_settles_when_accepting",
                condition=Q(settled_revision__isnull=True) | Q(decision=ReplyDecision.ACCEPT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remark_id} · {self.decision}"
