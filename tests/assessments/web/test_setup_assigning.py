"""The pages that change what is asked of whom: cell, bulk with its preview, undo; calendar and sharing out beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments import operations
from assessments.models import Assignment, AssignmentChange
from ibm_platform.accounts.models import Membership, Role
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import make_agency, now

pytestmark = pytest.mark.django_db
ONLY_GUARD, SHARED = "P1.F1.02", "P1.F1.01"


def address(name: str, assessment, *args) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, *args])


def asked(assessment, code: str) -> set[str]:
    rows = Assignment.objects.standing().filter(assessment=assessment, indicator__code=code)
    return set(rows.values_list("agency__code", flat=True))


@pytest.fixture
def assessment():
    return make_assessment(upto="setup")


@pytest.fixture
def focal(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    return client


def test_questions_short_of_the_model_stand_before_the_grid(focal, assessment):
    cast = cast_of(assessment)
    operations.set_assignments(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_codes=[],
    )

    answer = focal.get(address("assignments", assessment))

    assert {one.code for one in answer.context["fewer"]} == {SHARED, "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02"}
    assert answer.text.index("fewer agencies than the model names") < answer.text.index("Part by part")
    assert "Take it back" in answer.text


def test_a_cell_is_saved_as_it_is_ticked(focal, assessment):
    agencies = cast_of(assessment).agencies
    page = address("cell_assignments", assessment, "P1.F1")

    shown = focal.get(page)
    answer = focal.post(page, {"ask": [f"{agencies['BG'].pk}:{SHARED}", f"{agencies['CUS'].pk}:{ONLY_GUARD}"]})

    assert (shown.status_code, answer.status_code) == (200, 302)
    assert (asked(assessment, SHARED), asked(assessment, ONLY_GUARD)) == ({"BG"}, {"CUS"})
    # The other cells stay as they were.
    assert asked(assessment, "P2.F1.01") == {"BG", "CUS"}
    assert focal.get(address("cell_assignments", assessment, "P9.F9")).status_code == 404


def test_what_is_answered_stays_ticked_and_out_of_reach(client):
    assessment = make_assessment(answers={SHARED: {"CUS": 3}})
    client.force_login(cast_of(assessment).focal_point)
    page = address("cell_assignments", assessment, "P1.F1")

    answer = client.post(page, {"ask": [f"{cast_of(assessment).agencies['BG'].pk}:{ONLY_GUARD}"]})

    assert answer.status_code == 302
    assert asked(assessment, SHARED) == {"CUS"}


def test_many_questions_change_after_a_preview_and_not_before(focal, assessment):
    agencies = cast_of(assessment).agencies
    chosen = {"questions": [SHARED, "P1.F2.01"], "agencies": [agencies["BG"].pk, agencies["CUS"].pk], "asked": "no"}
    page = address("bulk_assignments", assessment)

    preview = focal.post(page, {**chosen, "step": "preview"})
    between = asked(assessment, SHARED)
    answer = focal.post(page, {**chosen, "step": "confirm"})

    assert preview.status_code == 200
    assert "This affects 2 questions in 2 agencies" in preview.text
    assert "2 questions would be asked of nobody" in preview.text
    assert (between, answer.status_code, asked(assessment, SHARED)) == ({"BG", "CUS"}, 302, set())


def test_a_form_without_questions_says_so(focal, assessment):
    answer = focal.post(address("bulk_assignments", assessment), {"asked": "yes", "step": "preview"})

    assert answer.status_code == 422
    assert "Choose at least one question." in answer.text
    assert "Choose at least one agency." in answer.text


def test_a_change_that_answers_forbid_shows_them_and_no_button(client):
    assessment = make_assessment(answers={SHARED: {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.focal_point)
    chosen = {"questions": [SHARED], "agencies": [cast.agencies["CUS"].pk], "asked": "no"}

    preview = client.post(address("bulk_assignments", assessment), {**chosen, "step": "preview"})
    answer = client.post(address("bulk_assignments", assessment), {**chosen, "step": "confirm"})

    assert "These questions are answered and stay" in preview.text
    assert "Change these questions" not in preview.text
    assert answer.status_code == 409
    assert asked(assessment, SHARED) == {"BG", "CUS"}


def test_a_change_is_taken_back_from_the_page_and_refused_in_words_when_late(focal, assessment):
    agencies = cast_of(assessment).agencies
    focal.post(address("cell_assignments", assessment, "P1.F1"), {"ask": [f"{agencies['CUS'].pk}:{ONLY_GUARD}"]})
    last = AssignmentChange.objects.latest("pk")

    with time_machine.travel(last.made_at + timedelta(minutes=10, seconds=1), tick=False):
        late = focal.post(address("undo_assignments", assessment, last.pk))
        offered = focal.get(address("assignments", assessment)).text
    in_time = focal.post(address("undo_assignments", assessment, last.pk))

    assert (late.status_code, in_time.status_code) == (409, 302)
    assert "Ten minutes have passed" in late.text
    assert "Take it back" not in offered
    assert asked(assessment, SHARED) == {"BG", "CUS"}


def test_types_that_nobody_covers_are_named_until_a_merged_service_takes_them_on(client):
    guard = make_agency(code="BG", name="Border Guard", types=("BG",))
    assessment = make_assessment(upto="setup", agencies=[guard])
    client.force_login(cast_of(assessment).focal_point)

    before = client.get(address("agencies", assessment))
    make_agency(assessment.country, "HEA", "Health and customs", ("HEA", "CUS", "BG"))
    after = client.get(address("agencies", assessment))

    assert "One type of agency of the model is covered by nobody" in before.text
    assert [(one.name, one.questions) for one in before.context["uncovered"]] == [("Customs", 5)]
    assert after.context["uncovered"] == []
    assert [one.code for one in after.context["doubled"]] == ["BG"]


def test_agencies_without_a_lead_come_first(focal, assessment):
    customs = cast_of(assessment).agencies["CUS"]
    Membership.objects.filter(agency=customs, role=Role.AGENCY_LEAD).update(ended_at=now())

    page = focal.get(address("setup_people", assessment)).context["page"]

    assert [(one.agency.code, one.needs_lead) for one in page.agencies] == [("CUS", True), ("BG", False)]


def test_the_calendar_shows_weekday_and_zone_and_moves(focal, assessment):
    page = address("calendar", assessment)
    shown = focal.get(page)
    day = assessment.answers_due + timedelta(days=1)
    fields = {name: field.initial or "" for name, field in shown.context["form"].fields.items()}

    answer = focal.post(page, {**fields, "answers_due": day.isoformat()})
    wrong = focal.post(page, {**fields, "answers_due": "2031-01-01"})
    assessment.refresh_from_db()

    assert "Europe/Vienna" in shown.text
    assert f"{fields['answers_due']:%a}" in shown.text
    assert (answer.status_code, wrong.status_code) == (302, 422)
    assert assessment.answers_due == day


def test_the_officer_sees_the_own_questions_first_and_the_lead_shares_out(client):
    assessment = make_assessment()
    cast = cast_of(assessment)
    customs, officer = cast.agencies["CUS"], cast.officers["CUS"]
    client.force_login(a_lead(customs))
    page = address("delegations", assessment, customs.pk)

    nothing = client.post(page, {"officer": officer.pk})
    to_whom = client.post(page, {"questions": [SHARED]})
    answer = client.post(page, {"officer": officer.pk, "questions": [SHARED]})
    client.force_login(officer)
    tasks = client.get(address("tasks", assessment, customs.pk))

    assert (nothing.status_code, to_whom.status_code, answer.status_code) == (422, 422, 302)
    assert "Say to whom the questions go." in to_whom.text
    assert [one.code for one in tasks.context["page"].own] == [SHARED]
    assert tasks.text.index('id="own"') < tasks.text.index("Inside")


def test_a_question_is_given_back_to_nobody_in_particular_by_saying_so(client):
    assessment = make_assessment()
    cast = cast_of(assessment)
    customs, officer = cast.agencies["CUS"], cast.officers["CUS"]
    client.force_login(a_lead(customs))
    page = address("delegations", assessment, customs.pk)
    shared = []

    for whom in (officer.pk, "", "nobody"):
        client.post(page, {"officer": whom, "questions": [SHARED]})
        shared.append(client.get(page).context["page"].shared)

    assert shared == [1, 1, 0]


def test_after_the_release_there_is_nothing_left_to_share_out(client):
    assessment = make_assessment(release=True)
    customs = cast_of(assessment).agencies["CUS"]
    client.force_login(a_lead(customs))

    shown = client.get(address("delegations", assessment, customs.pk)).text
    tasks = client.get(address("tasks", assessment, customs.pk)).text

    assert "its questions stand" in shown
    assert 'name="officer"' not in shown
    assert address("delegations", assessment, customs.pk) not in tasks
