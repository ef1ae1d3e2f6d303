"""
Scores from settled levels. What is aggregated, and how, stands in the framework version; nothing here knows IBM.

Source: methodology 4.2.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from frameworks.spec import FrameworkSpec

from .compiled import CompiledFramework, CompiledNode, Sheet, compile_framework
from .rules import Outcome, Parts
from .types import TOTAL, NodeKind, NodeScore, Result, Settled, Value


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every node with its score and the counted parts it came from: the rule trail."""

    framework: CompiledFramework
    sheet: Sheet
    scores: Mapping[tuple[NodeKind, str], NodeScore]
    parts: Mapping[tuple[NodeKind, str], Parts]


def score(spec: FrameworkSpec, settled: Settled, evidence: Collection[str] | None = None) -> Result:
    """
    Return the scores of every cell, Category and the total.

    Args:
        settled: the country's settled values; agencies' answers never enter a score.
        evidence: codes of the Indicators with at least one reference; None when that is not known.

    Raises:
        ValueError: an Indicator or a Level is not of this version, or its scoring rules do not fit its dimensions.
    """
    return result_of(evaluate(spec, settled), evidence)


def evaluate(spec: FrameworkSpec, settled: Settled) -> Evaluation:
    """Return the scores together with what they were made of. Raises as ``score`` does."""
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    scores: dict[tuple[NodeKind, str], NodeScore] = {}
    parts: dict[tuple[NodeKind, str], Parts] = {}
    for node in framework.nodes:
        key = (node.kind, node.code)
        inputs = _cell_parts(node, scores) if node.step.of == "cells" else _indicator_parts(framework, node, sheet)
        outcome = node.rule(inputs, node.step) if inputs.codes else None
        parts[key] = inputs
        scores[key] = _node_score(framework, node, sheet, outcome)
    return Evaluation(framework, sheet, scores, parts)


def result_of(evaluation: Evaluation, evidence: Collection[str] | None = None) -> Result:
    """Return the Result of an Evaluation; ``evidence`` as for ``score``."""
    framework, values = evaluation.framework, evaluation.sheet.values
    critical = {
        code: value
        for code, value, is_critical in zip(framework.codes, values, framework.critical, strict=True)
        if is_critical and value is not None
    }
    minimum = min(critical.values(), default=None)
    share = None if evidence is None else _evidence_share(framework, evaluation.sheet, evidence)
    return Result(
        nodes=evaluation.scores,
        critical_minimum=minimum,
        critical_at_minimum=tuple(sorted(code for code, value in critical.items() if value == minimum)),
        evidence_share=share,
        limited_evidence=share is not None and share < framework.spec.scoring.limited_evidence_below,
    )


def target_result(spec: FrameworkSpec, settled: Settled, targets: Mapping[str, str]) -> Result:
    """
    Return the scores of the target profile: per applicable Indicator the higher of settled level and target.

    Args:
        targets: Indicator code → Level code. An unsettled Indicator counts as its target; a target on an Indicator
            that is not applicable is ignored; without a target the settled value stays.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    profile: dict[str, Value] = dict(settled)
    for code, level in targets.items():
        framework.indicator(code)
        wanted = framework.level_value(level)
        value = settled.get(code)
        if value is not None and value.kind == "not_applicable":
            continue
        current = framework.standing(value)
        if current is None or current < wanted:
            profile[code] = Value.at(level)
    return score(spec, profile)


def sensitivity(spec: FrameworkSpec, settled: Settled) -> tuple[Fraction, Fraction] | None:
    """
    Return the lowest and the highest total when one cell in turn counts twice.

    None when there is no total, or when the total is not made of cells.
    """
    evaluation = evaluate(spec, settled)
    node = evaluation.framework.nodes[-1]
    parts = evaluation.parts["total", TOTAL]
    if node.step.of != "cells" or not parts.codes:
        return None
    totals = [node.rule(_with_one_doubled(parts, index), node.step).score for index in range(len(parts.codes))]
    return min(totals), max(totals)


def _with_one_doubled(parts: Parts, index: int) -> Parts:
    return Parts(
        codes=[*parts.codes, parts.codes[index]],
        values=[*parts.values, parts.values[index]],
        weights=[*parts.weights, parts.weights[index]],
        critical=[*parts.critical, parts.critical[index]],
    )


def _indicator_parts(framework: CompiledFramework, node: CompiledNode, sheet: Sheet) -> Parts:
    counted: list[int] = []
    values: list[int] = []
    for position in node.positions:
        value = sheet.values[position]
        if value is not None:
            counted.append(position)
            values.append(value)
    return Parts(
        codes=[framework.codes[position] for position in counted],
        values=values,
        weights=[framework.weights[position] for position in counted],
        critical=[framework.critical[position] for position in counted],
    )


def _cell_parts(node: CompiledNode, scores: Mapping[tuple[NodeKind, str], NodeScore]) -> Parts:
    codes: list[str] = []
    values: list[Fraction] = []
    for code in node.cells:
        value = scores["cell", code].score
        if value is not None:
            codes.append(code)
            values.append(value)
    return Parts(codes=codes, values=values, weights=[1] * len(codes), critical=[False] * len(codes))


def _node_score(framework: CompiledFramework, node: CompiledNode, sheet: Sheet, outcome: Outcome | None) -> NodeScore:
    counted = [value for position in node.positions if (value := sheet.values[position]) is not None]
    return NodeScore(
        kind=node.kind,
        code=node.code,
        dimension=node.dimension,
        score=outcome.score if outcome else None,
        floor=min(counted, default=None),
        band=framework.band(outcome.score) if outcome else None,
        counted=len(counted),
        applicable=sum(sheet.applicable[position] for position in node.positions),
        insufficient=sum(sheet.insufficient[position] for position in node.positions),
        mean=outcome.mean if outcome else None,
        cap=outcome.cap if outcome else None,
        capped_by=outcome.capped_by if outcome else (),
    )


def _evidence_share(framework: CompiledFramework, sheet: Sheet, evidence: Collection[str]) -> Fraction | None:
    above = [
        code
        for code, value, insufficient in zip(framework.codes, sheet.values, sheet.insufficient, strict=True)
        if value is not None and not insufficient and value > framework.lowest
    ]
    if not above:
        return None
    supported = set(evidence)
    return Fraction(sum(code in supported for code in above), len(above))
