"""A thousand guesses reach the password a few times; the owner of the account always gets in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from ibm_platform.accounts import limits
from tests import people
from tests.accounts.web.test_signing_in import set_password, sign_in

pytestmark = pytest.mark.django_db

ATTACKED = "192.0.2.10"


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Every password that reached the real hasher, right or wrong."""
    reached: list[str] = []
    real = MD5PasswordHasher.encode

    def encode(self, password, salt):
        reached.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return reached


def guess(email: str, count: int, *, address=lambda number: ATTACKED) -> list[int]:
    """``count`` wrong passwords at one moment, each from the address that its number gives; a fresh browser each time."""
    codes = []
    # On a busy machine a thousand requests outlast the first pause, after which one more guess is rightly tried.
    with time_machine.travel(people.now(), tick=False):
        for number in range(count):
            if number % 100 == 0:
                # The limit per address and minute of the sign-in page is another one, and not the one under test.
                cache.clear()
            client = Client(REMOTE_ADDR=address(number))
            codes.append(sign_in(client, email, f"wrong phrase number {number}").status_code)
    return codes


def known_browser(person) -> Client:
    """A browser at the attacked address in which the person signed in before."""
    client = Client(REMOTE_ADDR=ATTACKED)
    sign_in(client, person.email)
    client.post("/accounts/logout/")
    return client


# A thousand real requests take their time on a busy machine.
@pytest.mark.timeout(600)
def test_of_a_thousand_guesses_from_one_address_five_are_tried_and_the_owner_gets_in(officer, hashed):
    mine = known_browser(officer)
    hashed.clear()

    codes = guess(officer.email, 1000)

    assert len(hashed) == limits.FREE_FAILURES
    assert codes[:5] == [200] * 5 and set(codes[5:]) == {429}
    assert sign_in(mine, officer.email).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), officer.email).status_code == 302


# A thousand real requests take their time on a busy machine.
@pytest.mark.timeout(600)
def test_of_a_thousand_guesses_from_everywhere_at_most_thirty_are_tried(officer, hashed):
    mine = known_browser(officer)
    hashed.clear()

    guess(officer.email, 1000, address=lambda number: f"198.51.{number // 250}.{number % 250}")

    assert len(hashed) == limits.UNKNOWN_DEVICES_FAILURES <= 30
    assert sign_in(mine, officer.email).status_code == 302


def test_without_a_known_browser_the_owner_gets_in_through_the_mailbox(officer):
    guess(officer.email, 40, address=lambda number: f"198.51.100.{number}")
    elsewhere = Client(REMOTE_ADDR="203.0.113.5")
    refused = sign_in(elsewhere, officer.email).status_code

    set_password(elsewhere, officer, "a meadow under slow rain")

    assert refused == 429
    assert sign_in(elsewhere, officer.email, "a meadow under slow rain").status_code == 302


def test_the_mark_of_a_browser_counts_for_its_person_alone(officer, focal_point):
    mine = known_browser(focal_point)
    guess(officer.email, 6)

    assert sign_in(mine, officer.email).status_code == 429


def test_a_forged_mark_is_none(officer):
    mine = known_browser(officer)
    mine.cookies["known"] = mine.cookies["known"].value[:-2] + "xx"
    guess(officer.email, 6)

    assert sign_in(mine, officer.email).status_code == 429


def test_a_known_browser_waits_too_when_it_guesses(officer):
    mine = known_browser(officer)

    codes = [sign_in(mine, officer.email, "not the right phrase").status_code for _number in range(7)]

    assert codes == [200] * 5 + [429] * 2
    assert sign_in(Client(REMOTE_ADDR=ATTACKED), officer.email).status_code == 302


def test_the_wait_doubles_and_nobody_is_locked_out_for_good(officer):
    start = people.now()
    waits = []
    with time_machine.travel(start, tick=False) as clock:
        guess(officer.email, 5)
        for _round in range(9):
            refused = sign_in(Client(REMOTE_ADDR=ATTACKED), officer.email)
            waits.append(int(refused["Retry-After"]) // 60)
            clock.shift(timedelta(seconds=int(refused["Retry-After"])))
            sign_in(Client(REMOTE_ADDR=ATTACKED), officer.email, "still not the right phrase")
        clock.shift(timedelta(hours=1))
        last = sign_in(Client(REMOTE_ADDR=ATTACKED), officer.email)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert last.status_code == 302


def test_a_refusal_does_not_tell_who_has_an_account(officer):
    guess(officer.email, 5)
    guess("unknown@demo.example", 5)

    known = sign_in(Client(REMOTE_ADDR=ATTACKED), officer.email)
    unknown = sign_in(Client(REMOTE_ADDR=ATTACKED), "unknown@demo.example")

    assert (known.status_code, unknown.status_code) == (429, 429)
    assert "Too many wrong passwords. Try again in 1 minute" in known.content.decode()
    assert _plain(known) == _plain(unknown)
    assert known.cookies.keys() == unknown.cookies.keys()


def test_the_mark_is_set_for_the_full_sign_in_only_and_is_hidden_from_scripts(officer):
    wrong, right = Client(), Client()
    sign_in(wrong, officer.email, "not the right phrase")
    sign_in(right, officer.email)

    mark = right.cookies["known"]

    assert "known" not in wrong.cookies
    assert (mark["httponly"], mark["samesite"], mark["max-age"]) == (True, "Lax", 180 * 24 * 3600)
    assert officer.email not in mark.value


def test_a_password_alone_makes_no_browser_known(officer, settings):
    settings.IBM_SECOND_FACTOR = True
    client = Client()

    sign_in(client, officer.email)

    assert "known" not in client.cookies


def _plain(answer) -> str:
    text = answer.content.decode()
    for cookie in answer.wsgi_request.META.get("CSRF_COOKIE", ""), *[c.value for c in answer.cookies.values()]:
        text = text.replace(cookie, "") if cookie else text
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())
