"""
Answers, scores and their rule trail as canonical bytes: the receipt of a frozen scorecard.

A receipt holds everything its numbers follow from, so recomputing it years later gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, cast

from frameworks.spec import FrameworkSpec

from .canonical import Json, canonical_bytes, canonical_hash, fraction_text
from .compiled import CompiledNode
from .embedded import mapping, scoring_part, sequence, spec_from_scoring_part, text
from .engine import Evaluation, evaluate, result_of, sensitivity
from .types import Settled, Value, ValueKind

SCORING_VERSION: Final = "1"
"""Raised when the same answers and framework would give another receipt."""

_KINDS: Final[tuple[ValueKind, ...]] = ("level", "not_applicable", "insufficient")


def answers_document(settled: Settled) -> dict[str, Json]:
    """Return settled values as plain data: Indicator code → ``{"kind": …, "level": …}``, by code."""
    return {code: {"kind": settled[code].kind, "level": settled[code].level} for code in sorted(settled)}


def answers_hash(settled: Settled) -> str:
    """Return the SHA-256 of the settled values in hexadecimal; their order does not matter."""
    return canonical_hash(answers_document(settled))


def receipt(
    spec: FrameworkSpec, framework_hash: str, settled: Settled, evidence: Collection[str] | None = None
) -> dict[str, Json]:
    """
    Return the receipt of one scoring: what went in, each rule with its inputs, what came out.

    Args:
        framework_hash: content hash of the whole framework version; carried, not computed here.
        evidence: codes of the Indicators with at least one reference; None when that is not known.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    evaluation = evaluate(spec, settled)
    result = result_of(evaluation, evidence)
    bounds = sensitivity(spec, settled)
    return {
        "scoring_version": SCORING_VERSION,
        "framework_hash": framework_hash,
        "framework": scoring_part(spec),
        "answers": answers_document(settled),
        "answers_hash": answers_hash(settled),
        "evidence": None if evidence is None else sorted(set(evidence)),
        "trail": [_step_document(evaluation, node) for node in evaluation.framework.nodes],
        "critical_minimum": result.critical_minimum,
        "critical_at_minimum": list(result.critical_at_minimum),
        "evidence_share": fraction_text(result.evidence_share),
        "limited_evidence": result.limited_evidence,
        "sensitivity": None if bounds is None else [fraction_text(bound) for bound in bounds],
    }


def receipt_bytes(document: Mapping[str, Json]) -> bytes:
    """Return a receipt as canonical JSON in UTF-8. Raises TypeError for a float."""
    return canonical_bytes(document)


def verify_receipt(document: Mapping[str, object], spec: FrameworkSpec | None = None) -> list[str]:
    """
    Recompute a receipt from itself and return every difference as a sentence; empty when identical.

    Args:
        document: a receipt, for example read from a JSON file; it may be damaged or forged.
        spec: the framework version it claims to be of, to compare its scoring part as well.
    """
    version = document.get("scoring_version")
    if version != SCORING_VERSION:
        return [f"scoring_version: the receipt says {version!r}; this program computes version {SCORING_VERSION!r}."]
    try:
        embedded = spec_from_scoring_part(document.get("framework"))
        evidence = document.get("evidence")
        recomputed = receipt(
            embedded,
            text(document.get("framework_hash"), "framework_hash"),
            _settled(document.get("answers")),
            None if evidence is None else [text(code, "evidence") for code in sequence(evidence, "evidence")],
        )
        canonical_bytes(cast(Json, document))
    except (ValueError, TypeError, RecursionError) as error:
        return [f"The receipt cannot be recomputed: {error}"]
    found: list[str] = []
    _compare("", document, recomputed, "recomputation", found)
    if spec is not None:
        _compare("framework", document.get("framework"), scoring_part(spec), "the framework version", found)
    return found


def _step_document(evaluation: Evaluation, node: CompiledNode) -> dict[str, Json]:
    score = evaluation.scores[node.kind, node.code]
    parts = evaluation.parts[node.kind, node.code]
    indicators = evaluation.framework.indicators
    of_indicators = node.step.of == "indicators"
    return {
        "kind": node.kind,
        "code": node.code,
        "dimension": node.dimension,
        "rule": node.step.rule,
        "of": node.step.of,
        "inputs": [
            {
                "code": code,
                "value": f"{value.numerator}/{value.denominator}",
                "weight": fraction_text(indicators[code].weight) if of_indicators else "1/1",
                "critical": is_critical,
            }
            for code, value, is_critical in zip(parts.codes, parts.values, parts.critical, strict=True)
        ],
        "mean": fraction_text(score.mean),
        "cap": score.cap,
        "capped_by": list(score.capped_by),
        "score": fraction_text(score.score),
        "floor": score.floor,
        "band": score.band,
        "counted": score.counted,
        "applicable": score.applicable,
        "insufficient": score.insufficient,
    }


def _settled(document: object) -> dict[str, Value]:
    settled: dict[str, Value] = {}
    for code, answer in mapping(document, "answers").items():
        parts = mapping(answer, f"answers.{code}")
        level = parts.get("level")
        kind = next((one for one in _KINDS if one == parts.get("kind")), None)
        if kind is None:
            raise ValueError(f"'answers.{code}' has an unknown kind.")
        settled[code] = Value(kind, None if level is None else text(level, f"answers.{code}.level"))
    return settled


def _compare(place: str, there: object, here: object, name: str, found: list[str]) -> None:
    """Append a sentence per difference between the receipt's value ``there`` and ``here`` from ``name``."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in sorted(set(there) | set(here), key=str):
            inner = f"{place}.{key}" if place else str(key)
            if key not in here:
                found.append(f"{inner}: only in the receipt.")
            elif key not in there:
                found.append(f"{inner}: missing in the receipt.")
            else:
                _compare(inner, there[key], here[key], name, found)
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        for number, (left, right) in enumerate(zip(there, here, strict=True)):
            label = f"{right['kind']} {right['code']}" if isinstance(right, dict) and "kind" in right else str(number)
            _compare(f"{place}[{label}]", left, right, name, found)
    elif type(there) is not type(here) or there != here:
        found.append(f"{place}: the receipt says {there!r}, {name} gives {here!r}.")
