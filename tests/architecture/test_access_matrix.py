"""
Every address, asked for by everybody.

The resolver is walked: an address that ``access_registry`` does not name fails, and so does a name without an address. Then
each address is called by nobody, by people of every role, by those of another country, and by somebody whose role has ended.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from ibm_platform.accounts.models import Membership
from reports.models import Report
from tests.architecture.access_registry import (
    BY_ROLE,
    EVERYBODY,
    NATIONAL,
    POSTED_BY_ROLE,
    PUBLIC,
    REPORT,
    REPORT_READERS,
    SIGNED_IN,
    National,
    sees,
)
from tests.architecture.matrix import Matrix, asks_to_sign_in, counts, make_matrix, names_of
from tests.kept import kept
from tests.people import now

pytestmark = pytest.mark.django_db

SCENES = ("setup", "consolidation", "submitted", "accepted", "published")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
REFUSED = {401, 403, 404, 405, 409, 415, 422}


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Matrix]:
    with kept(django_db_blocker):
        yield make_matrix(SCENES)


def test_every_address_is_classified_once() -> None:
    registries = (PUBLIC, SIGNED_IN, BY_ROLE, POSTED_BY_ROLE, NATIONAL, REPORT)
    classified = sorted(name for registry in registries for name in registry)

    # Missing: say in tests/architecture/access_registry.py who may open it.
    assert classified == sorted(names_of(get_resolver().url_patterns))


@pytest.mark.parametrize("name", PUBLIC)
def test_public_addresses_answer_nobody(matrix: Matrix, name: str) -> None:
    args, answers = PUBLIC[name]

    assert matrix.clients["nobody"].get(reverse(name, args=args)).status_code in answers


@pytest.mark.parametrize("name", SIGNED_IN)
def test_what_is_open_to_all_who_signed_in(matrix: Matrix, name: str) -> None:
    args, status = SIGNED_IN[name]
    url = reverse(name, args=args)

    answers = {person: matrix.clients[person].get(url).status_code for person in EVERYBODY}

    assert asks_to_sign_in(name, matrix.clients["nobody"].get(url))
    assert answers == dict.fromkeys(EVERYBODY, status)


@pytest.mark.parametrize("name", BY_ROLE)
def test_what_is_open_to_some_roles(matrix: Matrix, name: str) -> None:
    door = BY_ROLE[name]
    url = reverse(name, args=[arg.format(**matrix.own) for arg in door.args])

    answers = {person: matrix.clients[person].get(url).status_code for person in EVERYBODY}

    assert asks_to_sign_in(name, matrix.clients["nobody"].get(url))
    assert answers == {
        person: 200 if person in door.allowed else 404 if person in door.hides else 403 for person in EVERYBODY
    }


@pytest.mark.parametrize("name", POSTED_BY_ROLE)
def test_what_takes_a_form_from_some_roles(matrix: Matrix, name: str) -> None:
    url = reverse(name, args=[arg.format(**matrix.own) for arg in POSTED_BY_ROLE[name]])
    before = counts()

    answers = {
        person: matrix.clients[person].post(url).status_code
        for person in EVERYBODY
        if person not in ("admin", "focal", "lead")
    }

    assert asks_to_sign_in(name, matrix.clients["nobody"].post(url))
    assert set(answers.values()) <= {403, 404}
    assert counts() == before


def expected(door: National, person: str) -> int:
    if person not in sees(door.scene):
        return 404
    if door.readers is None:
        return 405
    if person in door.readers:
        return 200
    return 404 if person in door.hides else 403


@pytest.mark.parametrize("name", NATIONAL)
def test_reading_what_belongs_to_one_country(matrix: Matrix, name: str) -> None:
    door = NATIONAL[name]
    url = matrix.url(name, door)

    answers = {person: matrix.clients[person].get(url).status_code for person in EVERYBODY}

    if door.readers is None and not name.startswith("api-"):
        # A page that takes forms alone does not look any further.
        assert set(answers.values()) == {405}
    else:
        assert answers == {person: expected(door, person) for person in EVERYBODY}
        assert asks_to_sign_in(name, matrix.clients["nobody"].get(url))


@pytest.mark.parametrize("name", NATIONAL)
def test_writing_what_belongs_to_one_country(matrix: Matrix, name: str) -> None:
    """Whoever may not write gets nothing written; to strangers nothing exists, whatever they send."""
    door = NATIONAL[name]
    url = matrix.url(name, door)
    methods = WRITING if name.startswith("api-") else ("POST",)
    before = counts()

    for method in methods:
        answers = {
            person: matrix.clients[person].generic(method, url, b"", "application/json").status_code
            for person in EVERYBODY
            if person not in door.writers
        }
        nobody = matrix.clients["nobody"].generic(method, url, b"", "application/json")

        hidden = {person: answer for person, answer in answers.items() if person not in sees(door.scene)}
        assert set(hidden.values()) <= ({404} if name.startswith("api-") else {404, 405}), (method, hidden)
        assert set(answers.values()) <= REFUSED, (method, answers)
        assert nobody.status_code == 405 or asks_to_sign_in(name, nobody)
    assert counts() == before


WITH_AGENCY = [
    name
    for name, door in NATIONAL.items()
    if {"{CUS}", "CUS", "{evidence}", "{file}", "{extension}", "{change}", "{comment}", "{workshop}"} & set(door.args)
]


@pytest.mark.parametrize("name", WITH_AGENCY)
def test_another_countrys_thing_under_the_own_assessment_does_not_exist(matrix: Matrix, name: str) -> None:
    """/assessments/<Arvenia's>/agencies/<Belmara's>/: also for those who may open Arvenia's."""
    door = NATIONAL[name]
    door = National(door.scene, tuple("BCU" if arg == "CUS" else arg for arg in door.args), door.readers, door.writers)
    url = matrix.url(name, door, {**matrix.own, **matrix.foreign})
    before = counts()
    methods = ("GET", *(WRITING if name.startswith("api-") else ("POST",)))

    for person in {*(door.readers or ()), *door.writers}:
        for method in methods:
            body = b'{"indicators": [], "kind": "level", "level": "2", "expected_revision": 0}'
            answer = matrix.clients[person].generic(method, url, body, "application/json").status_code

            # 403: a reader who writes nowhere.
            refused = {404, 405} if method == "GET" or person in door.writers else {403, 404, 405}
            assert answer in refused, (person, method, answer)
    assert counts() == before


