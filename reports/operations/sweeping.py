"""What brings reports back: lost messages, killed workers, and files that are no longer kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from assessments.lifecycle import Status
from reports import queue
from reports.models import Failure, Report, State
from reports.operations.storing import forget

_log = logging.getLogger(__name__)
_LONGEST_DOUBLING = 5
"""After 2 to this power times the first wait, messages for one row go out no rarer."""
_MOST = 200
"""Rows of one kind that one sweep looks at; the next comes in seconds."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many reports were sent again, taken from silent workers, given up and no longer kept."""

    sent: int
    taken_back: int
    failed: int
    expired: int


def sweep_reports(*, at: datetime) -> Swept:
    """
    Put right what stands still. Safe to run twice at once: every step is one conditional update.

    A report that is being made without a sign of life is queued again, or ends as failed after its last attempt. A queued
    one gets another message when none went out in time, then after 1, 2, 4 … minutes: a long line must not fill itself
    with copies. Drafts are kept for a limited time.
    """
    failed, taken_back = _silent(at)
    return Swept(sent=_waiting(at), taken_back=taken_back, failed=failed, expired=_old_drafts(at))


def _silent(at: datetime) -> tuple[int, int]:
    silent = Report.objects.filter(
        Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=at - timedelta(seconds=settings.REPORT_STALE_SECONDS)),
        state=State.RENDERING,
    )
    failed = silent.filter(attempts__gte=settings.REPORT_ATTEMPTS).update(
        state=State.FAILED,
        error_code=Failure.DIED,
        error_detail="no sign of life during the last attempt",
        finished_at=at,
    )
    # Due at once: its message is gone with the worker.
    due = at - timedelta(seconds=settings.REPORT_QUEUED_SECONDS)
    taken_back = silent.update(state=State.QUEUED, stage="", queued_at=due, sends=0, last_sent_at=None)
    if failed or taken_back:
        _log.warning("reports without a sign of life: %d queued again, %d failed", taken_back, failed)
    return failed, taken_back


def _waiting(at: datetime) -> int:
    first = timedelta(seconds=settings.REPORT_QUEUED_SECONDS)
    rows = Report.objects.filter(state=State.QUEUED).order_by("queued_at")
    sent = 0
    for report_id, queued_at, last_sent_at, sends in rows.values_list("pk", "queued_at", "last_sent_at", "sends")[
        :_MOST
    ]:
        wait = first * 2 ** min(max(0, sends - 1), _LONGEST_DOUBLING)
        if (last_sent_at or queued_at) + wait > at:
            continue
        if not queue.send(report_id, at=at):
            # The queue is away; each further try would wait for it again.
            break
        sent += 1
    return sent


def _old_drafts(at: datetime) -> int:
    before = at - timedelta(days=settings.REPORT_DRAFT_DAYS)
    drafts = (
        Report.objects.filter(state=State.READY, finished_at__lt=before)
        .exclude(printed_status__in=[Status.ACCEPTED, Status.PUBLISHED])
        .values_list("pk", "stored_name")[:_MOST]
    )
    expired = 0
    for report_id, stored_name in list(drafts):
        # The row first: a file without a row is only waste, a row without its file is a broken promise.
        if Report.objects.filter(pk=report_id, state=State.READY, stored_name=stored_name).update(
            state=State.EXPIRED, stored_name="", sha256="", size=None, pages=None
        ):
            forget(stored_name)
            expired += 1
    return expired
