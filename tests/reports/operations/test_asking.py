"""Who gets which report, and what happens when two ask, or the queue is away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from assessments import operations as assessment_operations
from assessments.models import AssessmentEvent
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from reports import operations
from reports.models import Report, State
from reports.operations.asking import ReportBusy
from tests.builders import a_signatory, make_assessment
from tests.people import make_coordinator, make_officer, make_reviewer, make_stranger
from tests.reports.making import ask, make

pytestmark = pytest.mark.django_db


def test_a_reviewer_only_reads_and_asks_for_no_report():
    assessment = make_assessment(upto="submitted")

    with pytest.raises(NotAllowed):
        ask(assessment, actor=make_reviewer())


@pytest.mark.parametrize("role", ["focal point", "signatory", "coordinator"])
def test_people_of_the_assessment_get_the_internal_edition(role: str):
    assessment = make_assessment(upto="submitted")
    actor = {
        "focal point": None,
        "signatory": a_signatory(assessment.country),
        "coordinator": make_coordinator(),
    }[role]

    report = ask(assessment, actor=actor)

    assert (report.edition, report.state, report.printed_status) == ("internal", State.QUEUED, "submitted")


def test_a_donor_gets_the_shared_edition_and_never_the_internal_one(donor: User):
    assessment = make_assessment(upto="published")

    report = ask(assessment, actor=donor)

    assert report.edition == "shared"
    with pytest.raises(NotAllowed):
        ask(assessment, actor=donor, edition="internal")


def test_a_donor_gets_nothing_where_only_the_scores_are_opened(donor: User):
    assessment = make_assessment(upto="accepted")
    assessment_operations.publish(
        actor=a_signatory(assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=assessment.pk,
        profile=True,
        report=False,
        all_donors=True,
    )

    with pytest.raises(NotAllowed):
        ask(assessment, actor=donor)
    assert Report.objects.count() == 0


def test_a_donor_sees_no_assessment_before_it_is_published(donor: User):
    assessment = make_assessment(upto="accepted")

    with pytest.raises(NotVisible):
        ask(assessment, actor=donor)


def test_the_coordinator_gets_no_report_before_the_submission():
    assessment = make_assessment(upto="validated")

    with pytest.raises(NotAllowed):
        ask(assessment, actor=make_coordinator())


def test_an_officer_may_not_ask():
    assessment = make_assessment(upto="consolidation")
    officer = make_officer(assessment.participations.first().agency, name="Olive Bern")

    with pytest.raises(NotAllowed):
        ask(assessment, actor=officer)


def test_another_country_has_no_such_assessment():
    assessment = make_assessment(upto="accepted")

    with pytest.raises(NotVisible):
        ask(assessment, actor=make_stranger())


@pytest.mark.parametrize(("language", "edition"), [("xx", None), ("../en", None), ("en", "public")])
def test_an_unknown_language_or_edition_is_refused(language: str, edition: str | None):
    assessment = make_assessment(upto="accepted")

    with pytest.raises(Invalid):
        ask(assessment, language=language, edition=edition)


def test_the_second_person_who_asks_finds_the_first_report():
    assessment = make_assessment(upto="accepted")
    first = ask(assessment)

    second = ask(assessment, actor=make_coordinator())

    assert second.pk == first.pk
    assert AssessmentEvent.objects.filter(assessment=assessment, kind="report_requested").count() == 1


def test_a_changed_answer_gives_another_report():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})
    first = ask(assessment)
    assessment_operations.settle_level(
        actor=first.requested_by,
        at=timezone.now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.02",
        kind="level",
        level="2",
        reason="Agreed.",
        expected_revision=0,
    )

    assert ask(assessment).pk != first.pk


def test_the_row_is_there_before_the_message_and_the_message_is_counted():
    report = ask(make_assessment(upto="accepted"))

    report.refresh_from_db()

    assert (report.state, report.sends) == (State.QUEUED, 1)
    assert report.last_sent_at is not None


def test_without_a_queue_the_row_waits_and_the_person_has_an_answer(tmp_path: Path):
    assessment = make_assessment(upto="accepted")
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
    folder.rename(tmp_path / "away")
    try:
        report = ask(assessment)
    finally:
        (tmp_path / "away").rename(folder)

    report.refresh_from_db()
    assert (report.state, report.sends, report.last_sent_at) == (State.QUEUED, 0, None)


def test_a_failed_report_can_be_asked_for_again():
    report = ask(make_assessment(upto="accepted"))
    Report.objects.filter(pk=report.pk).update(state=State.FAILED, attempts=3, error_code="died")

    operations.retry_report(actor=report.requested_by, at=timezone.now(), report_id=report.pk)

    report.refresh_from_db()
    assert (report.state, report.attempts, report.error_code) == (State.QUEUED, 0, "")


def test_a_waiting_report_cannot_be_asked_for_again():
    report = ask(make_assessment(upto="accepted"))

    with pytest.raises(ReportBusy):
        operations.retry_report(actor=report.requested_by, at=timezone.now(), report_id=report.pk)


def test_who_asked_can_call_it_off_and_nobody_else():
    report = ask(make_assessment(upto="accepted"))

    with pytest.raises(NotAllowed):
        operations.cancel_report(actor=make_coordinator(), at=timezone.now(), report_id=report.pk)
    operations.cancel_report(actor=report.requested_by, at=timezone.now(), report_id=report.pk)

    report.refresh_from_db()
    assert report.state == State.CANCELLED
    assert make(report).state == State.CANCELLED


def test_a_draft_of_before_the_submission_stays_the_countrys_own():
    assessment = make_assessment(upto="validated")
    report = ask(assessment)
    assessment_operations.submit(actor=a_signatory(assessment.country), at=timezone.now(), assessment_id=assessment.pk)

    seen = Report.objects.visible_to(make_coordinator(), timezone.now())

    assert list(seen) == []
    assert list(Report.objects.visible_to(report.requested_by, timezone.now())) == [report]


def test_a_membership_that_ended_closes_the_report():
    report = ask(make_assessment(upto="accepted"))
    report.requested_by.memberships.update(ended_at=timezone.now() - timedelta(seconds=1))

    assert list(Report.objects.visible_to(report.requested_by, timezone.now())) == []
