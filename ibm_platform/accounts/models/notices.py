"""What a person is told: notices behind the bell, what of them goes by mail, and the days on which a digest left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ibm_platform.accounts.models.places import Agency, Country
from ibm_platform.accounts.models.rights import Role


class Notice(models.Model):
    """
    Something that one person is told in one role.

    It holds codes, names and counts, from which a sentence is made when it is read; never an answer, level, score or comment.
    It is shown and sent while the person still holds the role.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    role = models.CharField(max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    """Stable code, such as "returned"; the composition names the sentence."""
    subject = models.BigIntegerField()
    """Key of what it is about, which accounts do not know; nobody is told of what is no longer open to them."""
    words = models.JSONField(default=dict)
    page = models.CharField(max_length=100)
    """Name of the page where the person acts."""
    page_args = models.JSONField(default=list)
    unique_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    """Until then nobody sees it and it can be taken back."""
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    """When it was decided whether it goes by mail: written into a letter, or left out; happens once."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A task that runs twice, or two workers at once, must tell a person once.
            models.UniqueConstraint(fields=["person", "unique_key"], name="notice_once_per_person_and_key"),
        ]
        indexes = [
            # Every page counts the unread ones of its reader.
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True, withdrawn_at__isnull=True), name="notice_unread"
            ),
            # The sender asks every minute for what has not been decided.
            models.Index(
                fields=["not_before"],
                condition=Q(settled_at__isnull=True, withdrawn_at__isnull=True),
                name="notice_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.unique_key}"


class NoticeChoice(models.Model):
    """What a person chose about mail of one kind of notice, where it differs from the usual."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    mail = models.BooleanField()
    """False: it stands behind the bell and goes into no letter."""
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two answers to one question would leave open which counts.
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.mail}"


class DailyDigest(models.Model):
    """The digest of one person on one day of that person's country."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One letter a day, however often and by how many workers the task is run.
            models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
