"""The coordinator's board of countries, and the donor's list of what was published."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from assessments.models import Assignment, Cycle
from ibm_platform.accounts.models import Role
from tests.assessments.api.calls import Program
from tests.builders import a_coordinator, a_signatory, cast_of, make_assessment, make_cycle
from tests.people import invite, make_country, make_donor, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

BOARD = "/assessments/"
PUBLISHED = "/published/"
MOST_QUERIES = 12
NAMES = (("XD", "Dravenia"), ("XC", "Cordovia"), ("XE", "Estoria"))


class _RowHeads(HTMLParser):
    """The words of every ``<th scope="row">``, in the page's order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "th" and ("scope", "row") in attrs:
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "th"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def rows_of(response) -> list[str]:
    parser = _RowHeads()
    parser.feed(response.content.decode())
    return parser.found


def text_of(response) -> str:
    return " ".join(as_read(response.content.decode()).split())


def signed_in(client: Client, person) -> Client:
    client.force_login(person)
    return client


def test_countries_stand_in_the_alphabet_with_state_and_turn(client):
    for code, name in NAMES:
        make_assessment(upto={"XC": "submitted", "XD": "accepted"}.get(code, "setup"), country=make_country(code, name))

    response = signed_in(client, a_coordinator()).get(BOARD)

    assert response.status_code == 200
    assert rows_of(response) == ["Cordovia", "Dravenia", "Estoria"]
    page = text_of(response)
    assert "<h1>One country waits for you</h1>" in page
    assert "3 of 3 shown, in alphabetical order" in page
    assert "Signatory decides on publication" in page
    # Only the frozen one has plates; the others are outlined.
    assert page.count('aria-label="Level of each cell"') == 1
    assert page.count('aria-label="Cells not visible before the result is frozen"') == 2


def test_filter_leaves_some_rows_and_keeps_the_counts(client):
    for code, name in NAMES:
        make_assessment(upto="submitted" if code == "XC" else "setup", country=make_country(code, name))
    signed_in(client, a_coordinator())

    by_state = client.get(BOARD, {"status": "submitted"})
    by_turn = client.get(BOARD, {"waiting_for": "focal_point"})
    unknown = client.get(BOARD, {"status": "x", "waiting_for": "²", "cycle": "²"})

    assert rows_of(by_state) == ["Cordovia"]
    assert "1 of 3 shown" in text_of(by_state)
    assert rows_of(by_turn) == ["Dravenia", "Estoria"]
    assert rows_of(unknown) == ["Cordovia", "Dravenia", "Estoria"]


def test_lateness_is_a_filter_in_both_doors(client):
    """A day over, in its last week, and a month in one state; what is over is out of time for no filter."""
    today, long_ago = now().date(), now() - timedelta(days=40)
    for code, name, due in (("XC", "Cordovia", -1), ("XD", "Dravenia", 7), ("XE", "Estoria", 60)):
        cycle = make_cycle(code=f"c{code}", answers_due=today + timedelta(days=due), at=long_ago)
        make_assessment(upto="collection", cycle=cycle, country=make_country(code, name), at=long_ago)
    coordinator = a_coordinator()
    signed_in(client, coordinator)
    program = Program(coordinator)

    def shown(cycle: str, time: str) -> tuple[list[str], list[str]]:
        number = Cycle.objects.get(code=cycle).pk
        rows = program.get(f"portfolio/?cycle={number}&time={time}").body
        return rows_of(client.get(BOARD, {"cycle": number, "time": time})), [row["name"] for row in rows]

    found = {(cycle, time): shown(cycle, time) for cycle in ("cXC", "cXD", "cXE") for time in ("over", "week", "still")}

    assert all(page == call for page, call in found.values())
    names = {key: page for key, (page, _call) in found.items() if page}
    assert names == {
        ("cXC", "over"): ["Cordovia"],
        ("cXC", "still"): ["Cordovia"],
        ("cXD", "week"): ["Dravenia"],
        ("cXD", "still"): ["Dravenia"],
        ("cXE", "still"): ["Estoria"],
    }


def test_the_day_that_is_over_is_the_countrys_own(client):
    """At 11:00 UTC it is the next day already on Kiritimati: its last day is over, and in Brussels it is not."""
    with time_machine.travel(datetime(2030, 3, 4, 11, tzinfo=UTC), tick=False):
        cycle = make_cycle(answers_due=date(2030, 3, 4))
        for code, name, zone in (("XC", "Cordovia", "Europe/Brussels"), ("XD", "Dravenia", "Pacific/Kiritimati")):
            make_assessment(upto="collection", cycle=cycle, country=make_country(code, name, zone))

        late = signed_in(client, a_coordinator()).get(BOARD, {"time": "over"})

    assert rows_of(late) == ["Dravenia"]


