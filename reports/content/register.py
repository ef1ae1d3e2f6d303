"""The register of evidence: each document once, with what it stands behind. Titles only, never a file or its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import SnapshotEvidence
from reports.content.annex import OPEN_MARKINGS
from reports.content.sheet import Sheet
from reports.content.texts import line
from reports.content.words import day

TITLE = 160
ISSUER = 80


@dataclass(frozen=True, slots=True)
class Document:
    """``codes`` are the indicators that it stands behind; ``dated`` is empty without a date."""

    title: str
    kind: str
    strength: str
    issued_by: str
    dated: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    documents: tuple[Document, ...]
    """In the framework's order of the first indicator that each stands behind."""
    heading: str
    withheld: str
    """How many are not named in this edition; empty for none."""


def build_register(sheet: Sheet) -> Register:
    """Return the documents that the edition may name; what is restricted is counted for partners, not named."""
    found = sheet.snapshot.evidence
    named = [one for one in found if not sheet.shared or one.marking in OPEN_MARKINGS]
    documents, withheld = _documents(sheet, named), len(_merged(found)) - len(_merged(named))
    return Register(documents, _heading(documents, withheld), _withheld(withheld))


def _documents(sheet: Sheet, named: Iterable[SnapshotEvidence]) -> tuple[Document, ...]:
    kinds = {kind.code: kind.name for kind in sheet.spec.evidence_kinds}
    return tuple(
        Document(
            title=line(first.title, TITLE),
            kind=kinds.get(first.kind, first.kind),
            strength=first.strength,
            issued_by=line(first.issued_by, ISSUER),
            dated="" if first.dated_on is None else day(first.dated_on),
            codes=tuple(dict.fromkeys(one.indicator for one in same)),
        )
        for same in _merged(named)
        for first in same[:1]
    )


def _merged(references: Iterable[SnapshotEvidence]) -> list[list[SnapshotEvidence]]:
    """Several agencies name one document, for several questions: it is one where all that is printed of it is equal."""
    merged: dict[tuple[object, ...], list[SnapshotEvidence]] = {}
    for one in references:
        key = (" ".join(one.title.split()), one.kind, one.strength, one.issued_by, one.dated_on)
        merged.setdefault(key, []).append(one)
    return list(merged.values())


def _heading(documents: tuple[Document, ...], withheld: int) -> str:
    if not documents:
        return _("The documents are not open to readers of this edition") if withheld else _("No document is named")
    strong = sum(one.strength in "AB" for one in documents)
    return ngettext(
        "%(strong)d of %(number)d document is of strength A or B",
        "%(strong)d of %(number)d documents are of strength A or B",
        len(documents),
    ) % {"strong": strong, "number": len(documents)}


def _withheld(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(number)d more document is restricted and not named here.",
        "%(number)d more documents are restricted and not named here.",
        number,
    ) % {"number": number}
