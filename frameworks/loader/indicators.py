"""One indicator of a document: where it stands, its facts, and whom and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, cast

from frameworks.spec import Dimension, Effort, Indicator, SourceUse

from .places import NAME, Codes, Place

EFFORTS: Final = ("low", "medium", "high")


@dataclass(slots=True)
class Known:
    """The codes that later sections refer to."""

    dimensions: Codes
    categories: Codes
    of_dimension: dict[str, Codes]
    levels: Codes
    agency_types: Codes
    marks: Codes
    sources: Codes
    questions: Codes
    indicators: Codes


def read_indicator(place: Place, known: Known, dimensions: tuple[Dimension, ...]) -> Indicator:
    record = place.record(
        ("code", "title", "question", "in", "effort", "facts", "action"),
        ("agencies", "critical", "weight", "not_applicable", "evidence", "sources"),
    )
    return Indicator(
        code=record.declare(known.indicators),
        title=record.text("title", NAME),
        question=record.text("question"),
        categories=_categories(record.get("in"), known, dimensions),
        facts=_facts(record.get("facts"), known.levels),
        agency_types=record.references("agencies", known.agency_types),
        evidence=tuple(one.text() for one in record.items("evidence")),
        sources=tuple(_source_use(one, known) for one in record.items("sources")),
        action=record.text("action"),
        effort=cast("Effort", record.word("effort", EFFORTS)),
        critical=record.get("critical") is not None and record.word("critical", ["no", "yes"]) == "yes",
        weight=_weight(record.get("weight")),
        na_condition=record.optional_text("not_applicable"),
    )


def _categories(place: Place | None, known: Known, dimensions: tuple[Dimension, ...]) -> dict[str, tuple[str, ...]]:
    """Where an indicator stands, in the order of the dimensions; exactly one category where the dimension says so."""
    if place is None or not known.dimensions.complete:
        return {}
    record = place.record(tuple(dimension.code for dimension in dimensions))
    found: dict[str, tuple[str, ...]] = {}
    for dimension in dimensions:
        given = record.get(dimension.code)
        if given is None:
            continue
        codes = known.of_dimension[dimension.code]
        if dimension.assignment == "one":
            found[dimension.code] = (given.reference(codes),)
        else:
            # The order in which a document lists them says nothing.
            listed = given.references(codes, some=True)
            found[dimension.code] = tuple(code for code in codes.known if code in listed)
    return found


def _facts(place: Place | None, levels: Codes) -> dict[str, str]:
    """One fact for each level, in the order of the scale."""
    if place is None or not levels.complete:
        return {}
    given = {}
    for name, fact in place.fields():
        if name.reference(levels):
            given[getattr(name.node, "value", "")] = fact.text()
    for level in levels.known:
        if level not in given:
            place.wrong(f"The fact for level '{level}' is missing.")
    return {level: given[level] for level in levels.known if level in given}


def _source_use(place: Place, known: Known) -> SourceUse:
    record = place.record(("source", "mark"), ("place",))
    return SourceUse(
        source=record.reference("source", known.sources),
        place=record.optional_text("place"),
        mark=record.reference("mark", known.marks),
    )


def _weight(place: Place | None) -> Fraction:
    if place is None:
        return Fraction(1)
    weight = place.fraction()
    if weight <= 0:
        place.wrong("A weight is above zero.")
    return weight
