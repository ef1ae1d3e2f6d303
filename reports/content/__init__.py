"""
What a report says, as plain frozen values: built from one national snapshot, printed by templates that compute nothing.

Every text that a person wrote passes ``texts.flow`` or ``texts.line`` here; every score passes
``assessments.scoring.display``.
"""

from reports.content.build import ReportContent, build_report
from reports.content.page import html_of
from reports.content.snapshot import snapshot_digest, take_snapshot

__all__ = ["ReportContent", "build_report", "html_of", "snapshot_digest", "take_snapshot"]
