"""What beat and a nudge start: write letters of notices, send what waits, and wipe what nobody should send any more."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from ibm_platform.accounts import operations


# A server that sends a byte now and then never times out by itself.
@shared_task(name="accounts.send_waiting_mail", soft_time_limit=120, time_limit=150)
def send_waiting_mail() -> None:
    operations.send_waiting_mail(clock=timezone.now)


@shared_task(name="accounts.wipe_old_letters")
def wipe_old_letters() -> None:
    operations.wipe_old_letters(at=timezone.now())


@shared_task(name="accounts.send_notices")
def send_notices() -> None:
    operations.send_notices(clock=timezone.now)


@shared_task(name="accounts.send_digests")
def send_digests() -> None:
    operations.send_digests(clock=timezone.now)
