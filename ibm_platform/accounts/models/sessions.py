"""Where a person is signed in: one row for each sign-in, kept after its end."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SignInSession(models.Model):
    """
    One sign-in with a browser.

    The limits of time are read from the session itself; this row is what the person sees in the list of own sessions, and ending
    it ends the session.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=80, blank=True, default="")
    """Browser and system in words, such as "Firefox on Windows"."""
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    """To the minute; not every request writes it."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Empty when it ended by itself."""

    class Meta:
        indexes = [
            # A sign-in counts the person's open sessions, and the list shows them.
            models.Index(fields=["person", "ended_at"], name="sign_in_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.started_at:%Y-%m-%d %H:%M}"
