"""A report that somebody asked for: the row is the truth, the worker a pair of hands."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import SEEN_BY_COORDINATOR, Status
from assessments.models import Assessment, Consent
from ibm_platform.accounts.models import Membership, Role, User


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("No longer kept")


class Edition(models.TextChoices):
    INTERNAL = "internal", _("Internal")
    SHARED = "shared", _("Shared")


class Stage(models.TextChoices):
    """The steps of one rendering, in their order; ``Report.step`` counts them from 1."""

    CONTENT = "content", _("Gathering levels, scores and texts")
    LAYOUT = "layout", _("Setting the pages")
    PAGES = "pages", _("Writing the file")
    CHECKS = "checks", _("Checking that it can be read aloud")
    STORING = "storing", _("Storing it")


class Failure(models.TextChoices):
    """Why there is no file, as a sentence for the person who asked."""

    MEMORY = (
        "memory",
        _("The report needs more memory than one report may use. Shorten the longest texts and try again."),
    )
    PROCESSOR = "processor", _("The report took too long to set. Shorten the longest texts and try again.")
    WALL = "wall", _("The report was not done in three minutes. Try again when fewer reports are being made.")
    SIZE = "size", _("The file became larger than one report may be. Shorten the longest texts and try again.")
    REFUSED = "refused", _("The report asked for something from outside, which no report may. Tell the operator.")
    DIED = "died", _("The program that makes reports ended three times before this one was done. Tell the operator.")
    BROKEN = "broken", _("The report could not be set. Tell the operator and give the number of the report.")
    RIGHTS = "rights", _("The person who asked for it may no longer read it.")
    REPLACED = "replaced", _("The answers changed meanwhile, and a newer report was asked for.")
    STOPPED = "stopped", _("It was stopped before it was done.")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: User, at: datetime) -> ReportQuerySet:
        """
        Those that the person may know of and read.

        The country's focal point and signatory: all of theirs. Coordinators: those that print a state which they may read; a
        draft from before the submission stays the country's own. Reviewers read their fields, no report. Donors: shared ones
        that print a published assessment, under a consent in force that names them and is not younger than the report.
        """
        if not person.is_authenticated:
            return self.none()
        mine = Membership.objects.in_force(at).filter(person=person)
        readable = [status.value for status in SEEN_BY_COORDINATOR]
        opened = Consent.objects.filter(
            assessment=OuterRef("assessment"),
            withdrawn_at__isnull=True,
            report=True,
            signed_at__lte=OuterRef("requested_at"),
        ).filter(Q(all_donors=True) | Q(donors=person))
        return self.filter(Exists(Assessment.objects.visible_to(person, at).filter(pk=OuterRef("assessment")))).filter(
            Exists(mine.filter(role__in=[Role.FOCAL_POINT, Role.SIGNATORY], country=OuterRef("assessment__country")))
            | (Q(printed_status__in=readable) & Exists(mine.filter(role=Role.COORDINATOR)))
            | (
                Q(edition=Edition.SHARED, printed_status=Status.PUBLISHED, assessment__status=Status.PUBLISHED)
                & Exists(mine.filter(role=Role.DONOR))
                & Exists(opened)
            )
        )

    def was_opened_to(self, person: User) -> ReportQuerySet:
        """Shared ones that a consent, since withdrawn, had opened to the person."""
        once = Consent.objects.filter(assessment=OuterRef("assessment"), report=True, withdrawn_at__isnull=False)
        return self.filter(
            Exists(once.filter(Q(all_donors=True) | Q(donors=person))),
            edition=Edition.SHARED,
            printed_status=Status.PUBLISHED,
        )


class Report(models.Model):
    """
    One edition of one snapshot in one language and layout.

    ``attempts`` is raised before the dangerous step and is also the token of the worker that holds the row: who has an older
    number has lost it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reports")
    snapshot_hash = models.CharField(max_length=64)
    """SHA-256 of everything the report can show (``reports.content.snapshot_digest``)."""
    edition = models.CharField(max_length=8, choices=Edition.choices)
    language = models.CharField(max_length=12)
    layout_version = models.PositiveSmallIntegerField()
    printed_status = models.CharField(max_length=16)
    """State of the assessment that the report prints; it decides who may read it later."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True, default="")
    pages_set = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField(default=0)
    """Messages that went out since the row was last queued."""
    last_sent_at = models.DateTimeField(null=True, blank=True)

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    error_code = models.CharField(max_length=10, choices=Failure.choices, blank=True, default="")
    error_detail = models.TextField(blank=True, default="")
    """For the operator; never shown on a page."""

    stored_name = models.CharField(max_length=120, blank=True, default="")
    size = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            # The same snapshot, edition and language is rendered once: the second person who asks finds the first file.
            models.UniqueConstraint(
                fields=["assessment", "snapshot_hash", "edition", "language", "layout_version"],
                name="report_once_per_snapshot_and_edition",
            ),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=State.values)),
            # "Ready" with nothing to fetch would be a lie to the person who waits.
            models.CheckConstraint(
                name="report_ready_has_file",
                condition=~Q(state=State.READY)
                | (~Q(stored_name="") & ~Q(sha256="") & Q(size__isnull=False, pages__isnull=False)),
            ),
        ]
        indexes = [
            # The sweeper looks at the few that are waiting or being made, never at the thousands that are done.
            models.Index(
                fields=["state", "queued_at"],
                name="report_open",
                condition=Q(state__in=[State.QUEUED, State.RENDERING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.edition} {self.language}"

    @property
    def step(self) -> int:
        """Number of the present stage, 1 to ``len(Stage)``; 0 before the first."""
        return Stage.values.index(self.stage) + 1 if self.stage else 0
