"""
What stands typed on a question's page when another button of it is pressed.

Judgement and reference share one form, so that without a script neither is lost when the other is sent. The part that was not sent
is kept in the person's own session until the page is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

KEY = "unsaved"
JUDGEMENT = ("choice", "reason", "comment", "expected_revision")
REFERENCE = "evidence-"
# Longer than every field allows; only a program sends more.
LONGEST = 5000


def keep_judgement(request: HttpRequest, page: str) -> None:
    """Keep the judgement that the sent form holds for the page at this address; a form without one changes nothing."""
    if "expected_revision" in request.POST:
        _keep(request, page, {name: request.POST.get(name, "") for name in JUDGEMENT})


def keep_reference(request: HttpRequest, page: str) -> bool:
    """Keep a reference that was typed but not added for the page at this address; False when none was."""
    typed = _typed_reference(request)
    if typed:
        _keep(request, page, typed)
    return bool(typed)


def typed_beside(request: HttpRequest) -> Mapping[str, str]:
    """Return what stands typed and was not sent: the reference of a refused form, else what was kept; that is forgotten then."""
    if request.method == "POST":
        return _typed_reference(request)
    kept = request.session.get(KEY)
    if kept is None or kept["page"] != request.path:
        return {}
    del request.session[KEY]
    fields: Mapping[str, str] = kept["fields"]
    return fields


def reference_in(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the typed reference by the names of its form's fields."""
    return {name.removeprefix(REFERENCE): value for name, value in fields.items() if name.startswith(REFERENCE)}


def _typed_reference(request: HttpRequest) -> dict[str, str]:
    # Without a title the other fields say nothing; some have a value from the start.
    if not request.POST.get(f"{REFERENCE}title", "").strip():
        return {}
    return {name: value for name, value in request.POST.items() if name.startswith(REFERENCE)}


def _keep(request: HttpRequest, page: str, fields: Mapping[str, str]) -> None:
    shown = {name: value[:LONGEST] for name, value in fields.items()}
    request.session[KEY] = {"page": page, "fields": shown}
