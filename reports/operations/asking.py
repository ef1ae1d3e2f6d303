"""A person asks for a report, asks again, or calls it off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.operations import events
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from reports import queue
from reports.content import snapshot_digest, take_snapshot
from reports.models import Edition, Report, State
from reports.permissions import chosen_edition

LAYOUT_VERSION = 4
"""Raised when the same snapshot prints differently, so that an old file is not given for a new layout."""

OVER = (State.FAILED, State.CANCELLED, State.EXPIRED)


class ReportBusy(Conflict):
    """The report is not in a state in which this can be done to it."""

    code = "report_busy"


def request_report(
    *, actor: User, at: datetime, assessment_id: int, language: str, edition: str | None = None
) -> Report:
    """
    Ask for the report of the assessment as it stands now, or find the one that is already there.

    Donors get the shared edition under a consent in force; everybody else the internal one unless the shared one is named.
    The row is committed first and the message sent after, so a queue that does not answer holds nobody.

    Raises:
        NotVisible: there is no such assessment for the person.
        NotAllowed: the role, the state or the consent does not allow it.
        Invalid: no such language or edition.
    """
    if language not in dict(settings.LANGUAGES):
        message = _("Reports are not made in this language; choose one of the list.")
        raise Invalid(message, fields={"language": [message]})
    if edition is not None and edition not in Edition.values:
        message = _("There is no such edition; choose internal or shared.")
        raise Invalid(message, fields={"edition": [message]})
    with transaction.atomic():
        # One at a time for an assessment: two requests in one moment find one row.
        assessment = _locked(actor, at, assessment_id)
        chosen = chosen_edition(actor=actor, at=at, assessment=assessment, edition=edition)
        report, created = Report.objects.get_or_create(
            assessment=assessment,
            snapshot_hash=snapshot_digest(take_snapshot(assessment, language=language)),
            edition=chosen,
            language=language,
            layout_version=LAYOUT_VERSION,
            defaults={
                "printed_status": assessment.status,
                "requested_by": actor,
                "requested_at": at,
                "queued_at": at,
            },
        )
        if created:
            details = {"report": str(report.pk), "edition": chosen, "language": language}
            events.record(assessment, "report_requested", actor, at, details)
        elif report.state in OVER:
            _queue_again(report, actor=actor, at=at)
    if report.state == State.QUEUED and not report.sends:
        queue.send(report.pk, at=at)
    return report


def retry_report(*, actor: User, at: datetime, report_id: UUID) -> Report:
    """
    Queue a report again that failed, was cancelled or is no longer kept; its attempts count from zero.

    Raises:
        NotVisible: there is no such report for the person.
        NotAllowed: the person may no longer ask for it.
        ReportBusy: it is waiting, being made or ready.
    """
    with transaction.atomic():
        report = _visible(actor, at, report_id)
        assessment = _locked(actor, at, report.assessment_id)
        chosen_edition(actor=actor, at=at, assessment=assessment, edition=report.edition)
        report.refresh_from_db()
        if report.state not in OVER:
            raise ReportBusy(_("The report is waiting, being made or ready; look at its page."))
        _queue_again(report, actor=actor, at=at)
    queue.send(report.pk, at=at)
    return report


def cancel_report(*, actor: User, at: datetime, report_id: UUID) -> Report:
    """
    Call off a report that waits or is being made; a worker that makes it notices within seconds and stops.

    Raises:
        NotVisible: there is no such report for the person.
        NotAllowed: somebody else asked for it.
        ReportBusy: it is done already.
    """
    report = _visible(actor, at, report_id)
    if report.requested_by_id != actor.pk:
        raise NotAllowed(_("Only the person who asked for a report can call it off."))
    stopped = Report.objects.filter(pk=report.pk, state__in=[State.QUEUED, State.RENDERING]).update(
        state=State.CANCELLED, error_code="stopped", finished_at=at
    )
    if not stopped:
        raise ReportBusy(_("The report is done already; there is nothing to call off."))
    report.refresh_from_db()
    return report


def _locked(actor: User, at: datetime, assessment_id: int) -> Assessment:
    assessment = Assessment.objects.visible_to(actor, at).filter(pk=assessment_id).with_context().lock().first()
    if assessment is None:
        raise NotVisible(_("There is no such assessment."))
    return assessment


def _visible(actor: User, at: datetime, report_id: UUID) -> Report:
    report = Report.objects.visible_to(actor, at).filter(pk=report_id).first()
    if report is None:
        raise NotVisible(_("There is no such report."))
    return report


def _queue_again(report: Report, *, actor: User, at: datetime) -> None:
    report.state = State.QUEUED
    report.stage = report.error_code = report.error_detail = report.stored_name = report.sha256 = ""
    report.pages_set = report.attempts = report.sends = 0
    report.size = report.pages = None
    report.started_at = report.finished_at = report.heartbeat_at = report.last_sent_at = None
    report.queued_at, report.requested_by, report.requested_at = at, actor, at
    report.save(
        update_fields=[
            "state",
            "stage",
            "error_code",
            "error_detail",
            "stored_name",
            "sha256",
            "pages_set",
            "attempts",
            "sends",
            "size",
            "pages",
            "started_at",
            "finished_at",
            "heartbeat_at",
            "last_sent_at",
            "queued_at",
            "requested_by",
            "requested_at",
        ]
    )
