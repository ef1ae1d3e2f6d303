"""Whoever asked for a report is told that it is ready."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from assessments.permissions import Action, granted_by
from ibm_platform.accounts.operations import notify
from ibm_platform.accounts.queries import Recipient, rights_of
from reports.models import Report


def tell_ready(*, report_id: UUID, at: datetime) -> None:
    """Tell the person in a role that still opens the report; nobody when there is none. In the caller's transaction."""
    report = Report.objects.select_related("assessment__country", "assessment__cycle", "requested_by").get(pk=report_id)
    assessment = report.assessment
    rights = rights_of(report.requested_by, at)
    roles = granted_by(Action.DOWNLOAD_REPORT, rights=rights, assessment=assessment)
    held = [one for one in rights.holdings if one.role in roles and one.country_id in {None, assessment.country_id}]
    scopes = sorted((one.role, one.country_id, one.agency_id) for one in held)
    notify(
        recipients=[Recipient(report.requested_by_id, *scope) for scope in scopes[:1]],
        kind="report_ready",
        unique_key=f"report_ready:{report.pk}",
        subject=assessment.pk,
        words={"country": assessment.country.name, "cycle": assessment.cycle.name},
        page="reports:page",
        page_args=[str(report.pk)],
        at=at,
    )
