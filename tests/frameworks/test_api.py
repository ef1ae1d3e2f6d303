"""Framework versions for programs: published ones, read only."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frameworks.canonical import to_document
from frameworks.loader import from_document, load
from frameworks.models import FrameworkVersion
from frameworks.operations import import_framework
from tests.frameworks.documents import IBM_PATH, tiny
from tests.frameworks.test_operations import LATER, NOON

pytestmark = pytest.mark.django_db

LIST = "/api/v1/frameworks/"
DETAIL = "/api/v1/frameworks/HARBOUR/2.1/"


@pytest.fixture
def program(officer):
    client = Client()
    client.force_login(officer)
    return client


def test_the_list_holds_published_versions_only(program):
    import_framework(source=tiny(), at=NOON, publish=True)
    import_framework(source=tiny(('"2.1"', '"2.2"')), at=LATER)
    version = FrameworkVersion.objects.get(status="published")

    body = program.get(LIST).json()

    assert body["count"] == 1
    assert body["results"] == [
        {
            "id": version.pk,
            "code": "HARBOUR",
            "version": "2.1",
            "name": "Harbour safety",
            "language": "en",
            "status": "published",
            "content_hash": version.content_hash,
            "published_at": "2026-11-02T12:00:00Z",
        }
    ]


def test_a_version_carries_its_document(program):
    import_framework(source=IBM_PATH.read_bytes(), at=NOON, publish=True)
    spec = load(IBM_PATH.read_bytes())

    body = program.get("/api/v1/frameworks/IBM/1.0/").json()

    assert body["document"] == to_document(spec)
    assert from_document(body["document"]) == spec


def test_a_draft_and_what_is_not_there_are_not_found(program):
    import_framework(source=tiny(), at=NOON)

    assert [program.get(address).status_code for address in (DETAIL, "/api/v1/frameworks/X/1/")] == [404, 404]


def test_nobody_reads_without_signing_in():
    import_framework(source=tiny(), at=NOON, publish=True)

    assert [Client().get(address).status_code in {401, 403} for address in (LIST, DETAIL)] == [True, True]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_writes_nothing(program, method):
    import_framework(source=tiny(), at=NOON, publish=True)

    for address in (LIST, DETAIL):
        response = getattr(program, method)(address, {"name": "Other"}, content_type="application/json")
        assert response.status_code == 405


def test_the_list_costs_the_same_with_three_versions(program, django_assert_num_queries):
    import_framework(source=tiny(), at=NOON, publish=True)
    program.get(LIST)
    with CaptureQueriesContext(connection) as one:
        program.get(LIST)
    import_framework(source=tiny(('"2.1"', '"2.2"')), at=LATER, publish=True)
    import_framework(source=tiny(('"2.1"', '"2.3"')), at=LATER, publish=True)

    with django_assert_num_queries(len(one)):
        assert program.get(LIST).json()["count"] == 3


def test_there_is_no_administration_of_rows_beside_the_operations(admin):
    client = Client()
    client.force_login(admin)

    assert client.get("/admin/").status_code == 404
