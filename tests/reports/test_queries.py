"""The page of a report, its place in the line, and the file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from assessments import operations as assessment_operations
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Gone, NotVisible
from reports import queries
from reports.models import Report
from reports.queries import FileUnsound
from tests.builders import a_signatory, make_assessment
from tests.people import make_coordinator, make_country, make_donor, make_stranger
from tests.reports.making import ask, make

pytestmark = pytest.mark.django_db


def withdraw(report: Report) -> None:
    assessment_operations.withdraw_publication(
        actor=a_signatory(report.assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=report.assessment_id,
        reason="Too early.",
    )


def page(report: Report, person: User | None = None) -> queries.ReportPage:
    return queries.report_page(person=person or report.requested_by, at=timezone.now(), report_id=report.pk)


def test_a_waiting_report_says_how_many_stand_before_it():
    first = ask(make_assessment(upto="accepted"))
    second = ask(make_assessment(upto="accepted", country=make_country("XB", "Belmara")))

    assert (page(first).ahead, page(second).ahead) == (0, 1)
    assert page(second).estimate is None
    assert [stage.state for stage in page(second).stages] == ["ahead"] * 5


def test_an_estimate_comes_from_the_latest_ones():
    done = make(ask(make_assessment(upto="accepted")))
    Report.objects.filter(pk=done.pk).update(started_at=done.finished_at - timedelta(seconds=40))
    waiting = ask(make_assessment(upto="accepted", country=make_country("XB", "Belmara")))

    assert page(waiting).estimate == 40


def test_a_ready_report_shows_all_stages_done_and_its_file():
    report = make(ask(make_assessment(upto="accepted")))

    shown = page(report)

    assert {stage.state for stage in shown.stages} == {"done"}
    assert (shown.report.file_name, shown.report.waits) == ("arvenia-2027.pdf", False)
    assert shown.report.pages == report.pages


def test_a_report_of_another_country_does_not_exist():
    report = make(ask(make_assessment(upto="accepted")))

    for look in (queries.report_page, queries.report_file):
        with pytest.raises(NotVisible):
            look(person=make_stranger(), at=timezone.now(), report_id=report.pk)


def test_a_donor_sees_the_shared_report_while_it_is_published_and_then_learns_that_it_is_gone(donor: User):
    report = make(ask(make_assessment(upto="published"), actor=donor))
    assert queries.report_file(person=donor, at=timezone.now(), report_id=report.pk).content.startswith(b"%PDF")

    withdraw(report)

    for look in (queries.report_page, queries.report_file):
        with pytest.raises(Gone):
            look(person=donor, at=timezone.now(), report_id=report.pk)


def test_a_donor_never_sees_the_internal_report(donor: User):
    report = make(ask(make_assessment(upto="published")))

    with pytest.raises(NotVisible):
        queries.report_file(person=donor, at=timezone.now(), report_id=report.pk)


def test_a_donor_who_was_not_named_sees_nothing(donor: User):
    assessment = make_assessment(upto="accepted")
    assessment_operations.publish(
        actor=a_signatory(assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=assessment.pk,
        profile=False,
        report=True,
        all_donors=False,
        donor_ids=[donor.pk],
    )
    report = make(ask(assessment, actor=donor))
    other = make_donor(name="Dora Other")

    with pytest.raises(NotVisible):
        queries.report_file(person=other, at=timezone.now(), report_id=report.pk)


def test_a_file_that_was_changed_is_not_given():
    report = make(ask(make_assessment(upto="accepted")))
    path = Path(default_storage.path(report.stored_name))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"% appended")

    with pytest.raises(FileUnsound):
        queries.report_file(person=report.requested_by, at=timezone.now(), report_id=report.pk)


def test_a_file_that_is_missing_is_said_to_be():
    report = make(ask(make_assessment(upto="accepted")))
    default_storage.delete(report.stored_name)

    with pytest.raises(FileUnsound):
        queries.report_file(person=report.requested_by, at=timezone.now(), report_id=report.pk)


def test_a_waiting_report_has_no_file():
    report = ask(make_assessment(upto="accepted"))

    with pytest.raises(Conflict):
        queries.report_file(person=report.requested_by, at=timezone.now(), report_id=report.pk)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_for_rights_and_rows_however_long_it_is(more: int, django_assert_num_queries):
    ask(make_assessment(upto="accepted"))
    for code, name in (("XB", "Belmara"), ("XC", "Cordovia"))[:more]:
        ask(make_assessment(upto="accepted", country=make_country(code, name)))
    person = make_coordinator()

    with django_assert_num_queries(2):
        rows = list(queries.reports_visible_to(person, timezone.now()))
        assert len([queries.report_view(row, person=person) for row in rows]) == more + 1
