"""Values that go into and come out of scoring. Frozen, exact (integers and Fractions), None for "no score"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

ValueKind = Literal["level", "not_applicable", "insufficient"]
NodeKind = Literal["cell", "category", "total"]

TOTAL = "TOTAL"
"""Code of the one node of kind "total"."""


@dataclass(frozen=True, slots=True)
class Value:
    """
    One judgement on one Indicator, by an agency or settled for the country.

    ``level`` is a Level code for kind "level" and None otherwise. "insufficient" means that information was
    insufficient: shown with an asterisk, counted as the framework's ``insufficient_level``.
    """

    kind: ValueKind
    level: str | None = None

    def __post_init__(self) -> None:
        if (self.kind == "level") != (self.level is not None):
            raise ValueError("A Value has a level code exactly when its kind is 'level'.")

    @classmethod
    def at(cls, level: str) -> Value:
        """The judgement "level ``level``"."""
        return cls("level", level)


NOT_APPLICABLE = Value("not_applicable")
INSUFFICIENT = Value("insufficient")

Settled = Mapping[str, Value]
"""Indicator code → settled value. An Indicator that is missing here is unsettled."""


@dataclass(frozen=True, slots=True)
class NodeScore:
    """
    What is known about one cell, one Category or the whole.

    ``score``, ``mean``, ``cap`` and ``floor`` are in levels, unrounded. ``band`` is the code of the Level that the
    unrounded score has reached. ``capped_by`` names the critical Indicators that lowered the score, empty when the
    cap lies at or above the mean. The three counts are numbers of Indicators.
    """

    kind: NodeKind
    code: str
    dimension: str
    """Dimension code of a Category; empty for a cell and for the total."""
    score: Fraction | None
    floor: int | None
    band: str | None
    counted: int
    applicable: int
    insufficient: int
    mean: Fraction | None
    cap: int | None
    capped_by: tuple[str, ...]

    @property
    def completeness(self) -> Fraction | None:
        """Settled share of the applicable Indicators; None when none is applicable."""
        return Fraction(self.counted, self.applicable) if self.applicable else None


@dataclass(frozen=True, slots=True)
class Result:
    """Every score of one set of settled levels. ``nodes`` stand in document order: cells, Categories, total."""

    nodes: Mapping[tuple[NodeKind, str], NodeScore]
    critical_minimum: int | None
    """Lowest level value among the counted critical Indicators."""
    critical_at_minimum: tuple[str, ...]
    """The critical Indicators that stand at that minimum, by code."""
    evidence_share: Fraction | None
    """Of the Indicators above the lowest level, the share with a reference; None when unknown or none is above."""
    limited_evidence: bool
    """The evidence share is known and below the framework's threshold."""

    def cell(self, code: str) -> NodeScore:
        return self.nodes["cell", code]

    def category(self, code: str) -> NodeScore:
        return self.nodes["category", code]

    @property
    def total(self) -> NodeScore:
        return self.nodes["total", TOTAL]

    @property
    def cells(self) -> tuple[NodeScore, ...]:
        return tuple(node for node in self.nodes.values() if node.kind == "cell")

    def categories(self, dimension: str) -> tuple[NodeScore, ...]:
        """The Categories of one Dimension, in document order."""
        return tuple(node for node in self.nodes.values() if node.kind == "category" and node.dimension == dimension)
