"""What a person may act as, and what a person sees."""

from datetime import timedelta

import pytest

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import Role
from tests import people

pytestmark = pytest.mark.django_db


def test_rights_are_one_query(officer, django_assert_num_queries):
    with django_assert_num_queries(1):
        rights = queries.rights_of(officer, people.now())

    assert rights.roles == {"officer"}


def test_nobody_has_no_rights_and_costs_no_query(nobody, django_assert_num_queries):
    with django_assert_num_queries(0):
        rights = queries.rights_of(nobody, people.now())

    assert rights == queries.Rights()


def test_an_officer_holds_a_role_in_one_agency_and_its_country(officer, arvenia, customs, belmara):
    rights = queries.rights_of(officer, people.now())

    assert rights.roles_in(arvenia.pk) == {"officer"}
    assert rights.roles_in(belmara.pk) == frozenset()
    assert rights.agencies_in(arvenia.pk) == {customs.pk}
    assert rights.agency_ids(Role.OFFICER) == {customs.pk}
    assert rights.agency_ids(Role.AGENCY_LEAD) == frozenset()
    assert rights.country_ids(Role.OFFICER) == {arvenia.pk}


def test_a_reviewer_does_not_stand_on_the_side_of_the_country_reviewed(reviewer, arvenia):
    rights = queries.rights_of(reviewer, people.now())

    assert rights.country_ids(Role.REVIEWER) == {arvenia.pk}
    assert rights.agencies_in(arvenia.pk) == frozenset()


@pytest.mark.parametrize(
    ("role", "claims"),
    [("admin", (True, False, False)), ("coordinator", (False, True, False)), ("donor", (False, False, True))],
)
def test_platform_roles_are_of_no_country(request, role, claims):
    person = request.getfixturevalue(role)

    rights = queries.rights_of(person, people.now())

    assert (rights.is_admin, rights.is_coordinator, rights.is_donor) == claims
    assert {holding.country_id for holding in rights.holdings} == {None}


def test_a_role_is_in_force_on_its_last_day_and_not_after(arvenia):
    last = people.now().date()
    person = people.invite(Role.REVIEWER, name="Revi Ewer", country=arvenia, until=last)

    today = queries.rights_of(person, people.now())
    tomorrow = queries.rights_of(person, people.now() + timedelta(days=1))

    assert (today.roles, tomorrow.roles) == ({"reviewer"}, frozenset())


def test_an_ended_role_gives_no_right(officer, admin):
    operations.end_membership(
        membership_id=officer.memberships.get().pk, actor=admin, at=people.now(), proved_at=people.now()
    )

    assert queries.rights_of(officer, people.now()).roles == frozenset()


def test_a_deactivated_person_has_no_right_though_the_role_was_not_ended(officer, admin):
    operations.deactivate_person(person_id=officer.pk, actor=admin, at=people.now(), proved_at=people.now())

    assert queries.rights_of(officer, people.now()).roles == frozenset()


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("admin", ["XA", "XB"]),
        ("coordinator", ["XA", "XB"]),
        ("focal_point", ["XA"]),
        ("officer", ["XA"]),
        ("reviewer", ["XA"]),
        ("stranger", ["XB"]),
        ("donor", []),
    ],
)
def test_countries_are_seen_by_their_own_people_and_by_those_who_serve_all(request, arvenia, belmara, who, codes):
    rights = queries.rights_of(request.getfixturevalue(who), people.now())

    assert [country.code for country in queries.countries_visible_to(rights)] == codes


def test_the_list_of_people_keeps_to_what_its_reader_may_see(focal_point, officer, reviewer, stranger, coordinator):
    def names(person):
        return [row.name for row in queries.people_page(queries.rights_of(person, at), at=at).rows]

    at = people.now()
    admin = people.any_admin()

    assert names(focal_point) == ["Fela Point", "Offa Cerr"]
    assert names(stranger) == ["Stella Ferne"]
    assert names(coordinator) == ["Fela Point", "Revi Ewer", "Stella Ferne"]
    assert names(admin) == ["Ada Root", "Cora Dinar", "Fela Point", "Offa Cerr", "Revi Ewer", "Stella Ferne"]


def test_a_role_in_another_country_does_not_show_on_a_page_of_the_own_country(focal_point, officer, belmara):
    people.invite(Role.REVIEWER, name="", email=officer.email, country=belmara)
    at = people.now()

    page = queries.person_page(
        queries.rights_of(focal_point, at), person_id=officer.pk, asked_by_id=focal_point.pk, at=at
    )

    assert [holding.role_name for holding in page.person.holdings] == ["Officer"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_costs_the_same_for_one_and_for_three(admin, customs, count, django_assert_num_queries):
    for number in range(count):
        people.make_officer(customs, name=f"Officer {number}")
    rights = queries.rights_of(admin, people.now())

    with django_assert_num_queries(3):
        page = queries.people_page(rights, at=people.now())

    assert len(page.rows) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_countries_costs_the_same_for_one_and_for_three(admin, count, django_assert_num_queries):
    for number in range(count):
        country = people.make_country(f"X{'ABC'[number]}", f"Country {number}")
        people.make_focal_point(country)
    rights = queries.rights_of(admin, people.now())

    with django_assert_num_queries(2):
        rows = queries.country_rows(rights, at=people.now())

    assert [row.focal_points for row in rows] == [("Fela Point",)] * count


def test_whom_to_ask_is_the_focal_point_of_the_own_country(officer, focal_point, stranger):
    rights = queries.rights_of(officer, people.now())

    assert [contact.name for contact in queries.contacts_of(rights, at=people.now())] == ["Fela Point"]