@pytest.mark.parametrize("name", REPORT)
def test_a_report_exists_for_its_readers_alone(matrix: Matrix, name: str) -> None:
    url = reverse(name, args=[matrix.report.pk])
    status = REPORT[name]

    answers = {person: matrix.clients[person].get(url).status_code for person in EVERYBODY}

    assert answers == (
        dict.fromkeys(EVERYBODY, 405)
        if status == 405
        else {person: status if person in REPORT_READERS else 404 for person in EVERYBODY}
    )
    assert asks_to_sign_in(name, matrix.clients["nobody"].get(url))


@pytest.mark.parametrize("name", ["reports:retry", "reports:cancel"])
def test_a_report_is_stopped_and_asked_for_again_by_its_readers_alone(matrix: Matrix, name: str) -> None:
    url = reverse(name, args=[matrix.report.pk])
    others = [person for person in EVERYBODY if person not in REPORT_READERS]

    assert {matrix.clients[person].post(url).status_code for person in others} == {404}
    assert asks_to_sign_in(name, matrix.clients["nobody"].post(url))
    assert Report.objects.get(pk=matrix.report.pk).state == "queued"


def test_a_report_that_somebody_else_asked_for_is_not_theirs_to_stop(matrix: Matrix) -> None:
    url = reverse("reports:cancel", args=[matrix.report.pk])

    assert matrix.clients["focal"].post(url).status_code == 403


@pytest.mark.parametrize("name", [name for name in NATIONAL if NATIONAL[name].readers])
def test_a_role_that_ends_between_two_requests_closes_the_address(matrix: Matrix, name: str) -> None:
    door = NATIONAL[name]
    person = door.readers[0]
    url = matrix.url(name, door)
    before = matrix.clients[person].get(url).status_code

    Membership.objects.filter(person=matrix.world.people[person], ended_at=None).update(ended_at=now())

    assert (before, matrix.clients[person].get(url).status_code) == (200, 404)
