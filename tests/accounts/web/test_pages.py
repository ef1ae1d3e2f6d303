"""Every page of accounts by the right person, by somebody of another country, and by nobody."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from ibm_platform.accounts.models import Agency, ApiToken, Country, Membership, User
from tests import people
from tests.letters import post_letters
from tests.reading import as_read

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "admin",
    "coordinator",
    "focal_point",
    "agency_lead",
    "officer",
    "signatory",
    "reviewer",
    "donor",
    "stranger",
)


@dataclass(frozen=True)
class Door:
    """A page and the status it has for each person; those not named get ``others``; nobody is sent to sign in."""

    path: str
    others: int
    named: dict[str, int]
    post: bool = False


MANAGERS = {"admin": 200, "coordinator": 200, "focal_point": 200, "agency_lead": 200, "stranger": 200}
OFFICER_PAGE = {"admin": 200, "focal_point": 200, "agency_lead": 200, "coordinator": 404, "stranger": 404}
ADMIN_ONLY = {"admin": 200, "focal_point": 403, "agency_lead": 403, "coordinator": 404, "stranger": 404}
DOORS = [
    Door("/accounts/", 200, {}),
    Door("/accounts/password/change/", 200, {}),
    Door("/accounts/people/", 403, MANAGERS),
    Door("/accounts/people/invite/", 403, MANAGERS),
    Door("/accounts/people/{officer}/", 403, OFFICER_PAGE),
    Door("/accounts/people/999999/", 403, dict.fromkeys(MANAGERS, 404)),
    Door("/accounts/people/{officer}/deactivate/", 403, ADMIN_ONLY),
    Door("/accounts/people/{officer}/deactivate/", 403, {"admin": 302, "coordinator": 404, "stranger": 404}, post=True),
    Door("/accounts/people/{officer}/reactivate/", 403, {"admin": 409}, post=True),
    Door(
        "/accounts/people/{officer}/invitation/",
        403,
        {"admin": 409, "focal_point": 409, "agency_lead": 409, "coordinator": 404, "stranger": 404},
        post=True,
    ),
    Door("/accounts/roles/{role}/end/", 403, OFFICER_PAGE),
    Door(
        "/accounts/roles/{role}/end/",
        403,
        {"admin": 302, "focal_point": 302, "agency_lead": 302, "coordinator": 404, "stranger": 404},
        post=True,
    ),
    Door("/accounts/countries/", 200, {}),
    Door("/accounts/countries/new/", 403, {"admin": 200}),
    Door("/accounts/countries/XA/", 403, {"admin": 200, "stranger": 404, "donor": 404}),
    Door("/accounts/agencies/", 200, {}),
    Door("/accounts/agencies/new/", 403, {"admin": 200, "coordinator": 200, "focal_point": 200, "stranger": 200}),
    Door(
        "/accounts/agencies/{agency}/",
        403,
        {"admin": 200, "coordinator": 200, "focal_point": 200, "stranger": 404, "donor": 404},
    ),
    Door("/accounts/tokens/{token}/revoke/", 404, {"admin": 302, "officer": 302}, post=True),
]


@pytest.fixture
def places(officer, customs):
    """What stands for the names in the paths: an officer of Arvenia, the officer's role, agency and token."""
    token = ApiToken.objects.create(
        owner=officer,
        name="Results",
        prefix="ibm_test",
        digest="0" * 64,
        created_at=people.now(),
        expires_at=people.now(),
    )
    role = officer.memberships.get()
    return {"officer": officer.pk, "role": role.pk, "agency": customs.pk, "token": token.pk}


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_opens_for_exactly_those_it_should(request, client, places, who):
    for door in DOORS:
        # A door may change the person who stands before it; each is tried in a world of its own.
        person = request.getfixturevalue(who)
        client.force_login(person)
        path = door.path.format(**places)

        answer = tried(client, path, post=door.post)

        assert (door, answer) == (door, door.named.get(who, door.others))


def test_nobody_is_sent_to_sign_in(client, places):
    answers = {door.path: tried(client, door.path.format(**places), post=door.post) for door in DOORS}

    assert set(answers.values()) == {302}
    assert all(
        client.get(door.path.format(**places))["Location"].startswith("/accounts/login/")
        for door in DOORS
        if not door.post
    )


