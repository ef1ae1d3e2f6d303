"""Report content as the HTML that is printed."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from reports.content.build import ReportContent


def html_of(report: ReportContent) -> str:
    """Return the whole report as one HTML text; autoescape is the only way a person's text gets into it."""
    with translation.override(report.language):
        return render_to_string("reports/pdf/report.html", {"report": report})
