"""Handing work over. A message is only a nudge: the row says what is to be done, and losing the queue loses nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db.models import F
from kombu.exceptions import OperationalError

from ibm_platform.celery import app
from reports.models import Report, State

RENDER = "reports.render"
_log = logging.getLogger(__name__)


def send(report_id: UUID, *, at: datetime) -> bool:
    """
    Send the message for one queued report; False when the queue does not answer, and then the sweeper sends it later.

    The broker's time-outs are short (``ibm_platform.settings``), so the person who asked is not held.
    """
    try:
        app.send_task(RENDER, args=[str(report_id)])
    except (OperationalError, OSError) as error:
        _log.warning("report %s stays queued, the queue did not answer: %s", report_id, type(error).__name__)
        return False
    Report.objects.filter(pk=report_id, state=State.QUEUED).update(last_sent_at=at, sends=F("sends") + 1)
    return True
