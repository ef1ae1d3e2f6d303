"""Two people wrote at the same time: what was there, what the other wrote and one's own text, ready to be shown side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from assessments.queries import LevelOption, QuestionPage, SettlePage
from assessments.web.merged_text import merged_text
from assessments.web.pages import map_of, show
from assessments.web.references import PREFIX, typed_reference
from assessments.web.word_difference import Piece, word_difference
from ibm_platform.common.errors import Conflict
from ibm_platform.common.isolation import isolated
from ibm_platform.common.kept_text import UNSAVED, keep_for_later, typed_fields

LATER = "later"
"""The value of ``then`` that puts a decision off."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the three texts. ``level`` is None for the words that are no level; the texts stand as pieces, changes marked."""

    heading: str
    kind: str
    level: LevelOption | None
    was: int | None
    """The level before, where this one is another; None where there was no level."""
    choice: str
    reason: str
    comment: str
    reason_pieces: tuple[Piece, ...]
    comment_pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    ``revision`` is where a save starts that wins over theirs. ``before`` and ``theirs`` may be missing.

    The two merged texts are a start for whoever puts both together: nothing that only one side wrote is left out.
    """

    by: str
    at: datetime | None
    revision: int
    before: Version | None
    theirs: Version | None
    mine: Version
    merged_reason: str
    merged_comment: str

    @property
    def same_choice(self) -> bool:
        return self.theirs is not None and self.theirs.choice == self.mine.choice


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
        merged_reason=_merged("reason", base, theirs, mine),
        merged_comment=_merged("comment", base, theirs, mine),
    )


def _merged(
    field: str, base: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None, mine: Mapping[str, Any]
) -> str:
    return merged_text(base[field] if base else "", theirs[field] if theirs else "", mine[field])


def put_off(request: HttpRequest) -> bool:
    """
    Keep what stands typed on a conflict page for its question, when its person decides later; return whether it is kept.

    One page's text is kept at a time: while another one's waits, the person is told, and the page shows again what was typed.
    """
    waiting = request.session.get(UNSAVED)
    if waiting is not None and waiting["page"] != request.path:
        messages.warning(request, _("Another text of yours still waits for its decision; take that one first."))
        return False
    keep_for_later(request, typed_fields(request), person_id=request.user.pk)
    messages.info(request, _("Your text is kept until you sign out, and stands on the page of its question."))
    return True


def conflict_page(
    request: HttpRequest, conflict: Conflict, page: QuestionPage | SettlePage, *, action: str = ""
) -> HttpResponse:
    """
    Show the three versions (409); keeping one's own or a merged text is a save to the same address that starts from theirs.

    ``action`` is that address where it is not this request's own. A reference that stands typed beside the judgement goes along
    with the choice.
    """
    return show(
        request,
        "assessments/conflict.html",
        page,
        status=409,
        conflict=comparison(conflict.details, page.levels),
        is_national=isinstance(page, SettlePage),
        map=map_of(page),
        action=action or request.path,
        typed_reference={f"{PREFIX}{name}": value for name, value in typed_reference(request.POST).items()},
        idempotency_key=get_random_string(22),
    )


def _version(
    heading: str, said: Mapping[str, Any], base: Mapping[str, Any] | None, levels: Sequence[LevelOption]
) -> Version:
    before = base or said
    numbers = {level.code: level.value for level in levels}
    was = before["level"] if (before["kind"], before["level"]) != (said["kind"], said["level"]) else None
    return Version(
        heading=heading,
        kind=said["kind"],
        level=next((level for level in levels if level.code == said["level"]), None),
        was=numbers.get(was) if was else None,
        choice=said["level"] or said["kind"],
        reason=said["reason"],
        comment=said["comment"],
        reason_pieces=word_difference(before["reason"], said["reason"]),
        comment_pieces=word_difference(before["comment"], said["comment"]),
    )
