"""Files that came with a question's page, with or without a script: handed on, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import operations
from assessments.web.file_words import kept_words
from ibm_platform.common.isolation import isolated
from ibm_platform.common.uploads import arrived_files, dropped_files
from ibm_platform.common.web import wants_json

FIELD, ATTACH = "files", "attach"
"""The field's name, and the value of ``then`` of its button."""
AGAIN = ("no_room", "not_checked", "unreadable", "incomplete", "storage_full", "unavailable")
"""Refusals that the same file may escape the next time."""


def received(
    request: HttpRequest, *, assessment_id: int, agency_id: int | None, indicator_code: str
) -> tuple[operations.FileOutcome, ...]:
    """
    Keep the files that came with a page and tell the person; a bad one takes no other with it.

    Returns:
        What became of each file; empty where none was sent.
    """
    arrived, dropped = arrived_files(request, FIELD), dropped_files(request)
    if not arrived and not dropped:
        return ()
    outcomes = operations.receive_files(
        actor=request.user,
        at=timezone.now(),
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_code=indicator_code,
        arrived=arrived,
        dropped=dropped,
        client_key=request.POST.get("client_key", "")[:64],
    )
    if not wants_json(request):
        _tell(request, outcomes)
    return outcomes


def refused(outcomes: Sequence[operations.FileOutcome]) -> tuple[operations.FileOutcome, ...]:
    return tuple(one for one in outcomes if one.code)


def told(outcomes: Sequence[operations.FileOutcome]) -> JsonResponse:
    """Answer the page's script: one entry for each file, in words."""
    files = [
        {
            "name": one.name,
            "kept": not one.code,
            "code": one.code,
            "message": one.sentence if one.code else kept_words(one.flags),
            "again": one.code in AGAIN,
        }
        for one in outcomes
    ]
    return JsonResponse({"files": files})


def _tell(request: HttpRequest, outcomes: Sequence[operations.FileOutcome]) -> None:
    for one in outcomes:
        words = {"name": isolated(one.name), "message": one.sentence if one.code else kept_words(one.flags)}
        tell = messages.success if not one.code and not one.flags else messages.warning
        tell(request, _("%(name)s: %(message)s") % words)