@pytest.mark.parametrize("who", [*EVERYBODY, "nobody"])
def test_help_is_open_to_all_and_names_the_own_focal_point(request, client, focal_point, who):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))

    page = client.get("/help/").content.decode()

    in_arvenia = who in {"focal_point", "agency_lead", "officer", "signatory", "reviewer"}
    assert (focal_point.email in page) == in_arvenia


def in_a_month() -> str:
    return (people.now() + timedelta(days=30)).date().isoformat()


def test_inviting_an_officer_shows_the_link_where_mails_go_to_a_folder(client, focal_point, customs, settings):
    client.force_login(focal_point)
    form = {"email": "new@demo.example", "name": "New One", "role": "officer", "agency": customs.pk}
    form["until"] = (people.now() + timedelta(days=90)).date().isoformat()

    shown = client.post("/accounts/people/invite/", form).content.decode()
    settings.SHOW_MAIL_LINKS = False
    hidden = client.post("/accounts/people/invite/", {**form, "email": "other@demo.example"}).content.decode()

    links = re.findall(r"http://testserver/accounts/invitation/[\w-]+/", shown)
    assert len(links) == 1
    assert links[0] in post_letters()[-2].body
    assert "/accounts/invitation/" not in hidden
    assert Client().get(links[0].removeprefix("http://testserver")).status_code == 200


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(client, focal_point, officer, customs):
    client.force_login(focal_point)

    answer = client.post(
        "/accounts/people/invite/",
        {"email": officer.email, "name": "Someone", "role": "officer", "agency": customs.pk, "until": in_a_month()},
    )

    assert answer.status_code == 422
    assert "The person has this role already, until" in answer.content.decode()
    assert 'value="Someone"' in answer.content.decode()


def test_a_focal_point_is_offered_own_agencies_and_own_roles_only(client, focal_point, customs):
    people.make_stranger("officer")
    client.force_login(focal_point)

    page = client.get("/accounts/people/invite/").content.decode()

    assert re.findall(r'<option value="(\w+)"', page) == ["agency_lead", "officer", str(customs.pk)]
    assert "Belmara" not in page


def test_another_countrys_agency_in_the_form_is_refused(client, focal_point):
    stranger = people.make_stranger("officer")
    agency = stranger.memberships.get().agency_id
    client.force_login(focal_point)

    answer = client.post(
        "/accounts/people/invite/", {"email": "x@demo.example", "name": "X Y", "role": "officer", "agency": agency}
    )

    assert answer.status_code == 422
    assert not User.objects.filter(email="x@demo.example").exists()


def test_a_role_is_given_and_ended_on_the_page_of_the_person(client, focal_point, officer, guard):
    client.force_login(focal_point)
    page = f"/accounts/people/{officer.pk}/"

    client.post(page, {"role": "officer", "agency": guard.pk, "until": in_a_month()})
    given = Membership.objects.get(person=officer, agency=guard)
    asked = client.get(f"/accounts/roles/{given.pk}/end/").content.decode()
    client.post(f"/accounts/roles/{given.pk}/end/")

    assert "End the role “Officer” of Offa Cerr?" in as_read(asked)
    given.refresh_from_db()
    assert given.ended_by == focal_point
    assert "Ended roles" in client.get(page).content.decode()


def test_the_list_is_filtered_by_role_and_country(client, admin, officer, focal_point, stranger, belmara):
    client.force_login(admin)

    by_role = names(client.get("/accounts/people/?role=officer"))
    by_country = names(client.get(f"/accounts/people/?country={belmara.pk}"))
    nothing = client.get(f"/accounts/people/?role=donor&country={belmara.pk}").content.decode()

    assert (by_role, by_country) == (["Offa Cerr"], ["Stella Ferne"])
    assert "Nobody has this role there." in nothing


