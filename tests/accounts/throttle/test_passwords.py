"""What a password may be and may not be, by the real operations and pages."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from ibm_platform.accounts.models import User
from ibm_platform.accounts.passwords import known
from tests import people
from tests.accounts.web.test_signing_in import is_signed_in, set_password, sign_in

pytestmark = pytest.mark.django_db

COMMON = [
    "password1234", "Password12345!", "qwertyuiop12", "123456789012", "passwordpassword", "iloveyou1234", "letmein12345",
    "football2024!", "monkeymonkey", "dragondragon1", "111111111111", "aaaaaaaaaaaa", "sunshine!!!!", "princess12345",
    "trustno1trustno1", "superman2025!", "baseballbaseball", "michael123456", "master123456", "shadow!!!!!!!!",
]  # fmt: skip
BREACHED = [
    "1qaz2wsx3edc", "q1w2e3r4t5y6", "qazwsxedcrfv", "qwerty123456", "gfhjkmgfhjkm", "leavemealone", "zxcasdqwe123",
    "123456789qwe", "112233445566", "websolutions", "flvbybcnhfnjh", "unbelievable", "1qaz2wsx3edc4rfv", "finalfantasy",
    "contortionist", "QAZWSXEDC123", "sonyericsson", "123qwe123qwe", "motherfucker", "qweasdzxc123",
]  # fmt: skip
CONTEXT = [
    "Arvenia2027!!", "arveniacustoms", "CustomsArvenia1", "borderguard2027", "BorderManagement", "Integrated-Border-1",
    "ibm-maturity-2027", "MaturityPlatform", "Welcome-to-Arvenia", "Arvenia Customs 27", "Administrator2027",
    "Coordinator12345", "customs-officer-1", "Offa Cerr 2027!", "OffaCerrCustoms", "B0rderGu4rd2027", "AssessmentSummer1",
    "border border border", "SecretPassword27", "agency-ministry-99",
]  # fmt: skip
GOOD = [
    "a meadow under slow rain",
    "seventeen geese crossed here twice",
    "كلمة سر طويلة من أربع كلمات",
    "🦔🌧️🍂🪵🐌🌒🪻🧵🕯️🫖🪁🎻",
    "83920174650912837465",
    "the border of my garden is green",
    "w" + "ö" * 3 + " long grass and 3 tall trees",
]


def refused(password: str, person: User) -> list[str]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [problem.code for problem in error.error_list]
    return []


@pytest.mark.parametrize("password", [*COMMON, *BREACHED])
def test_what_guessers_try_first_is_refused(password, officer):
    assert "password_known" in refused(password, officer)


@pytest.mark.parametrize("password", CONTEXT)
def test_names_and_words_of_the_place_are_refused(password, officer):
    assert "password_known_words" in refused(password, officer)


@pytest.mark.parametrize("password", GOOD)
def test_whatever_characters_are_welcome(password, officer):
    assert refused(password, officer) == []


def test_twelve_to_a_hundred_and_twenty_eight_characters(officer):
    sentence = "quiet mossy walls hold seven blue doors " * 4

    assert refused(sentence[:11], officer) == ["password_too_short"]
    assert refused(sentence[:12], officer) == []
    assert refused(sentence[:128], officer) == []
    assert refused(sentence[:129], officer) == ["password_too_long"]


def test_a_password_is_taken_exactly_as_it_was_typed(officer):
    password = "كل شيء 🦔 in 64 characters, and a space at the end of it: " + "x" * 6 + " "
    set_password(Client(), officer, password)

    trimmed, right = Client(), Client()
    sign_in(trimmed, officer.email, password.strip())
    sign_in(right, officer.email, password)

    assert len(password) == 64
    assert (is_signed_in(trimmed), is_signed_in(right)) == (False, True)


def test_the_page_says_why(client, officer):
    sign_in(client, officer.email)
    weak = {"password1": "arveniacustoms", "password2": "arveniacustoms"}

    answer = client.post("/accounts/password/change/", {"oldpassword": people.PASSWORD, **weak})

    assert "made of names and words that anybody here would try" in answer.content.decode()


def test_the_file_of_breached_passwords_is_the_one_described():
    readme = known.FILE.with_name("README.md").read_text()
    told = re.search(r"`breached\.bin` \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})`", readme)
    count = re.search(r"SHA-256 of ([\d,]+) passwords", readme)

    content = Path(known.FILE).read_bytes()

    assert told and told.group(1) == hashlib.sha256(content).hexdigest()
    assert count and int(count.group(1).replace(",", "")) == len(known.breached()) == len(content) // 6
