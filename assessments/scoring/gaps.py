"""
Where a country wants to stand, how far that is, and what deserves attention first (methodology 7.2, steps 1, 2 and 4).

The attention index is a sorting aid and never shown as a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from frameworks.spec import FrameworkSpec, Indicator

from .compiled import CompiledFramework, compile_framework
from .types import Settled


@dataclass(frozen=True, slots=True)
class Gap:
    """One settled, applicable Indicator with a target: ``level`` is the code it counts as, ``gap`` at least 0."""

    indicator: str
    level: str
    insufficient: bool
    target: str
    gap: int
    critical: bool
    effort: str
    attention: Fraction


def default_targets(spec: FrameworkSpec, settled: Settled) -> Mapping[str, str]:
    """
    Return Indicator code → proposed target level, for every applicable Indicator.

    The framework's target, or its higher one for critical Indicators, but at most ``max_step`` above the present level;
    an unsettled Indicator is taken to stand at the lowest level. A country may edit each.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    wanted = {
        critical: framework.level_value(spec.planning.critical_target if critical else spec.planning.target)
        for critical in (False, True)
    }
    targets: dict[str, str] = {}
    for position, code in enumerate(framework.codes):
        if not sheet.applicable[position]:
            continue
        current = sheet.values[position]
        reachable = (framework.lowest if current is None else current) + spec.planning.max_step
        limit = min(wanted[framework.critical[position]], reachable)
        targets[code] = framework.band(Fraction(limit))
    return targets


def gaps(
    spec: FrameworkSpec,
    settled: Settled,
    targets: Mapping[str, str],
    relevance: Mapping[str, int] | None = None,
) -> tuple[Gap, ...]:
    """
    Return the Gap of every settled Indicator with a target, highest attention first, then critical, then code.

    Those without a gap have attention 0 and stand last.

    Args:
        targets: Indicator code → Level code.
        relevance: Indicator code → 1, 2 or 3 from the national risk analysis; the framework's default elsewhere.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    found: list[Gap] = []
    for indicator, current, wanted in _with_target(framework, settled, targets):
        distance = max(0, wanted - current)
        found.append(
            Gap(
                indicator=indicator.code,
                level=framework.code_of[current],
                insufficient=settled[indicator.code].kind == "insufficient",
                target=targets[indicator.code],
                gap=distance,
                critical=indicator.critical,
                effort=indicator.effort,
                attention=attention_index(spec, indicator, distance, relevance),
            )
        )
    return tuple(sorted(found, key=lambda gap: (-gap.attention, not gap.critical, gap.indicator)))


def gap_shares(spec: FrameworkSpec, settled: Settled, targets: Mapping[str, str]) -> Mapping[str, Fraction | None]:
    """
    Return cell code → sum of gaps / sum of distances to the highest Level, over the counted Indicators of the cell.

    None where nothing is counted or everything stands at the highest Level. Empty for a framework without cells.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    distance = {gap.indicator: gap.gap for gap in gaps(spec, settled, targets)}
    shares: dict[str, Fraction | None] = {}
    for node in framework.nodes:
        if node.kind == "cell":
            counted = {framework.codes[p]: value for p in node.positions if (value := sheet.values[p]) is not None}
            possible = sum(framework.highest - value for value in counted.values())
            wanted = sum(distance.get(code, 0) for code in counted)
            shares[node.code] = Fraction(wanted, possible) if possible else None
    return shares


def attention_index(
    spec: FrameworkSpec, indicator: Indicator, levels: int, relevance: Mapping[str, int] | None = None
) -> Fraction:
    """Return ``g * k * r * (1 + u / (2 * umax)) / e`` for ``levels`` gained (methodology 7.2, step 4)."""
    framework = compile_framework(spec)
    critical = 2 if indicator.critical else 1
    relevant = (relevance or {}).get(indicator.code, spec.planning.relevance)
    opened = Fraction(framework.unlocks.get(indicator.code, 0), 2 * max(1, framework.most_unlocks))
    return levels * critical * relevant * (1 + opened) / spec.planning.efforts[indicator.effort].factor


def _with_target(
    framework: CompiledFramework, settled: Settled, targets: Mapping[str, str]
) -> list[tuple[Indicator, int, int]]:
    """Settled, applicable Indicators with a target: Indicator, present value, target value; framework order."""
    sheet = framework.sheet(settled)
    for code in targets:
        framework.indicator(code)
    found: list[tuple[Indicator, int, int]] = []
    for position, indicator in enumerate(framework.spec.indicators):
        current = sheet.values[position]
        level = targets.get(indicator.code)
        if current is not None and level is not None:
            found.append((indicator, current, framework.level_value(level)))
    return found
