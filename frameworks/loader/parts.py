"""The sections of a document, read in an order in which every reference points to what is known already."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from frameworks.spec import (
    AgencyType,
    ApplicabilityRule,
    Category,
    Dimension,
    EvidenceKind,
    FrameworkSpec,
    GlossaryTerm,
    Indicator,
    Level,
    ProfileQuestion,
    Source,
    VerificationMark,
)

from .indicators import Known, read_indicator
from .measuring import read_planning, read_proposal, read_scoring
from .places import NAME, PARAGRAPH, Codes, Place, Record
from .prerequisites import read_prerequisites

FORMAT: Final = "1"
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
TOTAL: Final = "TOTAL"
MOST_CATEGORIES: Final = 100

REQUIRED: Final = (
    "format",
    "framework",
    "version",
    "language",
    "attribution",
    "about",
    "dimensions",
    "levels",
    "indicators",
    "scoring",
    "proposal",
    "planning",
)
OPTIONAL: Final = (
    "agency_types",
    "evidence_kinds",
    "marks",
    "sources",
    "glossary",
    "reading_rules",
    "profile",
    "applicability",
    "cells",
    "prerequisites",
)


def read_version(place: Place, rule_names: tuple[str, ...], proposal_rules: tuple[str, ...]) -> FrameworkSpec:
    """Read the whole document. With problems noted on the way the result is only good for being thrown away."""
    document = place.record(REQUIRED, OPTIONAL)
    document.word("format", [FORMAT])
    known = Known(
        dimensions=Codes("dimension"),
        categories=Codes("category"),
        of_dimension={},
        levels=Codes("level"),
        agency_types=Codes("agency type"),
        marks=Codes("mark"),
        sources=Codes("source"),
        questions=Codes("profile question"),
        indicators=Codes("indicator"),
    )
    family = document.get("framework")
    names = family.record(("code", "name")) if family else Record(place, {})
    dimensions = tuple(_dimension(one, known) for one in _section(document, "dimensions", known.dimensions))
    levels = _levels(document, known.levels)
    agency_types = tuple(_agency_type(one, known) for one in _section(document, "agency_types", known.agency_types))
    kinds = Codes("kind of evidence")
    evidence_kinds = tuple(_evidence_kind(one, kinds) for one in _section(document, "evidence_kinds", kinds))
    marks = tuple(_mark(one, known) for one in _section(document, "marks", known.marks))
    sources = tuple(_source(one, known) for one in _section(document, "sources", known.sources))
    profile = tuple(_question(one, known) for one in _section(document, "profile", known.questions))
    indicators = tuple(
        read_indicator(one, known, dimensions) for one in _section(document, "indicators", known.indicators)
    )
    cells = _cells_of(dimensions)
    return FrameworkSpec(
        code=names.code("code"),
        name=names.text("name", NAME),
        version=document.code("version"),
        language=_language(document),
        about=tuple(paragraph.text(PARAGRAPH) for paragraph in document.some_items("about", "paragraph")),
        attribution=document.text("attribution"),
        dimensions=dimensions,
        levels=levels,
        indicators=indicators,
        prerequisites=read_prerequisites(document.items("prerequisites"), known.indicators, known.levels, levels),
        scoring=read_scoring(document.get("scoring"), rule_names, dimensions, indicators, levels, known.levels),
        proposal=read_proposal(document.get("proposal"), proposal_rules, known.categories, known.agency_types),
        planning=read_planning(document.get("planning"), known.levels),
        agency_types=agency_types,
        evidence_kinds=evidence_kinds,
        marks=marks,
        sources=sources,
        glossary=_glossary(document),
        reading_rules=tuple(rule.text() for rule in document.items("reading_rules")),
        profile=profile,
        applicability=_applicability(document, known, profile, indicators),
        cell_descriptions=_cell_descriptions(document, cells),
    )


def _section(document: Record, name: str, codes: Codes) -> list[Place]:
    """The members of a section that declares codes; a required one has at least one member."""
    place = document.get(name)
    if place is None:
        codes.complete = name in OPTIONAL
        return []
    found = place.some_items(codes.word) if name in REQUIRED else place.items()
    codes.complete = bool(found) or name in OPTIONAL
    return found


def _dimension(place: Place, known: Known) -> Dimension:
    record = place.record(("code", "name", "plural", "assignment", "categories"), ("introduction", "explanation"))
    code = record.declare(known.dimensions)
    own = known.of_dimension.setdefault(code, Codes(f"category of '{code}'"))
    members = record.some_items("categories", "category")
    own.complete = bool(members)
    if len(members) > MOST_CATEGORIES:
        record.members["categories"].wrong(f"A dimension has at most {MOST_CATEGORIES} categories.")
    return Dimension(
        code=code,
        name=record.text("name", NAME),
        plural=record.text("plural", NAME),
        assignment=cast("Literal['one', 'many']", record.word("assignment", ["one", "many"])),
        categories=tuple(_category(one, known.categories, own) for one in members),
        introduction=record.optional_text("introduction", PARAGRAPH),
        explanation=record.optional_text("explanation", PARAGRAPH),
    )


def _category(place: Place, all_categories: Codes, own: Codes) -> Category:
    record = place.record(("code", "name", "definition"), ("explanation",))
    # Results of all dimensions stand in one table, so a category's code is unique in the whole version.
    code = record.declare(all_categories)
    own.complete = own.complete and bool(code)
    own.known.setdefault(code, place.node.line)
    if code == TOTAL:
        record.members["code"].wrong(
            f"The code '{TOTAL}' is kept for the result of all indicators; choose another one."
        )
    return Category(
        code=code,
        name=record.text("name", NAME),
        definition=record.text("definition"),
        explanation=record.optional_text("explanation", PARAGRAPH),
    )


def _levels(document: Record, codes: Codes) -> tuple[Level, ...]:
    levels: list[Level] = []
    for place in _section(document, "levels", codes):
        record = place.record(("code", "value", "name", "meaning"))
        level = Level(
            code=record.declare(codes),
            value=record.whole("value", -1000, 1000),
            name=record.text("name", NAME),
            meaning=record.text("meaning"),
        )
        value = record.get("value")
        if levels and value is not None and level.value <= levels[-1].value:
            value.wrong(f"The values of levels rise: {level.value} stands after {levels[-1].value}.")
        levels.append(level)
    if len(levels) == 1:
        document.members["levels"].wrong("A scale has at least two levels.")
    return tuple(levels)


def _agency_type(place: Place, known: Known) -> AgencyType:
    record = place.record(("code", "name", "role"))
    return AgencyType(record.declare(known.agency_types), record.text("name", NAME), record.text("role"))


def _evidence_kind(place: Place, kinds: Codes) -> EvidenceKind:
    record = place.record(("code", "name", "examples", "strength"))
    return EvidenceKind(
        record.declare(kinds), record.text("name", NAME), record.text("examples"), record.text("strength")
    )


def _mark(place: Place, known: Known) -> VerificationMark:
    record = place.record(("code", "meaning", "verified"))
    return VerificationMark(
        record.declare(known.marks), record.text("meaning"), record.word("verified", ["no", "yes"]) == "yes"
    )


def _source(place: Place, known: Known) -> Source:
    record = place.record(("code", "title", "mark"), ("note",))
    return Source(
        code=record.declare(known.sources),
        title=record.text("title"),
        mark=record.reference("mark", known.marks),
        note=record.optional_text("note"),
    )


def _question(place: Place, known: Known) -> ProfileQuestion:
    record = place.record(("code", "question", "kind"), ("explanation",))
    return ProfileQuestion(
        code=record.declare(known.questions),
        question=record.text("question"),
        kind=cast("Literal['yes_no', 'number', 'text']", record.word("kind", ["yes_no", "number", "text"])),
        explanation=record.optional_text("explanation"),
    )


def _language(document: Record) -> str:
    place = document.get("language")
    if place is None:
        return ""
    language = place.text(40)
    if language and not LANGUAGE.fullmatch(language):
        place.wrong("A language code belongs here, for example en, fr or zh-Hant.")
    return language


def _glossary(document: Record) -> tuple[GlossaryTerm, ...]:
    terms: dict[str, GlossaryTerm] = {}
    for place in document.items("glossary"):
        record = place.record(("term", "meaning"), ("abbreviation",))
        term = GlossaryTerm(
            record.text("term", NAME), record.text("meaning"), record.optional_text("abbreviation", NAME)
        )
        if term.term and term.term in terms:
            place.wrong(f"The term '{term.term}' is explained twice.")
        terms[term.term] = term
    return tuple(terms.values())


def _applicability(
    document: Record, known: Known, profile: tuple[ProfileQuestion, ...], indicators: tuple[Indicator, ...]
) -> tuple[ApplicabilityRule, ...]:
    never = {indicator.code for indicator in indicators if not indicator.may_be_not_applicable}
    answered_yes_no = {question.code: question.kind == "yes_no" for question in profile}
    rules: list[ApplicabilityRule] = []
    for place in document.items("applicability"):
        record = place.record(("when", "indicators", "reason"))
        listed = record.references("indicators", known.indicators, some=True)
        for code in listed:
            if code in never:
                place.wrong(f"The indicator '{code}' has no 'not_applicable' condition, so no rule may propose it.")
        conditions = _conditions(record.get("when"), known, answered_yes_no)
        rules.append(ApplicabilityRule(conditions, listed, record.text("reason")))
    return tuple(rules)


def _conditions(place: Place | None, known: Known, yes_no: dict[str, bool]) -> tuple[tuple[str, str], ...]:
    """Pairs of question and answer, in the order of the profile."""
    if place is None:
        return ()
    given = {}
    for name, answer in place.fields():
        code = name.reference(known.questions)
        if not yes_no.get(code, True):
            name.wrong(f"The profile question '{code}' is not answered with yes or no.")
        given[code] = answer.word(["yes", "no"])
    if not given:
        place.wrong("At least one profile question with its answer belongs here.")
    return tuple((code, given[code]) for code in yes_no if code in given)


def _cells_of(dimensions: tuple[Dimension, ...]) -> tuple[str, ...]:
    single = [dimension for dimension in dimensions if dimension.assignment == "one"]
    if len(single) < 2:
        return ()
    return tuple(f"{one.code}.{other.code}" for one in single[0].categories for other in single[1].categories)


def _cell_descriptions(document: Record, cells: tuple[str, ...]) -> dict[str, str]:
    place = document.get("cells")
    if place is None:
        return {}
    given = {}
    for name, description in place.fields():
        code = name.code()
        if code is not None and code not in cells:
            name.wrong(
                f"There is no cell '{code}': a cell is where the first two dimensions with assignment 'one' meet."
            )
        given[code] = description.text()
    return {code: given[code] for code in cells if code in given}
