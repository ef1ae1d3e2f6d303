"""With the password alone nothing opens: every address, both doors, however the session began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ibm_platform.accounts import operations
from ibm_platform.accounts.factors.marks import SECOND_FACTOR_KEY
from tests import people
from tests.accounts.factors.devices import STEP, give_phone, shown, with_password

pytestmark = pytest.mark.django_db

OPEN = {"healthz", "readyz", "set_language", "account_logout", "stay_signed_in"}
ENROLLING = {"second_factor", "second_factor_app", "second_factor_passkey", "passkey_question", "prove"}
PROVING = {"second_factor_prompt", "passkey_question"}
SAMPLES = ("1", "x", "XA", "0b0e0f6e-52a4-4dd0-9d28-6f7f4b9d3d11")


@pytest.fixture(autouse=True)
def asked(settings):
    settings.IBM_SECOND_FACTOR = True


def addresses(patterns: Sequence[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, str]]:
    """Every URL name with an address that has its shape; whether anything is there does not matter at the gate."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield space + str(pattern.name), reverse(space + str(pattern.name), kwargs=samples(pattern))


def samples(pattern: URLPattern) -> dict[str, Any]:
    converters = getattr(pattern.pattern, "converters", {})
    if pattern.name == "account_reset_password_from_key":
        return {"uidb36": "a", "key": "b"}
    return {
        name: converter.to_python(next(value for value in SAMPLES if re.fullmatch(converter.regex, value)))
        for name, converter in converters.items()
    }


EVERY = dict(addresses(get_resolver().url_patterns))


def test_the_list_is_whole():
    assert len(EVERY) > 100


@pytest.mark.parametrize("has_phone", [True, False])
def test_a_session_with_the_password_alone_opens_nothing(officer, has_phone):
    if has_phone:
        give_phone(officer)
    client = with_password(officer)
    there, passing = (reverse("second_factor_prompt"), PROVING) if has_phone else (reverse("second_factor"), ENROLLING)
    let_through = []

    for name, address in EVERY.items():
        if name in OPEN | passing:
            continue
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = client.generic(method, address, b"", "application/json")
            if address.startswith("/api/"):
                refused = answer.status_code == 403 and answer.json()["code"] == "second_factor_needed"
            else:
                refused = answer.status_code == 302 and answer["Location"].startswith(f"{there}?")
            if not refused:
                let_through.append((name, method, answer.status_code))

    assert let_through == []


def test_without_the_gate_the_same_addresses_open(officer, settings):
    """The test above can fail."""
    settings.IBM_SECOND_FACTOR = False
    client = with_password(officer)

    assert client.get(reverse("account")).status_code == 200


def test_what_stays_open_needs_no_factor(officer):
    give_phone(officer)
    client = with_password(officer)

    assert client.get("/healthz").status_code == 200
    assert client.post("/i18n/setlang/", {"language": "en"}).status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("account"))["Location"].startswith("/accounts/login/")


def test_the_prompt_lets_through_and_changes_the_key(officer):
    phone = give_phone(officer)
    client = with_password(officer)
    before = client.session.session_key

    answer = client.post(
        reverse("second_factor_prompt"), {"code": phone.code(people.now()), "next": "/accounts/sessions/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sessions/")
    assert client.session.session_key != before
    assert client.get(reverse("account")).status_code == 200
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get(reverse("account"))["Location"].startswith("/accounts/login/")


def test_the_key_changes_at_sign_in_and_one_that_was_planted_is_refused(officer):
    client = Client()
    client.cookies["sessionid"] = "planted0planted0planted0planted0"

    client.post("/accounts/login/", {"login": officer.email, "password": people.PASSWORD})

    assert client.session.session_key not in {None, "planted0planted0planted0planted0"}


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example", "/no/such/page/", "javascript:1"]
)
def test_the_way_on_stays_on_the_site(officer, there):
    phone = give_phone(officer)

    answer = with_password(officer).post(
        reverse("second_factor_prompt"), {"code": phone.code(people.now()), "next": there}
    )

    assert answer["Location"] == "/"


def test_wrong_codes_lead_nowhere_and_the_page_says_so(officer):
    give_phone(officer)
    client = with_password(officer)

    answer = client.post(reverse("second_factor_prompt"), {"code": "000000"})

    assert answer.status_code == 422
    assert "The code is wrong or was used already" in answer.content.decode()
    assert SECOND_FACTOR_KEY not in client.session


def test_a_recovery_code_opens_too(officer):
    phone = give_phone(officer)
    client = with_password(officer)

    client.post(reverse("second_factor_prompt"), {"code": phone.recovery[3]})

    assert client.get(reverse("account")).status_code == 200


