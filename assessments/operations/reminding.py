"""Reminders of a deadline: 14, 7 and 2 days before, and one day after, each told once on the morning of the country."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assessments.lifecycle import Status
from assessments.models import Assessment, Participation
from assessments.operations.noticing import named, of_agency, one_each
from assessments.queries.conditions import last_day
from ibm_platform.accounts.limits import MORNING
from ibm_platform.accounts.models import Role
from ibm_platform.accounts.operations import notify
from ibm_platform.accounts.queries import Holding, holders

REMIND_AT = (14, 7, 2, -1)
"""Days before the last one; -1 is the day after."""
AT_ONCE = 2
BEFORE_SUBMISSION = (Status.CONSOLIDATION, Status.VALIDATED, Status.RETURNED)


def remind(*, clock: Callable[[], datetime]) -> None:
    """
    Tell whoever has to act that a deadline comes nearer; run again, by one worker or by many, it tells nobody twice.

    Agencies that have handed over, and countries that have submitted, are left alone; more time that was given counts.
    """
    at = clock()
    open_now = Assessment.objects.filter(status__in=[Status.COLLECTION, *BEFORE_SUBMISSION], archived_at__isnull=True)
    for assessment in open_now.with_context().order_by("pk"):
        local = at.astimezone(ZoneInfo(assessment.country.time_zone))
        if local.time() < MORNING:
            continue
        if assessment.status == Status.COLLECTION:
            _remind_agencies(assessment, local.date(), at)
        else:
            national = [Holding(role, assessment.country_id, None) for role in (Role.FOCAL_POINT, Role.SIGNATORY)]
            _tell(assessment, national, assessment.submission_due, local.date(), at)


def _remind_agencies(assessment: Assessment, today: date, at: datetime) -> None:
    late = Participation.objects.standing().filter(assessment=assessment, released_at__isnull=True)
    for part in late.filter(agency__is_active=True).select_related("agency").order_by("pk"):
        due = last_day(assessment.answers_due, part.extended_until)
        _tell(assessment, of_agency(assessment, part.agency_id), due, today, at, part)


def _tell(
    assessment: Assessment,
    scopes: Iterable[Holding],
    due: date,
    today: date,
    at: datetime,
    part: Participation | None = None,
) -> None:
    days = (due - today).days
    if days not in REMIND_AT:
        return
    agency = part.agency if part else None
    page = "assessments:tasks" if agency else "assessments:assessment"
    notify(
        recipients=one_each(holders(scopes, at)),
        kind="deadline_soon" if days == AT_ONCE else "deadline",
        # The day is part of it: after more time was given, the new day is told of anew.
        unique_key=f"deadline:{assessment.pk}:{agency.pk if agency else 0}:{due.isoformat()}:{days}",
        subject=assessment.pk,
        words={**named(assessment), "agency": agency.name if agency else "", "day": due.isoformat(), "days": days},
        page=page,
        page_args=[assessment.pk, agency.pk] if agency else [assessment.pk],
        at=at,
    )
