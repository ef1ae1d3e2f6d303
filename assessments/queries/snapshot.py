"""Everything a report prints of one assessment, as plain data. No permission is asked here: the callers have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from assessments.lifecycle import Move
from assessments.models import (
    AgencyAnswer,
    Assessment,
    AssessmentEvent,
    Assignment,
    Consent,
    Participation,
    ReturnedQuestion,
    Scorecard,
    WarningExplanation,
)
from assessments.queries.agreement import label_from
from assessments.queries.finding_words import rule_of, sentence_of
from assessments.queries.framework import KnownFramework, known_framework
from assessments.queries.ground import Ground, ground_of
from assessments.queries.previous import earlier_results, frozen_scores
from assessments.queries.seen import released_answers
from assessments.queries.snapshot_meetings import (
    SnapshotRemark,
    SnapshotWorkshop,
    snapshot_peer,
    snapshot_remarks,
    snapshot_workshops,
)
from assessments.scoring.types import Value
from frameworks.spec import FrameworkSpec


@dataclass(frozen=True, slots=True)
class SnapshotEvidence:
    indicator: str
    title: str
    kind: str
    strength: str
    marking: str
    issued_by: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class SnapshotSaid:
    """What one agency handed over on one indicator; ``types`` are the agency's."""

    agency: str
    types: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class SnapshotLevel:
    """One national level. ``spread`` is the lowest and highest released agency level, None when no agency gave one."""

    value: Value
    reason: str
    na_approved: bool
    spread: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SnapshotAgency:
    """``answered`` counts released answers; 0 while the agency has not released."""

    code: str
    name: str
    types: tuple[str, ...]
    asked: int
    answered: int
    absent: bool


@dataclass(frozen=True, slots=True)
class SnapshotFinding:
    """``message`` says what was found and ``rule`` why it matters, in the language of the report."""

    code: str
    kind: str
    message: str
    rule: str


@dataclass(frozen=True, slots=True)
class SnapshotConsent:
    profile: bool
    report: bool
    all_donors: bool
    signed_on: date


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """The frozen scores of an earlier cycle; comparable only under the same framework version."""

    cycle_code: str
    framework_version: str
    scores: Mapping[tuple[str, str], Fraction | None]


@dataclass(frozen=True, slots=True)
class NationalSnapshot:
    assessment_id: int
    country_code: str
    country_name: str
    cycle_code: str
    cycle_name: str
    reference_date: date
    status: str
    submitted_on: date | None
    accepted_on: date | None
    spec: FrameworkSpec
    framework_hash: str
    label: str
    levels: Mapping[str, SnapshotLevel]
    """Indicator code → settled; a missing one is unsettled."""
    said: Mapping[str, tuple[SnapshotSaid, ...]]
    """Indicator code → released answers, by the agencies' codes; an indicator without one is not in it."""
    evidence: tuple[SnapshotEvidence, ...]
    """References that were handed over, in the framework's order, then as they were added."""
    agencies: tuple[SnapshotAgency, ...]
    """By name."""
    explanations: Mapping[str, str]
    profile: Mapping[str, str]
    """Profile question code → answer."""
    returned: int
    """Number of questions ever returned."""
    consent: SnapshotConsent | None
    receipt_hash: str | None
    previous: PreviousResult | None
    peer: Mapping[str, Value] = field(default_factory=dict)
    """Indicator code → the last level that reviewers proposed and the country was sent."""
    remarks: tuple[SnapshotRemark, ...] = ()
    """Of reviewers, that the country was sent, by number."""
    workshops: tuple[SnapshotWorkshop, ...] = ()
    findings: tuple[SnapshotFinding, ...] = ()
    """What the country had to mend or to explain; its sentences stand among the ``explanations``."""


