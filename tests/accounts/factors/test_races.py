"""One code in two browsers at the same moment: one gets in. Each with its negative control, or a barrier that forces it."""

from contextlib import nullcontext
from threading import Barrier, BrokenBarrierError

import pytest
from allauth.mfa.models import Authenticator, AuthenticatorManager

from ibm_platform.accounts import operations
from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.operations import proving
from ibm_platform.common.errors import Invalid
from tests import people
from tests.accounts.factors.devices import give_phone
from tests.assessments.operations.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def both_wait_after(monkeypatch, name):
    """Let two threads stand side by side after they looked at the code and before either has written."""
    real, side_by_side = getattr(codes, name), Barrier(2)

    def looked(*args, **more):
        found = real(*args, **more)
        try:
            side_by_side.wait(timeout=3)
        except BrokenBarrierError:
            # With the guard in place the second one cannot come here before the first has gone.
            pass
        return found

    monkeypatch.setattr(codes, name, looked)


def taken_twice_at_once(person, code):
    at = people.now()
    outcomes = at_once(*[lambda: operations.prove_second_factor(code=code, actor=person, at=at)] * 2)
    assert {type(outcome) for outcome in outcomes} <= {type(None), Invalid}
    return outcomes.count(None)


def test_of_two_browsers_with_one_code_of_the_app_one_gets_in(officer, monkeypatch):
    phone = give_phone(officer)
    both_wait_after(monkeypatch, "app_step")

    assert taken_twice_at_once(officer, phone.code(people.now())) == 1


def test_without_the_lock_both_would_get_in(officer, monkeypatch):
    phone = give_phone(officer)
    code = phone.code(people.now())
    both_wait_after(monkeypatch, "app_step")
    monkeypatch.setattr(AuthenticatorManager, "select_for_update", lambda self: self.all(), raising=False)
    monkeypatch.setattr(proving, "_count_guess", lambda person, at: None)
    monkeypatch.setattr(proving.transaction, "atomic", nullcontext)
    monkeypatch.setattr(
        Authenticator, "save", lambda self, **more: Authenticator.objects.filter(pk=self.pk).update(data=self.data)
    )

    assert taken_twice_at_once(officer, code) == 2


def test_of_two_browsers_with_one_recovery_code_one_gets_in(officer, monkeypatch):
    phone = give_phone(officer)
    # Both have found the code to be right before either takes it: what is asked under the lock decides.
    both_wait_after(monkeypatch, "recovery_number")

    assert taken_twice_at_once(officer, phone.recovery[0]) == 1
    left = Authenticator.objects.get(user=officer, type="recovery_codes").data["codes"]
    assert sum(1 for code in left if code) == 9
