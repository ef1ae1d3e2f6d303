"""National levels as scoring reads them, and what the agencies' answers propose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.models import Assessment, SettledLevel
from assessments.queries.framework import KnownFramework, known_framework
from assessments.queries.seen import handed_over_evidence, released_answers
from assessments.scoring.applicability import proposed_not_applicable
from assessments.scoring.consensus import AgencyAnswerValue, propose
from assessments.scoring.types import NOT_APPLICABLE, Value


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the platform proposes for one indicator. ``reason`` is the profile's, for "not applicable" without answers."""

    value: Value | None
    reason: str = ""


def settled_values(assessment: Assessment) -> dict[str, Value]:
    """Indicator code → settled value, one query; unsettled ones are missing."""
    framework = known_framework(assessment.framework_version)
    rows = SettledLevel.objects.filter(assessment=assessment).values_list("indicator_id", "kind", "level_id")
    return {
        framework.indicator_codes[indicator_id]: framework.value(kind, level_id)
        for indicator_id, kind, level_id in rows
    }


def evidenced_indicators(assessment: Assessment) -> frozenset[str]:
    """Codes of the indicators with at least one reference that was handed over; one query."""
    framework = known_framework(assessment.framework_version)
    rows = handed_over_evidence(assessment.pk).values_list("indicator_id", flat=True).order_by().distinct()
    return frozenset(framework.indicator_codes[indicator_id] for indicator_id in rows)


def released_values(
    assessment: Assessment, framework: KnownFramework, *, indicator_id: int | None = None
) -> Mapping[str, Sequence[AgencyAnswerValue]]:
    """Indicator code → released answers, one query, in the order of the agencies' names."""
    answers = released_answers(assessment.pk)
    if indicator_id is not None:
        answers = answers.filter(indicator_id=indicator_id)
    found: dict[str, list[AgencyAnswerValue]] = defaultdict(list)
    rows = answers.order_by("agency__name").values_list(
        "indicator_id", "agency__code", "agency__types", "kind", "level_id"
    )
    for row_indicator, agency, types, kind, level_id in rows:
        found[framework.indicator_codes[row_indicator]].append(
            AgencyAnswerValue(agency, tuple(types), framework.value(kind, level_id))
        )
    return found


def proposal(
    assessment: Assessment, framework: KnownFramework, indicator_code: str, answers: Sequence[AgencyAnswerValue]
) -> Proposal:
    """Return the proposal from released answers; without any, what the country's profile proposes."""
    value = propose(framework.spec, indicator_code, answers)
    reasons = proposed_not_applicable(framework.spec, assessment.profile)
    reason = reasons.get(indicator_code, "")
    if value is None and reason:
        return Proposal(NOT_APPLICABLE, reason)
    return Proposal(value, reason if value == NOT_APPLICABLE else "")
