"""What a nudge and beat start: the care of evidence files, and reminders of deadlines."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from assessments import operations


@shared_task(name="assessments.scan_file")
def scan_file(version_id: int) -> None:
    operations.scan_file(version_id=version_id, clock=timezone.now)


@shared_task(name="assessments.scan_waiting", soft_time_limit=540, time_limit=570)
def scan_waiting() -> None:
    operations.scan_waiting(clock=timezone.now)


@shared_task(name="assessments.sweep_files", soft_time_limit=3000, time_limit=3060)
def sweep_files() -> None:
    operations.sweep_files(at=timezone.now())


@shared_task(name="assessments.remind")
def remind() -> None:
    operations.remind(clock=timezone.now)
