"""Personal tokens open what their owner may see at the moment of the call, and stop at once."""

from datetime import timedelta

import pytest
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import ApiToken
from ibm_platform.accounts.operations.tokens import TooManyTokens
from ibm_platform.common.errors import Invalid, NotVisible
from tests import people

pytestmark = pytest.mark.django_db


def make_token(owner, *, days=30, at=None) -> operations.NewToken:
    return operations.create_api_token(
        name="Results", days=days, actor=owner, at=at or people.now(), proved_at=at or people.now()
    )


def countries(secret: str):
    return Client().get("/api/v1/countries/", headers={"Authorization": f"Bearer {secret}"})


def codes(answer) -> list[str]:
    return [country["code"] for country in answer.json()["results"]]


def test_a_token_opens_what_its_owner_sees(officer, stranger):
    made = make_token(officer)

    answer = countries(made.secret)

    assert answer.status_code == 200
    assert codes(answer) == ["XA"]
    assert set(answer.json()["results"][0]) == {"id", "code", "name"}


def test_the_session_opens_the_same(client, stranger, arvenia):
    client.force_login(stranger)

    assert codes(client.get("/api/v1/countries/")) == ["XB"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Bearer two words", "Bearer ü", "Basic YTpi"])
def test_without_a_token_that_works_nobody_is_let_in(officer, header):
    answer = Client().get("/api/v1/countries/", headers={"Authorization": header} if header else {})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_revoked_token_stops_at_the_next_call(officer):
    made = make_token(officer)
    before = countries(made.secret).status_code

    operations.revoke_api_token(token_id=made.token.pk, actor=officer, at=people.now())

    assert (before, countries(made.secret).status_code) == (200, 401)


def test_a_token_runs_out(officer):
    made = make_token(officer, days=1, at=people.now() - timedelta(days=1, seconds=1))

    assert countries(made.secret).status_code == 401


def test_the_token_of_a_deactivated_person_stops_for_good(officer, admin):
    made = make_token(officer)

    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())
    while_out = countries(made.secret).status_code
    operations.reactivate_person(
        person_id=officer.pk, link_to=str, actor=admin, at=people.now(), proved_at=people.now()
    )

    assert (while_out, countries(made.secret).status_code) == (401, 401)


def test_an_ended_role_shuts_the_token_out_of_the_country(officer, admin):
    made = make_token(officer)
    before = codes(countries(made.secret))

    operations.end_membership(
        membership_id=officer.memberships.get().pk, actor=admin, at=people.now(), proved_at=people.now()
    )

    assert (before, codes(countries(made.secret))) == (["XA"], [])


def test_the_secret_is_not_stored(officer):
    made = make_token(officer)

    assert made.secret not in str(ApiToken.objects.values().get())


def test_the_use_of_a_token_is_noted_once_in_five_minutes(officer):
    made = make_token(officer)
    start = people.now()

    for minutes in (0, 4, 6):
        token = ApiToken.objects.get(pk=made.token.pk)
        operations.note_token_use(token=token, at=start + timedelta(minutes=minutes))

    assert ApiToken.objects.get().last_used_at == start + timedelta(minutes=6)


def test_another_persons_token_is_not_visible(officer, focal_point):
    made = make_token(officer)

    with pytest.raises(NotVisible):
        operations.revoke_api_token(token_id=made.token.pk, actor=focal_point, at=people.now())


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_lives_for_a_year_at_most(officer, days):
    with pytest.raises(Invalid):
        make_token(officer, days=days)


def test_ten_tokens_are_enough(officer):
    for _number in range(10):
        make_token(officer)

    with pytest.raises(TooManyTokens):
        make_token(officer)
