"""What a program reads: the same that its owner would read on the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoAssertNumQueries

from assessments import operations, queries
from tests.assessments.api.calls import Program
from tests.builders import a_coordinator, cast_of, make_assessment, make_cycle
from tests.people import make_country, make_donor, make_focal_point, make_reviewer, make_stranger, now
from tests.reviewing import assign

pytestmark = pytest.mark.django_db

Q = "P1.F1.01"


def test_a_list_comes_in_pages_and_every_item_names_its_place() -> None:
    first = make_assessment(upto="setup")
    make_assessment(upto="setup", country=make_country("XB", "Belmara"))
    program = Program(a_coordinator())

    page = program.get("assessments/", page_size="1")

    assert page.status == 200
    assert (page.body["count"], len(page.body["results"])) == (2, 1)
    assert page.body["next"].endswith("/api/v1/assessments/?page=2&page_size=1")
    item = page.body["results"][0]
    assert {name: item[name] for name in ("id", "country", "cycle", "framework", "version", "status")} == {
        "id": first.pk,
        "country": "XA",
        "cycle": "2027",
        "framework": "SMALL",
        "version": "1.0",
        "status": "setup",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["XA", "XB"]),
        ({"country": "XB"}, ["XB"]),
        ({"cycle": "2027"}, ["XA", "XB"]),
        ({"cycle": "2020"}, []),
        ({"status": "collection"}, ["XA"]),
        ({"status": "setup", "country": "XA"}, []),
    ],
)
def test_assessments_are_filtered_by_code(query: dict[str, str], found: list[str]) -> None:
    make_assessment(upto="collection")
    make_assessment(upto="setup", country=make_country("XB", "Belmara"))

    page = Program(a_coordinator()).get("assessments/", **query)

    assert [item["country"] for item in page.body["results"]] == found


def test_a_state_that_does_not_exist_is_no_empty_list() -> None:
    answer = Program(a_coordinator_with_cycle()).get("assessments/", status="finished")

    assert (answer.status, answer.code) == (422, "invalid")
    assert set(answer.body["fields"]) == {"status"}


def a_coordinator_with_cycle():
    make_cycle()
    return a_coordinator()


def test_a_list_costs_the_same_with_one_and_with_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_assessment(upto="setup")
    program = Program(a_coordinator())
    program.get("assessments/")

    # Token with its owner, their rights, number of rows, the rows.
    with django_assert_num_queries(4):
        program.get("assessments/")
    for code, name in (("XB", "Belmara"), ("XC", "Cordovia")):
        make_assessment(upto="setup", country=make_country(code, name))
    with django_assert_num_queries(4):
        assert len(program.get("assessments/").body["results"]) == 3


def test_one_assessment_tells_what_the_caller_may_do() -> None:
    assessment = make_assessment(upto="collection")
    cast = cast_of(assessment)

    answer = Program(cast.officers["CUS"]).get(f"assessments/{assessment.pk}/")

    assert answer.status == 200
    assert answer.body["allowed_actions"] == ["answer", "comment", "read_comments", "read_own_answers"]
    assert answer.body["days_left"] == 30


def test_the_session_opens_the_api_too_and_writing_by_session_needs_the_form_secret() -> None:
    assessment = make_assessment(upto="collection")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast_of(assessment).officers["CUS"])
    address = f"/api/v1/assessments/{assessment.pk}/answers/CUS/{Q}/"
    body = {"kind": "level", "level": "2", "expected_revision": 0}

    read = browser.get(f"/api/v1/assessments/{assessment.pk}/")
    refused = browser.put(address, body, content_type="application/json")
    browser.get("/")
    secret = browser.cookies["csrftoken"].value
    saved = browser.put(address, body, content_type="application/json", headers={"X-CSRFToken": secret})

    assert (read.status_code, refused.status_code, saved.status_code) == (200, 403, 200)
    assert refused["Content-Type"] == "application/problem+json"


def test_answers_are_those_the_caller_may_see() -> None:
    assessment = make_assessment(upto="collection", answers={Q: {"BG": 2, "CUS": 4}})
    cast = cast_of(assessment)
    path = f"assessments/{assessment.pk}/answers/"

    own = Program(cast.officers["CUS"]).get(path).body["results"]
    national = Program(cast.focal_point).get(path).body["results"]

    assert [(row["agency"], row["indicator"], row["level"], row["revision"]) for row in own] == [("CUS", Q, "4", 1)]
    assert {"id", "kind", "reason", "comment", "saved_at", "saved_by"} <= set(own[0])
    # Nobody has released: the focal point reads none.
    assert national == []


def test_released_answers_are_open_to_the_focal_point() -> None:
    assessment = make_assessment(upto="consolidation", answers={Q: {"BG": 2, "CUS": 4}})
    program = Program(cast_of(assessment).focal_point)

    one = program.get(f"assessments/{assessment.pk}/answers/BG/{Q}/")

    assert (one.status, one.body["level"], one.headers["ETag"]) == (200, "2", '"1"')
    assert len(program.get(f"assessments/{assessment.pk}/answers/").body["results"]) == 11


@pytest.mark.parametrize("path", ["", "answers/", f"answers/BG/{Q}/", "board/", "settled/", "scorecard/", "events/"])
def test_another_countrys_assessment_does_not_exist(path: str) -> None:
    assessment = make_assessment(upto="consolidation")

    answer = Program(make_stranger()).get(f"assessments/{assessment.pk}/{path}")

    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("path", ["", "answers/", "board/", "settled/", "scorecard/", "events/", "transitions/"])
def test_nobody_is_asked_to_sign_in(path: str) -> None:
    assessment = make_assessment(upto="setup")

    answer = Program().get(f"assessments/{assessment.pk}/{path}")

    assert (answer.status, answer.code) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_agencys_answer_does_not_exist() -> None:
    assessment = make_assessment(upto="collection", answers={Q: {"BG": 2}})

    answer = Program(cast_of(assessment).officers["CUS"]).get(f"assessments/{assessment.pk}/answers/BG/{Q}/")

    assert (answer.status, answer.code) == (404, "not_found")


def test_the_board_counts_and_shows_no_level() -> None:
    assessment = make_assessment(upto="collection", answers={Q: {"BG": 2}})

    answer = Program(cast_of(assessment).focal_point).get(f"assessments/{assessment.pk}/board/")

    rows = {row["agency"]: (row["asked"], row["answered"]) for row in answer.body["results"]}
    assert rows == {"BG": (6, 1), "CUS": (5, 0)}
    assert "level" not in str(answer.body)


def test_national_levels_with_their_proposal() -> None:
    assessment = make_assessment(upto="consolidation", answers={Q: {"BG": 2, "CUS": 4}}, settled={Q: 3})
    program = Program(cast_of(assessment).focal_point)

    listed = {row["id"]: row for row in program.get(f"assessments/{assessment.pk}/settled/").body["results"]}
    one = program.get(f"assessments/{assessment.pk}/settled/{Q}/")

    assert listed[Q]["proposal"] == {"kind": "level", "level": "2"}
    assert listed[Q]["settled"] == {"kind": "level", "level": "3"}
    assert listed[Q]["spread"] == {"range": 2, "mean_absolute_deviation": "1", "lower_median": 2}
    assert (one.body["indicator"], one.body["level"], one.headers["ETag"]) == (Q, "3", '"1"')
    assert program.get(f"assessments/{assessment.pk}/settled/P1.F1.02/").code == "not_found"


def test_warnings_with_their_explanation() -> None:
    assessment = make_assessment(upto="consolidation", settled={"P2.F1.01": 1, "P2.F2.01": 3})
    focal = cast_of(assessment).focal_point
    program = Program(focal)

    before = program.get(f"assessments/{assessment.pk}/warnings/").body["results"]
    address = f"assessments/{assessment.pk}/warnings/{before[0]['id']}/"
    explained = program.put(address, {"text": "A pilot.", "expected_revision": before[0]["revision"]})
    after = program.get(f"assessments/{assessment.pk}/warnings/").body["results"]
    too_late = program.put(address, {"text": "A decree."}, if_match='"0"')
    unread = program.put(address, {"text": "A decree."})

    assert (explained.status, explained.headers["ETag"], after[0]["revision"]) == (204, '"1"', 1)
    assert (too_late.status, too_late.code, too_late.body["theirs"]["text"]) == (
        409,
        "explanation_conflict",
        "A pilot.",
    )
    assert (unread.status, unread.code) == (422, "invalid")
    assert [(one["target"], one["explanation"]) for one in before] == [("P2.F2.01", None)]
    assert [one["explanation"] for one in after] == ["A pilot."]


def test_the_scorecard_gives_exact_fractions_and_the_receipt_its_bytes() -> None:
    assessment = make_assessment(upto="accepted", settled={Q: 2})
    person = cast_of(assessment).signatory
    program = Program(person)

    card = program.get(f"assessments/{assessment.pk}/scorecard/").body
    receipt = program.client.get(f"/api/v1/assessments/{assessment.pk}/scorecard/receipt/", headers=program.headers)

    cells = {row["code"]: (row["score"], row["display"]) for row in card["cells"]}
    assert cells["P1.F1"] == ("5/2", "2.5")
    assert (card["frozen"], card["levels"][Q], card["total"]["score"]) == (True, "2", "23/8")
    assert receipt.content.decode() == queries.receipt_text(person, now(), assessment.pk)


def test_a_donor_reads_scores_and_no_level() -> None:
    donor = make_donor()
    assessment = make_assessment(upto="published", settled={Q: 2})
    program = Program(donor)

    card = program.get(f"assessments/{assessment.pk}/scorecard/")

    assert (card.status, card.body["levels"]) == (200, {})
    assert program.get(f"assessments/{assessment.pk}/scorecard/receipt/").code == "not_allowed"
    assert program.get(f"assessments/{assessment.pk}/answers/").body["results"] == []
    assert program.get(f"assessments/{assessment.pk}/evidence/").body["results"] == []


def test_a_reviewer_reads_the_own_fields_from_the_declaration_on() -> None:
    reviewer = make_reviewer()
    validated = make_assessment(upto="validated")
    program = Program(reviewer)
    levels = f"assessments/{validated.pk}/review/levels/"
    before = program.get(levels).status

    operations.submit(actor=cast_of(validated).signatory, at=now(), assessment_id=validated.pk)
    undeclared = program.get(levels).status
    assign(validated, reviewer, "F1")

    assert (before, undeclared, program.get(levels).status) == (404, 403, 200)
    assert {row["field"] for row in program.get(levels).body["results"]} == {"F1"}
    assert program.get(f"assessments/{validated.pk}/scorecard/").status == 403


def test_the_record_comes_newest_first_and_pages_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.api.results.EVENTS", 3)
    assessment = make_assessment(upto="setup")
    program = Program(cast_of(assessment).focal_point)

    numbers, address = [], f"assessments/{assessment.pk}/events/"
    while address:
        page = program.get(address.removeprefix("http://testserver/api/v1/")).body
        numbers += [event["id"] for event in page["results"]]
        assert all(parse_datetime(event["at"]) for event in page["results"])
        address = page["next"] or ""

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 1 and len(numbers) == len(set(numbers)) > 3


def test_moves_are_listed_with_what_stands_in_their_way() -> None:
    assessment = make_assessment(upto="consolidation")

    answer = Program(cast_of(assessment).focal_point).get(f"assessments/{assessment.pk}/transitions/")

    moves = {row["move"]: [problem["code"] for problem in row["problems"]] for row in answer.body["results"]}
    assert moves == {"validate": ["unsettled"] * 6}


def test_setup_is_read_by_code() -> None:
    assessment = make_assessment(upto="setup")
    program = Program(cast_of(assessment).focal_point)

    agencies = program.get(f"assessments/{assessment.pk}/agencies/").body["results"]
    profile = program.get(f"assessments/{assessment.pk}/profile/").body

    assert [(row["agency"], row["takes_part"], len(row["asked"])) for row in agencies] == [
        ("BG", True, 6),
        ("CUS", True, 5),
    ]
    assert profile == {"answers": {"land_border": "yes", "crossings": "3", "remarks": ""}}


def test_countries_cycles_and_frameworks_carry_ids() -> None:
    cycle = make_cycle()
    country = make_country()
    program = Program(make_focal_point(country))

    assert program.get("countries/").body["results"] == [{"id": country.pk, "code": "XA", "name": "Arvenia"}]
    assert [(row["id"], row["code"], row["framework"]) for row in program.get("cycles/").body["results"]] == [
        (cycle.pk, "2027", "SMALL")
    ]
    assert [row["id"] for row in program.get("frameworks/").body["results"]] == [cycle.framework_version_id]
    document = program.get("frameworks/SMALL/1.0/").body["document"]
    assert document["framework"]["code"] == "SMALL"
