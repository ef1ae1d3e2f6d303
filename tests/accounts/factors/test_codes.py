"""Codes of an app and recovery codes: each once, within their time, and not to be read in the database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection

from ibm_platform.accounts import operations
from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.models import FactorGuesses
from ibm_platform.accounts.operations import FactorThere, LastFactor, TooManyGuesses
from ibm_platform.common.errors import Invalid, NotVisible
from tests.accounts.factors.devices import STEP, give_phone, shown

NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)


def prove(person, code, at):
    operations.prove_second_factor(code=code, actor=person, at=at)


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert [shown(secret, datetime.fromtimestamp(moment, UTC)) for moment in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]


@pytest.mark.django_db
def test_a_code_is_taken_once_also_when_the_cache_of_another_process_knows_nothing(officer):
    phone = give_phone(officer, at=NOON)
    prove(officer, phone.code(NOON), NOON)

    cache.clear()
    for moment in (NOON, NOON + timedelta(seconds=5), NOON + STEP):
        with pytest.raises(Invalid):
            prove(officer, phone.code(NOON), moment)

    prove(officer, phone.code(NOON + STEP), NOON + STEP)


@pytest.mark.django_db
def test_the_code_that_enrolled_the_app_signs_nobody_in(officer):
    secret = codes.new_app_secret()
    code = shown(secret, NOON)
    operations.enrol_app(secret=secret, code=code, actor=officer, at=NOON, proved_at=NOON)

    with pytest.raises(Invalid):
        prove(officer, code, NOON + timedelta(seconds=1))


@pytest.mark.django_db
@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(officer, steps, is_taken):
    phone = give_phone(officer, at=NOON - 4 * STEP)
    code = phone.code(NOON + steps * STEP)

    if is_taken:
        prove(officer, code, NOON)
    else:
        with pytest.raises(Invalid):
            prove(officer, code, NOON)


@pytest.mark.django_db
def test_digits_may_be_grouped_or_of_another_script(officer):
    phone = give_phone(officer, at=NOON)
    code = phone.code(NOON)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in code)

    prove(officer, f" {arabic[:3]} {arabic[3:]} ", NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "²²²²²²", "abcdef", "0" * 40, "0" * 13, "९" * 13])
def test_what_is_no_code_is_refused(officer, code):
    give_phone(officer, at=NOON)

    with pytest.raises(Invalid):
        prove(officer, code, NOON)


@pytest.mark.django_db
def test_each_recovery_code_works_once(officer):
    phone = give_phone(officer, at=NOON)
    assert len(set(phone.recovery)) == 10

    for code in phone.recovery:
        prove(officer, code, NOON)
        with pytest.raises(Invalid):
            prove(officer, code, NOON)


@pytest.mark.django_db
def test_a_recovery_code_is_read_as_people_write(officer):
    first, second = give_phone(officer, at=NOON).recovery[:2]

    prove(officer, first.upper().replace("-", " ").replace("1", "I"), NOON)
    prove(officer, second.replace("-", "").replace("0", "O"), NOON)


@pytest.mark.django_db
def test_new_recovery_codes_end_the_old_ones(officer):
    old = give_phone(officer, at=NOON).recovery
    new = operations.renew_recovery_codes(actor=officer, at=NOON, proved_at=NOON)

    with pytest.raises(Invalid):
        prove(officer, old[0], NOON)
    prove(officer, new[0], NOON)


@pytest.mark.django_db
def test_nothing_that_signs_in_can_be_read_in_the_database(officer):
    phone = give_phone(officer, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps(cursor.fetchall())

    bare = [code.replace("-", "")[1:] for code in phone.recovery]
    assert [secret for secret in (phone.secret, *phone.recovery, *bare) if secret in stored] == []
    kept = Authenticator.objects.get(user=officer, type="recovery_codes").data["codes"]
    assert len({value.split("$")[1] for value in kept}) == 10  # each with a salt of its own


@pytest.mark.django_db
def test_a_changed_secret_key_opens_the_seed_as_long_as_the_old_one_is_named(officer, settings):
    phone = give_phone(officer, at=NOON)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" + "y" * 50, [old]

    prove(officer, phone.code(NOON), NOON)


@pytest.mark.django_db
def test_guesses_are_counted_by_person_and_never_for_good(officer):
    phone = give_phone(officer, at=NOON)
    for _ in range(5):
        with pytest.raises(Invalid):
            prove(officer, "000000", NOON)

    with pytest.raises(TooManyGuesses):
        prove(officer, phone.code(NOON), NOON + timedelta(seconds=59))
    later = NOON + timedelta(seconds=61)
    prove(officer, phone.code(later), later)

    assert FactorGuesses.objects.get(person=officer).failures == 0


@pytest.mark.django_db
def test_a_day_of_guessing_reaches_few_codes(officer):
    give_phone(officer, at=NOON)
    looked_at = 0
    for minute in range(24 * 60):
        try:
            prove(officer, "000000", NOON + timedelta(minutes=minute))
        except Invalid:
            looked_at += 1
        except TooManyGuesses:
            pass

    assert 5 < looked_at < 40


@pytest.mark.django_db
def test_one_app_for_each_person(officer):
    give_phone(officer)

    with pytest.raises(FactorThere):
        give_phone(officer)


@pytest.mark.django_db
def test_a_wrong_code_enrols_nothing(officer):
    secret = codes.new_app_secret()

    with pytest.raises(Invalid):
        operations.enrol_app(secret=secret, code="000000", actor=officer, at=NOON, proved_at=NOON)

    assert not Authenticator.objects.filter(user=officer).exists()


@pytest.mark.django_db
def test_the_last_factor_stays_where_one_is_asked_for(officer, settings):
    give_phone(officer)
    app = Authenticator.objects.get(user=officer, type="totp")

    settings.IBM_SECOND_FACTOR = True
    with pytest.raises(LastFactor):
        operations.remove_factor(factor_id=app.pk, actor=officer, at=NOON, proved_at=NOON)

    settings.IBM_SECOND_FACTOR = False
    operations.remove_factor(factor_id=app.pk, actor=officer, at=NOON, proved_at=NOON)
    assert not Authenticator.objects.filter(user=officer).exists()


@pytest.mark.django_db
def test_nobody_removes_the_factor_of_somebody_else(officer, stranger):
    give_phone(officer)
    app = Authenticator.objects.get(user=officer, type="totp")

    with pytest.raises(NotVisible):
        operations.remove_factor(factor_id=app.pk, actor=stranger, at=NOON, proved_at=NOON)
