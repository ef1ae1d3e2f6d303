"""How services of the demo share their work: a lead gives questions to an officer, asks for more time, and is stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessments import operations, queries
from ibm_platform.accounts import operations as accounts
from ibm_platform.accounts.queries import rights_of, substitute_page

if TYPE_CHECKING:
    from assessments.management.demo_story import Told
    from assessments.models import Assessment
    from ibm_platform.accounts.models import Agency, User

GIVEN = 6
"""Questions that the lead gives to the officer."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def share_work(told: Told, assessment: Assessment, *, at: datetime, person: Callable[..., User]) -> None:
    """
    One service shares its questions out and is given more time; another waits for the answer to its wish.

    Args:
        person: invites somebody and lets them in.
    """
    service, lead = told.agencies["MS"], told.answering["MS"]
    address = f"asylum.{told.data.slug}@demo.example"
    officer = person("Pelin Sorva", address, "officer", lead, at, told.country, service)
    share_out(lead, officer, service, assessment, at)
    stand_in(lead, officer, at)
    reason = "The figures of the reception centres come at the end of the month."
    wish = operations.ask_extension(
        actor=lead, at=at, assessment_id=assessment.pk, agency_id=service.pk, days=3, reason=reason
    )
    operations.decide_extension(
        actor=told.focal_point, at=at + HOUR, assessment_id=assessment.pk, extension_id=wish.pk, days=3
    )
    operations.ask_extension(
        actor=told.answering["PH"],
        at=at + 2 * HOUR,
        assessment_id=assessment.pk,
        agency_id=told.agencies["PH"].pk,
        days=5,
        reason="Two laboratories answer after the inspection of next week.",
    )


def share_out(lead: User, officer: User, agency: Agency, assessment: Assessment, at: datetime) -> None:
    """Give the first questions that the agency has not answered to one officer."""
    asked = queries.tasks(lead, at, assessment.pk, agency.pk)
    waiting = [one.code for group in asked.groups for row in group.rows for one in row.questions if not one.is_answered]
    operations.delegate(
        actor=lead,
        at=at,
        assessment_id=assessment.pk,
        agency_id=agency.pk,
        officer_id=officer.pk,
        indicator_codes=waiting[:GIVEN],
    )


def stand_in(lead: User, officer: User, at: datetime) -> None:
    """Let the officer act as the lead for a week that begins in ten days."""
    # The lead holds this one role.
    role = substitute_page(rights_of(lead, at), person_id=lead.pk, asked_by_id=lead.pk, at=at).roles[0]
    begin = (at + 10 * DAY).date()
    accounts.substitute(
        membership_id=role.membership_id,
        substitute_id=officer.pk,
        from_day=begin,
        until=begin + 7 * DAY,
        actor=lead,
        at=at,
        proved_at=at,
    )
