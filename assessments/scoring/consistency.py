"""
Claims that rest on something not there: an unmet prerequisite asks for an explanation and never lowers an answer, a
missing reference holds up the submission.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from frameworks.spec import FrameworkSpec, Prerequisite

from .compiled import compile_framework
from .types import Settled


@dataclass(frozen=True, slots=True)
class ConsistencyWarning:
    """``target`` stands at ``target_level`` or above while ``prerequisite`` is below ``prerequisite_level``."""

    code: str
    """Stable, so that an explanation can refer to it: ``P1.F2.03@3>P1.F3.01@4``."""
    prerequisite: str
    prerequisite_level: str
    prerequisite_value: int
    """Where the prerequisite stands; an insufficient one at the level it counts as."""
    target: str
    target_level: str
    target_value: int
    reason: str


def warnings(spec: FrameworkSpec, settled: Settled) -> tuple[ConsistencyWarning, ...]:
    """
    Return a warning for every unmet hard prerequisite of a settled level, in the framework's order.

    A prerequisite that is not applicable or not settled warns of nothing.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    found: list[ConsistencyWarning] = []
    for edge in spec.prerequisites:
        stands = sheet.values[framework.position[edge.indicator]]
        claimed = sheet.values[framework.position[edge.target]]
        if not edge.hard or stands is None or claimed is None:
            continue
        if claimed >= framework.level_value(edge.target_level) and stands < framework.level_value(edge.level):
            found.append(
                ConsistencyWarning(
                    code=edge_code(edge),
                    prerequisite=edge.indicator,
                    prerequisite_level=edge.level,
                    prerequisite_value=stands,
                    target=edge.target,
                    target_level=edge.target_level,
                    target_value=claimed,
                    reason=edge.reason,
                )
            )
    return tuple(found)


def without_evidence(spec: FrameworkSpec, settled: Settled, evidence: Collection[str]) -> tuple[str, ...]:
    """
    Return the Indicators whose settled level needs a reference and has none, in the framework's order.

    Args:
        evidence: codes of the Indicators with at least one reference, from any agency or added when settling.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    needed_from = framework.level_value(spec.scoring.evidence_from_level)
    sheet, supported = framework.sheet(settled), set(evidence)
    return tuple(
        code
        for code, value, insufficient in zip(framework.codes, sheet.values, sheet.insufficient, strict=True)
        if value is not None and not insufficient and value >= needed_from and code not in supported
    )


def edge_code(edge: Prerequisite) -> str:
    """Return the stable code of a prerequisite: ``P1.F2.03@3>P1.F3.01@4``."""
    return f"{edge.indicator}@{edge.level}>{edge.target}@{edge.target_level}"
