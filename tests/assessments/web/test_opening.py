"""Cycles and opening an assessment: the right person, others, nobody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Cycle
from tests.builders import make_assessment, make_cycle, make_framework
from tests.people import now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

CYCLES, OPEN_CYCLE, OPEN_ASSESSMENT = (
    reverse(f"assessments:{name}") for name in ("cycles", "open_cycle", "open_assessment")
)


def filled_cycle(version, **other) -> dict[str, str]:
    due = now().date() + timedelta(days=40)
    return {
        "code": "2027",
        "name": "IBM assessment 2027",
        "framework_version": str(version.pk),
        "answers_due": due.isoformat(),
        "submission_due": (due + timedelta(days=30)).isoformat(),
        **other,
    }


def test_a_coordinator_opens_a_cycle(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(OPEN_CYCLE, filled_cycle(make_framework()))

    assert (answer.status_code, answer["Location"]) == (302, CYCLES)
    assert list(Cycle.objects.values_list("code", "name")) == [("2027", "IBM assessment 2027")]
    assert "IBM assessment 2027" in client.get(CYCLES).text


def test_dates_in_the_wrong_order_stay_on_the_form(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(OPEN_CYCLE, filled_cycle(make_framework(), submission_due="2020-01-01"))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "submission_due": ["The submission is due on or after the day when answers are due."]
    }
    assert 'value="IBM assessment 2027"' in answer.text
    assert not Cycle.objects.exists()


def test_a_code_that_is_taken_is_a_conflict(client, coordinator):
    cycle = make_cycle(code="2027")
    client.force_login(coordinator)

    answer = client.post(OPEN_CYCLE, filled_cycle(cycle.framework_version, name="Another"))

    assert answer.status_code == 409
    assert "There is a cycle with the code “2027” already." in as_read(answer.text)
    assert Cycle.objects.count() == 1


def test_only_a_coordinator_reaches_the_form_of_a_cycle(client, focal_point, officer, donor):
    for person in (focal_point, officer, donor):
        client.force_login(person)

        assert client.get(OPEN_CYCLE).status_code == 403
        assert client.post(OPEN_CYCLE, {}).status_code == 403


def test_the_list_of_cycles_counts_what_the_person_may_know_of(client, coordinator, focal_point, stranger):
    make_assessment(upto="setup")

    counts = []
    for person in (coordinator, focal_point, stranger):
        client.force_login(person)
        counts.append([row.assessments for row in client.get(CYCLES).context["page"].cycles])

    assert counts == [[1], [1], [0]]


@pytest.mark.parametrize("address", [CYCLES, OPEN_CYCLE, OPEN_ASSESSMENT])
def test_nobody_is_sent_to_sign_in(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={address}")


def test_an_officer_has_no_business_with_cycles(client, officer):
    client.force_login(officer)

    assert [client.get(address).status_code for address in (CYCLES, OPEN_ASSESSMENT)] == [403, 403]


def test_a_focal_point_opens_the_own_countrys_assessment(client, focal_point, arvenia):
    cycle = make_cycle()
    client.force_login(focal_point)

    answer = client.post(OPEN_ASSESSMENT, {"country": arvenia.pk, "cycle": cycle.pk, "reference_date": "2027-03-01"})

    assessment = Assessment.objects.get()
    assert answer["Location"] == reverse("assessments:assessment", args=[assessment.pk])
    assert (assessment.country, assessment.cycle, str(assessment.reference_date)) == (arvenia, cycle, "2027-03-01")


def test_a_focal_point_is_offered_no_other_country(client, focal_point, arvenia, belmara):
    cycle = make_cycle()
    client.force_login(focal_point)

    form = client.get(f"{OPEN_ASSESSMENT}?cycle={cycle.pk}").context["form"]
    answer = client.post(OPEN_ASSESSMENT, {"country": belmara.pk, "cycle": cycle.pk, "reference_date": "2027-03-01"})

    assert form.fields["country"].choices == [(arvenia.pk, "Arvenia")]
    assert str(form["cycle"].value()) == str(cycle.pk)
    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_a_second_assessment_in_the_same_cycle_is_a_conflict(client, coordinator):
    assessment = make_assessment(upto="setup")
    client.force_login(coordinator)

    answer = client.post(
        OPEN_ASSESSMENT,
        {"country": assessment.country_id, "cycle": assessment.cycle_id, "reference_date": "2027-03-01"},
    )

    assert answer.status_code == 409
    assert "Arvenia has an assessment in IBM assessment 2027 already." in as_read(answer.text)


def test_the_list_costs_the_same_with_one_cycle_and_with_three(client, coordinator, django_assert_num_queries):
    client.force_login(coordinator)
    make_cycle(code="2027")
    client.get(CYCLES)

    with CaptureQueriesContext(connection) as one:
        client.get(CYCLES)
    make_cycle(code="2028")
    make_cycle(code="2029")

    with django_assert_num_queries(len(one)):
        client.get(CYCLES)
