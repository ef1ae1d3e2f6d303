"""
What a country mends or explains before it submits its levels (methodology 4.2, 5.2 and 7.2).

Four rules over settled values, references, the earlier cycle and targets. A finding carries the name of its sentence and
what the sentence speaks of, never words; nothing here changes a level.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from unicodedata import normalize

from frameworks.spec import FrameworkSpec

from .compiled import compile_framework
from .consistency import warnings, without_evidence
from .types import Settled

FindingKind = Literal["prerequisite", "evidence", "target", "movement"]
Remedy = Literal["fix", "explain"]
Sentence = Literal[
    "prerequisite_unmet",
    "reference_required",
    "reference_missing",
    "target_below_current",
    "raised_without_new_evidence",
    "lowered_without_new_evidence",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """A document behind a level: ``key`` from ``reference_key``, ``sha256`` of its file where that lies here, else empty."""

    key: Hashable
    sha256: str = ""
    is_carried: bool = False
    """Taken over from an earlier cycle, whatever was changed in it since."""


References = Mapping[str, Collection[Reference]]
"""Indicator code → its references. An Indicator without one may be missing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to fix or to explain.

    ``code`` is stable, so that an explanation can refer to it, and names the levels in question: when they change, an
    old explanation explains nothing any more. Of a prerequisite it names the rule's levels only, as it always did.
    ``remedy`` "fix" leaves no choice and holds up the submission; "explain" asks for either. ``indicators`` are those
    whose question mends it, the one that it is about first. Numbers in ``parameters`` are level values.
    """

    kind: FindingKind
    code: str
    remedy: Remedy
    sentence: Sentence
    indicators: tuple[str, ...]
    parameters: Mapping[str, str | int]

    @property
    def stem(self) -> str:
        """What ``code`` begins with at whatever levels; empty for a prerequisite, whose code names none that stands."""
        if self.kind == "prerequisite":
            return ""
        return f"{self.kind}:{self.indicators[0]}{'@' if self.kind == 'evidence' else ':'}"


def findings(
    spec: FrameworkSpec,
    settled: Settled,
    *,
    evidence: References,
    previous: Settled,
    previous_evidence: References,
    targets: Mapping[str, str],
) -> tuple[Finding, ...]:
    """
    Return every finding: prerequisites, evidence, targets, movements, each in the framework's order.

    Args:
        evidence: references handed over in this cycle, from any agency or added when settling.
        previous: settled values of the cycle before, of those Indicators alone that can be compared with this version,
            in this version's level codes; empty without an earlier cycle.
        previous_evidence: the references of that cycle.
        targets: Indicator code → Level code; empty while the country has set none.

    Raises:
        ValueError: a settled, previous or target Indicator or Level is not of this version.
    """
    return (
        *prerequisite_findings(spec, settled),
        *evidence_findings(spec, settled, evidence),
        *target_findings(spec, settled, targets),
        *movement_findings(spec, settled, evidence, previous, previous_evidence),
    )


def prerequisite_findings(spec: FrameworkSpec, settled: Settled) -> tuple[Finding, ...]:
    """
    Return a finding for every unmet hard prerequisite of a settled level; to explain, since the level may be right.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    return tuple(
        Finding(
            kind="prerequisite",
            code=warning.code,
            remedy="explain",
            sentence="prerequisite_unmet",
            indicators=(warning.target, warning.prerequisite),
            parameters={
                "target": warning.target,
                "target_level": warning.target_level,
                "target_value": warning.target_value,
                "prerequisite": warning.prerequisite,
                "prerequisite_level": warning.prerequisite_level,
                "prerequisite_value": warning.prerequisite_value,
                "reason": warning.reason,
            },
        )
        for warning in warnings(spec, settled)
    )


