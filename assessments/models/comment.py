"""What people say to each other about one question: threads of one level, for readers who are chosen at the start."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from frameworks.models import Indicator
from ibm_platform.accounts.models import Agency


class Visibility(models.TextChoices):
    """Who reads a thread; chosen with its first comment and never changed. Which people that are: ``queries.readers``."""

    AGENCY = "agency", _("The author's own side only")
    AGENCIES = "agencies", _("All agencies that take part")
    REVIEWERS = "reviewers", _("Reviewers and the national side")


class Comment(models.Model):
    """
    The first comment of a thread (``parent`` None), or an answer to it, which is read by the same people.

    ``agency`` is the side it was written from: None for the country's own office, the coordinator and reviewers.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="comments")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.CharField(max_length=64, blank=True, default="")
    """The author's own name for this comment: sent twice, it is written once."""
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    """Since then nobody reads the text; it stays, and whoever hid it can show it again."""
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            # A visibility that no rule knows would be read by nobody, or by everybody.
            models.CheckConstraint(name="comment_visibility_known", condition=Q(visibility__in=Visibility.values)),
            # Agencies do not read what is said to reviewers: their name on it would say that they do.
            models.CheckConstraint(
                name="comment_to_reviewers_of_no_agency",
                condition=~Q(visibility=Visibility.REVIEWERS) | Q(agency__isnull=True),
            ),
            # Threads are resolved, answers are not; and a mark without its person tells nothing.
            models.CheckConstraint(
                name="comment_resolved_as_a_whole",
                condition=(
                    Q(resolved_at__isnull=True, resolved_by__isnull=True)
                    | Q(resolved_at__isnull=False, resolved_by__isnull=False, parent__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="comment_hidden_as_a_whole",
                condition=(
                    Q(hidden_at__isnull=True, hidden_by__isnull=True)
                    | Q(hidden_at__isnull=False, hidden_by__isnull=False)
                ),
            ),
            # A second press of the button must not say it twice.
            models.UniqueConstraint(
                fields=["assessment", "author", "client_key"],
                condition=~Q(client_key=""),
                name="comment_written_once",
            ),
        ]
        indexes = [
            # A question's page shows its threads; lists count by question.
            models.Index(fields=["assessment", "indicator", "id"], name="comment_of_question"),
            # How many a person wrote in the last hour is asked before each one.
            models.Index(fields=["author", "at"], name="comment_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} · {self.indicator_id} · {self.pk}"


class CommentMention(models.Model):
    """Somebody who was asked to look; always one of those who may read the comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Named twice, a person would be called twice.
            models.UniqueConstraint(fields=["comment", "person"], name="comment_mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.person_id}"


class CommentRead(models.Model):
    """A comment that somebody has read; own ones need none."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two browsers of one person may say so at once.
            models.UniqueConstraint(fields=["comment", "person"], name="comment_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} · {self.person_id}"
