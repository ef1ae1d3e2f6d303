"""Letters that wait to be sent: a request never waits for a mail server."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ibm_platform.accounts.models.rights import Membership


class OutgoingMail(models.Model):
    """One letter to one address. Its text may hold the secret of a link: it is stored encrypted and wiped once sent."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    """The right that the letter tells of; when it is over before the letter has left, the letter stays here."""
    address = models.EmailField(max_length=254)
    kind = models.CharField(max_length=40)
    """Stable code of what the letter is about, such as "invitation"; never shown as it is."""
    subject = models.CharField(max_length=250)
    sealed_text = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    """When it may be tried (again); a worker that has it in hand moves this on, so that nobody else takes it."""
    give_up_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    """Given up after the last attempt."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Taken back before it was sent: an undo, or a right that ended."""
    last_error = models.CharField(max_length=200, blank=True, default="")
    """The class of the last error, without addresses and texts."""

    class Meta:
        indexes = [
            # The sender asks every few seconds for what is due.
            models.Index(
                fields=["not_before"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True, withdrawn_at__isnull=True),
                name="mail_that_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
