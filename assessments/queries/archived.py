"""Finished assessments that were taken out of the lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from assessments.lifecycle import Status
from assessments.models import Assessment
from assessments.models.words import STATUS_WORDS
from assessments.permissions import Action, allowed_actions
from assessments.queries.access import see
from assessments.queries.context import AssessmentContext, context_of
from ibm_platform.accounts.models import User
from ibm_platform.accounts.queries import rights_of


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    assessment_id: int
    country_name: str
    cycle_code: str
    status: Status
    status_label: str | Promise
    reference_date: date
    archived_on: date
    """In the country's time zone, as its own page says it."""
    archived_by: str
    may_bring_back: bool


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """The page on which an assessment is archived or brought back. ``archived_by`` is empty while it stands in the lists."""

    context: AssessmentContext
    archived_by: str


def archived(person: User, at: datetime) -> tuple[ArchivedRow, ...]:
    """Return the archived assessments that the person may know of, the last first; two queries."""
    rights = rights_of(person, at)
    rows = (
        Assessment.objects.open_to(person, rights)
        .filter(archived_at__isnull=False)
        .with_context()
        .select_related("archived_by")
        .order_by("-archived_at", "-pk")
    )
    return tuple(
        ArchivedRow(
            assessment_id=row.pk,
            country_name=row.country.name,
            cycle_code=row.cycle.code,
            status=Status(row.status),
            status_label=STATUS_WORDS[Status(row.status)],
            reference_date=row.reference_date,
            archived_on=row.archived_at.astimezone(ZoneInfo(row.country.time_zone)).date(),
            archived_by=row.archived_by.name if row.archived_by else "",
            may_bring_back=Action.UNARCHIVE in allowed_actions(rights=rights, assessment=row),
        )
        for row in rows
        if row.archived_at is not None
    )


def archive_page(person: User, at: datetime, assessment_id: int) -> ArchivePage:
    """
    Return what the page says before it archives or brings back.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does neither, or the assessment is not finished.
    """
    seen = see(person, at, assessment_id, Action.ARCHIVE)
    by = seen.assessment.archived_by
    return ArchivePage(context_of(seen), by.name if by else "")
