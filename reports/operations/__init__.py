"""Everything that changes a report: asking for one, making it, and bringing back what died."""

from reports.operations.asking import LAYOUT_VERSION, cancel_report, request_report, retry_report
from reports.operations.making import make_for_operator, make_report
from reports.operations.sweeping import Swept, sweep_reports

__all__ = [
    "LAYOUT_VERSION",
    "Swept",
    "cancel_report",
    "make_for_operator",
    "make_report",
    "request_report",
    "retry_report",
    "sweep_reports",
]
