"""A worker's way from the claim to the stored file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from assessments import operations as assessment_operations
from ibm_platform.accounts.models import User
from reports import operations
from reports.models import Report, State
from reports.rendering import Limits
from tests.builders import a_focal_point, a_signatory, make_assessment
from tests.reports.making import ask, make, pdf_of

pytestmark = pytest.mark.django_db


def test_a_queued_report_becomes_a_stored_file():
    report = ask(make_assessment(upto="accepted"))

    make(report)

    assert (report.state, report.attempts, report.stage) == (State.READY, 1, "storing")
    pdf = pdf_of(report)
    assert pdf.startswith(b"%PDF-")
    assert report.size == len(pdf)
    assert report.pages is not None
    assert report.pages > 5
