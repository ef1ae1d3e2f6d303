"""What stands still is put right, once, and a long line does not fill itself with copies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from reports import operations
from reports.models import Report, State
from reports.operations import Swept
from tests.builders import make_assessment
from tests.reports.making import ask, make

pytestmark = pytest.mark.django_db
WAIT = timedelta(seconds=settings.REPORT_QUEUED_SECONDS)
STALE = timedelta(seconds=settings.REPORT_STALE_SECONDS)
MOMENT = timedelta(seconds=1)


def change(report: Report, **values: object) -> datetime:
    """The row as a broken worker or queue would have left it; returns the present moment."""
    Report.objects.filter(pk=report.pk).update(**values)
    return timezone.now()


def test_nothing_is_done_to_reports_that_are_well():
    report = ask(make_assessment(upto="accepted"))
    at = change(report, state=State.RENDERING, heartbeat_at=timezone.now(), attempts=1)

    assert operations.sweep_reports(at=at) == Swept(sent=0, taken_back=0, failed=0, expired=0)


def test_a_report_whose_message_never_went_out_gets_one():
    report = ask(make_assessment(upto="accepted"))
    change(report, sends=0, last_sent_at=None)

    assert operations.sweep_reports(at=report.queued_at + WAIT - MOMENT).sent == 0
    assert operations.sweep_reports(at=report.queued_at + WAIT + MOMENT).sent == 1


def test_later_messages_come_ever_rarer():
    report = ask(make_assessment(upto="accepted"))
    report.refresh_from_db()
    at = report.last_sent_at
    waits = []

    for _message in range(5):
        begun = at
        while not operations.sweep_reports(at=at).sent:
            at += timedelta(seconds=15)
        waits.append((at - begun).total_seconds())

    assert waits == [30, 60, 120, 240, 480]


def test_a_silent_worker_loses_its_report_and_the_message_goes_out_at_once():
    report = ask(make_assessment(upto="accepted"))
    at = change(report, state=State.RENDERING, attempts=1, heartbeat_at=timezone.now() - STALE - MOMENT)

    assert operations.sweep_reports(at=at) == Swept(sent=1, taken_back=1, failed=0, expired=0)

    assert make(report).state == State.READY
    assert report.attempts == 2


def test_after_the_last_attempt_a_silent_worker_ends_it():
    report = ask(make_assessment(upto="accepted"))
    silent = timezone.now() - STALE - MOMENT
    at = change(report, state=State.RENDERING, attempts=settings.REPORT_ATTEMPTS, heartbeat_at=silent)

    assert operations.sweep_reports(at=at) == Swept(sent=0, taken_back=0, failed=1, expired=0)

    report.refresh_from_db()
    assert (report.state, report.error_code) == (State.FAILED, "died")


def test_the_file_of_an_old_draft_is_dropped():
    draft = make(ask(make_assessment(upto="consolidation", settled={"P1.F1.01": 2})))
    name = draft.stored_name
    at = timezone.now() + timedelta(days=settings.REPORT_DRAFT_DAYS, seconds=60)

    assert operations.sweep_reports(at=at).expired == 1

    draft.refresh_from_db()
    assert (draft.state, draft.stored_name, draft.sha256) == (State.EXPIRED, "", "")
    assert not default_storage.exists(name)


def test_an_accepted_report_is_kept():
    report = make(ask(make_assessment(upto="accepted")))

    assert operations.sweep_reports(at=timezone.now() + timedelta(days=4000)).expired == 0

    assert default_storage.exists(report.stored_name)
