"""What happens when the sign-in library says that somebody signed in or out: the session gets its row, or its end."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from ibm_platform.accounts import operations
from ibm_platform.accounts.browsers import label_of
from ibm_platform.accounts.factors.marks import note_sign_in
from ibm_platform.accounts.models import User
from ibm_platform.accounts.stamps import stamp_of
from ibm_platform.common.kept_text import UNSAVED


@receiver(user_logged_in, dispatch_uid="accounts_begin_session")
def begin(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    kept = request.session.get(UNSAVED)
    if kept is not None and kept["person"] != user.pk:
        # Somebody else wrote it before their time ran out in this browser.
        del request.session[UNSAVED]
    note_sign_in(request.session, at=timezone.now())
    operations.begin_session(
        session=request.session,
        label=label_of(request.META.get("HTTP_USER_AGENT", "")),
        actor=user,
        at=timezone.now(),
    )


@receiver(user_logged_out, dispatch_uid="accounts_end_session")
def end(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    stamp = stamp_of(request.session)
    if stamp is not None:
        operations.note_session_over(session_id=stamp.row, by=user, at=timezone.now())
