"""The main menu, built from what the person may do, and the number on the bell; only pages that exist stand in it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from frameworks.queries import newest_named
from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.queries import (
    has_second_factor,
    mail_needs_care,
    manages_people,
    rights_of_request,
    unread_count,
    unread_notices,
)


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is read before a template asks, so fragments cost no query."""
    masthead = SimpleLazyObject(lambda: _masthead(request))
    return {"menu": SimpleLazyObject(lambda: masthead[0]), "unread": SimpleLazyObject(lambda: {"count": masthead[1]})}


def _masthead(request: HttpRequest) -> tuple[list[dict[str, Any]], int]:
    """Return the entries of the menu, and how many notices are unread."""
    try:
        user = getattr(request, "user", None)
        # A page of an error is shown before the second factor too; it tells nothing of the person's roles.
        if user is None or not user.is_authenticated or not has_second_factor(request):
            return [], 0
        rights = rights_of_request(request)
        glossary, unread = _glossary_and_unread(user, rights)
        entries = _entries(rights, glossary)
    except DatabaseError:
        # The page that says so must still be shown.
        return [], 0
    current = max((url for _label, url in entries if _is_under(request.path, url)), key=len, default=None)
    return [{"label": label, "url": url, "current": url == current} for label, url in entries], unread


def _glossary_and_unread(user: Any, rights: Rights) -> tuple[str, int]:
    """Return the address of the glossary, empty for who has none in the menu, and the number on the bell; one query for both."""
    at = timezone.now()
    # Coordinators and administrators have more pages than a line holds; the glossary is one click behind the framework.
    if not (rights.is_coordinator or rights.is_admin):
        newest = newest_named(beside=unread_count(user, rights, at))
        if newest is not None:
            code, number, unread = newest
            return reverse("frameworks:glossary", args=(code, number)), unread
    return "", unread_notices(user, rights, at).count()


def _entries(rights: Rights, glossary: str) -> list[tuple[Any, str]]:
    """Labels and addresses of pages, in the order of the menu."""
    entries: list[tuple[Any, str]] = [(_("My work"), reverse("assessments:my_work"))]
    if rights.is_coordinator:
        entries.append((_("Board"), reverse("assessments:portfolio")))
    if rights.is_donor:
        entries.append((_("Published results"), reverse("assessments:published")))
    entries.append((_("Frameworks"), reverse("frameworks:versions")))
    if glossary:
        entries.append((_("Glossary"), glossary))
    if manages_people(rights):
        entries.append((_("People"), reverse("people")))
    if rights.is_admin:
        entries.append((_("Countries"), reverse("countries")))
        # Only while there is something to look after.
        if mail_needs_care(at=timezone.now()):
            entries.append((_("Letters"), reverse("mail")))
    if rights.is_admin or rights.is_coordinator or rights.country_ids("focal_point"):
        entries.append((_("Agencies"), reverse("agencies")))
    # Reports hold a country's data, which administration alone does not open.
    if rights.roles - {"admin"}:
        entries.append((_("Reports"), reverse("reports:reports")))
    return entries


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
