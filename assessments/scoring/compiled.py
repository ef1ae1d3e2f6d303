"""A framework version prepared for scoring: positions instead of codes, whole-number weights, rules looked up once."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from threading import Lock
from typing import Final

from frameworks.spec import Dimension, FrameworkSpec, Indicator, Prerequisite, StepRule

from .rules import Rule, rule_named, step_problem
from .types import TOTAL, NodeKind, Settled, Value


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """One aggregate: what it aggregates and how."""

    kind: NodeKind
    code: str
    dimension: str
    step: StepRule
    rule: Rule
    positions: tuple[int, ...]
    """Its Indicators, for counts and floor whatever the step aggregates."""
    cells: tuple[str, ...]
    """Codes of its cells where the step aggregates cells; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Settled values by position: level values (None: unsettled or not applicable), and the two marks."""

    values: tuple[int | None, ...]
    applicable: tuple[bool, ...]
    insufficient: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class CompiledFramework:
    spec: FrameworkSpec
    indicators: Mapping[str, Indicator]
    codes: tuple[str, ...]
    position: Mapping[str, int]
    weights: tuple[int, ...]
    critical: tuple[bool, ...]
    level_values: tuple[int, ...]
    value_of: Mapping[str, int]
    """Level code → its value on the scale."""
    code_of: Mapping[int, str]
    nodes: tuple[CompiledNode, ...]
    hard: Mapping[str, tuple[Prerequisite, ...]]
    """Indicator code → hard prerequisites it has as a target; Indicators without one are missing."""
    soft: Mapping[str, tuple[Prerequisite, ...]]
    unlocks: Mapping[str, int]
    """Indicator code → number of Indicators it is a direct hard prerequisite of."""
    most_unlocks: int

    @property
    def lowest(self) -> int:
        return self.level_values[0]

    @property
    def highest(self) -> int:
        return self.level_values[-1]

    def level_value(self, code: str) -> int:
        """
        Return the value of a Level code.

        Raises:
            ValueError: the scale has no such Level.
        """
        try:
            return self.value_of[code]
        except KeyError:
            raise ValueError(f"'{code}' is no level of {self.spec.code} {self.spec.version}.") from None

    def indicator(self, code: str) -> Indicator:
        """
        Return the Indicator of that code.

        Raises:
            ValueError: the version has no such Indicator.
        """
        try:
            return self.indicators[code]
        except KeyError:
            raise ValueError(f"'{code}' is no indicator of {self.spec.code} {self.spec.version}.") from None

    def standing(self, value: Value | None) -> int | None:
        """Level value that a settled value counts as; None when unsettled or not applicable."""
        if value is None or value.kind == "not_applicable":
            return None
        if value.level is None:
            return self.level_value(self.spec.scoring.insufficient_level)
        return self.level_value(value.level)

    def band(self, score: Fraction) -> str:
        """Code of the highest Level whose value the unrounded ``score`` has reached."""
        reached = score.numerator // score.denominator
        return self.code_of[max((value for value in self.level_values if value <= reached), default=self.lowest)]

    def sheet(self, settled: Settled) -> Sheet:
        """
        Lay settled values out by position.

        Raises:
            ValueError: an Indicator or a Level is not of this version.
        """
        for code in settled:
            self.indicator(code)
        values = [settled.get(code) for code in self.codes]
        return Sheet(
            values=tuple(self.standing(value) for value in values),
            applicable=tuple(value is None or value.kind != "not_applicable" for value in values),
            insufficient=tuple(value is not None and value.kind == "insufficient" for value in values),
        )


_KEPT: Final = 32
_cache: OrderedDict[int, CompiledFramework] = OrderedDict()
_lock = Lock()


def compile_framework(spec: FrameworkSpec) -> CompiledFramework:
    """
    Return ``spec`` prepared for scoring; kept for the last few specs, by identity.

    The kept value holds its spec, so an identity cannot be given to another one while it is kept.

    Raises:
        ValueError: the scoring rules do not fit the dimensions or the scale.
    """
    with _lock:
        known = _cache.get(id(spec))
        if known is not None:
            _cache.move_to_end(id(spec))
            return known
    made = _compile(spec)
    with _lock:
        _cache[id(spec)] = made
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def _compile(spec: FrameworkSpec) -> CompiledFramework:
    codes = tuple(indicator.code for indicator in spec.indicators)
    if len(set(codes)) != len(codes):
        raise ValueError("Two indicators have the same code.")
    denominator = lcm(*(indicator.weight.denominator for indicator in spec.indicators))
    if any(indicator.weight <= 0 for indicator in spec.indicators):
        raise ValueError("Every weight is above zero.")
    level_values = tuple(level.value for level in spec.levels)
    if not level_values or any(low >= high for low, high in zip(level_values, level_values[1:], strict=False)):
        raise ValueError("The values of the levels rise strictly from the first level to the last.")
    hard = [edge for edge in spec.prerequisites if edge.hard]
    opened: dict[str, set[str]] = defaultdict(set)
    for edge in hard:
        opened[edge.indicator].add(edge.target)
    return CompiledFramework(
        spec=spec,
        indicators={indicator.code: indicator for indicator in spec.indicators},
        codes=codes,
        position={code: position for position, code in enumerate(codes)},
        weights=tuple(int(indicator.weight * denominator) for indicator in spec.indicators),
        critical=tuple(indicator.critical for indicator in spec.indicators),
        level_values=level_values,
        value_of={level.code: level.value for level in spec.levels},
        code_of={level.value: level.code for level in spec.levels},
        nodes=_nodes(spec, level_values),
        hard=_by_target(hard),
        soft=_by_target(edge for edge in spec.prerequisites if not edge.hard),
        unlocks={code: len(targets) for code, targets in opened.items()},
        most_unlocks=max((len(targets) for targets in opened.values()), default=0),
    )


def _by_target(edges: Iterable[Prerequisite]) -> Mapping[str, tuple[Prerequisite, ...]]:
    found: dict[str, list[Prerequisite]] = defaultdict(list)
    for edge in edges:
        found[edge.target].append(edge)
    return {target: tuple(edges_of) for target, edges_of in found.items()}


def _nodes(spec: FrameworkSpec, level_values: tuple[int, ...]) -> tuple[CompiledNode, ...]:
    scoring = spec.scoring
    pair = spec.cell_dimensions if scoring.cell is not None else None
    if scoring.cell is not None and pair is None:
        raise ValueError("A cell rule needs two dimensions that sort each indicator once.")
    nodes: list[CompiledNode] = []

    def add(kind: NodeKind, code: str, dimension: str, step: StepRule, cells: Iterable[str], *inside: int) -> None:
        if step.of == "cells" and not (kind == "total" or any(dimension == one.code for one in pair or ())):
            raise ValueError(f"The rule of '{dimension or code}' aggregates cells, but no cells lie in it.")
        if step.of == "cells" and pair is None:
            raise ValueError("The total aggregates cells, but the framework has no cells.")
        problem = step_problem(step, parts=len(inside), level_values=level_values)
        if problem is not None:
            raise ValueError(problem)
        if any(node.kind == kind and node.code == code for node in nodes):
            raise ValueError(f"Two categories have the code '{code}'.")
        of_cells = tuple(cells) if step.of == "cells" else ()
        nodes.append(CompiledNode(kind, code, dimension, step, rule_named(step.rule), inside, of_cells))

    cell_codes: dict[str, tuple[str, str]] = {}
    if pair is not None and scoring.cell is not None:
        for first in pair[0].categories:
            for second in pair[1].categories:
                code = f"{first.code}.{second.code}"
                cell_codes[code] = (first.code, second.code)
                members = set(_members(spec, pair[0], first.code)) & set(_members(spec, pair[1], second.code))
                add("cell", code, "", scoring.cell, (), *sorted(members))
    for dimension in spec.dimensions:
        step = scoring.categories.get(dimension.code)
        if step is None:
            continue
        for category in dimension.categories:
            side = 0 if pair is not None and dimension.code == pair[0].code else 1
            cells = [code for code, meets in cell_codes.items() if meets[side] == category.code]
            inside = _members(spec, dimension, category.code)
            add("category", category.code, dimension.code, step, cells, *inside)
    add("total", TOTAL, "", scoring.total, cell_codes, *range(len(spec.indicators)))
    return tuple(nodes)


def _members(spec: FrameworkSpec, dimension: Dimension, category: str) -> tuple[int, ...]:
    return tuple(
        position
        for position, indicator in enumerate(spec.indicators)
        if category in indicator.categories.get(dimension.code, ())
    )
