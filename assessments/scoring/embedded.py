"""
The part of a framework version that scores depend on, as a document and back.

A receipt carries it, so that a score can be recomputed years later from the receipt alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from frameworks.spec import (
    Category,
    Dimension,
    FrameworkSpec,
    Indicator,
    Level,
    PlanningDefaults,
    ProposalRule,
    ScoringRules,
    StepRule,
)

from .canonical import Json, fraction_text

# A limit on digits: a forged receipt must not make the reader calculate with numbers of a million digits.
_FRACTION: Final = re.compile(r"([0-9]{1,40})/([0-9]{1,40})")


def scoring_part(spec: FrameworkSpec) -> dict[str, Json]:
    """Return codes, scale, weights and rules of ``spec``; no text that people read."""
    scoring = spec.scoring
    return {
        "code": spec.code,
        "version": spec.version,
        "dimensions": [
            {
                "code": dimension.code,
                "assignment": dimension.assignment,
                "categories": [category.code for category in dimension.categories],
            }
            for dimension in spec.dimensions
        ],
        "levels": [{"code": level.code, "value": level.value} for level in spec.levels],
        "indicators": [
            {
                "code": indicator.code,
                "categories": {code: list(inside) for code, inside in indicator.categories.items()},
                "weight": fraction_text(indicator.weight),
                "critical": indicator.critical,
            }
            for indicator in spec.indicators
        ],
        "scoring": {
            "cell": None if scoring.cell is None else _step_document(scoring.cell),
            "categories": {code: _step_document(step) for code, step in scoring.categories.items()},
            "total": _step_document(scoring.total),
            "insufficient_level": scoring.insufficient_level,
            "evidence_from_level": scoring.evidence_from_level,
            "limited_evidence_below": fraction_text(scoring.limited_evidence_below),
        },
    }


def spec_from_scoring_part(document: object) -> FrameworkSpec:
    """
    Return a spec that scores as the one ``document`` was made from; its texts are empty and it plans nothing.

    Raises:
        ValueError: something is missing or has another shape.
    """
    part = mapping(document, "framework")
    scoring = mapping(part.get("scoring"), "framework.scoring")
    cell = scoring.get("cell")
    return FrameworkSpec(
        code=text(part.get("code"), "framework.code"),
        name="",
        version=text(part.get("version"), "framework.version"),
        language="",
        about=(),
        attribution="",
        dimensions=tuple(_dimension(one) for one in sequence(part.get("dimensions"), "framework.dimensions")),
        levels=tuple(_level(one) for one in sequence(part.get("levels"), "framework.levels")),
        indicators=tuple(_indicator(one) for one in sequence(part.get("indicators"), "framework.indicators")),
        prerequisites=(),
        scoring=ScoringRules(
            cell=None if cell is None else _step(cell),
            categories={
                code: _step(step) for code, step in mapping(scoring.get("categories"), "scoring.categories").items()
            },
            total=_step(scoring.get("total")),
            insufficient_level=text(scoring.get("insufficient_level"), "insufficient_level"),
            evidence_from_level=text(scoring.get("evidence_from_level"), "evidence_from_level"),
            limited_evidence_below=fraction(scoring.get("limited_evidence_below"), "limited_evidence_below"),
        ),
        proposal=ProposalRule(rule="", core=(), flag_range=0),
        planning=PlanningDefaults(
            target="", critical_target="", max_step=0, relevance=0, actions_per_lead_and_year=0, efforts={}
        ),
    )


def _step_document(step: StepRule) -> dict[str, Json]:
    return {"rule": step.rule, "of": step.of, "cap_margin": step.cap_margin}


def _step(document: object) -> StepRule:
    step = mapping(document, "a scoring step")
    margin = step.get("cap_margin")
    of = step.get("of")
    if of != "indicators" and of != "cells":
        raise ValueError("A scoring step aggregates 'indicators' or 'cells'.")
    return StepRule(
        rule=text(step.get("rule"), "rule"),
        of="indicators" if of == "indicators" else "cells",
        cap_margin=None if margin is None else whole(margin, "cap_margin"),
    )


def _dimension(document: object) -> Dimension:
    dimension = mapping(document, "a dimension")
    return Dimension(
        code=text(dimension.get("code"), "a dimension's code"),
        name="",
        plural="",
        assignment="many" if dimension.get("assignment") == "many" else "one",
        categories=tuple(
            Category(code=text(code, "a category's code"), name="", definition="")
            for code in sequence(dimension.get("categories"), "a dimension's categories")
        ),
    )


def _level(document: object) -> Level:
    level = mapping(document, "a level")
    return Level(
        code=text(level.get("code"), "a level's code"), value=whole(level.get("value"), "value"), name="", meaning=""
    )


def _indicator(document: object) -> Indicator:
    indicator = mapping(document, "an indicator")
    categories = mapping(indicator.get("categories"), "an indicator's categories")
    return Indicator(
        code=text(indicator.get("code"), "an indicator's code"),
        title="",
        question="",
        categories={
            dimension: tuple(text(code, "a category's code") for code in sequence(codes, "categories"))
            for dimension, codes in categories.items()
        },
        facts={},
        agency_types=(),
        evidence=(),
        sources=(),
        action="",
        effort="low",
        critical=indicator.get("critical") is True,
        weight=fraction(indicator.get("weight"), "an indicator's weight"),
    )


def mapping(value: object, name: str) -> Mapping[str, object]:
    """Return ``value`` as a mapping, or raise ValueError with ``name``; so do the four below for their shapes."""
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' is missing or no mapping.")
    return value


def sequence(value: object, name: str) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"'{name}' is missing or no list.")
    return value


def text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"'{name}' is missing or no text.")
    return value


def whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"'{name}' is missing or no whole number.")
    return value


def fraction(value: object, name: str) -> Fraction:
    found = _FRACTION.fullmatch(text(value, name))
    if found is None or int(found[2]) == 0:
        raise ValueError(f"'{name}' is no fraction of the form a/b.")
    return Fraction(int(found[1]), int(found[2]))
