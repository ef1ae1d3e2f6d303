"""What an entry of the record changed, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.queries import Kind, Marking
from assessments.queries.events import EventView
from assessments.queries.record import RecordPage
from assessments.web.word_difference import Piece, word_difference
from frameworks.spec import FrameworkSpec
from ibm_platform.common.isolation import isolated, isolated_code

SAME_WORDS = 80  # characters that are shown of a stretch which did not change
LONGEST = 500  # characters that are shown of one text; the whole stands in the history of the answer


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that changed. A short value goes ``before`` → ``after`` (None: there was none, or it was not kept); a text stands
    in ``pieces``.
    """

    label: str
    before: str | None = None
    after: str | None = None
    pieces: tuple[Piece, ...] = ()


def changes(event: EventView, page: RecordPage) -> tuple[Change, ...]:
    """Return what the event changed; nothing where its details are withheld, or where its sentence says it all."""
    told = _TOLD.get(event.kind)
    return () if event.is_withheld or told is None else tuple(told(event.details, page))


def _judgement(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    """An answer or a level. Events from before contents were kept know the revision alone."""
    before, after = details.get("from") or {}, details.get("to") or {}
    old, new = _said(before, page.context.spec), _said(after, page.context.spec)
    # The first national level stands in the sentence itself.
    if old != new and (before or "agency" in details):
        yield Change(_("Level"), old, new)
    for name, label in (("reason", _("Reason")), ("comment", _("Explanation"))):
        yield from _text(label, before.get(name, ""), after.get(name, ""))


def _said(said: Mapping[str, Any], spec: FrameworkSpec) -> str | None:
    if said.get("kind") == Kind.NOT_APPLICABLE:
        return _("not applicable")
    if said.get("kind") == Kind.INSUFFICIENT:
        return _("information insufficient")
    value = next((level.value for level in spec.levels if level.code == said.get("level")), None)
    return None if value is None else isolated_code(value)


def _text(label: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before == after:
        return
    if not before:
        yield Change(label, pieces=_shortened((Piece("same", after or ""),)))
    else:
        yield Change(label, pieces=_shortened(word_difference(before, after or "")))


def _shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The changed words with a few around them, so that fifty long texts still make a page."""
    shown: list[Piece] = []
    room = LONGEST
    for piece in pieces:
        text = piece.text
        if piece.change == "same" and len(pieces) > 1 and len(text) > SAME_WORDS:
            text = f"{text[: SAME_WORDS // 2]} … {text[-SAME_WORDS // 2 :]}"
        if len(text) > room:
            shown.append(Piece(piece.change, f"{text[:room]}…"))
            break
        shown.append(Piece(piece.change, text))
        room -= len(text)
    return tuple(shown)


def _profile(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    before, after = details.get("from", {}), details.get("to", details.get("answers", {}))
    for question in page.context.spec.profile:
        if question.code in after:
            old, new = before.get(question.code), after[question.code]
            if question.kind == "text":
                yield from _text(question.question, old, new)
            else:
                yield Change(question.question, _answered(old), _answered(new))


def _answered(answer: str | None) -> str | None:
    return {None: None, "yes": _("yes"), "no": _("no")}.get(answer, answer)


_REFERENCE: Mapping[str, Promise] = {
    "title": gettext_lazy("Title"),
    "label": gettext_lazy("File"),
    "kind": gettext_lazy("Kind"),
    "strength": gettext_lazy("Strength"),
    "issued_by": gettext_lazy("Issuing body"),
    "dated_on": gettext_lazy("Date"),
    "holder": gettext_lazy("Who holds it"),
    "marking": gettext_lazy("Marking"),
    "page_reference": gettext_lazy("Page"),
    "proves": gettext_lazy("Proves"),
}


def _reference(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    before, after = details.get("from") or {}, details.get("to") or {}
    for name, label in _REFERENCE.items():
        old, new = (_field(name, said.get(name)) for said in (before, after))
        if old != new:
            yield Change(str(label), old, new)


def _field(name: str, value: Any) -> str | None:
    if not value:
        return None
    if name == "dated_on":
        return _day(value)
    if name == "marking":
        return str(Marking(value).label) if value in Marking.values else str(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _explanation(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    before, after = details.get("from") or {}, details.get("to") or {"text": details.get("text", "")}
    yield from _text(_("Explanation"), before.get("text", ""), after["text"])


def _extension(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    before = (details.get("from") or {}).get("until")
    if details.get("until"):
        yield Change(_("Last day"), _day(before) if before else None, _day(details["until"]))


def _questions(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    """Which questions an agency is asked anew, and which no longer."""
    added, removed = details.get("added", {}), details.get("removed", {})
    if "agency" in details:
        added, removed = {details["agency"]: added}, {details["agency"]: removed}
    for label, by_agency in ((_("asked anew"), added), (_("asked no longer"), removed)):
        for agency_id, codes in by_agency.items():
            if codes:
                name = page.agencies.get(int(agency_id), "")
                yield Change(_("%(agency)s, %(what)s") % {"agency": isolated(name), "what": label}, after=_codes(codes))


def _delegation(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    names = page.officers
    everybody = _("everybody of the agency")
    before = details.get("from", {})
    by_officer: dict[int | None, list[str]] = {}
    for code in details.get("indicators", ()):
        by_officer.setdefault(before.get(code), []).append(code)
    officer_id = details.get("officer")
    for old, codes in by_officer.items():
        yield Change(
            _codes(codes),
            names.get(old, everybody) if old is not None or "from" in details else None,
            names.get(officer_id, _("an officer")) if officer_id is not None else everybody,
        )


def _codes(codes: list[str]) -> str:
    return ", ".join(isolated_code(code) for code in codes)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j M Y")


def _votes(details: Mapping[str, Any], page: RecordPage) -> Iterator[Change]:
    for vote in details.get("votes", ()):
        yield Change(isolated(page.agencies.get(vote["agency"], "")), after=_said(vote, page.context.spec))


_TOLD: Mapping[str, Callable[[Mapping[str, Any], RecordPage], Iterator[Change]]] = {
    "answer_saved": _judgement,
    "answer_carried": _judgement,
    "level_settled": _judgement,
    "profile_saved": _profile,
    "evidence_added": _reference,
    "evidence_changed": _reference,
    "evidence_removed": _reference,
    "evidence_restored": _reference,
    "file_added": _reference,
    "file_replaced": _reference,
    "file_used": _reference,
    "votes_revealed": _votes,
    "warning_explained": _explanation,
    "warnings_explained": _explanation,
    "extension_decided": _extension,
    "assignments_proposed": _questions,
    "assignments_set": _questions,
    "assignments_changed": _questions,
    "assignments_undone": _questions,
    "questions_delegated": _delegation,
}
