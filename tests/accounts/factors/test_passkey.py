"""A passkey from enrolment to signing in without a password, in a real browser with a device made of software."""

import json

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from ibm_platform.accounts.models import User
from tests import people

NO_DEVICE = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}, "clientExtensionResults": {}}


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_enrolled_and_signs_in_without_a_password(page: Page, live_server, settings) -> None:
    settings.IBM_SECOND_FACTOR = True
    officer = people.make_officer()
    # A passkey belongs to a name; an address of numbers has none.
    site = live_server.url.replace("127.0.0.1", "localhost")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail address").fill(officer.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a second factor")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the device").fill("Desk")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    # With the password, the device is the second step.
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(officer.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    # Without the password, it is both.
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"{site}/accounts/second-factor/")
    expect(page.get_by_role("rowheader")).to_contain_text("Desk")

    passkey = Authenticator.objects.get(user=officer, type="webauthn")
    assert passkey.last_used_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("credential", [{}, [], "x", 7, {"id": "AA"}, NO_DEVICE, {"response": {"userHandle": "AA"}}])
def test_an_answer_that_no_device_gave_signs_nobody_in(client, officer: User, credential) -> None:
    asked = client.post("/accounts/login/passkey/question/")

    answer = client.post("/accounts/login/passkey/", {"credential": json.dumps(credential)})

    assert asked.json()["publicKey"]["userVerification"] == "required"
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_an_answer_without_a_question_enrols_nothing(client, officer: User) -> None:
    client.force_login(officer)

    answer = client.post("/accounts/second-factor/passkey/", {"name": "Desk", "credential": '{"id": "AA"}'})

    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user=officer).exists()
