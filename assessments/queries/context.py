"""What every page of an assessment says at its top, and the small values that several pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import EvidenceReference
from assessments.models.judgement import Judgement, Kind
from assessments.models.words import STATUS_WORDS
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.attached import FileRef, file_ref
from assessments.queries.framework import KnownFramework
from assessments.scoring.types import Value
from frameworks.spec import Category, FrameworkSpec, Indicator
from ibm_platform.accounts.models import Agency, User
from ibm_platform.accounts.queries import Rights

Row = TypeVar("Row", bound=Judgement)


@dataclass(frozen=True, slots=True)
class AssessmentContext:
    """Which assessment, in which state, until when, and what the person may do to it now."""

    id: int
    country_id: int
    country_code: str
    country_name: str
    time_zone: str
    cycle_id: int
    cycle_code: str
    cycle_name: str
    framework_code: str
    framework_name: str
    framework_version: str
    status: Status
    status_label: str | Promise
    status_since: datetime
    reference_date: date
    answers_due: date
    submission_due: date
    deadline: date | None
    """The day that matters in this state: answers due in set-up and collection, submission due until submitted."""
    days_left: int | None
    """Days until ``deadline`` in the country's time zone; negative when it has passed."""
    is_current: bool
    archived_at: datetime | None
    is_draft: bool
    """True until accepted: what is shown may still change."""
    allowed_actions: frozenset[Action]
    spec: FrameworkSpec = field(repr=False)
    """The framework version of the assessment: names of dimensions, levels and indicators for the page."""
    rights: Rights = field(repr=False)
    """What the person may act as at this moment, for the rest of the same request."""

    @property
    def days_late(self) -> int:
        """Days since the deadline; 0 while there is none or it lies ahead."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, slots=True)
class AgencyRef:
    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LevelOption:
    """One level of the scale as one indicator words it."""

    code: str
    value: int
    name: str
    fact: str
    proved_by: int = 0
    """References that say of themselves that they prove this statement."""


@dataclass(frozen=True, slots=True)
class JudgementView:
    """A stored judgement for reading. ``label`` is "3", "1*" for insufficient information or "n/a"."""

    kind: str
    level: str | None
    level_name: str
    label: str
    reason: str
    comment: str
    revision: int
    saved_at: datetime
    saved_by: str
    carried_from: str = ""
    """Code of the earlier cycle that it repeats unconfirmed; empty where its writer stands for it."""


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value without its history: a proposal, another cycle's level."""

    kind: str
    level: str | None
    level_name: str
    label: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    id: int
    title: str
    kind: str
    kind_name: str
    strength: str
    issued_by: str
    dated_on: date | None
    holder: str
    marking: str
    marking_label: str
    agency: AgencyRef | None
    """None for the country's own."""
    added_at: datetime
    page_reference: str
    proves: tuple[str, ...]
    """Codes of the levels whose statements it proves, in the scale's order."""
    file: FileRef | None
    """None where only the reference was given."""
    carried_from: str
    """Code of the earlier cycle that it was taken over from; empty where it was given anew."""
    file_stays: bool
    """It had a file there, which stays in that assessment."""


def assessment_context(person: User, at: datetime, assessment_id: int) -> AssessmentContext:
    """
    Return the context of an assessment; two queries.

    Raises:
        NotVisible: no such assessment for the person.
    """
    return context_of(see(person, at, assessment_id))


def context_of(seen: Seen, *, extended_until: date | None = None) -> AssessmentContext:
    """
    Return the context of an assessment that the person sees.

    Args:
        extended_until: the last day for answers of the agency that the page is about, where it was given more time.
    """
    assessment, status = seen.assessment, seen.status
    answers_due = assessment.answers_due if extended_until is None else max(assessment.answers_due, extended_until)
    deadline = deadline_of(status, answers_due, assessment.submission_due)
    return AssessmentContext(
        id=assessment.pk,
        country_id=assessment.country_id,
        country_code=assessment.country.code,
        country_name=assessment.country.name,
        time_zone=assessment.country.time_zone,
        cycle_id=assessment.cycle_id,
        cycle_code=assessment.cycle.code,
        cycle_name=assessment.cycle.name,
        framework_code=seen.spec.code,
        framework_name=seen.spec.name,
        framework_version=seen.spec.version,
        status=status,
        status_label=STATUS_WORDS[status],
        status_since=assessment.status_since,
        reference_date=assessment.reference_date,
        answers_due=assessment.answers_due,
        submission_due=assessment.submission_due,
        deadline=deadline,
        days_left=None if deadline is None else (deadline - seen.today()).days,
        is_current=assessment.is_current,
        archived_at=assessment.archived_at,
        is_draft=status not in (Status.ACCEPTED, Status.PUBLISHED),
        allowed_actions=seen.allowed,
        spec=seen.spec,
        rights=seen.rights,
    )


