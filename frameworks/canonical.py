"""
One way to write a framework version down, so that the same content has the same hash on every machine and in every year.

The document holds texts, lists and mappings only. What was left out and what was written as its default are the same content,
and so are two orders of fields; the order of a list counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

import yaml

from frameworks.spec import Dimension, FrameworkSpec, Indicator, ScoringRules, StepRule

FORMAT: Final = "1"
LINE: Final = 120


def content_hash(spec: FrameworkSpec) -> str:
    """Return the SHA-256 in hexadecimal of the canonical JSON (sorted keys, no spaces, UTF-8) of the version."""
    written = json.dumps(to_document(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def to_document(spec: FrameworkSpec) -> dict[str, Any]:
    """Return the version as the mapping that its YAML document holds, every scalar a text."""
    document = {
        "format": FORMAT,
        "framework": {"code": spec.code, "name": spec.name},
        "version": spec.version,
        "language": spec.language,
        "attribution": spec.attribution,
        "about": list(spec.about),
        "dimensions": [_dimension(dimension) for dimension in spec.dimensions],
        "levels": [_plain(level) for level in spec.levels],
        "agency_types": [_plain(agency_type) for agency_type in spec.agency_types],
        "evidence_kinds": [_plain(kind) for kind in spec.evidence_kinds],
        "marks": [_plain(mark) for mark in spec.marks],
        "sources": [_plain(source) for source in spec.sources],
        "glossary": [_plain(term) for term in spec.glossary],
        "reading_rules": list(spec.reading_rules),
        "profile": [_plain(question) for question in spec.profile],
        "applicability": [
            {"when": dict(rule.when), "indicators": list(rule.indicators), "reason": rule.reason}
            for rule in spec.applicability
        ],
        "cells": dict(spec.cell_descriptions),
        "indicators": [_indicator(indicator, spec.dimensions) for indicator in spec.indicators],
        "prerequisites": [
            {
                "indicator": edge.indicator,
                "level": edge.level,
                "target": edge.target,
                "target_level": edge.target_level,
                "kind": "hard" if edge.hard else "soft",
                "reason": edge.reason,
            }
            for edge in spec.prerequisites
        ],
        "scoring": _scoring(spec.scoring),
        "proposal": {
            "rule": spec.proposal.rule,
            "core": [
                {"category": core.category, "agency_types": list(core.agency_types)} for core in spec.proposal.core
            ],
            "flag_range": str(spec.proposal.flag_range),
        },
        "planning": {
            "target": spec.planning.target,
            "critical_target": spec.planning.critical_target,
            "max_step": str(spec.planning.max_step),
            "relevance": str(spec.planning.relevance),
            "actions_per_lead_and_year": str(spec.planning.actions_per_lead_and_year),
            "efforts": {effort: _plain(scale) for effort, scale in spec.planning.efforts.items()},
        },
    }
    return {name: value for name, value in document.items() if value}


def to_yaml(spec: FrameworkSpec) -> str:
    """Return a YAML document that people can read and ``frameworks.loader.load`` reads back to the same content."""
    sections = to_document(spec).items()
    return "\n".join(_written({name: value}) for name, value in sections)


def _written(section: dict[str, Any]) -> str:
    return str(
        yaml.dump(
            section,
            Dumper=yaml.CSafeDumper,
            allow_unicode=True,
            default_flow_style=False,
            sort_keys=False,
            width=LINE,
        )
    )


def _plain(thing: Any) -> dict[str, str]:
    """A value object of texts, numbers and truth values; empty texts are left out."""
    found: dict[str, str] = {}
    for name, value in asdict(thing).items():
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif value != "":
            found[name] = str(value)
    return found


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return _filled(
        code=dimension.code,
        name=dimension.name,
        plural=dimension.plural,
        assignment=dimension.assignment,
        introduction=dimension.introduction,
        explanation=dimension.explanation,
        categories=[_plain(category) for category in dimension.categories],
    )


def _indicator(indicator: Indicator, dimensions: Iterable[Dimension]) -> dict[str, Any]:
    placed: dict[str, Any] = {
        dimension.code: indicator.categories[dimension.code][0]
        if dimension.assignment == "one"
        else list(indicator.categories[dimension.code])
        for dimension in dimensions
    }
    return {
        "code": indicator.code,
        "title": indicator.title,
        "question": indicator.question,
        "in": placed,
        **_filled(
            agencies=list(indicator.agency_types),
            effort=indicator.effort,
            critical="yes" if indicator.critical else "",
            weight=number(indicator.weight) if indicator.weight != 1 else "",
            not_applicable=indicator.na_condition,
            facts=dict(indicator.facts),
            evidence=list(indicator.evidence),
            sources=[_plain(use) for use in indicator.sources],
            action=indicator.action,
        ),
    }


def _scoring(scoring: ScoringRules) -> dict[str, Any]:
    return _filled(
        cell=_step(scoring.cell) if scoring.cell else None,
        categories={dimension: _step(step) for dimension, step in scoring.categories.items()},
        total=_step(scoring.total),
        insufficient_level=scoring.insufficient_level,
        evidence_from_level=scoring.evidence_from_level,
        limited_evidence_below=number(scoring.limited_evidence_below),
    )


def _step(step: StepRule) -> dict[str, str]:
    margin = {} if step.cap_margin is None else {"cap_margin": str(step.cap_margin)}
    return {"rule": step.rule, "of": step.of, **margin}


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def number(value: Fraction) -> str:
    """Return an exact number as people write it: ``2``, ``0.85`` where nine decimals hold it, else ``1/3``."""
    for places in range(10):
        scaled = value * 10**places
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**places)
            return f"{whole}.{rest:0{places}d}" if places else str(whole)
    return f"{value.numerator}/{value.denominator}"
