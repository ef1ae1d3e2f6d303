"""All countries of one cycle on one board, for the coordinator. Before submission it holds states and counts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.lifecycle import FINAL, Status
from assessments.models import (
    AgencyAnswer,
    Assessment,
    Assignment,
    Cycle,
    EvidenceReference,
    ReturnedQuestion,
    ScorecardValue,
    SettledLevel,
)
from assessments.models.judgement import Kind
from assessments.models.words import STATUS_WORDS
from assessments.queries.context import deadline_of
from assessments.queries.framework import known_framework
from assessments.scoring.display import shown_percent
from frameworks.models import Level
from frameworks.spec import FrameworkSpec
from ibm_platform.accounts.models import Role, User
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import NotAllowed

WAITING_FOR: Mapping[Status, Role | None] = {
    Status.SETUP: Role.FOCAL_POINT,
    Status.COLLECTION: Role.OFFICER,
    Status.CONSOLIDATION: Role.FOCAL_POINT,
    Status.VALIDATED: Role.SIGNATORY,
    Status.SUBMITTED: Role.COORDINATOR,
    Status.RETURNED: Role.FOCAL_POINT,
    Status.ACCEPTED: Role.SIGNATORY,
    Status.PUBLISHED: None,
    Status.WITHDRAWN: None,
}
"""Whose turn it is in a state; in collection the agencies', named by their officers."""


FROZEN = (Status.ACCEPTED, Status.PUBLISHED)
CHECKED = (Status.SUBMITTED, Status.RETURNED)
"""While the coordinator checks: evidence and what is not applicable are counted row by row."""


@dataclass(frozen=True, slots=True)
class BandCell:
    code: str
    display: str
    band: str
    band_value: int | None


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    assessment_id: int
    country_code: str
    country_name: str
    cycle_code: str
    status: Status
    status_label: str | Promise
    since: datetime
    deadline: date | None
    days_left: int | None
    given: int
    """Answers that agencies have given; counted while answers are collected, else 0."""
    asked: int
    """Answers that agencies are asked for; likewise."""
    settled: int
    """Indicators settled as a level or as insufficient information."""
    applicable: int
    """Indicators not settled as not applicable."""
    evidence_share: Fraction | None
    """From submission on."""
    evidence_display: str
    returned: int
    """Returned questions that are open."""
    unapproved: int
    """"Not applicable" that nobody has approved; from submission on."""
    open_problems: int
    """Both together."""
    waiting_for: Role | None
    waiting_label: str | Promise
    bands: tuple[BandCell | None, ...]
    """One per column; None in each place before the scorecard is frozen."""

    @property
    def is_late(self) -> bool:
        """The day that its state is due lies behind, in the country's own time zone."""
        return self.status not in FINAL and self.days_left is not None and self.days_left < 0

    def days_in_state(self, at: datetime) -> int:
        return max(0, (at - self.since).days)


@dataclass(frozen=True, slots=True)
class CycleChoice:
    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PortfolioColumn:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    cycles: tuple[CycleChoice, ...]
    cycle: CycleChoice | None
    """The chosen one; without a choice the latest."""
    spec: FrameworkSpec | None
    """The cycle's framework version."""
    columns: tuple[PortfolioColumn, ...]
    """Cells of the cycle's framework version, else the categories of its first dimension."""
    rows: tuple[PortfolioRow, ...]
    """By country name: countries are never ranked."""
    by_status: Mapping[Status, int]
    """How many of the rows are in each state that occurs."""


def portfolio(person: User, at: datetime, cycle_id: int | None = None) -> Portfolio:
    """
    Return the assessments of one cycle; five queries at most, however many countries there are.

    Raises:
        NotAllowed: the person is no coordinator.
    """
    if not rights_of(person, at).is_coordinator:
        raise NotAllowed(_("Only a coordinator reads the board of all countries."))
    cycles = list(Cycle.objects.select_related("framework_version").defer("framework_version__document"))
    cycle = next((one for one in cycles if one.pk == cycle_id), None) if cycle_id else (cycles[0] if cycles else None)
    choices = tuple(CycleChoice(one.pk, one.code, one.name) for one in cycles)
    if cycle is None:
        return Portfolio(choices, None, None, (), (), {})
    spec = known_framework(cycle.framework_version).spec
    columns = _columns(spec)
    assessments = _counted(Assessment.objects.listed().filter(cycle=cycle, is_current=True))
    found = list(assessments.select_related("country").order_by("country__name"))
    bands, applicable = _frozen_values(found, spec)
    answers = _answers([one.pk for one in found if one.status == Status.COLLECTION])
    rows = tuple(
        _row(one, cycle, spec, columns, bands.get(one.pk, {}), applicable.get(one.pk), answers.get(one.pk, (0, 0)), at)
        for one in found
    )
    by_status: dict[Status, int] = defaultdict(int)
    for row in rows:
        by_status[row.status] += 1
    return Portfolio(choices, CycleChoice(cycle.pk, cycle.code, cycle.name), spec, columns, rows, dict(by_status))


