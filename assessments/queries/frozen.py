"""A frozen scorecard as scoring's own values, read from its receipt: nothing is computed again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from assessments.models import Scorecard
from assessments.scoring.types import NodeKind, NodeScore, Result, Value


@dataclass(frozen=True, slots=True)
class Frozen:
    result: Result
    settled: Mapping[str, Value]
    evidence: frozenset[str]
    receipt_hash: str
    frozen_at: datetime


def frozen(assessment_id: int) -> Frozen | None:
    """Return the frozen scorecard of an assessment, one query by key; None before it was accepted."""
    row = (
        Scorecard.objects.filter(assessment_id=assessment_id)
        .values_list("receipt", "receipt_hash", "frozen_at")
        .first()
    )
    if row is None:
        return None
    document = json.loads(row[0])
    return Frozen(
        result=_result(document),
        settled={code: Value(one["kind"], one["level"]) for code, one in document["answers"].items()},
        evidence=frozenset(document["evidence"] or ()),
        receipt_hash=row[1],
        frozen_at=row[2],
    )


def _result(document: Mapping[str, Any]) -> Result:
    nodes: dict[tuple[NodeKind, str], NodeScore] = {}
    for step in document["trail"]:
        nodes[step["kind"], step["code"]] = NodeScore(
            kind=step["kind"],
            code=step["code"],
            dimension=step["dimension"],
            score=_fraction(step["score"]),
            floor=step["floor"],
            band=step["band"],
            counted=step["counted"],
            applicable=step["applicable"],
            insufficient=step["insufficient"],
            mean=_fraction(step["mean"]),
            cap=step["cap"],
            capped_by=tuple(step["capped_by"]),
        )
    return Result(
        nodes=nodes,
        critical_minimum=document["critical_minimum"],
        critical_at_minimum=tuple(document["critical_at_minimum"]),
        evidence_share=_fraction(document["evidence_share"]),
        limited_evidence=document["limited_evidence"],
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
