"""The focal point's set-up: profile, agencies, and what each agency is asked."""

import pytest
from django.urls import reverse

from assessments.models import Assignment, Participation
from tests.builders import cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_focal_point, make_signatory

pytestmark = pytest.mark.django_db

PAGES = ("profile", "agencies", "assignments")


def address(name: str, assessment, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, *more])


def asked(assessment, agency) -> set[str]:
    return set(
        Assignment.objects.standing()
        .filter(assessment=assessment, agency=agency)
        .values_list("indicator__code", flat=True)
    )


@pytest.fixture
def assessment(db):
    """In set-up, with two agencies that are asked everything their types suggest."""
    return make_assessment(upto="setup")


@pytest.fixture
def focal(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    return client


def test_the_profile_is_saved_and_proposes_what_does_not_apply(focal, assessment):
    answer = focal.post(address("profile", assessment), {"land_border": "no", "crossings": "12", "then": "stay"})

    assessment.refresh_from_db()
    shown = focal.get(answer["Location"])
    assert answer["Location"] == address("profile", assessment)
    assert assessment.profile == {"land_border": "no", "crossings": "12"}
    assert [(one.code, one.reason) for one in shown.context["proposed"]] == [
        ("P2.F2.02", "The state has no land border.")
    ]
    assert "The state has no land border." in shown.text


def test_the_profile_leads_on_to_the_agencies(focal, assessment):
    answer = focal.post(address("profile", assessment), {"land_border": "yes", "then": "continue"})

    assert answer["Location"] == address("agencies", assessment)


def test_a_wrong_number_stays_on_the_page_with_its_field(focal, assessment):
    answer = focal.post(address("profile", assessment), {"land_border": "no", "crossings": "a dozen"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["crossings"]
    assert 'value="a dozen"' in answer.text
    assessment.refresh_from_db()
    assert assessment.profile["crossings"] == "3"


def test_the_profile_can_be_read_but_not_changed_in_collection(client):
    assessment = make_assessment(upto="collection")
    client.force_login(cast_of(assessment).focal_point)

    shown = client.get(address("profile", assessment))

    assert "The profile can be read but not changed now." in shown.text
    assert client.post(address("profile", assessment), {"land_border": "no"}).status_code == 403


def test_agencies_are_set_and_lead_on_to_the_questions(focal, assessment):
    health = make_agency(assessment.country, "HEA", "Health Service", ["HEA"])
    customs = cast_of(assessment).agencies["CUS"]

    answer = focal.post(address("agencies", assessment), {"agencies": [health.pk, customs.pk]})

    assert answer["Location"] == address("assignments", assessment)
    assert set(Participation.objects.standing().filter(assessment=assessment).values_list("agency_id", flat=True)) == {
        health.pk,
        customs.pk,
    }


def test_an_agency_that_has_answered_stays_ticked(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.focal_point)

    choices = {one.agency.code: one.is_bound for one in client.get(address("agencies", assessment)).context["choices"]}
    refused = client.post(address("agencies", assessment), {"agencies": [cast.agencies["BG"].pk]})

    assert choices == {"BG": False, "CUS": True}
    assert refused.status_code == 409
    assert "An agency that has answered cannot be taken out." in refused.text
    assert Participation.objects.standing().filter(assessment=assessment).count() == 2


def test_an_agency_of_another_country_is_no_choice(focal, assessment, belmara):
    foreign = make_agency(belmara, "BCU", "Belmara Customs")

    answer = focal.post(address("agencies", assessment), {"agencies": [foreign.pk]})

    assert answer.status_code == 422
    assert not Participation.objects.filter(agency=foreign).exists()


def test_questions_of_nobody_stand_first_and_the_proposal_asks_them(focal, assessment):
    agencies = cast_of(assessment).agencies
    Assignment.objects.standing().filter(assessment=assessment).delete()

    before = focal.get(address("assignments", assessment))
    answer = focal.post(address("assignments", assessment))
    after = focal.get(answer["Location"])

    assert [one.code for one in before.context["unasked"]][:2] == ["P1.F1.01", "P1.F1.02"]
    assert before.context["unasked"][0].expected == "Border guard, Customs"
    assert "6 questions are asked of nobody" in before.text
    assert after.context["unasked"] == ()
    assert "P1.F1.02" in asked(assessment, agencies["BG"])


def test_the_matrix_counts_the_questions_of_each_cell(focal, assessment):
    matrix = focal.get(address("assignments", assessment)).context["matrix"]

    first = matrix.groups[0].rows[0]
    assert [one.agency.code for one in matrix.agencies] == ["BG", "CUS"]
    assert (first.name, first.questions, [count.questions for count in first.counts]) == ("Law", 2, [2, 1])


def test_one_agency_is_asked_exactly_what_is_ticked(focal, assessment):
    customs = cast_of(assessment).agencies["CUS"]
    page = address("agency_assignments", assessment, customs.pk)

    shown = focal.get(page)
    answer = focal.post(page, {"questions": ["P1.F1.01", "P2.F1.01"]})

    assert 'value="P1.F1.02"' in shown.text
    assert answer["Location"] == address("assignments", assessment)
    assert asked(assessment, customs) == {"P1.F1.01", "P2.F1.01"}


def test_an_answered_question_cannot_be_taken_away(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.focal_point)

    answer = client.post(
        address("agency_assignments", assessment, cast.agencies["CUS"].pk), {"questions": ["P2.F1.01"]}
    )

    assert answer.status_code == 409
    assert "The agency has answered P1.F1.01; these questions stay." in answer.text
    assert "P1.F1.01" in asked(assessment, cast.agencies["CUS"])


def test_an_agency_that_does_not_take_part_has_no_questions(focal, assessment):
    health = make_agency(assessment.country, "HEA", "Health Service", ["HEA"])

    assert focal.get(address("agency_assignments", assessment, health.pk)).status_code == 404


def test_another_focal_point_of_the_country_may_do_the_same(client, assessment):
    client.force_login(make_focal_point(assessment.country, name="Deputy"))

    assert client.post(address("profile", assessment), {"land_border": "no"}).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_the_signatory_reads_what_is_to_be_approved_and_changes_nothing(client, assessment, name):
    client.force_login(make_signatory(assessment.country))

    shown = client.get(address(name, assessment))

    assert shown.status_code == 200
    assert "<form" not in shown.text.partition("<main")[2].partition("</main>")[0]
    assert client.post(address(name, assessment), {}).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_set_up_is_not_there_for_another_country(client, assessment, stranger, name):
    client.force_login(stranger)

    assert client.get(address(name, assessment)).status_code == 404
    assert client.post(address(name, assessment), {}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_officer_does_not_set_up(client, assessment, name):
    client.force_login(cast_of(assessment).officers["CUS"])

    assert client.get(address(name, assessment)).status_code == 403
    assert client.post(address(name, assessment), {}).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_sent_to_sign_in(client, assessment, name):
    answer = client.get(address(name, assessment))

    assert answer["Location"] == f"{reverse('account_login')}?next={address(name, assessment)}"


def test_the_ibm_model_fits_the_same_pages(client):
    assessment = make_assessment(upto="setup", cycle=make_cycle(code="2028", framework="ibm"))
    client.force_login(cast_of(assessment).focal_point)

    matrix = client.get(address("assignments", assessment)).context["matrix"]

    assert [len(group.rows) for group in matrix.groups] == [6, 6, 6]
    assert sum(row.questions for group in matrix.groups for row in group.rows) == 88
