"""The main menu, built from what the person may do; only pages that exist stand in it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.permissions import Rights
from ibm_platform.accounts.queries import manages_people, rights_of_request


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is read before a template asks, so fragments cost no query."""
    return {"menu": SimpleLazyObject(lambda: _items(request))}


def _items(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        rights = rights_of_request(request)
    except DatabaseError:
        # The page that says so must still be shown.
        return []
    links = [(label, _address(name)) for label, name in _entries(rights)]
    shown = [(label, url) for label, url in links if url is not None]
    current = max((url for _label, url in shown if _is_under(request.path, url)), key=len, default=None)
    return [{"label": label, "url": url, "current": url == current} for label, url in shown]


def _entries(rights: Rights) -> list[tuple[Any, str]]:
    """Labels and names of pages, in the order of the menu."""
    entries: list[tuple[Any, str]] = [(_("My work"), "assessments:my_work")]
    if rights.is_coordinator:
        entries.append((_("Countries board"), "assessments:portfolio"))
    if rights.is_donor:
        entries.append((_("Published results"), "assessments:published"))
    entries.append((_("Frameworks"), "frameworks:versions"))
    entries.append((_("Glossary"), "frameworks:glossary"))
    if manages_people(rights):
        entries.append((_("People"), "people"))
    if rights.is_admin:
        entries.append((_("Countries"), "countries"))
    if rights.is_admin or rights.is_coordinator or rights.country_ids("focal_point"):
        entries.append((_("Agencies"), "agencies"))
    if not rights.is_admin or len(rights.roles) > 1:
        entries.append((_("Reports"), "reports:reports"))
    return entries


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
