"""How the sign-in library is bent to this product: no sign-up, one sentence for every failure, no way off the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from axes.utils import reset as reset_failures
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import (
    AccountChange,
    Letter,
    end_other_sessions,
    queue_mail,
    tell_of_change,
    withdraw_mail,
)
from ibm_platform.accounts.rendering import reset_letter
from ibm_platform.accounts.stamps import stamp_of

PASSWORD_RESET = "password_reset"

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

    def get_login_stages(self) -> list[str]:
        """
        Leave the library's stage of second factors out: a session without one opens nothing (``web.gate``).

        The stage would see only who signs in by password, not who comes by an invitation or by the set-up link.
        """
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if not stage.startswith("allauth.mfa.")]

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
        """
        Set the password, end the person's other sessions, tell the person, and forget failed sign-ins.

        A proved mailbox need not wait.
        """
        at = timezone.now()
        stamp = stamp_of(self.request.session) if self.request is not None else None
        with transaction.atomic():
            super().set_password(user, password)
            reset_failures(username=user.email)
            end_other_sessions(but=stamp.row if stamp else None, actor=user, at=at)
            tell_of_change(person=user, change=AccountChange.PASSWORD_CHANGED, at=at)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_password_reset_mail(self, user: User, email: str, context: Mapping[str, Any]) -> None:  # type: ignore[override]
        """Write the link down in the person's language; a letter that still waits with an earlier link is taken back."""
        letter, at = reset_letter(person=user, link=context["password_reset_url"]), timezone.now()
        with transaction.atomic():
            withdraw_mail(person=user, kind=PASSWORD_RESET, at=at)
            queue_mail(kind=PASSWORD_RESET, letter=letter, address=user.email, person=user, at=at)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put whatever else the library writes into the outbox: a request waits for no mail server."""
        mail = self.render_mail(template_prefix, email, context)
        letter = Letter(subject=str(mail.subject), text=str(mail.body))
        person = context.get("user")
        queue_mail(
            kind=template_prefix.rpartition("/")[2][:40],
            letter=letter,
            address=email,
            person=person if isinstance(person, User) else None,
            at=timezone.now(),
        )


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