def evidence_findings(spec: FrameworkSpec, settled: Settled, evidence: References) -> tuple[Finding, ...]:
    """
    Return a finding for every level above the lowest that has no reference.

    From the framework's ``evidence_from_level`` (IBM: 3) on it is to be fixed; below, a reason will do. Insufficient
    information claims nothing and needs no reference.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    supported = {code for code, references in evidence.items() if references}
    required = set(without_evidence(spec, settled, supported))
    found: list[Finding] = []
    for code, value, insufficient in zip(framework.codes, sheet.values, sheet.insufficient, strict=True):
        if value is None or insufficient or value <= framework.lowest or code in supported:
            continue
        found.append(
            Finding(
                kind="evidence",
                code=f"evidence:{code}@{value}",
                remedy="fix" if code in required else "explain",
                sentence="reference_required" if code in required else "reference_missing",
                indicators=(code,),
                parameters={"indicator": code, "value": value},
            )
        )
    return tuple(found)


def target_findings(spec: FrameworkSpec, settled: Settled, targets: Mapping[str, str]) -> tuple[Finding, ...]:
    """
    Return a finding for every target below the level that the Indicator has reached; to explain.

    A target of an unsettled or not applicable Indicator says nothing. Source: methodology 7.2, step 1.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    sheet = framework.sheet(settled)
    wanted = {framework.indicator(code).code: framework.level_value(level) for code, level in targets.items()}
    return tuple(
        Finding(
            kind="target",
            code=f"target:{code}:{value}>{wanted[code]}",
            remedy="explain",
            sentence="target_below_current",
            indicators=(code,),
            parameters={"indicator": code, "value": value, "target": wanted[code]},
        )
        for code, value in zip(framework.codes, sheet.values, strict=True)
        if value is not None and code in wanted and wanted[code] < value
    )


def movement_findings(
    spec: FrameworkSpec, settled: Settled, evidence: References, previous: Settled, previous_evidence: References
) -> tuple[Finding, ...]:
    """
    Return a finding for every level, raised or lowered, without a reference that the cycle before had not; to explain.

    Insufficient information stands at the level it counts as. To and from "not applicable" is no movement: that needs
    a justification of its own.

    Raises:
        ValueError: a settled or previous Indicator or Level is not of this version.
    """
    framework = compile_framework(spec)
    before, now = framework.sheet(previous), framework.sheet(settled)
    found: list[Finding] = []
    for code, earlier, value in zip(framework.codes, before.values, now.values, strict=True):
        if earlier is None or value is None or earlier == value:
            continue
        if has_new_reference(evidence.get(code, ()), previous_evidence.get(code, ())):
            continue
        found.append(
            Finding(
                kind="movement",
                code=f"movement:{code}:{earlier}>{value}",
                remedy="explain",
                sentence="raised_without_new_evidence" if value > earlier else "lowered_without_new_evidence",
                indicators=(code,),
                parameters={"indicator": code, "previous": earlier, "value": value},
            )
        )
    return tuple(found)


def has_new_reference(now: Collection[Reference], before: Collection[Reference]) -> bool:
    """Whether one of ``now`` was not taken over, and is none of ``before`` by its title and date or by its file."""
    keys, digests = {one.key for one in before}, {one.sha256 for one in before if one.sha256}
    return any(not one.is_carried and one.key not in keys and one.sha256 not in digests for one in now)


def still_open(found: Iterable[Finding], explained: Collection[str]) -> tuple[Finding, ...]:
    """
    Return the findings that hold up the submission: all to be fixed, and the others until they are explained.

    Args:
        explained: codes of the findings that the country has explained.
    """
    return tuple(one for one in found if one.remedy == "fix" or one.code not in explained)


def reference_key(*, title: str, dated_on: date | None) -> Hashable:
    """
    Return what a reference is known by from one cycle to the next: title and date.

    Capitals and spaces do not make a document new; another date does. Issuing body, holder, marking and strength may change.
    """
    return " ".join(normalize("NFC", title).casefold().split()), dated_on
