"""The two messages that workers answer: make one report, and look after those that stand still."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_init
from django.utils import timezone

from reports import operations
from reports.rendering import warm


@worker_init.connect
def warm_up(**_arguments: Any) -> None:
    """Before the pool forks, so that every process of it, and every child of those, shares what is loaded here."""
    warm()


@shared_task(name="reports.render")
def render(report_id: str) -> None:
    operations.make_report(report_id=UUID(report_id), clock=timezone.now)


@shared_task(name="reports.sweep")
def sweep() -> None:
    operations.sweep_reports(at=timezone.now())
