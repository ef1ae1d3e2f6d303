"""Calling somebody to an agency from the set-up: the form, the letter, and the link where there is no mail server."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from ibm_platform.accounts.models import User
from tests.builders import cast_of, make_assessment
from tests.letters import post_letters
from tests.people import make_agency, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    return make_assessment()


@pytest.fixture
def focal(client: Client, assessment: Assessment) -> Client:
    client.force_login(cast_of(assessment).focal_point)
    return client


def address(assessment: Assessment, code: str = "CUS") -> str:
    return reverse("assessments:call", args=[assessment.pk, make_agency(assessment.country, code).pk])


def form(**changed: str) -> dict[str, str]:
    until = str(now().date().replace(day=1, month=1, year=now().year + 1))
    return {"role": "officer", "email": "new@demo.example", "name": "New One", "until": until, **changed}


def test_the_step_of_people_leads_to_the_form_with_the_role_chosen(focal, assessment):
    people = focal.get(reverse("assessments:setup_people", args=[assessment.pk])).content.decode()
    link = f"{address(assessment)}?role=agency_lead"

    page = focal.get(link).content.decode()

    assert link in people
    assert re.search(r'value="agency_lead"[^>]*checked|checked[^>]*value="agency_lead"', page)


def test_the_invited_gets_a_letter_with_the_link_that_the_page_shows(focal, assessment, settings):
    shown = focal.post(address(assessment), form()).content.decode()
    settings.SHOW_MAIL_LINKS = False
    hidden = focal.post(address(assessment), form(email="other@demo.example")).content.decode()

    links = re.findall(r"http://testserver/accounts/invitation/[\w-]+/", shown)
    letter = next(letter for letter in post_letters() if letter.to == ["new@demo.example"])
    assert "New One is invited to Customs" in as_read(shown)
    assert [link in letter.body for link in links] == [True]
    assert as_read(letter.subject).startswith("You are asked to answer ")
    assert "/accounts/invitation/" not in hidden


def test_what_is_wrong_is_said_beside_what_was_typed(focal, assessment):
    focal.post(address(assessment), form())

    again = focal.post(address(assessment), form())
    unread = focal.post(address(assessment), form(email="no-address", name="Kept Name"))

    assert (again.status_code, unread.status_code) == (422, 422)
    assert "The person has this role already, until" in again.content.decode()
    assert "Kept Name" in unread.content.decode()
    assert User.objects.filter(email__contains="no-address").count() == 0


def test_an_agency_that_takes_no_part_has_no_such_page(focal, assessment):
    assert focal.get(address(assessment, "PHY")).status_code == 404
