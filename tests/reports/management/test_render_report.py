"""``manage.py render_report``: the operator's way to a file without a worker."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from reports.models import Report, State
from tests.builders import make_assessment
from tests.reports.making import ask, pdf_of

pytestmark = pytest.mark.django_db


def test_a_waiting_report_is_made_and_written(tmp_path: Path):
    report = ask(make_assessment(upto="accepted"))
    file, said = tmp_path / "report.pdf", StringIO()

    call_command("render_report", str(report.pk), output=file, stdout=said)

    report.refresh_from_db()
    assert report.state == State.READY
    assert file.read_bytes() == pdf_of(report)
    assert said.getvalue() == f"{file}: {report.size} bytes\n"


def test_a_report_that_is_there_is_only_written(tmp_path: Path):
    report = ask(make_assessment(upto="accepted"))
    for name in ("first.pdf", "second.pdf"):
        call_command("render_report", str(report.pk), output=tmp_path / name, stdout=StringIO())

    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
    report.refresh_from_db()
    assert report.attempts == 1


def test_an_unknown_report_and_a_cancelled_one_are_named(tmp_path: Path):
    report = ask(make_assessment(upto="accepted"))
    Report.objects.filter(pk=report.pk).update(state=State.CANCELLED, error_code="stopped")

    for report_id in (uuid4(), report.pk):
        with pytest.raises(CommandError):
            call_command("render_report", str(report_id), output=tmp_path / "none.pdf", stdout=StringIO())

    assert not (tmp_path / "none.pdf").exists()
