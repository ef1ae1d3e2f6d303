"""Small framework versions for tests, made of codes; what people read is left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from assessments.scoring.types import INSUFFICIENT, NOT_APPLICABLE, Value
from frameworks.spec import (
    ApplicabilityRule,
    Category,
    CoreRule,
    Dimension,
    EffortScale,
    FrameworkSpec,
    Indicator,
    Level,
    PlanningDefaults,
    Prerequisite,
    ProposalRule,
    ScoringRules,
    StepRule,
)

LEVEL_NAMES = ("Initial", "Emerging", "Established", "Consolidated", "Sustained")
FIVE_LEVELS = tuple(Level(str(value), value, name, "") for value, name in enumerate(LEVEL_NAMES, start=1))
FOUR_LEVELS = tuple(Level(code, value, code, "") for value, code in enumerate("DCBA", start=1))

CAPPED = StepRule("capped_mean", "indicators", 1)
MEAN_OF_CELLS = StepRule("mean", "cells")
PILLAR_FIELD_TIER = ScoringRules(
    cell=CAPPED,
    categories={
        "pillar": MEAN_OF_CELLS,
        "field": MEAN_OF_CELLS,
        "tier": StepRule("weighted_mean", "indicators"),
    },
    total=MEAN_OF_CELLS,
    insufficient_level="1",
    evidence_from_level="3",
)


def make_indicator(
    code: str,
    *,
    critical: bool = False,
    weight: Fraction | int = 1,
    tiers: Sequence[str] = ("T1",),
    agency_types: Sequence[str] = ("BG",),
    effort: str = "medium",
    categories: Mapping[str, tuple[str, ...]] | None = None,
) -> Indicator:
    """An Indicator whose pillar and field stand in its code (``P1.F2.03``), unless ``categories`` says otherwise."""
    if categories is None:
        pillar, field, _ = code.split(".")
        categories = {"pillar": (pillar,), "field": (field,), "tier": tuple(tiers)}
    return Indicator(
        code=code,
        title="",
        question="",
        categories=categories,
        facts={},
        agency_types=tuple(agency_types),
        evidence=(),
        sources=(),
        action="",
        effort=effort,
        critical=critical,
        weight=Fraction(weight),
    )


def make_dimension(code: str, assignment: str, categories: Iterable[str]) -> Dimension:
    return Dimension(
        code=code,
        name=code,
        plural=code,
        assignment=assignment,
        categories=tuple(Category(category, category, "") for category in categories),
    )


def make_spec(
    indicators: Sequence[Indicator],
    *,
    dimensions: Sequence[Dimension] | None = None,
    levels: Sequence[Level] = FIVE_LEVELS,
    scoring: ScoringRules = PILLAR_FIELD_TIER,
    prerequisites: Sequence[Prerequisite] = (),
    applicability: Sequence[ApplicabilityRule] = (),
    actions_per_lead_and_year: int = 5,
) -> FrameworkSpec:
    if dimensions is None:
        dimensions = (
            make_dimension("pillar", "one", ("P1", "P2", "P3")),
            make_dimension("field", "one", ("F1", "F2", "F3", "F4", "F5", "F6")),
            make_dimension("tier", "many", ("T1", "T2", "T3", "T4")),
        )
    return FrameworkSpec(
        code="TEST",
        name="",
        version="1",
        language="en",
        about=(),
        attribution="",
        dimensions=tuple(dimensions),
        levels=tuple(levels),
        indicators=tuple(indicators),
        prerequisites=tuple(prerequisites),
        scoring=scoring,
        proposal=ProposalRule("lower_median", (CoreRule("P1", ("BG", "CUS", "IMM", "POL")),), 2),
        planning=PlanningDefaults(
            target="3",
            critical_target="4",
            max_step=2,
            relevance=2,
            actions_per_lead_and_year=actions_per_lead_and_year,
            efforts={
                "low": EffortScale(1, 6, 5_000, 50_000),
                "medium": EffortScale(2, 12, 50_000, 500_000),
                "high": EffortScale(3, 24, 500_000, 5_000_000),
            },
        ),
        applicability=tuple(applicability),
    )


def cell_case(cells: Mapping[str, str]) -> tuple[FrameworkSpec, dict[str, Value]]:
    """
    A framework and its settled levels from the notation of the methodology.

    ``{"P1.F1": "1C 3 NA 1* ?"}``: C is critical, NA not applicable, 1* insufficient, ? unsettled.
    """
    indicators: list[Indicator] = []
    settled: dict[str, Value] = {}
    for cell, words in cells.items():
        for number, word in enumerate(words.split(), start=1):
            code = f"{cell}.{number:02}"
            indicators.append(make_indicator(code, critical=word.endswith("C")))
            if word.rstrip("C") != "?":
                settled[code] = value(word.rstrip("C"))
    return make_spec(indicators), settled


def value(word: str) -> Value:
    """``3`` → level 3, ``NA`` → not applicable, ``1*`` → insufficient."""
    return {"NA": NOT_APPLICABLE, "1*": INSUFFICIENT}.get(word) or Value.at(word)


def levels(**settled: str) -> dict[str, Value]:
    """``levels(P1_F1_01="3")`` → settled values with dotted codes."""
    return {code.replace("_", "."): value(word) for code, word in settled.items()}


def hard(indicator: str, level: str, target: str, target_level: str) -> Prerequisite:
    return Prerequisite(indicator, level, target, target_level, True, "because")


def soft(indicator: str, level: str, target: str, target_level: str) -> Prerequisite:
    return Prerequisite(indicator, level, target, target_level, False, "because")


def grade_spec(codes: Mapping[str, str], rule: str = "weakest_link_plus") -> FrameworkSpec:
    """A framework of another kind: one dimension, no cells, four levels D to A. ``codes``: Indicator → area."""
    areas = dict.fromkeys(codes.values())
    return make_spec(
        [make_indicator(code, categories={"area": (area,)}) for code, area in codes.items()],
        dimensions=(make_dimension("area", "one", areas),),
        levels=FOUR_LEVELS,
        scoring=ScoringRules(
            cell=None,
            categories={"area": StepRule(rule, "indicators")},
            total=StepRule("weighted_mean", "indicators"),
            insufficient_level="D",
            evidence_from_level="C",
        ),
    )
