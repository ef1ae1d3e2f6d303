"""
The shape of one framework version as plain frozen values.

Nothing here knows Django, a database or a network: a notebook, a worker and a property test use the same values.
Codes are strings (1–40 characters of ``A–Z a–z 0–9 . _ -``), also those of levels: a level's ``value`` is its number on the
framework's scale. Texts are in the version's source language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Effort = Literal["low", "medium", "high"]
Assignment = Literal["one", "many"]


@dataclass(frozen=True, slots=True)
class Category:
    """One member of a Dimension (for IBM: a pillar, a field or a tier)."""

    code: str
    name: str
    definition: str
    """The owner's own words, shown unchanged."""
    explanation: str = ""
    """The platform's explanation, shown as such and never as the owner's."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """
    One way of sorting Indicators.

    ``assignment`` "one": each Indicator stands in exactly one Category; "many": in one or more.
    A *cell* is where the first two dimensions with assignment "one" meet.
    """

    code: str
    name: str
    plural: str
    assignment: Assignment
    categories: tuple[Category, ...]
    introduction: str = ""
    """The owner's sentence on this dimension, shown unchanged; empty when there is none."""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of maturity. ``value`` rises strictly from the first level to the last."""

    code: str
    value: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AgencyType:
    code: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence; ``strength`` is the usual strength in words (A verifiable, B internal record, C statement)."""

    code: str
    name: str
    examples: str
    strength: str


@dataclass(frozen=True, slots=True)
class VerificationMark:
    """How far a source was checked (V, P, K, EJ), and whether it may be shown as a reference without a warning."""

    code: str
    meaning: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Source:
    code: str
    title: str
    mark: str
    """Code of a VerificationMark."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A Source as one Indicator cites it; ``mark`` says how far this very passage was checked."""

    source: str
    place: str
    mark: str


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    term: str
    meaning: str
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class ProfileQuestion:
    """A question asked once at set-up. ``kind``: "yes_no", "number" or "text"."""

    code: str
    question: str
    kind: Literal["yes_no", "number", "text"]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ApplicabilityRule:
    """When every condition holds, the Indicators are proposed as not applicable, for ``reason``."""

    when: tuple[tuple[str, str], ...]
    """Pairs of ProfileQuestion code and the answer ("yes" or "no")."""
    indicators: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    title: str
    question: str
    categories: Mapping[str, tuple[str, ...]]
    """Dimension code → Category codes; one code where the Dimension's assignment is "one"."""
    facts: Mapping[str, str]
    """Level code → observable fact, a whole sentence, for every Level of the version."""
    agency_types: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[SourceUse, ...]
    action: str
    effort: Effort
    critical: bool = False
    weight: Fraction = Fraction(1)
    na_condition: str = ""
    """Sentence that says when the Indicator may be not applicable; empty: never."""

    @property
    def may_be_not_applicable(self) -> bool:
        return bool(self.na_condition)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """``indicator`` must stand at ``level`` before ``target`` can reach ``target_level``; soft ones only break ties."""

    indicator: str
    level: str
    target: str
    target_level: str
    hard: bool
    reason: str


@dataclass(frozen=True, slots=True)
class StepRule:
    """
    One scoring step: a named pure function of ``assessments.scoring.rules`` and its settings.

    ``of`` says what it aggregates: "indicators" or "cells". ``cap_margin`` is in levels, for rule "capped_mean" only.
    """

    rule: str
    of: Literal["indicators", "cells"]
    cap_margin: int | None = None


@dataclass(frozen=True, slots=True)
class ScoringRules:
    cell: StepRule | None
    """None for a framework that has no cells."""
    categories: Mapping[str, StepRule]
    """Dimension code → rule."""
    total: StepRule
    insufficient_level: str
    """Code of the Level that "information insufficient" counts as (IBM: 1, shown 1*)."""
    evidence_from_level: str
    """A settled Level at or above this one needs an evidence reference before submission (IBM: 3)."""
    limited_evidence_below: Fraction = Fraction(85, 100)


@dataclass(frozen=True, slots=True)
class CoreRule:
    """In Category ``category`` the proposal takes these agency types first."""

    category: str
    agency_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalRule:
    """How a national level is proposed from agencies' answers (methodology 6.1)."""

    rule: str
    core: tuple[CoreRule, ...]
    flag_range: int
    """A range of agencies' levels at or above this number is flagged (IBM: 2)."""


@dataclass(frozen=True, slots=True)
class EffortScale:
    """What one effort word means for one level gained: factor of the attention index, months, whole EUR."""

    factor: int
    months: int
    cost_from: int
    cost_to: int


@dataclass(frozen=True, slots=True)
class PlanningDefaults:
    """Default targets and roadmap rules (methodology 7.2)."""

    target: str
    critical_target: str
    max_step: int
    relevance: int
    actions_per_lead_and_year: int
    efforts: Mapping[str, EffortScale]


@dataclass(frozen=True, slots=True)
class FrameworkSpec:
    """One framework version, whole. Order of every tuple is the order of the document."""

    code: str
    name: str
    version: str
    language: str
    about: tuple[str, ...]
    """The owner's paragraphs, shown unchanged on the page about the framework."""
    attribution: str
    """How the owner's text is cited."""
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    indicators: tuple[Indicator, ...]
    prerequisites: tuple[Prerequisite, ...]
    scoring: ScoringRules
    proposal: ProposalRule
    planning: PlanningDefaults
    agency_types: tuple[AgencyType, ...] = ()
    evidence_kinds: tuple[EvidenceKind, ...] = ()
    marks: tuple[VerificationMark, ...] = ()
    sources: tuple[Source, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    reading_rules: tuple[str, ...] = ()
    profile: tuple[ProfileQuestion, ...] = ()
    applicability: tuple[ApplicabilityRule, ...] = ()
    cell_descriptions: Mapping[str, str] = field(default_factory=dict)
    """Cell code (``P1.F1``) → one sentence on what stands there."""

    @property
    def cell_dimensions(self) -> tuple[Dimension, Dimension] | None:
        """The two dimensions whose meeting is a cell; None when fewer than two sort each Indicator once."""
        single = [dimension for dimension in self.dimensions if dimension.assignment == "one"]
        return (single[0], single[1]) if len(single) >= 2 else None

    def cell_of(self, indicator: Indicator) -> str | None:
        """Code of the cell an Indicator stands in (``P1.F1``); None without cells."""
        pair = self.cell_dimensions
        if pair is None:
            return None
        return ".".join(indicator.categories[dimension.code][0] for dimension in pair)
