"""Text that somebody typed and that was not saved: kept for its page, or shown for copying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

UNSAVED = "unsaved"
"""Where a session keeps what stands typed on a page: ``page`` (address), ``fields``, and ``person`` (id)."""
# Longer than every field allows; only a program sends more.
LONGEST = 5000
MOST_FIELDS = 60
# Never shown again and never kept, whatever the form.
SECRET = ("password", "secret", "token", "code", "csrf")
# What the page itself put into the form.
MACHINERY = ("expected_revision", "idempotency_key", "then", "next", "choice", "indicator", "level")


def typed_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a sent form, without secrets, each cut at a length that no field allows."""
    if request.method != "POST":
        return {}
    fields = [(name, str(value)) for name, value in request.POST.items() if not _is_secret(name)]
    return {name: value[:LONGEST] for name, value in fields[:MOST_FIELDS]}


def written_texts(request: HttpRequest) -> tuple[str, ...]:
    """Return what a person wrote in a form that was refused: texts, not choices and numbers."""
    fields = typed_fields(request)
    return tuple(value for name, value in fields.items() if name not in MACHINERY and _is_text(value))


def keep_for_later(request: HttpRequest, fields: dict[str, str], *, person_id: int) -> None:
    """Keep typed fields in the session until this person has seen them on their page and sends it."""
    kept: dict[str, Any] = {"person": person_id, "page": request.path, "fields": fields}
    request.session[UNSAVED] = kept


def typed_here(request: HttpRequest) -> Mapping[str, str]:
    """Return what stands typed on this page: what was just sent, or what this person wrote before the time ran out."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(UNSAVED)
    if kept is None or (kept["page"], kept["person"]) != (request.path, request.user.pk):
        return {}
    fields: Mapping[str, str] = kept["fields"]
    return fields


def forget_kept(request: HttpRequest) -> None:
    """Whoever sends the page has seen what was kept for it; reading it alone forgets nothing."""
    if request.session.get(UNSAVED, {}).get("page") == request.path:
        del request.session[UNSAVED]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET)


def _is_text(value: str) -> bool:
    # One word is a choice or a code; two are a text.
    return len(value.split()) > 1
