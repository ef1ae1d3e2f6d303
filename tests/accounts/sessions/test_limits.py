"""
The limits of time and number, for pages and the API, by a clock that the test moves.

When ``docs/limits.md`` is out of date:
``DJANGO_SETTINGS_MODULE=ibm_platform.settings.test python manage.py shell -c
"from ibm_platform.accounts import limits; from assessments import limits as files;
open('docs/limits.md', 'w').write(limits.limits_document() + files.limits_document())"``
"""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from assessments.limits import limits_document as limits_of_files
from ibm_platform.accounts.limits import limits_document
from ibm_platform.accounts.models import SignInSession
from tests import people

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
PAGE, API = "/accounts/", "/api/v1/countries/"


@pytest.fixture
def clock():
    with time_machine.travel(people.now(), tick=False) as clock:
        yield clock


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_in(client: Client, address: str = PAGE) -> bool:
    return client.get(address).status_code == 200


def test_the_document_says_what_the_code_holds(repository: Path) -> None:
    assert (repository / "docs/limits.md").read_text() == limits_document() + limits_of_files()


@pytest.mark.parametrize("address", [PAGE, API])
@pytest.mark.parametrize(
    ("who", "minutes"), [("coordinator", 30), ("admin", 30), ("officer", 180), ("focal_point", 180), ("donor", 180)]
)
def test_who_does_nothing_is_signed_out(who, minutes, address, request, clock):
    person = request.getfixturevalue(who)
    stays, leaves = signed_in(person), signed_in(person)

    clock.shift(minutes * MINUTE - MINUTE)
    before = is_in(stays, address)
    clock.shift(2 * MINUTE)

    assert (before, is_in(stays, address), is_in(leaves, address)) == (True, True, False)


@pytest.mark.parametrize("address", [PAGE, API])
def test_nobody_stays_in_longer_than_twelve_hours_however_busy(address, officer, clock):
    client = signed_in(officer)
    for _hour in range(11):
        clock.shift(timedelta(hours=1))
        assert is_in(client, address)

    clock.shift(59 * MINUTE)
    before = is_in(client, address)
    clock.shift(2 * MINUTE)

    assert (before, is_in(client, address)) == (True, False)


def test_a_session_that_ran_out_never_wakes_and_is_written_down(officer, clock):
    client = signed_in(officer)
    clock.shift(timedelta(hours=4))

    answer = client.get(PAGE, follow=True)
    clock.shift(-timedelta(hours=4))

    row = SignInSession.objects.get(person=officer)
    assert "You were signed out, because nothing happened for a long time" in answer.content.decode()
    assert not is_in(client)
    assert (row.ended_at, row.ended_by) == (people.now() + timedelta(hours=4), None)


def test_a_session_from_before_there_were_limits_ends(officer):
    client = signed_in(officer)
    session = client.session
    del session["sign_in"]
    session.save()

    assert not is_in(client)


def test_a_sixth_sign_in_ends_the_oldest(officer, clock):
    browsers = []
    for _number in range(6):
        browsers.append(signed_in(officer))
        clock.shift(MINUTE)

    assert [is_in(browser) for browser in browsers] == [False] + [True] * 5


def test_most_requests_write_nothing(officer, clock, django_assert_num_queries):
    client = signed_in(officer)
    client.get(API)
    clock.shift(timedelta(seconds=55))

    # The session, the person, the rights, how many countries and the countries: what there was before the limits.
    with django_assert_num_queries(5) as asked:
        client.get(API)

    assert [query["sql"] for query in asked.captured_queries if not query["sql"].lstrip("(").startswith("SELECT")] == []
    assert SignInSession.objects.get().last_seen_at == people.now() - timedelta(seconds=55)


def test_a_request_a_minute_later_is_noted(officer, clock):
    client = signed_in(officer)
    clock.shift(timedelta(seconds=61))

    client.get(API)

    assert SignInSession.objects.get().last_seen_at == people.now()


def test_asking_how_long_it_lasts_does_not_make_it_longer(coordinator, clock):
    client = signed_in(coordinator)
    left = []
    for _times in range(2):
        clock.shift(10 * MINUTE)
        left.append(client.get("/accounts/sessions/stay/").json()["seconds"])

    longer = client.post("/accounts/sessions/stay/", headers={"accept": "application/json"}).json()["seconds"]

    assert (left, longer) == ([1200, 600], 1800)


def test_one_click_without_a_script_makes_it_longer(coordinator, clock):
    client = signed_in(coordinator)
    clock.shift(25 * MINUTE)
    foot = client.get("/help/").content.decode()
    clock.shift(29 * MINUTE)

    answer = client.post("/accounts/sessions/stay/")
    clock.shift(29 * MINUTE)

    assert '<noscript><form class="row" method="post" action="/accounts/sessions/stay/" target="_blank">' in foot
    assert "You stay signed in" in answer.content.decode()
    assert is_in(client)


def test_the_page_tells_its_clock_what_is_left(coordinator, clock):
    client = signed_in(coordinator)
    client.get(PAGE)
    clock.shift(timedelta(seconds=30))

    page = client.get(PAGE).content.decode()

    assert 'data-seconds="1770" data-warn="300"' in page
    assert "data-time-out" not in Client().get("/help/").content.decode()


def test_signing_out_ends_the_row_and_clears_the_browser(officer):
    client = signed_in(officer)

    answer = client.post("/accounts/logout/")

    row = SignInSession.objects.get()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert (row.ended_at is not None, row.ended_by) == (True, officer)
    assert not Session.objects.filter(session_key=row.session_key).exists()