def test_answers_are_counted_while_they_are_collected_and_no_level_is_told(client):
    answers = {"P1.F1.01": {"CUS": 4}, "P2.F1.01": {"CUS": 3, "BG": 2}}
    make_assessment(upto="collection", country=make_country("XC", "Cordovia"), answers=answers)
    coordinator = a_coordinator()

    page = text_of(signed_in(client, coordinator).get(BOARD))
    row = Program(coordinator).get("portfolio/").body[0]

    asked = Assignment.objects.standing().count()
    assert (row["given"], row["asked"], row["settled"], row["bands"]) == (3, asked, 0, [])
    assert f"3 of {asked} answers" in page


def test_cycles_are_switched_in_the_address(client):
    before = make_cycle(code="2024", at=now() - timedelta(days=900))
    make_assessment(upto="setup", cycle=before, country=make_country("XC", "Cordovia"), at=now() - timedelta(days=900))
    make_assessment(upto="setup", country=make_country("XD", "Dravenia"))
    signed_in(client, a_coordinator())

    latest, earlier = client.get(BOARD), client.get(BOARD, {"cycle": before.pk})

    assert rows_of(latest) == ["Dravenia"]
    assert rows_of(earlier) == ["Cordovia"]


def test_returned_questions_and_passed_dates_are_told(client):
    long_ago = now() - timedelta(days=200)
    late = make_cycle(code="late", at=long_ago, answers_due=(long_ago + timedelta(days=20)).date())
    make_assessment(upto="returned", cycle=late, country=make_country("XC", "Cordovia"), at=long_ago)

    page = text_of(signed_in(client, a_coordinator()).get(BOARD))

    assert "1 question back" in page
    assert "days over" in page
    assert "One country is past its date." in page


def test_board_is_the_coordinators_alone(client, focal_point, donor, admin):
    refused = [signed_in(client, person).get(BOARD).status_code for person in (focal_point, donor, admin)]
    client.logout()
    unknown = client.get(BOARD)

    assert refused == [403, 403, 403]
    assert unknown.status_code == 302 and unknown["Location"].startswith("/accounts/login/")


def test_empty_platform_says_what_comes_first(client, coordinator):
    page = text_of(signed_in(client, coordinator).get(BOARD))

    assert "No cycle is open yet." in page
    assert reverse("assessments:open_cycle") in page


def board_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(BOARD).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_the_countries(client):
    signed_in(client, a_coordinator())
    make_assessment(upto="accepted", country=make_country("XC", "Cordovia"))
    board_queries(client)  # a process reads a framework once
    with_one = board_queries(client)
    for code, name in NAMES:
        if code != "XC":
            make_assessment(upto="accepted", country=make_country(code, name))

    with_three = board_queries(client)

    assert with_three == with_one
    assert with_three <= MOST_QUERIES


def test_donor_sees_what_was_opened_and_no_word_of_the_rest(client, donor):
    make_assessment(upto="published", country=make_country("XC", "Cordovia"))
    make_assessment(upto="accepted", country=make_country("XD", "Dravenia"))

    response = signed_in(client, donor).get(PUBLISHED)

    assert response.status_code == 200
    assert rows_of(response) == ["Cordovia"]
    assert "Dravenia" not in text_of(response)
    assert "SMALL 1.0" in text_of(response)


def test_result_opened_to_another_donor_does_not_exist_here(client, donor):
    assessment = make_assessment(upto="accepted")
    other = make_donor("Dora Other")
    operations.publish(
        actor=a_signatory(assessment.country),
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        profile=True,
        report=False,
        all_donors=False,
        donor_ids=[other.pk],
    )

    mine = signed_in(client, donor).get(PUBLISHED)
    theirs = signed_in(client, other).get(PUBLISHED)

    assert rows_of(mine) == []
    assert "Nothing is open to you yet." in text_of(mine)
    assert rows_of(theirs) == ["Arvenia"]
    # The report was not opened, so nothing offers to make one.
    assert "Make the report" not in text_of(theirs)


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.SIGNATORY])
def test_list_of_others_is_empty(client, role):
    assessment = make_assessment(upto="published")
    person = invite(role, name="Nora Tional", country=assessment.country)

    response = signed_in(client, person).get(PUBLISHED)

    assert response.status_code == 200
    assert rows_of(response) == []


def test_officers_follow_no_link_into_the_board(client):
    assessment = make_assessment(upto="accepted")

    response = signed_in(client, cast_of(assessment).officers["CUS"]).get(BOARD)

    assert response.status_code == 403
