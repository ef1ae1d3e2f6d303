"""Two workers at the same moment, on a real database with two connections, with the negative control."""

from __future__ import annotations

from threading import Barrier, Thread, local

import pytest
from django.core import mail as outbox
from django.db import connection

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import OutgoingMail
from ibm_platform.accounts.operations import mail
from ibm_platform.accounts.rendering import Letter
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)


def two_workers(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Let two workers read the list of what is due before either takes anything from it; return what they raised."""
    have_read, looked, errors = Barrier(2, timeout=60), local(), []
    read = mail._due

    def due(at):
        rows = read(at)
        if not hasattr(looked, "once"):
            looked.once = True
            have_read.wait()
        return rows

    def work() -> None:
        try:
            operations.send_waiting_mail(clock=now)
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it was
            errors.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(mail, "_due", due)
    workers = [Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return errors


def queue(address: str) -> OutgoingMail:
    return operations.queue_mail(kind="invitation", letter=Letter("Hello", "Text"), address=address, at=now())


@pytest.mark.parametrize("number", [1, 5])
def test_two_workers_send_each_letter_once(monkeypatch, number):
    addresses = [f"{place}@demo.example" for place in range(number)]
    for address in addresses:
        queue(address)

    errors = two_workers(monkeypatch)

    assert errors == []
    assert sorted(letter.to[0] for letter in outbox.outbox) == addresses
    assert set(OutgoingMail.objects.values_list("attempts", "sealed_text")) == {(1, "")}


def test_without_the_conditional_claim_a_letter_goes_out_twice(monkeypatch):
    """The negative control: both workers take what they have read."""

    def take(letter_id, attempts, at):
        return OutgoingMail.objects.filter(pk=letter_id).update(attempts=attempts + 1, not_before=at + mail.CLAIM_LASTS)

    letter = queue("new@demo.example")
    sealed, opened = letter.sealed_text, Barrier(2, timeout=60)
    real = mail._message

    def message(claimed, text):
        # Both have it in hand before either writes down that it left.
        opened.wait()
        return real(claimed, text)

    monkeypatch.setattr(mail, "_take", take)
    monkeypatch.setattr(mail, "_message", message)

    errors = two_workers(monkeypatch)

    assert (errors, sealed != "") == ([], True)
    assert [sent.to for sent in outbox.outbox] == [["new@demo.example"]] * 2
