"""The command for the only administrator who lost phone and recovery codes."""

import io
import logging

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import FactorReset
from ibm_platform.common.errors import Invalid, TooMany
from tests import people
from tests.accounts.factors.devices import give_phone, with_password
from tests.accounts.factors.test_resets import ask
from tests.accounts.factors.test_telling import told
from tests.accounts.sessions.test_limits import is_in, signed_in
from tests.letters import post_letters

pytestmark = pytest.mark.django_db


def reset(email, *options, typed=None, monkeypatch=None):
    """Run the command; ``typed`` is what somebody types at its question."""
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO("" if typed is None else f"{typed}\n"))
    out = io.StringIO()
    call_command("reset_second_factor", email, *options, stdout=out)
    return out.getvalue()


def has_factors(person):
    return Authenticator.objects.filter(user=person).exists()


def test_the_only_administrator_begins_anew(admin, settings, caplog):
    settings.IBM_SECOND_FACTOR = True
    phone = give_phone(admin)
    client = with_password(admin)
    client.post(reverse("second_factor_prompt"), {"code": phone.code(people.now())})
    post_letters()
    was_in = is_in(client)

    with caplog.at_level(logging.WARNING):
        said = reset(admin.email, "--yes")

    assert (was_in, is_in(client), has_factors(admin)) == (True, False, False)
    assert admin.email in said
    assert f"second factors of person {admin.pk} were reset" in caplog.text and admin.email not in caplog.text
    assert told(admin)[0].startswith("Your second factor was reset")
    assert with_password(admin).get("/")["Location"].startswith(reverse("second_factor") + "?")


def test_it_asks_for_the_address_again(admin, monkeypatch):
    give_phone(admin)

    with pytest.raises(CommandError, match="differ"):
        reset(admin.email, typed="somebody.else@demo.example", monkeypatch=monkeypatch)
    with pytest.raises(CommandError, match="--yes"):
        reset(admin.email, monkeypatch=monkeypatch)
    kept = has_factors(admin)
    reset(admin.email, typed=admin.email.upper(), monkeypatch=monkeypatch)

    assert (kept, has_factors(admin)) == (True, False)


def test_whoever_has_no_factor_no_account_or_no_way_in_is_named(admin, officer):
    with pytest.raises(CommandError, match="no second factor"):
        reset(admin.email, "--yes")
    with pytest.raises(CommandError, match="Nobody has this"):
        reset("nobody@demo.example", "--yes")
    give_phone(officer)
    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())
    with pytest.raises(CommandError, match="deactivated"):
        reset(officer.email, "--yes")


def test_a_report_that_waited_is_closed_and_nobody_else_loses_anything(admin, focal_point, officer):
    give_phone(admin)
    give_phone(officer)
    report = ask(focal_point, officer)
    theirs = signed_in(admin)

    reset(officer.email, "--yes")

    report.refresh_from_db()
    assert (report.confirmed, report.decided_by) == (True, None)
    assert not FactorReset.objects.filter(decided_at=None).exists()
    assert has_factors(admin) and is_in(theirs)


def test_wrong_codes_before_it_do_not_make_the_new_factor_wait(admin):
    give_phone(admin)
    for _try in range(6):
        with pytest.raises((Invalid, TooMany)):
            operations.prove_second_factor(code="000000", actor=admin, at=people.now())

    reset(admin.email, "--yes")

    phone = give_phone(admin)
    operations.prove_second_factor(code=phone.code(people.now()), actor=admin, at=people.now())
