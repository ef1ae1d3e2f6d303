"""What the same country scored before, where the two results stand on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.lifecycle import Status
from assessments.models import Assessment, ScorecardValue
from assessments.scoring.types import NodeKind


@dataclass(frozen=True, slots=True)
class PreviousScores:
    """Frozen scores in levels by (kind, code); None for no score."""

    cycle_code: str
    scores: Mapping[tuple[NodeKind, str], Fraction | None]


def previous_scores(assessment: Assessment) -> PreviousScores | None:
    """
    Return the latest frozen result of an earlier cycle, two queries; None when there is none under the same version.

    Results of different framework versions are never put on one axis.
    """
    row = (
        Assessment.objects.filter(
            country_id=assessment.country_id,
            framework_version_id=assessment.framework_version_id,
            reference_date__lt=assessment.reference_date,
            status__in=[Status.ACCEPTED, Status.PUBLISHED],
        )
        .exclude(cycle_id=assessment.cycle_id)
        .order_by("-reference_date")
        .values_list("pk", "cycle__code")
        .first()
    )
    if row is None:
        return None
    values = ScorecardValue.objects.filter(scorecard__assessment_id=row[0]).values_list("kind", "code", "score")
    return PreviousScores(row[1], {(kind, code): Fraction(score) if score else None for kind, code, score in values})