def _counted(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    settled = SettledLevel.objects.filter(assessment=OuterRef("pk")).order_by()
    # Not the lowest level: there is one below it on the same scale.
    above = settled.filter(
        Exists(Level.objects.filter(version=OuterRef("level__version"), value__lt=OuterRef("level__value"))),
        kind=Kind.LEVEL,
    )
    handed_over = EvidenceReference.objects.filter(
        Q(agency__isnull=True)
        | Q(
            agency__participations__assessment=OuterRef("assessment"),
            agency__participations__released_at__isnull=False,
            agency__participations__left_at__isnull=True,
        ),
        assessment=OuterRef("assessment"),
        indicator=OuterRef("indicator"),
        removed_at__isnull=True,
    )
    unapproved = settled.filter(kind=Kind.NOT_APPLICABLE, na_approved_at__isnull=True)
    returned = ReturnedQuestion.objects.filter(assessment=OuterRef("pk"), closed_at__isnull=True).order_by()
    # Accepted ones carry their counts in the frozen total, and their evidence share: nothing is counted for them.
    return assessments.annotate(
        scored=Case(When(status__in=FROZEN, then=Value(0)), default=_count(settled.exclude(kind=Kind.NOT_APPLICABLE))),
        not_applicable=Case(
            When(status__in=FROZEN, then=Value(0)), default=_count(settled.filter(kind=Kind.NOT_APPLICABLE))
        ),
        above=Case(When(status__in=CHECKED, then=_count(above)), default=Value(0)),
        evidenced=Case(When(status__in=CHECKED, then=_count(above.filter(Exists(handed_over)))), default=Value(0)),
        # Nothing is accepted while one of these waits.
        unapproved=Case(When(status__in=CHECKED, then=_count(unapproved)), default=Value(0)),
        returned=_count(returned),
        frozen_share=F("scorecards__evidence_share"),
    )


def _answers(assessment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """
    Assessment id → answers given and asked for; one query, and none for nobody.

    What was carried over from an earlier cycle counts once somebody has confirmed it.
    """
    if not assessment_ids:
        return {}
    answer = AgencyAnswer.objects.filter(
        assessment=OuterRef("assessment"),
        agency=OuterRef("agency"),
        indicator=OuterRef("indicator"),
        carried_from__isnull=True,
    )
    counted = (
        Assignment.objects.standing()
        .filter(assessment__in=assessment_ids)
        .annotate(is_given=Exists(answer))
        .order_by()
        .values("assessment_id")
        .annotate(given=Count("pk", filter=Q(is_given=True)), asked=Count("pk"))
    )
    return {row["assessment_id"]: (row["given"], row["asked"]) for row in counted}


def _count(rows: QuerySet[SettledLevel] | QuerySet[ReturnedQuestion]) -> Coalesce:
    counted = rows.values("assessment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _columns(spec: FrameworkSpec) -> tuple[PortfolioColumn, ...]:
    pair = spec.cell_dimensions
    if pair is None:
        categories = spec.dimensions[0].categories if spec.dimensions else ()
        return tuple(PortfolioColumn(one.code, one.name) for one in categories)
    present = {spec.cell_of(indicator) for indicator in spec.indicators}
    return tuple(
        PortfolioColumn(f"{outer.code}.{inner.code}", f"{outer.name} – {inner.name}")
        for outer in pair[0].categories
        for inner in pair[1].categories
        if f"{outer.code}.{inner.code}" in present
    )


def _frozen_values(
    found: list[Assessment], spec: FrameworkSpec
) -> tuple[dict[int, dict[str, BandCell]], dict[int, int]]:
    """Assessment id → its bands by column, and → how many indicators apply; one query for all that are frozen."""
    values = {level.code: level.value for level in spec.levels}
    kind = "category" if spec.cell_dimensions is None else "cell"
    bands: dict[int, dict[str, BandCell]] = defaultdict(dict)
    rows = ScorecardValue.objects.filter(
        scorecard__assessment__in=[one.pk for one in found if one.status in FROZEN], kind__in=[kind, "total"]
    )
    names = ("scorecard__assessment_id", "kind", "code", "display", "band", "applicable")
    applicable: dict[int, int] = {}
    for assessment_id, row_kind, code, display, band, number in rows.values_list(*names):
        if row_kind == "total":
            applicable[assessment_id] = number
        else:
            bands[assessment_id][code] = BandCell(code, display, band, values.get(band))
    return bands, applicable


def _row(
    one: Assessment,
    cycle: Cycle,
    spec: FrameworkSpec,
    columns: tuple[PortfolioColumn, ...],
    bands: Mapping[str, BandCell],
    frozen_applicable: int | None,
    answers: tuple[int, int],
    at: datetime,
) -> PortfolioRow:
    status = Status(one.status)
    deadline = deadline_of(status, one.answers_due, one.submission_due)
    share = _share(one, status)
    role = WAITING_FOR[status]
    return PortfolioRow(
        assessment_id=one.pk,
        country_code=one.country.code,
        country_name=one.country.name,
        cycle_code=cycle.code,
        status=status,
        status_label=STATUS_WORDS[status],
        since=one.status_since,
        deadline=deadline,
        days_left=None if deadline is None else (deadline - at.astimezone(ZoneInfo(one.country.time_zone)).date()).days,
        given=answers[0],
        asked=answers[1],
        # Nothing is submitted before every indicator is settled, so what applies is settled.
        settled=one.scored if frozen_applicable is None else frozen_applicable,
        applicable=len(spec.indicators) - one.not_applicable if frozen_applicable is None else frozen_applicable,
        evidence_share=share,
        evidence_display=shown_percent(share),
        returned=one.returned,
        unapproved=one.unapproved,
        open_problems=one.returned + one.unapproved,
        waiting_for=role,
        waiting_label="" if role is None else role.label,
        bands=tuple(bands.get(column.code) for column in columns),
    )


def _share(one: Assessment, status: Status) -> Fraction | None:
    if status in FROZEN:
        return Fraction(one.frozen_share) if one.frozen_share else None
    if status in CHECKED and one.above:
        return Fraction(one.evidenced, one.above)
    return None
