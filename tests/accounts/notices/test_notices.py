"""What a person is told: written once, shown while the role is held, read, and chosen."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client

from assessments import operations as assessment_operations
from assessments.models import Assessment
from ibm_platform.accounts import operations
from ibm_platform.accounts.models import Membership, Notice, NoticeChoice, User
from ibm_platform.accounts.queries import Recipient
from ibm_platform.accounts.queries.notices import unsubscribe_token
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def bell(client: Client) -> str:
    found = re.search(r'class="count">(\d+)', client.get("/accounts/sessions/").content.decode())
    return found.group(1) if found else ""


@pytest.fixture
def returned(db: None) -> Assessment:
    assessment = make_assessment(upto="submitted")
    # What was told on the way there is not of these tests.
    Notice.objects.all().delete()
    assessment_operations.return_questions(
        actor=cast_of(assessment).coordinator, at=now(), assessment_id=assessment.pk, questions={QUESTION: "Nachtigall"}
    )
    return assessment


def test_a_returned_question_rings_for_those_who_can_answer_it_and_for_no_other(returned):
    cast = cast_of(returned)
    told = set(Notice.objects.values_list("person__name", flat=True))

    asked = {code for code in cast.agencies if returned.assignments.filter(agency__code=code, indicator__code=QUESTION)}
    expected = {cast.focal_point.name, *(cast.officers[code].name for code in asked)}
    expected |= {cast.leads[code].name for code in asked}

    assert told == expected
    assert cast.coordinator.name not in told
    client = signed_in(cast.focal_point)
    page = client.get("/notices/").content.decode()
    assert (bell(client), QUESTION in page, "Nachtigall" in page) == ("1", True, False)


def test_what_is_taken_back_was_never_told(returned):
    notice, before = Notice.objects.first(), Notice.objects.count()

    with transaction.atomic():
        tell(notice, "another")
        transaction.set_rollback(True)

    assert Notice.objects.count() == before


def tell(like: Notice, key: str) -> None:
    operations.notify(
        recipients=[Recipient(like.person_id, like.role, like.country_id, like.agency_id)],
        kind=like.kind,
        unique_key=key,
        subject=like.subject,
        words=like.words,
        page=like.page,
        page_args=like.page_args,
        at=now(),
    )


def test_the_same_occasion_is_told_once_and_another_again(returned):
    notice = Notice.objects.first()

    tell(notice, notice.unique_key)
    once = Notice.objects.filter(person=notice.person_id).count()
    tell(notice, "another")

    assert (once, Notice.objects.filter(person=notice.person_id).count()) == (1, 2)


def test_the_bell_falls_silent_with_the_role(returned):
    person = cast_of(returned).focal_point
    client = signed_in(person)
    before = bell(client)

    Membership.objects.filter(person=person).update(ended_at=now())

    rows = client.get("/api/v1/notices/").json()["results"]
    assert (before, bell(client), rows) == ("1", "", [])


@pytest.mark.parametrize("door", ["page", "page all", "api", "api all"])
def test_reading_is_a_post_and_only_for_the_own_ones(door, returned):
    cast = cast_of(returned)
    own, others = signed_in(cast.focal_point), signed_in(cast.coordinator)
    pk = Notice.objects.get(person=cast.focal_point).pk
    own.get("/notices/")
    assert bell(own) == "1"

    def knock(client: Client) -> int:
        if door == "page":
            return client.post(f"/notices/{pk}/read/").status_code
        if door == "page all":
            return client.post("/notices/read/").status_code
        if door == "api":
            body = {"is_read": True}
            return client.patch(f"/api/v1/notices/{pk}/", body, content_type="application/json").status_code
        return client.post("/api/v1/notices/read/").status_code

    stranger = knock(others)
    untouched = Notice.objects.get(pk=pk).read_at is None
    mine = (knock(own), knock(own))

    assert (stranger, untouched) == ({"page": 404, "api": 404, "page all": 302, "api all": 200}[door], True)
    assert mine == ((302, 302) if door.startswith("page") else (200, 200))
    assert bell(own) == ""
    assert Notice.objects.get(pk=pk).read_at is not None


def test_both_doors_show_the_same(returned):
    client = signed_in(cast_of(returned).focal_point)

    row = client.get("/api/v1/notices/").json()["results"][0]
    page = client.get("/notices/").content.decode()

    assert (row["kind"], row["is_read"]) == ("returned", False)
    assert f'href="{row["url"]}"' in page
    assert client.get(row["url"]).status_code == 200


def test_kinds_are_chosen_through_both_doors(officer):
    client = signed_in(officer)

    client.post("/accounts/notices/", {"mail": ["returned", "digest"]})
    by_page = {row["kind"]: row["mail"] for row in client.get("/api/v1/notices/choices/").json()}
    client.patch("/api/v1/notices/choices/", [{"kind": "released", "mail": True}], content_type="application/json")
    by_api = client.get("/accounts/notices/").content.decode()
    unknown = client.patch(
        "/api/v1/notices/choices/", [{"kind": "weather", "mail": True}], content_type="application/json"
    )

    assert {kind for kind, mail in by_page.items() if mail} == {"returned", "digest"}
    assert set(re.findall(r'value="(\w+)" checked', by_api)) == {"returned", "digest", "released"}
    assert unknown.status_code == 422


def test_the_link_of_a_letter_ends_one_kind_by_a_button_alone(officer):
    client, page = Client(), f"/accounts/unsubscribe/{unsubscribe_token(officer.pk, 'returned')}/"

    looked = client.get(page)
    before = NoticeChoice.objects.count()
    pressed = client.post(page)

    assert (looked.status_code, before, pressed.status_code) == (200, 0, 200)
    assert list(NoticeChoice.objects.values_list("person", "kind", "mail")) == [(officer.pk, "returned", False)]
    assert officer.email not in looked.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post(page[:-2] + "x/").status_code == 404
