"""The sentences that every address can answer with stand in the reader's language."""

from collections.abc import Iterator

import pytest

from tests.invented import MIRRORED, OVERRIDE, invented_languages


@pytest.fixture(scope="module", autouse=True)
def catalogues() -> Iterator[None]:
    with invented_languages():
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "code"), [("/api/v1/nothing/", "not_found"), ("/api/v1/%00", "bad_request")])
def test_a_status_without_a_view_is_told_in_the_language_of_the_request(client, address, code):
    english = client.get(address, headers={"Accept-Language": "en"}).json()
    mirrored = client.get(address, headers={"Accept-Language": MIRRORED}).json()

    assert (english["code"], mirrored["code"]) == (code, code)
    assert OVERRIDE not in english["detail"]
    assert (mirrored["title"], mirrored["detail"].startswith(OVERRIDE)) == (mirrored["detail"], True)
