"""What the same country said and scored before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet

from assessments.lifecycle import Status
from assessments.models import Assessment, Participation, ScorecardValue
from assessments.scoring.types import NodeKind


@dataclass(frozen=True, slots=True)
class PreviousScores:
    """Frozen scores in levels by (kind, code); None for no score."""

    cycle_code: str
    scores: Mapping[tuple[NodeKind, str], Fraction | None]


def earlier_results(assessment: Assessment) -> QuerySet[Assessment]:
    """
    Accepted assessments of the country in earlier cycles under the same framework, whatever its version; the latest first.

    ``assessment`` comes with its framework version, else that costs a query.
    """
    return (
        Assessment.objects.filter(
            country_id=assessment.country_id,
            framework_version__framework_id=assessment.framework_version.framework_id,
            reference_date__lt=assessment.reference_date,
            status__in=[Status.ACCEPTED, Status.PUBLISHED],
        )
        .exclude(cycle_id=assessment.cycle_id)
        .order_by("-reference_date", "-pk")
    )


def cycle_handed_over(assessment: Assessment, agency_id: int) -> str:
    """Return the code of the latest earlier cycle in which the agency handed its answers over; empty for none; one query."""
    parts = Participation.objects.standing().filter(
        agency_id=agency_id,
        released_at__isnull=False,
        assessment__in=earlier_results(assessment).order_by().values("pk"),
    )
    latest = parts.order_by("-assessment__reference_date", "-assessment_id")
    return latest.values_list("assessment__cycle__code", flat=True).first() or ""


def frozen_scores(assessment_id: int) -> Mapping[tuple[NodeKind, str], Fraction | None]:
    """Return the scores of an accepted assessment by (kind, code), None for no score; one query."""
    values = ScorecardValue.objects.filter(scorecard__assessment_id=assessment_id).values_list("kind", "code", "score")
    return {(kind, code): Fraction(score) if score else None for kind, code, score in values}


def previous_scores(assessment: Assessment) -> PreviousScores | None:
    """
    Return the latest frozen result of an earlier cycle, two queries; None when there is none under the same version.

    Results of different framework versions are never put on one axis.
    """
    comparable = earlier_results(assessment).filter(framework_version_id=assessment.framework_version_id)
    row = comparable.values_list("pk", "cycle__code").first()
    return None if row is None else PreviousScores(row[1], frozen_scores(row[0]))
