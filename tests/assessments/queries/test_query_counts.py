"""Every page costs the same number of queries, whatever the number of countries, agencies, answers and cycles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import operations, queries
from assessments.models import Assessment
from tests.builders import a_coordinator, a_lead, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, make_donor, make_officer, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"
# Together with the session and the person (two), every page stays within twelve.
LIMIT = 10


def pages(assessment: Assessment) -> dict[str, Callable[[], Any]]:
    cast, at, pk = cast_of(assessment), now(), assessment.pk
    officer, focal, agency = cast.officers["CUS"], cast.focal_point, cast.agencies["CUS"].pk
    coordinator, donor = a_coordinator(), make_donor()
    every = {
        "tasks": lambda: queries.tasks(officer, at, pk, agency),
        "question": lambda: queries.question(officer, at, pk, agency, QUESTION),
        "section_check": lambda: queries.section_check(officer, at, pk, agency, "P1.F1"),
        "own_answers": lambda: queries.own_answers(officer, at, pk, agency),
        "answer_history": lambda: queries.answer_history(officer, at, pk, agency, QUESTION),
        "board": lambda: queries.board(focal, at, pk),
        "setup": lambda: queries.setup(focal, at, pk),
        "settling_list": lambda: queries.settling_list(focal, at, pk),
        "settling": lambda: queries.settling(focal, at, pk, QUESTION),
        "divergence": lambda: queries.divergence_page(focal, at, pk),
        "settling in its order": lambda: queries.settling(focal, at, pk, QUESTION, queries.DivergenceFilter()),
        "warnings": lambda: queries.warnings(focal, at, pk),
        "scorecard": lambda: queries.scorecard(focal, at, pk),
        "events": lambda: queries.events(focal, at, pk),
        "portfolio": lambda: queries.portfolio(coordinator, at, cycle_id=assessment.cycle_id),
        "published": lambda: queries.published(donor, at),
        "calendar": lambda: queries.calendar(focal, at, pk),
        "archived": lambda: queries.archived(focal, at),
        "comments": lambda: queries.comments(focal, at, pk, indicator_code=QUESTION),
        "extensions": lambda: queries.extensions(focal, at, pk),
        "my_work officer": lambda: queries.my_work(officer, at),
        "my_work focal point": lambda: queries.my_work(focal, at),
        "my_work coordinator": lambda: queries.my_work(coordinator, at),
    }
    for page in every.values():
        page()
    return every


def counted(pages: dict[str, Callable[[], Any]]) -> dict[str, int]:
    found = {}
    for name, page in pages.items():
        with CaptureQueriesContext(connection) as captured:
            page()
        found[name] = len(captured)
    return found


def test_pages_cost_the_same_with_more_countries_agencies_answers_and_cycles():
    cycle = make_cycle()
    small = make_assessment(upto="published", cycle=cycle)
    # One that waits for the coordinator: an empty list costs less than any other, and is not what grows.
    make_assessment(upto="submitted", country=make_country("XB", "Belmara", "Europe/Athens"), cycle=cycle)
    before = counted(pages(small))

    for code, name in (("XC", "Cordovia"), ("XD", "Dravonia"), ("XE", "Eskaria")):
        country = make_country(code, name, "Europe/Vienna")
        for upto, other in (("published", make_cycle(code="2024")), ("submitted", cycle)):
            make_assessment(upto=upto, country=country, cycle=other)
    home = make_country()
    agencies = [
        make_agency(home),
        make_agency(home, "BG", "Border Guard", ("BG",)),
        make_agency(home, "POL", "Police", ("BG", "CUS")),
        make_agency(home, "HEA", "Health and customs", ("CUS", "HEA")),
    ]
    large = make_assessment(upto="published", cycle=make_cycle(code="2029"), agencies=agencies)
    after = counted(pages(large))

    assert after == before


def test_every_page_stays_within_its_budget():
    assessment = make_assessment(upto="published")

    found = counted(pages(assessment))

    assert {name: number for name, number in found.items() if number > LIMIT} == {}
    assert found["portfolio"] == 4
    assert found["question"] == 9


def test_pages_of_a_lead_and_of_set_up_cost_the_same_with_more_questions_and_people():
    def found(assessment: Assessment) -> dict[str, int]:
        cast, at, pk = cast_of(assessment), now(), assessment.pk
        agency = cast.agencies["CUS"]
        lead, focal = a_lead(agency), cast.focal_point
        wishes = [
            queries.Wish(one.pk, code, asked=True) for one in cast.agencies.values() for code in (QUESTION, "P1.F1.02")
        ]
        every = {
            "people": lambda: queries.setup_people(focal, at, pk),
            "delegations": lambda: queries.delegations(lead, at, pk, agency.pk),
            "asking": lambda: queries.asking_page(lead, at, pk, agency.pk),
            "preview": lambda: queries.preview_assignments(focal, at, pk, wishes),
        }
        for page in every.values():
            page()
        return counted(every)

    before = found(make_assessment())
    home = make_country()
    agencies = [make_agency(home), make_agency(home, "BG", "Border Guard", ("BG",)), make_agency(home, "POL", "Police")]
    large = make_assessment(cycle=make_cycle(code="2029"), agencies=agencies)
    for number in range(3):
        officer = make_officer(agencies[0], f"Officer {number}")
        operations.delegate(
            actor=a_lead(agencies[0]),
            at=now(),
            assessment_id=large.pk,
            agency_id=agencies[0].pk,
            officer_id=officer.pk,
            indicator_codes=[["P1.F1.01", "P1.F2.01", "P2.F1.01"][number]],
        )

    assert found(large) == before
    assert max(before.values()) <= LIMIT
