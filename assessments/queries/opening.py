"""What a person may open: cycles for coordinators, assessments for coordinators and the country's own focal point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessments.models import Assessment, Cycle
from frameworks.models import FrameworkVersion
from ibm_platform.accounts.models import Country, Role, User
from ibm_platform.accounts.queries import Rights, rights_of
from ibm_platform.common.errors import NotAllowed

READERS = (Role.COORDINATOR, Role.FOCAL_POINT, Role.SIGNATORY)


@dataclass(frozen=True, slots=True)
class CycleRow:
    """``assessments`` counts those that the person may know of."""

    id: int
    code: str
    name: str
    framework: str
    answers_due: date
    submission_due: date
    assessments: int


@dataclass(frozen=True, slots=True)
class CyclesPage:
    cycles: tuple[CycleRow, ...]
    """Newest first."""
    may_open_cycle: bool
    may_open_assessment: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CycleOpening:
    """``versions``: published framework versions, the one published last first."""

    versions: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AssessmentOpening:
    countries: tuple[Choice, ...]
    cycles: tuple[Choice, ...]


def require_cycle_reader(rights: Rights) -> None:
    """
    Pass for those who plan a country's work by the cycles.

    Raises:
        NotAllowed: the person is neither coordinator nor a national person of a country.
    """
    if not rights.roles & set(READERS):
        raise NotAllowed(_("Cycles are for coordinators and national focal points."))


def cycles_page(person: User, at: datetime) -> CyclesPage:
    """
    Return every cycle with how many assessments the person may know of; three queries.

    Raises:
        NotAllowed: the person is neither coordinator nor a national person of a country.
    """
    rights = rights_of(person, at)
    require_cycle_reader(rights)
    visible = Assessment.objects.visible_to(person, at).listed().filter(is_current=True).order_by()
    counts = dict(visible.values_list("cycle_id").annotate(Count("pk")))
    return CyclesPage(
        cycles=tuple(
            CycleRow(
                id=cycle.pk,
                code=cycle.code,
                name=cycle.name,
                framework=str(cycle.framework_version),
                answers_due=cycle.answers_due,
                submission_due=cycle.submission_due,
                assessments=counts.get(cycle.pk, 0),
            )
            for cycle in Cycle.objects.select_related("framework_version__framework").defer(
                "framework_version__document"
            )
        ),
        may_open_cycle=rights.is_coordinator,
        may_open_assessment=_may_open_assessment(rights),
    )


def cycle_opening(person: User, at: datetime) -> CycleOpening:
    """
    Return what a new cycle may measure; two queries.

    Raises:
        NotAllowed: the person is no coordinator.
    """
    if not rights_of(person, at).is_coordinator:
        raise NotAllowed(_("Only a coordinator opens a cycle."))
    versions = (
        FrameworkVersion.objects.published()
        .select_related("framework")
        .defer("document")
        .order_by("-published_at", "-pk")
    )
    return CycleOpening(tuple(Choice(version.pk, f"{version} – {version.framework.name}") for version in versions))


def assessment_opening(person: User, at: datetime) -> AssessmentOpening:
    """
    Return the countries and cycles the person may choose for a new assessment; three queries.

    Raises:
        NotAllowed: the person is neither coordinator nor focal point.
    """
    rights = rights_of(person, at)
    if not _may_open_assessment(rights):
        raise NotAllowed(_("Only a coordinator or the national focal point opens an assessment."))
    own = Q() if rights.is_coordinator else Q(pk__in=rights.country_ids(Role.FOCAL_POINT))
    return AssessmentOpening(
        countries=tuple(Choice(pk, name) for pk, name in Country.objects.filter(own).values_list("pk", "name")),
        cycles=tuple(Choice(pk, name) for pk, name in Cycle.objects.values_list("pk", "name")),
    )


def _may_open_assessment(rights: Rights) -> bool:
    return rights.is_coordinator or bool(rights.country_ids(Role.FOCAL_POINT))