def test_an_invited_person_chooses_a_factor_before_anything_else(admin):
    invitation = operations.invite_person(
        email="new@demo.example",
        name="Neva Wall",
        role="coordinator",
        link_to=str,
        actor=admin,
        at=people.now(),
        proved_at=people.now(),
    )
    client = Client()

    client.post(reverse("invitation", args=[invitation.mailed_link]), {"password": people.PASSWORD})

    assert client.get("/")["Location"] == "/accounts/second-factor/?next=%2F"
    assert client.get("/api/v1/countries/").json()["code"] == "second_factor_needed"


def test_the_first_administrator_chooses_one_too(db):
    secret = operations.create_setup_link(at=people.now())
    client = Client()

    client.post(
        reverse("setup", args=[secret]),
        {"name": "Ada Root", "email": "ada@demo.example", "password": people.PASSWORD},
    )

    assert client.get(reverse("countries"))["Location"].startswith("/accounts/second-factor/")


def test_enrolling_an_app_opens_the_rest_and_shows_the_codes_once(officer):
    client = with_password(officer)
    page = client.get(reverse("second_factor_app"))
    secret = "".join(page.context["secret"])
    before = client.session.session_key

    done = client.post(
        reverse("second_factor_app"),
        {"code": shown(secret, people.now()), "offer": page.context["offer"]},
    )

    assert done.status_code == 200
    assert len(done.context["codes"]) == 10
    assert client.session.session_key != before
    after = client.get(reverse("second_factor"))
    assert after.status_code == 200
    assert [code for code in done.context["codes"] if code in after.content.decode()] == []


def test_the_page_shows_the_secret_as_a_picture_inside_the_page(officer):
    page = with_password(officer).get(reverse("second_factor_app"))

    html = page.content.decode()
    assert "<svg" in html
    assert "data:" not in html
    assert [group for group in page.context["secret"] if f">{group}<" not in html] == []


def test_a_wrong_code_keeps_the_same_secret(officer):
    client = with_password(officer)
    page = client.get(reverse("second_factor_app"))

    again = client.post(reverse("second_factor_app"), {"code": "000000", "offer": page.context["offer"]})

    assert again.status_code == 422
    assert again.context["secret"] == page.context["secret"]


def test_an_offer_made_to_somebody_else_is_none(officer, stranger):
    theirs = with_password(stranger).get(reverse("second_factor_app"))
    secret = "".join(theirs.context["secret"])

    answer = with_password(officer).post(
        reverse("second_factor_app"), {"code": shown(secret, people.now()), "offer": theirs.context["offer"]}
    )

    assert answer.status_code == 422


def test_a_password_alone_adds_no_second_phone(officer):
    """Whoever has a factor proves it; else the password would be enough after all."""
    give_phone(officer)
    client = with_password(officer)

    answer = client.get(reverse("second_factor_app"))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("second_factor_prompt"))


def test_a_factor_outlives_a_new_password(officer):
    give_phone(officer)
    officer.set_password("another long enough phrase")
    officer.save(update_fields=["password"])
    client = Client()

    client.post("/accounts/login/", {"login": officer.email, "password": "another long enough phrase"})

    assert client.get("/")["Location"].startswith(reverse("second_factor_prompt"))


def test_signing_in_again_asks_again(officer):
    phone = give_phone(officer)
    client = with_password(officer)
    client.post(reverse("second_factor_prompt"), {"code": phone.code(people.now() + STEP)})
    client.post(reverse("account_logout"))

    client.post("/accounts/login/", {"login": officer.email, "password": people.PASSWORD})

    assert client.get("/")["Location"].startswith(reverse("second_factor_prompt"))


def test_tokens_are_made_and_used_by_owners_with_a_factor(officer, settings):
    settings.IBM_SECOND_FACTOR = False
    early = operations.create_api_token(name="Early", days=1, actor=officer, at=people.now(), proved_at=people.now())
    settings.IBM_SECOND_FACTOR = True
    headers = {"Authorization": f"Bearer {early.secret}"}

    refused = Client().get("/api/v1/countries/", headers=headers)
    with pytest.raises(operations.SecondFactorNeeded):
        operations.create_api_token(name="Late", days=1, actor=officer, at=people.now(), proved_at=people.now())
    give_phone(officer)
    late = operations.create_api_token(name="Late", days=1, actor=officer, at=people.now(), proved_at=people.now())

    assert (refused.status_code, refused.json()["code"]) == (401, "second_factor_needed")
    assert Client().get("/api/v1/countries/", headers=headers).status_code == 200
    assert Client().get("/api/v1/countries/", headers={"Authorization": f"Bearer {late.secret}"}).status_code == 200


def test_a_page_of_an_error_shows_no_menu_before_the_second_factor(admin):
    """It would tell whoever guessed the password what the person may do."""
    phone = give_phone(admin)
    client = with_password(admin)

    before = client.get("/no/such/page/")
    client.post(reverse("second_factor_prompt"), {"code": phone.code(people.now())})
    after = client.get("/no/such/page/")

    assert (before.status_code, after.status_code) == (404, 404)
    assert reverse("countries") not in before.content.decode()
    assert reverse("countries") in after.content.decode()
