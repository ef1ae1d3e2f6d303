"""What findings rest on: the national levels and references of now, and those of the cycle before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from assessments.models import Assessment, EvidenceReference, FileVersion, SettledLevel
from assessments.queries.framework import KnownFramework, known_framework
from assessments.queries.previous import earlier_results
from assessments.queries.seen import handed_over_evidence
from assessments.scoring.findings import Finding, Reference, findings, reference_key
from assessments.scoring.types import Value


@dataclass(frozen=True, slots=True)
class Ground:
    """``rows`` and ``references`` are those of now; the others, by indicator code, are as scoring reads them."""

    framework: KnownFramework
    rows: tuple[SettledLevel, ...]
    references: tuple[EvidenceReference, ...]
    settled: Mapping[str, Value]
    evidence: Mapping[str, tuple[Reference, ...]]
    previous: Mapping[str, Value]
    """From the latest earlier result in which the question was settled; only what the present version can compare."""
    previous_evidence: Mapping[str, tuple[Reference, ...]]

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be fixed or explained. No country's targets are stored yet, so that rule finds nothing."""
        return findings(
            self.framework.spec,
            self.settled,
            evidence=self.evidence,
            previous=self.previous,
            previous_evidence=self.previous_evidence,
            targets={},
        )


def ground_of(assessment: Assessment) -> Ground:
    """Return the ground of the whole assessment; two queries."""
    rows = list(levels_with_earlier(assessment).order_by(*LATEST_FIRST))
    references = with_digest(handed_over_evidence(*assessments_of(assessment, rows)))
    return ground_from(assessment, rows, references.order_by("indicator__position", "added_at", "pk"))


LATEST_FIRST = ("-assessment__reference_date", "-assessment_id", "indicator__position")


def levels_with_earlier(assessment: Assessment) -> QuerySet[SettledLevel]:
    """National levels of now and of every earlier result; take them ``LATEST_FIRST``."""
    earlier = earlier_results(assessment).order_by().values("pk")
    return with_codes(SettledLevel.objects.filter(Q(assessment=assessment) | Q(assessment__in=earlier)))


def with_codes(rows: QuerySet[SettledLevel]) -> QuerySet[SettledLevel]:
    """National levels that name their question and level as their own version does."""
    return rows.annotate(indicator_code=F("indicator__code"), level_code=F("level__code"))


def with_digest(references: QuerySet[EvidenceReference]) -> QuerySet[EvidenceReference]:
    """References with the code of their question, and the digest of their file's newest version."""
    newest = FileVersion.objects.filter(file=OuterRef("file")).order_by("-number").values("sha256")
    return references.annotate(indicator_code=F("indicator__code"), sha256=Subquery(newest[:1]))


def assessments_of(assessment: Assessment, rows: Iterable[SettledLevel]) -> set[int]:
    """Ids of the assessments that the rows come from, and of this one."""
    return {assessment.pk, *(row.assessment_id for row in rows)}


def ground_from(
    assessment: Assessment, rows: Iterable[SettledLevel], references: Iterable[EvidenceReference]
) -> Ground:
    """
    Return the ground that is already at hand, without a query.

    Args:
        rows: from ``with_codes``, ``LATEST_FIRST``.
        references: from ``with_digest``, of the same assessments.
    """
    framework = known_framework(assessment.framework_version)
    now: list[SettledLevel] = []
    before: dict[str, SettledLevel] = {}
    for row in rows:
        if row.assessment_id == assessment.pk:
            now.append(row)
        else:
            before.setdefault(row.indicator_code, row)  # type: ignore[attr-defined]
    standing: list[EvidenceReference] = []
    evidence: dict[str, list[Reference]] = defaultdict(list)
    previous_evidence: dict[str, list[Reference]] = defaultdict(list)
    for one in references:
        code = one.indicator_code  # type: ignore[attr-defined]
        if one.assessment_id == assessment.pk:
            standing.append(one)
            evidence[code].append(_reference(one))
        elif code in before and before[code].assessment_id == one.assessment_id:
            previous_evidence[code].append(_reference(one))
    return Ground(
        framework=framework,
        rows=tuple(now),
        references=tuple(standing),
        settled={framework.indicator_codes[row.indicator_id]: framework.value(row.kind, row.level_id) for row in now},
        evidence={code: tuple(given) for code, given in evidence.items()},
        previous=_comparable(framework, before),
        previous_evidence={code: tuple(given) for code, given in previous_evidence.items()},
    )


def _comparable(framework: KnownFramework, before: Mapping[str, SettledLevel]) -> dict[str, Value]:
    """A code keeps its meaning from version to version; what this version does not have is not compared."""
    found = {}
    for code, row in before.items():
        level = row.level_code  # type: ignore[attr-defined]
        if code in framework.indicators and (level is None or level in framework.level_ids):
            found[code] = Value(row.kind, level)  # type: ignore[arg-type]
    return found


def _reference(row: EvidenceReference) -> Reference:
    return Reference(
        key=reference_key(title=row.title, dated_on=row.dated_on),
        sha256=row.sha256 or "",  # type: ignore[attr-defined]
        is_carried=row.carried_from_id is not None,
    )
