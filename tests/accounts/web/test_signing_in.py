"""Signing in by e-mail, its locks, passwords by mail, and the way back to the page that was asked for."""

import re

import pytest
from django.conf import settings
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import User
from tests import people
from tests.letters import post_letters

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str, password: str = people.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def sentences(answer) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", answer.content.decode(), flags=re.DOTALL)


def test_somebody_signs_in_by_address_in_any_case(client, officer):
    answer = sign_in(client, officer.email.upper())

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_the_session_has_another_key_after_sign_in(client, officer):
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted

    sign_in(client, officer.email)

    assert client.session.session_key != planted
    assert Client(headers={"cookie": f"sessionid={planted}"}).get("/accounts/").status_code == 302


def test_unknown_wrong_and_deactivated_are_answered_alike(officer, focal_point, admin):
    operations.deactivate_person(person_id=focal_point.pk, actor=admin, at=people.now(), proved_at=people.now())
    User.objects.filter(pk=focal_point.pk).update(password=officer.password)

    answers = [
        sign_in(Client(), "unknown@demo.example"),
        sign_in(Client(), officer.email, "not the right phrase"),
        sign_in(Client(), focal_point.email),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    said = {tuple(sentences(answer)) for answer in answers}
    assert said == {("E-mail address and password do not fit together. Check both, or ask for a new link.",)}


def test_an_invited_person_without_a_password_cannot_sign_in(client, customs):
    person = people.invite("officer", name="New One", agency=customs, accept=False)

    sign_in(client, person.email, "")
    sign_in(client, person.email, "!")

    assert not is_signed_in(client)


def test_after_five_wrong_passwords_one_person_waits_at_one_address(officer, focal_point):
    office, home = Client(REMOTE_ADDR="192.0.2.10"), Client(REMOTE_ADDR="192.0.2.99")

    wrong = [sign_in(office, officer.email, "not the right phrase").status_code for _attempt in range(7)]

    assert wrong == [200] * 5 + [429] * 2
    assert sign_in(office, officer.email).status_code == 429
    assert sign_in(office, officer.email.upper()).status_code == 429
    assert sign_in(office, focal_point.email).status_code == 302
    assert sign_in(home, officer.email).status_code == 302


def test_a_new_password_by_mail_opens_the_lock(officer):
    office = Client(REMOTE_ADDR="192.0.2.10")
    for _attempt in range(10):
        sign_in(office, officer.email, "not the right phrase")

    set_password(office, officer, "a phrase for later")

    assert sign_in(office, officer.email, "a phrase for later").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "/%5cevil.example",
        "/\t/evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        "accounts/",
        "/no/such/page/",
        "http://testserver@evil.example/",
        "http://testserver/accounts/",
    ],
)
def test_sign_in_leads_to_no_page_that_is_not_ours(client, officer, target):
    answer = sign_in(client, officer.email, next=target)

    assert answer["Location"] == "/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(client, officer):
    asked = client.get("/accounts/agencies/?country=1")

    answer = client.post(asked["Location"], {"login": officer.email, "password": people.PASSWORD})
    posted = sign_in(Client(), officer.email, next="/accounts/agencies/?country=1")

    assert asked["Location"] == "/accounts/login/?next=/accounts/agencies/%3Fcountry%3D1"
    assert (answer["Location"], posted["Location"]) == ("/accounts/agencies/?country=1",) * 2


def test_signing_out_needs_a_click(client, officer):
    sign_in(client, officer.email)

    asked = client.get("/accounts/logout/")
    still_in = is_signed_in(client)
    client.post("/accounts/logout/")

    assert (asked.status_code, still_in, is_signed_in(client)) == (200, True, False)


def test_deactivation_bites_at_the_next_request_and_the_old_session_never_wakes(client, officer, admin):
    sign_in(client, officer.email)
    before = is_signed_in(client)

    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())
    while_out = is_signed_in(client)
    back = operations.reactivate_person(
        person_id=officer.pk, link_to=str, actor=admin, at=people.now(), proved_at=people.now()
    )
    operations.accept_invitation(secret=back.link, password="a phrase for later", at=people.now())

    assert (before, while_out, is_signed_in(client)) == (True, False, False)


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "password/set/", "reauthenticate/"])
def test_what_the_library_offers_beyond_sign_in_is_not_there(client, officer, path):
    client.force_login(officer)

    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


def test_asking_for_a_password_does_not_tell_who_is_known(officer):
    post_letters()
    known = Client().post("/accounts/password/reset/", {"email": officer.email}, follow=True)
    letters = [letter.to for letter in post_letters()]
    unknown = Client().post("/accounts/password/reset/", {"email": "unknown@demo.example"}, follow=True)

    assert letters == [[officer.email]]
    assert post_letters() == []
    assert known.redirect_chain == unknown.redirect_chain
    assert without_secret(known) == without_secret(unknown)


def test_a_deactivated_person_gets_no_new_password(officer, admin):
    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())
    post_letters()

    Client().post("/accounts/password/reset/", {"email": officer.email})

    assert post_letters() == []


def test_a_password_link_works_once_and_signs_other_browsers_out(client, officer):
    elsewhere = Client()
    sign_in(elsewhere, officer.email)

    link = set_password(client, officer, "a phrase for later")
    again = client.get(link, follow=True)

    assert "This link no longer works" in again.content.decode()
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), officer.email, "a phrase for later").status_code == 302


def test_a_weak_new_password_is_refused(client, officer):
    form = client.get(reset_link(client, officer), follow=True)

    answer = client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})

    assert "at least 12 characters" in answer.content.decode()
    assert sign_in(Client(), officer.email).status_code == 302


def test_the_own_password_is_changed_with_the_present_one(client, officer):
    sign_in(client, officer.email)
    new = {"password1": "a phrase for later", "password2": "a phrase for later"}

    wrong = client.post("/accounts/password/change/", {"oldpassword": "not the right phrase", **new})
    right = client.post("/accounts/password/change/", {"oldpassword": people.PASSWORD, **new})

    assert "this one is not it" in wrong.content.decode()
    assert right["Location"] == "/accounts/"
    assert is_signed_in(client)
    assert sign_in(Client(), officer.email, "a phrase for later").status_code == 302


def test_a_forged_host_gets_no_mail_sent(officer):
    post_letters()

    answer = Client().post("/accounts/password/reset/", {"email": officer.email}, headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert post_letters() == []


def test_the_language_of_the_account_is_honoured_at_sign_in(client, officer):
    operations.choose_language(language="ar-xb", actor=officer)

    sign_in(client, officer.email)

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar-xb"
    assert '<html lang="ar-xb"' in client.get("/accounts/").content.decode()


def reset_link(client: Client, person: User) -> str:
    client.post("/accounts/password/reset/", {"email": person.email})
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", post_letters()[-1].body)
    assert found
    return found.group(1)


def set_password(client: Client, person: User, password: str) -> str:
    link = reset_link(client, person)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    return link


def without_secret(answer) -> str:
    return re.sub(r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \")\w+", "", answer.content.decode())
