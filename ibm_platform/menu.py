"""The main menu, built from what the person may do; only pages that exist stand in it."""

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
from ibm_platform.accounts.queries import has_second_factor, mail_needs_care, manages_people, rights_of_request


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is read before a template asks, so fragments cost no query."""
    return {"menu": SimpleLazyObject(lambda: _items(request))}


def _items(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        user = getattr(request, "user", None)
        # A page of an error is shown before the second factor too; it tells nothing of the person's roles.
        if user is None or not user.is_authenticated or not has_second_factor(request):
            return []
        entries = _entries(rights_of_request(request))
    except DatabaseError:
        # The page that says so must still be shown.
        return []
    current = max((url for _label, url in entries if _is_under(request.path, url)), key=len, default=None)
    return [{"label": label, "url": url, "current": url == current} for label, url in entries]


def _entries(rights: Rights) -> list[tuple[Any, str]]:
    """Labels and addresses of pages, in the order of the menu."""
    entries: list[tuple[Any, str]] = [(_("My work"), reverse("assessments:my_work"))]
    if rights.is_coordinator:
        entries.append((_("Board"), reverse("assessments:portfolio")))
    if rights.is_donor:
        entries.append((_("Published results"), reverse("assessments:published")))
    entries.append((_("Frameworks"), reverse("frameworks:versions")))
    # Coordinators and administrators have more pages than a line holds; the glossary is one click behind the framework.
    if not (rights.is_coordinator or rights.is_admin) and (named := newest_named()):
        entries.append((_("Glossary"), reverse("frameworks:glossary", args=named)))
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