def test_an_administrator_adds_a_country_and_changes_it(client, admin):
    client.force_login(admin)

    client.post("/accounts/countries/new/", {"code": "xd", "name": "Dravia", "time_zone": "Europe/Vienna"})
    client.post("/accounts/countries/XD/", {"name": "New Dravia", "time_zone": "UTC"})
    twice = client.post("/accounts/countries/new/", {"code": "XD", "name": "Other", "time_zone": "UTC"})

    assert list(Country.objects.values_list("code", "name", "time_zone")) == [("XD", "New Dravia", "UTC")]
    assert (twice.status_code, "is already there" in twice.content.decode()) == (422, True)


def agency_types() -> list[tuple[str, str]]:
    """Stands for the composition that asks a framework: accounts take whatever function the setting names."""
    return [("BG", "Border guard"), ("CUS", "Customs")]


def test_a_focal_point_adds_an_agency_with_types_of_the_framework(client, focal_point, arvenia, settings):
    settings.AGENCY_TYPE_CHOICES = f"{__name__}.agency_types"
    client.force_login(focal_point)

    form = client.get("/accounts/agencies/new/").content.decode()
    client.post(
        "/accounts/agencies/new/",
        {"country": arvenia.pk, "code": "mbs", "name": "Merged Service", "types": ["BG", "CUS"]},
    )

    assert "Border guard" in form
    agency = Agency.objects.get()
    assert (agency.country, agency.code, agency.types) == (arvenia, "MBS", ["BG", "CUS"])
    assert "Border guard, Customs" in client.get("/accounts/agencies/").content.decode()


def test_a_type_that_no_framework_knows_any_more_is_kept_until_it_is_unticked(client, focal_point, customs, settings):
    settings.AGENCY_TYPE_CHOICES = f"{__name__}.agency_types"
    old = people.make_agency(code="OLD", name="Old Service", types=("ZZ",))
    client.force_login(focal_point)

    client.post(f"/accounts/agencies/{old.pk}/", {"name": "Old Service", "types": ["ZZ"], "is_active": "on"})
    kept = Agency.objects.get(pk=old.pk).types
    client.post(f"/accounts/agencies/{old.pk}/", {"name": "Old Service", "types": ["BG"]})

    old.refresh_from_db()
    assert (kept, old.types, old.is_active) == (["ZZ"], ["BG"], False)


def test_a_token_is_shown_once_and_revoked_by_a_click(client, officer):
    client.force_login(officer)

    made = client.post("/accounts/tokens/", {"token-name": "Results", "token-days": "30"}).content.decode()
    secret = re.search(r'value="(ibm_[\w-]+)"', made).group(1)
    page = client.get("/accounts/").content.decode()
    client.post(f"/accounts/tokens/{ApiToken.objects.get().pk}/revoke/")

    assert secret not in page
    assert secret[:8] in page
    assert ApiToken.objects.get().revoked_at is not None


def test_name_and_language_are_saved_and_the_language_is_spoken_at_once(client, officer):
    client.force_login(officer)

    answer = client.post("/accounts/", {"name": "Offa New", "language": "ar-xb"}, follow=True)

    officer.refresh_from_db()
    assert (officer.name, officer.language) == ("Offa New", "ar-xb")
    assert '<html lang="ar-xb"' in answer.content.decode()


def test_the_menu_offers_what_the_person_may_open(client, admin, officer, focal_point):
    def menu(person):
        client.force_login(person)
        page = client.get("/accounts/").content.decode()
        navigation = re.findall(r"<nav class=\"nav\".*?</nav>", page, flags=re.DOTALL)
        return re.findall(r'href="(/accounts/[a-z]+/)"', "".join(navigation))

    assert menu(admin) == ["/accounts/people/", "/accounts/countries/", "/accounts/agencies/"]
    assert menu(focal_point) == ["/accounts/people/", "/accounts/agencies/"]
    assert menu(officer) == []


def test_the_current_page_is_marked_in_the_menu(client, admin):
    client.force_login(admin)

    page = client.get("/accounts/people/invite/").content.decode()

    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/accounts/people/"]


def tried(client: Client, path: str, *, post: bool) -> int:
    """The status of one try; what it changed is taken back, so that the next door meets the same world."""
    from django.db import transaction

    with transaction.atomic():
        answer = client.post(path) if post else client.get(path)
        transaction.set_rollback(True)
    return answer.status_code


def names(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', as_read(answer.content.decode()))
