"""Two people wrote at the same time: what was there, what the other wrote and one's own text, ready to be shown side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from assessments.queries import LevelOption, QuestionPage, SettlePage
from assessments.web.pages import map_of, show
from assessments.web.references import PREFIX, typed_reference
from assessments.web.word_difference import Piece, word_difference
from ibm_platform.common.errors import Conflict
from ibm_platform.common.isolation import isolated


@dataclass(frozen=True, slots=True)
class Version:
    """One of the three texts. ``level`` is None for the words that are no level; the texts stand as pieces, changes marked."""

    heading: str
    kind: str
    level: LevelOption | None
    choice: str
    reason: str
    comment: str
    reason_pieces: tuple[Piece, ...]
    comment_pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``revision`` is where a save starts that wins over theirs. ``before`` and ``theirs`` may be missing."""

    by: str
    at: datetime | None
    revision: int
    before: Version | None
    theirs: Version | None
    mine: Version


def comparison(details: Mapping[str, Any], levels: Sequence[LevelOption]) -> Comparison:
    """Return the details of an ``AnswerConflict`` or ``SettledConflict`` as a page shows them."""
    base, theirs, mine = details["base"], details["theirs"], details["mine"]
    by = theirs["by"] if theirs else ""
    return Comparison(
        by=by,
        at=datetime.fromisoformat(theirs["at"]) if theirs else None,
        revision=theirs["revision"] if theirs else 0,
        before=_version(_("Before"), base, base, levels) if base else None,
        theirs=_version(_("Written by %(name)s") % {"name": isolated(by)}, theirs, base, levels) if theirs else None,
        mine=_version(_("Yours, not saved yet"), mine, base, levels),
    )


def conflict_page(request: HttpRequest, conflict: Conflict, page: QuestionPage | SettlePage) -> HttpResponse:
    """
    Show the three versions (409); keeping one's own or a merged text is a save to the same address that starts from theirs.

    A reference that stands typed beside the judgement goes along with the choice.
    """
    return show(
        request,
        "assessments/conflict.html",
        page,
        status=409,
        conflict=comparison(conflict.details, page.levels),
        is_national=isinstance(page, SettlePage),
        map=map_of(page),
        action=request.path,
        typed_reference={f"{PREFIX}{name}": value for name, value in typed_reference(request.POST).items()},
        idempotency_key=get_random_string(22),
    )


def _version(
    heading: str, said: Mapping[str, Any], base: Mapping[str, Any] | None, levels: Sequence[LevelOption]
) -> Version:
    before = base or said
    return Version(
        heading=heading,
        kind=said["kind"],
        level=next((level for level in levels if level.code == said["level"]), None),
        choice=said["level"] or said["kind"],
        reason=said["reason"],
        comment=said["comment"],
        reason_pieces=word_difference(before["reason"], said["reason"]),
        comment_pieces=word_difference(before["comment"], said["comment"]),
    )
