"""Reports for tests: asked for and made through the real operations, looked at with the tools that readers use."""

from __future__ import annotations

import subprocess
from pathlib import Path

from django.utils import timezone

from assessments.models import Assessment
from ibm_platform.accounts.models import User
from reports import operations, queries
from reports.models import Report
from tests.builders import a_focal_point


def ask(
    assessment: Assessment, *, actor: User | None = None, edition: str | None = None, language: str = "en"
) -> Report:
    """A report asked for by the focal point unless another person is named."""
    return operations.request_report(
        actor=actor or a_focal_point(assessment.country),
        at=timezone.now(),
        assessment_id=assessment.pk,
        language=language,
        edition=edition,
    )


def make(report: Report) -> Report:
    """The report after a worker has worked on it."""
    operations.make_report(report_id=report.pk, clock=timezone.now)
    report.refresh_from_db()
    return report


def pdf_of(report: Report, person: User | None = None) -> bytes:
    """The bytes that a person downloads."""
    reader = person or report.requested_by
    return queries.report_file(person=reader, at=timezone.now(), report_id=report.pk).content


def text_of(pdf: bytes, folder: Path, *options: str) -> list[str]:
    """The text of each page as ``pdftotext`` gives it."""
    return _poppler(["pdftotext", *options, "{file}", "-"], pdf, folder).split("\f")[:-1]


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """Name and the four marks (embedded, subset, Unicode, object) of each font."""
    lines = _poppler(["pdffonts", "{file}"], pdf, folder).splitlines()[2:]
    return [[line.split()[0], *line.split()[-5:-2]] for line in lines]


def attachments_of(pdf: bytes, folder: Path) -> str:
    return _poppler(["pdfdetach", "-list", "{file}"], pdf, folder).strip()


def _poppler(command: list[str], pdf: bytes, folder: Path) -> str:
    file = folder / "looked-at.pdf"
    file.write_bytes(pdf)
    words = [word.format(file=file) for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
