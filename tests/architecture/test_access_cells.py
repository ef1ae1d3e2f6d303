"""
Every address of an assessment × every method × everybody × four assessments: the own one, an archived one, another country's, and
none at all; through the API also with everybody's token.

What the own one answers stands in ``access_registry`` and is compared in ``test_access_matrix``. Here the other three are compared
with it: an archived assessment is read like any other, and another country's cannot be told from none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client
from pytest_django import DjangoDbBlocker

from assessments import operations
from ibm_platform.accounts.operations import create_api_token
from tests.architecture.access_registry import EVERYBODY, NATIONAL, NATIONAL_PEOPLE, National, sees
from tests.architecture.matrix import Matrix, asks_to_sign_in, counts, make_matrix
from tests.kept import kept
from tests.people import now

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# A page looks at the method before anything else: those that no page takes are asked by one person.
PAGE_METHODS = ("GET", "POST")
SCENES = ("setup", "consolidation", "submitted", "accepted", "published")
ABSENT = 987654321
# Of Arvenia, or of no country: to them Belmara's assessment does not exist. The coordinator reviews both.
NOT_BELMARAS = (*NATIONAL_PEOPLE, "reviewer", "donor", "plants", "former", "admin")
# In an answer: the address that was asked for; and what is drawn anew: a form's token and the policy's nonce.
NUMBER = re.compile(rb"assessments(/|%2F)\d+")
DRAWN = re.compile(rb'\b[A-Za-z0-9]{64}\b|nonce="[^"]*"')


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Matrix]:
    with kept(django_db_blocker):
        yield make_matrix(SCENES)


@pytest.fixture(scope="module")
def tokens(matrix: Matrix) -> dict[str, str]:
    """A token of everybody."""
    people = matrix.people
    return {
        name: create_api_token(name="Matrix", days=30, actor=person, at=now(), proved_at=now()).secret
        for name, person in people.items()
    }


def ask(client: Client, method: str, url: str, token: str = "") -> HttpResponse:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.generic(method, url, b"{}", "application/json", headers=headers)


def words(response: HttpResponse) -> bytes:
    """What an answer says, without the number that was asked for and what is drawn anew."""
    return DRAWN.sub(b"", NUMBER.sub(b"", response.getvalue()))


@pytest.fixture
def still() -> Iterator[None]:
    """A page says how many seconds are left of the session."""
    with time_machine.travel(now(), tick=False):
        yield


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the status is compared, no page is printed: what decides it is asked before."""
    monkeypatch.setattr(Template, "render", lambda self, context: "")


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("name", NATIONAL)
def test_another_countrys_assessment_cannot_be_told_from_none(matrix: Matrix, name: str) -> None:
    door = NATIONAL[name]
    there = matrix.url(name, door, {**matrix.own, **matrix.foreign}, matrix.belmara.pk)
    nowhere = matrix.url(name, door, {**matrix.own, **matrix.foreign}, ABSENT)
    before = counts()

    for person in NOT_BELMARAS:
        for method in METHODS if name.startswith("api-") or person == "focal" else PAGE_METHODS:
            theirs, none = (ask(matrix.clients[person], method, url) for url in (there, nowhere))

            assert theirs.status_code in closed(name, method), (person, method)
            assert theirs.status_code == none.status_code, (person, method)
            assert words(theirs) == words(none), (person, method)
            assert set(theirs.headers) == set(none.headers), (person, method)
    assert counts() == before


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("name", NATIONAL)
def test_nobody_is_told_nothing(matrix: Matrix, name: str) -> None:
    door = NATIONAL[name]
    nobody = Client()

    for assessment_id in (matrix.world.assessments[door.scene].pk, matrix.belmara.pk, ABSENT):
        for method in METHODS:
            answer = ask(nobody, method, matrix.url(name, door, assessment_id=assessment_id))

            assert answer.status_code == 405 or asks_to_sign_in(name, answer), method


@pytest.mark.parametrize("name", [name for name in NATIONAL if name.startswith("api-")])
def test_a_token_opens_what_its_owner_opens(matrix: Matrix, tokens: dict[str, str], name: str) -> None:
    """For the own assessment and another country's; with a token nothing is read that the session does not read."""
    door = NATIONAL[name]
    addresses = (
        matrix.url(name, door),
        matrix.url(name, door, {**matrix.own, **matrix.foreign}, matrix.belmara.pk),
        matrix.url(name, door, assessment_id=ABSENT),
    )
    program = Client()

    for person in EVERYBODY:
        for url in addresses:
            by_session = ask(matrix.clients[person], "GET", url)
            by_token = ask(program, "GET", url, tokens[person])

            assert by_token.status_code == by_session.status_code, (person, url)


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("name", NATIONAL)
def test_head_and_options_tell_no_more_than_get(matrix: Matrix, name: str) -> None:
    url = matrix.url(name, NATIONAL[name])

    for person in EVERYBODY:
        got = ask(matrix.clients[person], "GET", url).status_code
        head, options = (ask(matrix.clients[person], method, url) for method in ("HEAD", "OPTIONS"))

        assert (head.status_code, head.getvalue()) == (got, b""), person
        hidden = name.startswith("api-") and person not in sees(NATIONAL[name].scene)
        assert options.status_code == (404 if hidden else 405), person


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("name", NATIONAL)
def test_an_archived_assessment_is_read_like_any_other(matrix: Matrix, name: str) -> None:
    """The archive takes it out of the lists; nobody gains or loses anything by its address."""
    door = National("published", NATIONAL[name].args)
    published = matrix.world.assessments["published"]
    url = matrix.url(name, door)
    before = {person: ask(matrix.clients[person], "GET", url).status_code for person in EVERYBODY}

    operations.archive_assessment(actor=matrix.people["focal"], at=now(), assessment_id=published.pk)

    assert {person: ask(matrix.clients[person], "GET", url).status_code for person in EVERYBODY} == before


def closed(name: str, method: str) -> set[int]:
    """A page that takes forms alone does not look any further than the method; OPTIONS is taken nowhere."""
    return {404} if name.startswith("api-") and method != "OPTIONS" else {404, 405}
