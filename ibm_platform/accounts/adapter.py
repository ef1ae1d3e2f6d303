"""How the sign-in library is bent to this product: no sign-up, one sentence for every failure, no way off the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from axes.utils import reset as reset_failures
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.models import User
from ibm_platform.accounts.rendering import reset_mail

LOG = logging.getLogger(__name__)

# Percent signs too: a path that somebody decodes once more could leave the site (security.md 3.17).
SUSPECT_IN_PATH = re.compile(r"[\x00-\x20\\%]|^//")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-mail address and password do not fit together. Check both, or ask for a new link."
        ),
        "username_password_mismatch": _(
            "E-mail address and password do not fit together. Check both, or ask for a new link."
        ),
        "enter_current_password": _("Give your present password; this one is not it."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody signs up."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or None; a deactivated person is answered like a wrong password."""
        user: User | None = super().authenticate(request, **credentials)  # type: ignore[assignment]
        return user if user is not None and user.is_active else None

    def is_safe_url(self, url: str | None) -> bool:
        """Whether the address may be gone to after sign-in: a path of a page of ours, nothing else."""
        if not url or not url.startswith("/"):
            return False
        path = urlsplit(url).path
        if SUSPECT_IN_PATH.search(path) or not super().is_safe_url(url):
            return False
        try:
            resolve(path)
        except Resolver404:
            return False
        return True

    def set_password(self, user: User, password: str) -> None:  # type: ignore[override]
        """Set the password and forget failed sign-ins: whoever proved the mailbox need not wait out the lock."""
        super().set_password(user, password)
        reset_failures(username=user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_password_reset_mail(self, user: User, email: str, context: Mapping[str, Any]) -> None:  # type: ignore[override]
        """Send the link in the person's language; a mail server that is down is logged and tells nobody who exists."""
        try:
            reset_mail(person=user, link=context["password_reset_url"]).send()
        except (OSError, SMTPException):
            LOG.exception("The new password of person %s could not be mailed", user.pk)


def axes_username(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str | None:
    """
    Return whom a sign-in attempt names, in lower case, so that a lock hits one person at one address.

    Without this the name is None for sign-in by e-mail, and ten wrong passwords lock a whole office (libraries.md 7).
    """
    given = credentials or {}
    name = given.get("email") or given.get("login") or given.get("username")
    if not name and request is not None:
        name = request.POST.get("login")
    return str(name).strip().lower() if name else None
