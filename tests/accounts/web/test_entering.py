"""Pages of links that work once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import User
from tests import people

pytestmark = pytest.mark.django_db


def printed_link(**options) -> str:
    out = StringIO()
    call_command("setup_link", stdout=out, **options)
    return out.getvalue().strip()


def claim(client: Client, path: str, email: str = "first@demo.example", password: str = people.PASSWORD):
    return client.post(path, {"name": "First One", "email": email, "password": password})


def test_the_printed_link_makes_the_administrator_and_signs_in(client):
    link = printed_link(address="https://ibm.example/")
    path = link.removeprefix("https://ibm.example")

    form = client.get(path)
    answer = claim(client, path)

    assert form.status_code == 200
    assert answer["Location"] == "/accounts/countries/"
    assert client.get("/accounts/countries/").status_code == 200


def test_the_setup_page_works_once(client):
    path = printed_link(address="")
    claim(client, path)

    second = claim(Client(), path, email="second@demo.example")

    assert second.status_code == 410
    assert Client().get(path).status_code == 410
    assert list(User.objects.values_list("email", flat=True)) == ["first@demo.example"]


def test_the_command_says_so_when_there_is_an_administrator(admin):
    assert printed_link() == "The platform has an administrator; sign in, or ask for a new password by mail."


def test_looking_at_a_link_does_not_use_it_up(client):
    path = printed_link(address="")

    looks = [client.get(path).status_code, client.head(path).status_code, client.get(path).status_code]

    assert (looks, claim(client, path).status_code) == ([200, 405, 200], 302)


def test_a_password_that_does_not_do_is_explained_beside_the_field(client):
    answer = claim(client, printed_link(address=""), password="short")

    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()
    assert 'value="short"' not in answer.content.decode()


@pytest.mark.parametrize("path", ["/setup/invented/", "/accounts/invitation/invented/"])
def test_an_invented_link_is_not_there(client, admin, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"password": people.PASSWORD}).status_code == 404


def test_a_setup_link_is_no_invitation(client):
    secret = operations.create_setup_link(at=people.now())

    assert client.get(f"/accounts/invitation/{secret}/").status_code == 404


def invited(customs, *, at=None) -> operations.Invitation:
    return operations.invite_person(
        email="new@demo.example",
        name="New <b>One",
        role="officer",
        agency_id=customs.pk,
        link_to=lambda secret: f"/accounts/invitation/{secret}/",
        actor=people.any_admin(),
        at=at or people.now(),
        proved_at=at or people.now(),
    )


def test_an_invited_person_chooses_a_password_and_is_signed_in(client, customs):
    invitation = invited(customs)

    form = client.get(invitation.link)
    answer = client.post(invitation.link, {"password": people.PASSWORD})

    assert "New &lt;b&gt;One" in form.content.decode()
    assert answer["Location"] == "/"
    assert client.get("/accounts/").status_code == 200
    assert Client().post(invitation.link, {"password": "another long phrase"}).status_code == 410


def test_an_old_invitation_is_over_and_names_nobody(client, customs):
    invitation = invited(customs, at=people.now() - timedelta(hours=72))

    answer = client.get(invitation.link)

    assert answer.status_code == 410
    assert "new@demo.example" not in answer.content.decode()


def test_the_person_is_signed_in_with_a_session_of_another_key(client, customs):
    invitation = invited(customs)
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key

    client.post(invitation.link, {"password": people.PASSWORD})

    assert client.session.session_key != session.session_key
