"""Consistency findings of the national levels, with the country's explanation where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Assessment, WarningExplanation
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.finding_words import advice_of, rule_of, sentence_of
from assessments.queries.ground import Ground, ground_of
from assessments.scoring.findings import Finding, FindingKind, Remedy
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class Explanation:
    """``revision`` counts from 1; a save sends it back as ``expected_revision``."""

    text: str
    revision: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class QuestionRef:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class WarningView:
    """
    One thing to fix or to explain. ``message`` says what was found, ``advice`` what opens the way, ``rule`` why it matters.

    ``questions`` are those that mend it, the one that it is about first. ``stale`` is what was said of it at other levels; it
    explains nothing any more.
    """

    code: str
    kind: FindingKind
    remedy: Remedy
    message: str
    advice: str
    rule: str
    questions: tuple[QuestionRef, ...]
    parameters: Mapping[str, str | int]
    explanation: Explanation | None
    stale: Explanation | None

    @property
    def is_open(self) -> bool:
        """It waits for a sentence or a change."""
        return self.remedy == "fix" or self.explanation is None

    @property
    def waits_for_words(self) -> bool:
        return self.remedy == "explain" and self.explanation is None


def warnings(person: User, at: datetime, assessment_id: int) -> list[WarningView]:
    """
    Return every finding of the present national levels, by kind and in the framework's order; five queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    return warnings_of(seen.assessment, ground_of(seen.assessment))


def warnings_of(assessment: Assessment, ground: Ground, *, touching: str | None = None) -> list[WarningView]:
    """
    The findings on a given ground; one query for the explanations, none where there is nothing to explain.

    Args:
        touching: only those that this indicator's question mends.
    """
    everything = ground.findings()
    found = [one for one in everything if touching is None or touching in one.indicators]
    if not found:
        return []
    explained = explanations_of(assessment)
    standing = {one.code for one in everything}
    past = {code: said for code, said in explained.items() if code not in standing}
    titles = ground.framework.indicators
    return [
        WarningView(
            code=one.code,
            kind=one.kind,
            remedy=one.remedy,
            message=sentence_of(one),
            advice=advice_of(one),
            rule=rule_of(one),
            questions=tuple(QuestionRef(code, titles[code].title) for code in one.indicators),
            parameters=one.parameters,
            explanation=explained.get(one.code),
            stale=_stale(one, past),
        )
        for one in found
    ]


def explanations_of(assessment: Assessment) -> dict[str, Explanation]:
    """Code of a finding → what the country said of it; one query."""
    rows = WarningExplanation.objects.filter(assessment=assessment)
    return {
        code: Explanation(*said)
        for code, *said in rows.values_list("warning", "text", "revision", "saved_at", "saved_by__name")
    }


def _stale(finding: Finding, past: Mapping[str, Explanation]) -> Explanation | None:
    said = [one for code, one in past.items() if finding.stem and code.startswith(finding.stem)]
    return max(said, key=lambda one: one.saved_at, default=None)
