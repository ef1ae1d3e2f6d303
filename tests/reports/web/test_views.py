"""Pages of reports, tried by the right person, by others and by nobody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from assessments import operations as assessment_operations
from ibm_platform.accounts.models import User
from reports.models import Report, State
from tests.builders import a_focal_point, a_signatory, make_assessment
from tests.people import make_coordinator, make_stranger
from tests.reports.making import ask, make

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_request_leads_to_the_page_of_the_report():
    assessment = make_assessment(upto="accepted")

    answer = signed_in(a_focal_point(assessment.country)).post(
        "/reports/request/", {"assessment": assessment.pk, "language": "en"}
    )

    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/{report.pk}/")
    assert (report.edition, report.language, report.state) == ("internal", "en", State.QUEUED)


def test_a_request_without_an_assessment_says_what_is_missing():
    answer = signed_in(make_coordinator()).post("/reports/request/", {"assessment": "x"})

    assert answer.status_code == 422


def test_a_waiting_page_asks_again_and_a_ready_one_does_not():
    report = ask(make_assessment(upto="accepted"))
    client = signed_in(report.requested_by)

    waiting = client.get(f"/reports/{report.pk}/status/").content.decode()
    make(report)
    ready = client.get(f"/reports/{report.pk}/status/").content.decode()

    assert f'hx-get="/reports/{report.pk}/status/"' in waiting
    assert "hx-get" not in ready
    assert f'href="/reports/{report.pk}/file/"' in ready
    assert "<html" not in ready


def test_the_whole_page_holds_the_same_fragment():
    report = make(ask(make_assessment(upto="accepted")))
    client = signed_in(report.requested_by)

    fragment = client.get(f"/reports/{report.pk}/status/").content.decode().strip()

    assert fragment in client.get(f"/reports/{report.pk}/").content.decode()


def test_a_failed_report_says_why_and_can_be_made_again():
    report = ask(make_assessment(upto="accepted"))
    Report.objects.filter(pk=report.pk).update(state=State.FAILED, error_code="memory")
    client = signed_in(report.requested_by)

    page = client.get(f"/reports/{report.pk}/").content.decode()
    answer = client.post(f"/reports/{report.pk}/retry/")

    assert "needs more memory" in page
    assert f'action="/reports/{report.pk}/retry/"' in page
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == State.QUEUED


def test_calling_off_ends_a_waiting_report():
    report = ask(make_assessment(upto="accepted"))

    answer = signed_in(report.requested_by).post(f"/reports/{report.pk}/cancel/")

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (302, State.CANCELLED)


def test_the_file_is_an_attachment_that_is_neither_sniffed_nor_framed_nor_kept():
    report = make(ask(make_assessment(upto="accepted")))

    answer = signed_in(report.requested_by).get(f"/reports/{report.pk}/file/")

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert {name: answer[name] for name in FILE_HEADERS} == FILE_HEADERS


FILE_HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="arvenia-2027.pdf"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
}
PATHS = ("", "status/", "file/")


@pytest.mark.parametrize("path", PATHS)
def test_another_country_finds_nothing(path: str):
    report = make(ask(make_assessment(upto="accepted")))

    assert signed_in(make_stranger()).get(f"/reports/{report.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_sent_to_sign_in(path: str):
    report = make(ask(make_assessment(upto="accepted")))

    answer = Client().get(f"/reports/{report.pk}/{path}")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("path", PATHS)
def test_a_donor_finds_it_gone_after_the_withdrawal(path: str, donor: User):
    report = make(ask(make_assessment(upto="published"), actor=donor))
    client = signed_in(donor)
    assert client.get(f"/reports/{report.pk}/{path}").status_code == 200
    assessment_operations.withdraw_publication(
        actor=a_signatory(report.assessment.country),
        at=timezone.now(),
        proved_at=timezone.now(),
        assessment_id=report.assessment_id,
        reason="Too early.",
    )

    assert client.get(f"/reports/{report.pk}/{path}").status_code == 410


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_writing_needs_a_form_and_the_right(action: str):
    report = ask(make_assessment(upto="accepted"))

    assert signed_in(report.requested_by).get(f"/reports/{report.pk}/{action}/").status_code == 405
    assert signed_in(make_stranger()).post(f"/reports/{report.pk}/{action}/").status_code == 404
    assert Client(enforce_csrf_checks=True).post(f"/reports/{report.pk}/{action}/").status_code in (302, 403)


def test_the_list_shows_what_the_person_may_read_and_its_state():
    report = make(ask(make_assessment(upto="accepted")))

    mine = signed_in(report.requested_by).get("/reports/").content.decode()
    others = signed_in(make_stranger()).get("/reports/").content.decode()

    assert f'href="/reports/{report.pk}/"' in mine
    assert "Ready" in mine
    assert str(report.pk) not in others
    assert "No report yet" in others


def test_the_list_and_the_page_ask_few_queries(django_assert_max_num_queries):
    report = ask(make_assessment(upto="accepted"))
    client = signed_in(report.requested_by)

    for path in ("/reports/", f"/reports/{report.pk}/", f"/reports/{report.pk}/status/"):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200
