"""The first page after sign-in for each role, and the page of one assessment."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from tests.builders import a_coordinator, a_focal_point, a_lead, a_signatory, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def text_of(response) -> str:
    return " ".join(as_read(response.content.decode()).split())


def first_page(client, person) -> str:
    client.force_login(person)
    response = client.get("/")
    assert response.status_code == 200
    return text_of(response)


def move(assessment, name: str) -> str:
    return reverse("assessments:move", args=[assessment.pk, name])


def test_officer_continues_with_the_first_open_question(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": 3})
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"].pk

    page = first_page(client, cast.officers["CUS"])

    assert "Customs has answered <b>1 of 5</b> questions." in page
    assert "in 30 days." in page
    assert reverse("assessments:question", args=[assessment.pk, customs, "P1.F2.01"]) in page
    assert reverse("assessments:tasks", args=[assessment.pk, customs]) in page
    assert cast.focal_point.email in page
    assert "Answers of Arvenia due" in page


def test_agency_lead_releases_when_everything_is_answered(client):
    assessment = make_assessment(upto="collection", release=True)
    other = make_assessment(upto="collection", country=make_country("XC", "Cordovia"))
    guard = make_agency(make_country("XC", "Cordovia"), code="BG")
    for code in ("P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02"):
        operations.save_answer(
            actor=cast_of(other).officers["BG"],
            at=now(),
            assessment_id=other.pk,
            agency_id=guard.pk,
            indicator_code=code,
            kind="level",
            level="2",
            expected_revision=0,
        )

    released = first_page(client, a_lead(cast_of(assessment).agencies["CUS"]))
    ready = first_page(client, a_lead(guard))

    assert "Nothing waits for you now." in released
    assert reverse("assessments:release", args=[other.pk, guard.pk]) in ready


def test_returned_question_stands_with_its_comment_for_agency_and_focal_point(client):
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)

    agency = first_page(client, cast.officers["CUS"])
    focal = first_page(client, cast.focal_point)
    signatory = first_page(client, cast.signatory)

    assert "“Is there a newer order?”" in agency
    assert reverse("assessments:question", args=[assessment.pk, cast.agencies["CUS"].pk, "P1.F1.01"]) in agency
    assert reverse("assessments:settle", args=[assessment.pk, "P1.F1.01"]) in focal
    assert "then you submit again" in signatory


@pytest.mark.parametrize(
    ("upto", "who", "link"),
    [
        ("setup", "focal_point", "assessments:profile"),
        ("setup", "signatory", "approve_scope"),
        ("collection", "focal_point", "assessments:board"),
        ("consolidation", "focal_point", "assessments:settling_list"),
        ("validated", "signatory", "submit"),
        ("submitted", "coordinator", "assessments:review"),
        ("accepted", "signatory", "publish"),
    ],
)
def test_each_state_gives_its_person_the_next_step(client, upto, who, link):
    assessment = make_assessment(upto=upto)
    country = assessment.country
    person = {"focal_point": a_focal_point, "signatory": a_signatory}.get(who, lambda _country: a_coordinator())(
        country
    )

    page = first_page(client, person)

    wanted = reverse(link, args=[assessment.pk]) if ":" in link else move(assessment, link)
    assert f'class="button" href="{wanted}"' in page


def test_all_released_leads_to_consolidation(client):
    assessment = make_assessment(upto="collection", release=True)

    page = first_page(client, a_focal_point(assessment.country))

    assert "All 2 agencies have released their answers." in page
    assert move(assessment, "start_consolidation") in page


def test_empty_platform_tells_the_administrator_what_to_do_first(client, admin):
    page = first_page(client, admin)

    assert "Before countries can begin" in page
    assert f'<a href="{reverse("add_country")}">Add the first country</a>' in page
    assert reverse("people") in page


def test_steps_disappear_when_everything_stands(client, admin):
    make_assessment(upto="setup")

    assert "Before countries can begin" not in first_page(client, admin)


def test_donor_finds_the_list_of_what_is_open(client, donor):
    make_assessment(upto="accepted")

    page = first_page(client, donor)

    assert reverse("assessments:published") in page
    assert "Arvenia" not in page


def test_nothing_of_another_country_stands_on_the_page(client, stranger):
    make_assessment(upto="collection")

    page = first_page(client, stranger)

    assert "Arvenia" not in page
    assert "No assessment has begun for you yet." in page


def test_nobody_signs_in_first(client):
    response = client.get("/")

    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_queries_do_not_grow_with_assessments(client):
    first = make_assessment(upto="accepted")
    person = a_focal_point(first.country)
    client.force_login(person)
    client.get("/")
    counts = []
    for code in ("", "2028", "2029"):
        if code:
            make_assessment(upto="collection", cycle=make_cycle(code=code))
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        counts.append(len(captured))

    assert len(set(counts)) == 1
    assert counts[0] <= MOST_QUERIES


def overview(client, person, assessment):
    client.force_login(person)
    return client.get(reverse("assessments:assessment", args=[assessment.pk]))


def test_overview_shows_the_way_and_the_steps_of_the_person(client):
    assessment = make_assessment(upto="submitted")

    coordinator = text_of(overview(client, a_coordinator(), assessment))
    signatory = text_of(overview(client, a_signatory(assessment.country), assessment))

    assert '<li aria-current="step">Submitted' in coordinator
    assert move(assessment, "accept") in coordinator and move(assessment, "return") in coordinator
    assert move(assessment, "accept") not in signatory
    assert move(assessment, "withdraw") in signatory


def test_overview_offers_only_what_the_person_may_open(client):
    assessment = make_assessment(upto="collection")
    cast = cast_of(assessment)
    pages = {
        name: text_of(overview(client, person, assessment))
        for name, person in (("officer", cast.officers["CUS"]), ("coordinator", a_coordinator()))
    }

    offered = {
        name: {
            link
            for link in ("board", "settling_list", "review", "warnings", "scorecard", "history", "profile")
            if f'href="{reverse(f"assessments:{link}", args=[assessment.pk])}"' in page
        }
        for name, page in pages.items()
    }

    assert offered == {"officer": set(), "coordinator": {"board"}}
    assert reverse("assessments:tasks", args=[assessment.pk, cast.agencies["CUS"].pk]) in pages["officer"]


def test_report_is_asked_for_where_the_person_may(client, donor):
    assessment = make_assessment(upto="published")

    focal = text_of(overview(client, a_focal_point(assessment.country), assessment))
    officer = text_of(overview(client, cast_of(assessment).officers["CUS"], assessment))

    assert reverse("reports:request") in focal
    assert reverse("reports:request") not in officer


def test_returned_and_withdrawn_stand_on_the_way_only_when_they_happened(client):
    returned = make_assessment(upto="returned")
    withdrawn = make_assessment(upto="withdrawn", country=make_country("XC", "Cordovia"))

    back = text_of(overview(client, a_focal_point(returned.country), returned))
    gone = text_of(overview(client, a_focal_point(withdrawn.country), withdrawn))

    assert '<li aria-current="step">Returned' in back and ">Withdrawn" not in back
    assert '<li aria-current="step">Withdrawn' in gone and "Published" not in gone


def test_overview_of_another_country_is_404(client, stranger):
    assessment = make_assessment(upto="accepted")

    assert overview(client, stranger, assessment).status_code == 404
    client.logout()
    unknown = client.get(reverse("assessments:assessment", args=[assessment.pk]))
    assert unknown.status_code == 302 and unknown["Location"].startswith("/accounts/login/")