def national_snapshot(assessment: Assessment) -> NationalSnapshot:
    """Return what a report prints; fifteen queries, five more with a workshop, one with remarks, one without the context."""
    framework = known_framework(assessment.framework_version)
    zone = ZoneInfo(assessment.country.time_zone)
    moments = _moments(assessment)
    ground = ground_of(assessment)
    said = _said(assessment, ground.framework)
    levels = _levels(ground, said)
    peer = snapshot_peer(assessment, framework)
    return NationalSnapshot(
        assessment_id=assessment.pk,
        country_code=assessment.country.code,
        country_name=assessment.country.name,
        cycle_code=assessment.cycle.code,
        cycle_name=assessment.cycle.name,
        reference_date=assessment.reference_date,
        status=assessment.status,
        submitted_on=_day(moments.get(Move.SUBMIT), zone),
        accepted_on=_day(moments.get(Move.ACCEPT), zone),
        spec=framework.spec,
        framework_hash=framework.content_hash,
        label=label_from(framework.spec, ground.settled, peer),
        levels=levels,
        said=said,
        evidence=_evidence(ground),
        agencies=_agencies(assessment),
        explanations=dict(WarningExplanation.objects.filter(assessment=assessment).values_list("warning", "text")),
        profile=dict(assessment.profile),
        returned=ReturnedQuestion.objects.filter(assessment=assessment).count(),
        consent=_consent(assessment, zone),
        receipt_hash=Scorecard.objects.filter(assessment=assessment).values_list("receipt_hash", flat=True).first(),
        previous=_previous(assessment),
        peer=peer,
        remarks=snapshot_remarks(assessment, framework),
        workshops=snapshot_workshops(assessment, framework),
        findings=tuple(
            SnapshotFinding(one.code, one.kind, sentence_of(one), rule_of(one)) for one in ground.findings()
        ),
    )


def _moments(assessment: Assessment) -> dict[str, datetime]:
    """The last time each of the two moves was made."""
    rows = AssessmentEvent.objects.filter(assessment=assessment, kind__in=[Move.SUBMIT.value, Move.ACCEPT.value])
    return dict(rows.order_by("number").values_list("kind", "at"))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()


def _said(assessment: Assessment, framework: KnownFramework) -> dict[str, tuple[SnapshotSaid, ...]]:
    said: dict[str, list[SnapshotSaid]] = defaultdict(list)
    rows = released_answers(assessment.pk).order_by("indicator__position", "agency__code")
    for indicator_id, code, types, kind, level_id in rows.values_list(
        "indicator_id", "agency__code", "agency__types", "kind", "level_id"
    ):
        one = SnapshotSaid(code, tuple(types), framework.value(kind, level_id))
        said[framework.indicator_codes[indicator_id]].append(one)
    return {code: tuple(answers) for code, answers in said.items()}


def _levels(ground: Ground, said: Mapping[str, tuple[SnapshotSaid, ...]]) -> dict[str, SnapshotLevel]:
    framework = ground.framework
    levels = {}
    for row in ground.rows:
        code = framework.indicator_codes[row.indicator_id]
        standings = (framework.standing(one.value) for one in said.get(code, ()))
        given = [standing for standing in standings if standing is not None]
        levels[code] = SnapshotLevel(
            value=framework.value(row.kind, row.level_id),
            reason=row.reason,
            na_approved=row.na_approved_at is not None,
            spread=(min(given), max(given)) if given else None,
        )
    return levels


def _evidence(ground: Ground) -> tuple[SnapshotEvidence, ...]:
    codes = ground.framework.indicator_codes
    return tuple(
        SnapshotEvidence(
            codes[row.indicator_id], row.title, row.kind, row.strength, row.marking, row.issued_by, row.dated_on
        )
        for row in ground.references
    )


def _agencies(assessment: Assessment) -> tuple[SnapshotAgency, ...]:
    asked: dict[int, int] = defaultdict(int)
    for agency_id in Assignment.objects.standing().filter(assessment=assessment).values_list("agency_id", flat=True):
        asked[agency_id] += 1
    answered: dict[int, int] = defaultdict(int)
    for agency_id in AgencyAnswer.objects.filter(assessment=assessment).values_list("agency_id", flat=True):
        answered[agency_id] += 1
    participations = (
        Participation.objects.standing().filter(assessment=assessment).select_related("agency").order_by("agency__name")
    )
    return tuple(
        SnapshotAgency(
            code=one.agency.code,
            name=one.agency.name,
            types=tuple(one.agency.types),
            asked=asked[one.agency_id],
            answered=answered[one.agency_id] if one.released_at is not None else 0,
            absent=one.absent,
        )
        for one in participations
    )


def _consent(assessment: Assessment, zone: ZoneInfo) -> SnapshotConsent | None:
    row = (
        Consent.objects.filter(assessment=assessment, withdrawn_at__isnull=True)
        .values_list("profile", "report", "all_donors", "signed_at")
        .first()
    )
    if row is None:
        return None
    return SnapshotConsent(row[0], row[1], row[2], row[3].astimezone(zone).date())


def _previous(assessment: Assessment) -> PreviousResult | None:
    row = earlier_results(assessment).values_list("pk", "cycle__code", "framework_version__number").first()
    return None if row is None else PreviousResult(row[1], row[2], frozen_scores(row[0]))
