"""What beat and a nudge start: send the letters that wait, and wipe those that nobody should send any more."""

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
