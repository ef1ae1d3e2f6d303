"""A worker's way from the claim to the stored file, and who loses a race."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from assessments import operations as assessment_operations
from reports import operations
from reports.models import Report, State
from reports.operations.making import _claim
from reports.rendering import Limits
from tests.builders import a_signatory, make_assessment
from tests.reports.making import ask, make, pdf_of


@pytest.mark.django_db
def test_a_queued_report_becomes_a_stored_file():
    report = ask(make_assessment(upto="accepted"))

    make(report)

    assert (report.state, report.attempts, report.stage, report.error_code) == (State.READY, 1, "storing", "")
    pdf = pdf_of(report)
    assert pdf.startswith(b"%PDF-")
    assert report.size == len(pdf)
    assert report.pages == report.pages_set
    assert report.started_at < report.finished_at
    assert report.started_at < report.heartbeat_at


@pytest.mark.django_db
def test_a_second_message_makes_nothing():
    report = make(ask(make_assessment(upto="accepted")))
    before = Report.objects.filter(pk=report.pk).values().get()

    assert operations.make_report(report_id=report.pk, clock=timezone.now) == State.READY

    assert Report.objects.filter(pk=report.pk).values().get() == before


@pytest.mark.django_db
def test_a_draft_prints_the_answers_as_they_stand_when_it_is_made():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})
    report = ask(assessment)
    asked_for = report.snapshot_hash
    assessment_operations.settle_level(
        actor=report.requested_by,
        at=timezone.now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.02",
        kind="level",
        level="2",
        reason="Agreed.",
        expected_revision=0,
    )

    make(report)

    assert report.state == State.READY
    assert report.snapshot_hash != asked_for
    assert ask(assessment).pk == report.pk


@pytest.mark.django_db
def test_an_older_request_gives_way_to_the_report_of_the_newer_answers():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})
    older = ask(assessment)
    assessment_operations.settle_level(
        actor=older.requested_by,
        at=timezone.now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.02",
        kind="level",
        level="2",
        reason="Agreed.",
        expected_revision=0,
    )
    newer = ask(assessment)

    assert make(older).state == State.CANCELLED
    assert older.error_code == "replaced"
    assert make(newer).state == State.READY


@pytest.mark.django_db
def test_rights_are_asked_again_when_it_is_made(donor):
    assessment = make_assessment(upto="published")
    report = ask(assessment, actor=donor)
    assessment_operations.withdraw_publication(
        actor=a_signatory(assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=assessment.pk,
        reason="Too early.",
    )

    make(report)

    assert (report.state, report.error_code, report.stored_name) == (State.CANCELLED, "rights", "")


@pytest.mark.django_db
def test_a_report_that_passes_a_limit_fails_with_its_reason_and_the_next_one_is_made():
    assessment = make_assessment(upto="accepted")
    first, second = (ask(assessment, language=language) for language in ("en", "ar-xb"))

    operations.make_report(report_id=first.pk, clock=timezone.now, limits=Limits(file_size=5_000))

    first.refresh_from_db()
    assert (first.state, first.error_code, first.attempts) == (State.FAILED, "size", 1)
    assert make(second).state == State.READY


@pytest.mark.django_db
def test_what_another_try_may_cure_is_tried_three_times():
    report = ask(make_assessment(upto="accepted"))
    states = []

    for _attempt in range(3):
        states.append(operations.make_report(report_id=report.pk, clock=timezone.now, limits=Limits(wall=0.05)))

    report.refresh_from_db()
    assert states == [State.QUEUED, State.QUEUED, State.FAILED]
    assert (report.error_code, report.attempts) == ("wall", settings.REPORT_ATTEMPTS)


@pytest.mark.django_db
def test_a_worker_that_lost_its_row_leaves_no_file():
    report = ask(make_assessment(upto="accepted"))
    clock = _stealing_clock(report.pk, at_call=4)
    before = _stored()

    operations.make_report(report_id=report.pk, clock=clock)

    report.refresh_from_db()
    assert (report.state, report.attempts, report.stored_name) == (State.QUEUED, 1, "")
    assert _stored() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_takes_the_row():
    report = ask(make_assessment(upto="accepted"))

    assert _race(lambda: _claim(report.pk, timezone.now) is not None) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_both_would_take_it():
    """The negative control: the race of the test above is real."""
    report = ask(make_assessment(upto="accepted"))

    def claim_without_condition() -> bool:
        row = Report.objects.get(pk=report.pk)
        both_have_read.wait()
        free = row.state == State.QUEUED
        row.state = State.RENDERING
        row.save(update_fields=["state"])
        return free

    both_have_read = threading.Barrier(2)

    assert _race(claim_without_condition) == [True, True]


def _race(act: Callable[[], bool]) -> list[bool]:
    """What two threads that start together get, sorted."""
    begin = threading.Barrier(2)
    got: list[bool] = []

    def run() -> None:
        try:
            begin.wait()
            got.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(got)


def _stealing_clock(report_id: UUID, *, at_call: int) -> Callable[[], datetime]:
    """A clock at one of whose calls the row is taken back, as the sweeper does with a silent worker."""
    calls: list[int] = []

    def clock() -> datetime:
        calls.append(1)
        if len(calls) == at_call:
            Report.objects.filter(pk=report_id).update(state=State.QUEUED)
        return timezone.now() + timedelta(milliseconds=len(calls))

    return clock


def _stored() -> set[str]:
    return set(default_storage.listdir("reports")[1]) if default_storage.exists("reports") else set()
