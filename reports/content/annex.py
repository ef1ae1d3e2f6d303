"""Annexes: the indicator sheet, what does not apply, warnings explained, glossary, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frameworks.spec import Indicator
from reports.content.sheet import Plate, Sheet
from reports.content.texts import Text, flow, line
from reports.content.words import low_to_high

TITLES = 4
"""Evidence titles printed for one indicator; the others are counted."""
OPEN_MARKINGS = ("public", "internal")


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    critical: bool
    plate: Plate
    fact: str
    spread: str
    evidence: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one cell."""

    code: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    code: str
    title: str
    reason: Text
    approved: str


@dataclass(frozen=True, slots=True)
class Explained:
    found: str
    rule: str
    explanation: Text


@dataclass(frozen=True, slots=True)
class CitedSource:
    title: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class Annex:
    groups: tuple[tuple[str, tuple[Part, ...]], ...]
    """Name of the row of cells, and its parts: one table for each."""
    with_spread: bool
    not_applicable: tuple[NotApplicable, ...]
    warnings: tuple[Explained, ...]
    reading_rules: tuple[str, ...]
    glossary: tuple[tuple[str, str, str], ...]
    sources: tuple[CitedSource, ...]
    marks: tuple[tuple[str, str], ...]
    attribution: str


def build_annex(sheet: Sheet) -> Annex:
    evidence: dict[str, list[tuple[str, str, str]]] = {}
    for reference in sheet.snapshot.evidence:
        evidence.setdefault(reference.indicator, []).append((reference.title, reference.strength, reference.marking))
    groups: dict[str, list[Part]] = {}
    for unit in sheet.units:
        rows = tuple(_row(sheet, indicator, evidence.get(indicator.code, [])) for indicator in unit.indicators)
        groups.setdefault(unit.group, []).append(Part(unit.code, unit.name, rows))
    marks = {mark.code: mark for mark in sheet.spec.marks}
    return Annex(
        groups=tuple((name, tuple(parts)) for name, parts in groups.items()),
        with_spread=not sheet.shared,
        not_applicable=_not_applicable(sheet),
        warnings=_warnings(sheet),
        reading_rules=tuple(sheet.spec.reading_rules),
        glossary=tuple((term.term, term.abbreviation, term.meaning) for term in sheet.spec.glossary),
        sources=tuple(
            CitedSource(
                source.title,
                source.mark if source.mark in marks else "",
                source.note,
            )
            for source in sheet.spec.sources
        ),
        marks=tuple((mark.code, mark.meaning) for mark in sheet.spec.marks),
        attribution=sheet.spec.attribution,
    )


def _row(sheet: Sheet, indicator: Indicator, references: list[tuple[str, str, str]]) -> Row:
    level, value = sheet.standing(indicator.code), sheet.value(indicator.code)
    said = sheet.snapshot.levels.get(indicator.code)
    fact = "" if level is None or (value and value.kind == "insufficient") else indicator.facts[level.code]
    return Row(
        code=indicator.code,
        title=indicator.title,
        critical=indicator.critical,
        plate=sheet.plate(indicator.code),
        fact=fact,
        spread=low_to_high(said.spread if said else None),
        evidence=_evidence(sheet, level.value if level else None, references),
        confidence=_confidence(level is not None, references),
    )


def _evidence(sheet: Sheet, level: int | None, references: list[tuple[str, str, str]]) -> str:
    if not references:
        if level is None:
            return "–"
        lowest = sheet.spec.levels[0].value
        return _("none asked at level %(level)d") % {"level": lowest} if level == lowest else _("none named")
    named = [title for title, _strength, marking in references if not sheet.shared or marking in OPEN_MARKINGS]
    # Several agencies often name the same document: it is printed once, with how often.
    times = Counter(line(title, 120) for title in named)
    words = [_named(title, number) for title, number in list(times.items())[:TITLES]]
    more = len(references) - sum(list(times.values())[:TITLES])
    if not more:
        return "; ".join(words)
    if not words:
        return ngettext("%(number)d document, restricted", "%(number)d documents, restricted", more) % {"number": more}
    return _("%(titles)s; %(number)d more") % {"titles": "; ".join(words), "number": more}


def _named(title: str, number: int) -> str:
    if number == 1:
        return title
    return _("%(title)s (named %(number)d times)") % {"title": title, "number": number}


def _confidence(counted: bool, references: list[tuple[str, str, str]]) -> str:
    """Methodology 4.2, without peer review: medium with a document of strength A or B, low with statements only."""
    if not counted:
        return "–"
    return _("medium") if any(strength in "AB" for _title, strength, _marking in references) else _("low")


def _not_applicable(sheet: Sheet) -> tuple[NotApplicable, ...]:
    found = []
    for indicator in sheet.spec.indicators:
        value, said = sheet.value(indicator.code), sheet.snapshot.levels.get(indicator.code)
        if value is not None and said is not None and value.kind == "not_applicable":
            found.append(
                NotApplicable(
                    indicator.code,
                    indicator.title,
                    flow(indicator.na_condition) if sheet.shared else flow(said.reason or indicator.na_condition),
                    _("approved") if said.na_approved else _("not yet approved"),
                )
            )
    return tuple(found)


def _warnings(sheet: Sheet) -> tuple[Explained, ...]:
    """What the country explained, and every prerequisite that is not met, explained or not."""
    found = []
    for finding in sheet.snapshot.findings:
        said = sheet.snapshot.explanations.get(finding.code, "")
        if not said and finding.kind != "prerequisite":
            continue
        if not said:
            words = Text((_("Not explained yet."),))
        elif sheet.shared:
            words = Text((_("The country has explained this."),))
        else:
            words = flow(said)
        found.append(Explained(found=finding.message, rule=finding.rule, explanation=words))
    return tuple(found)