def deadline_of(status: Status, answers_due: date, submission_due: date) -> date | None:
    if status in (Status.SETUP, Status.COLLECTION):
        return answers_due
    if status in (Status.CONSOLIDATION, Status.VALIDATED, Status.RETURNED):
        return submission_due
    return None


def agency_ref(agency: Agency) -> AgencyRef:
    return AgencyRef(agency.pk, agency.code, agency.name)


def level_options(
    framework: KnownFramework, indicator: Indicator, evidence: Iterable[EvidenceView] = ()
) -> tuple[LevelOption, ...]:
    """``evidence``: what stands behind the question, to count it beside the statements."""
    proved = Counter(code for one in evidence for code in one.proves)
    return tuple(
        LevelOption(level.code, level.value, level.name, indicator.facts.get(level.code, ""), proved[level.code])
        for level in framework.spec.levels
    )


def path_of(framework: KnownFramework, indicator: Indicator) -> tuple[Category, ...]:
    """The categories an indicator stands in, one per dimension that sorts each indicator once (pillar, field)."""
    return tuple(
        category
        for dimension in framework.spec.dimensions
        if dimension.assignment == "one"
        for category in dimension.categories
        if category.code in indicator.categories.get(dimension.code, ())
    )


def value_view(framework: KnownFramework, value: Value) -> ValueView:
    return ValueView(value.kind, value.level, _level_name(framework, value.level), label_of(framework, value))


def judgement_view(framework: KnownFramework, row: Judgement, *, value: Value | None = None) -> JudgementView:
    """
    ``row`` needs ``saved_by`` loaded; its level is read from the framework, or given for a row of another version.

    The cycle that it was taken over from is told of rows that come from ``with_cycle``.
    """
    value = value or framework.value(row.kind, row.level_id)
    return JudgementView(
        kind=row.kind,
        level=value.level,
        level_name=_level_name(framework, value.level),
        label=label_of(framework, value),
        reason=row.reason,
        comment=row.comment,
        revision=row.revision,
        saved_at=row.saved_at,
        saved_by=row.saved_by.name,
        carried_from=getattr(row, "carried_cycle", None) or "",
    )


def with_cycle(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Answers or their revisions with who saved them, and the code of the cycle that they repeat unconfirmed."""
    return rows.select_related("saved_by").annotate(carried_cycle=F("carried_from__answer__assessment__cycle__code"))


def earlier_value_view(
    framework: KnownFramework, kind: str, level: str | None, *, value: int | None, name: str
) -> ValueView:
    """
    Return a value of an earlier version; a level that the present one lacks stands as that version named it.

    Args:
        value: of the level in its own version, with its ``name`` there.
    """
    if level is None or level in framework.level_ids:
        return value_view(framework, Value(kind, level))  # type: ignore[arg-type]
    return ValueView(kind, level, name, str(value))


def label_of(framework: KnownFramework, value: Value) -> str:
    """ "3", "1*" where information was insufficient, "n/a" where the question does not apply."""
    if value.kind == Kind.NOT_APPLICABLE:
        return _("n/a")
    if value.level is None:
        return f"{framework.level_values[framework.spec.scoring.insufficient_level]}*"
    return str(framework.level_values[value.level])


def evidence_view(framework: KnownFramework, row: EvidenceReference) -> EvidenceView:
    """``row`` comes from ``attached.with_files``."""
    names = {kind.code: kind.name for kind in framework.spec.evidence_kinds}
    return EvidenceView(
        id=row.pk,
        title=row.title,
        kind=row.kind,
        kind_name=names.get(row.kind, row.kind),
        strength=row.strength,
        issued_by=row.issued_by,
        dated_on=row.dated_on,
        holder=row.holder,
        marking=row.marking,
        marking_label=row.get_marking_display(),
        agency=None if row.agency is None else agency_ref(row.agency),
        added_at=row.added_at,
        page_reference=row.page_reference,
        proves=tuple(row.proves),
        file=file_ref(row),
        carried_from=row.carried_cycle or "",  # type: ignore[attr-defined]
        file_stays=row.carried_file is not None and row.file_id is None,  # type: ignore[attr-defined]
    )


def _level_name(framework: KnownFramework, code: str | None) -> str:
    return next((level.name for level in framework.spec.levels if level.code == code), "")
