"""Invitations from the set-up of an assessment: who, what, how many and until when, and nothing that was answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import formats, translation

from assessments import operations
from assessments.models import Assessment, AssessmentEvent, Assignment, Participation
from assessments.operations.verifying import verify_chain
from ibm_platform.accounts.models import Membership, Role, User
from ibm_platform.accounts.operations import Invitation
from ibm_platform.accounts.operations.granting import AlreadyHeld
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import cast_of, make_assessment, make_cycle
from tests.cast import a_coordinator, a_lead
from tests.letters import post_letters
from tests.people import make_admin, make_agency, make_stranger, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db


def invite(assessment: Assessment, actor: User, **more) -> Invitation:
    asked = {
        "agency_id": make_agency(assessment.country).pk,
        "role": Role.OFFICER,
        "email": "new@demo.example",
        "name": "New One",
        **more,
    }
    at = now()
    return operations.invite_to_assessment(
        actor=actor,
        at=at,
        proved_at=at,
        assessment_id=assessment.pk,
        link_to=lambda secret: f"https://platform.example/{secret}/",
        **asked,
    )


def letter_to(address: str):
    found = [letter for letter in post_letters() if letter.to == [address]]
    assert len(found) == 1
    return found[0]


def test_the_letter_says_who_what_how_many_until_when_and_that_it_works_once():
    due = date(now().year + 1, 5, 14)
    assessment = make_assessment(cycle=make_cycle(answers_due=due))
    focal = cast_of(assessment).focal_point
    asked = Assignment.objects.standing().filter(assessment=assessment, agency__code="CUS").count()

    invitation = invite(assessment, focal)

    letter = letter_to("new@demo.example")
    day = formats.date_format(due, "D j F Y")
    text = as_read(letter.body)
    assert as_read(letter.subject) == f"You are asked to answer {asked} questions for Customs – Arvenia – by {day}"
    assert [
        sentence
        for sentence in (
            f"{focal.name} invites you as Officer of Customs in Arvenia.",
            f"“IBM assessment 2027”: Customs is asked {asked} questions. The answers are due by {day} (Europe/Vienna).",
            "It takes about 1 hour in all",
            "It works once, for 72 hours:",
            invitation.mailed_link,
        )
        if sentence not in text
    ] == []


def test_time_needed_grows_with_the_questions():
    assessment = make_assessment(framework="ibm")
    agency = make_agency(assessment.country)
    asked = Assignment.objects.standing().filter(assessment=assessment, agency=agency).count()

    invite(assessment, cast_of(assessment).focal_point)

    assert 16 < asked
    assert f"about {round(asked * 7.5 / 60)} hours in all" in letter_to("new@demo.example").body


def test_an_agency_that_was_given_more_time_is_told_its_own_day():
    assessment = make_assessment()
    later = assessment.answers_due + timedelta(days=5)
    Participation.objects.filter(assessment=assessment, agency__code="CUS").update(extended_until=later)

    invite(assessment, cast_of(assessment).focal_point)

    assert formats.date_format(later, "D j F Y") in letter_to("new@demo.example").subject


def test_before_questions_are_assigned_the_letter_names_no_number():
    assessment = make_assessment(upto="setup")
    Assignment.objects.filter(assessment=assessment).delete()

    invite(assessment, cast_of(assessment).focal_point)

    subject = as_read(letter_to("new@demo.example").subject)
    assert subject.startswith("You are asked to answer for Customs – Arvenia – by ")


def test_after_the_release_the_letter_tells_of_the_role_alone():
    assessment = make_assessment(release=True)

    invite(assessment, cast_of(assessment).focal_point)

    assert letter_to("new@demo.example").subject == "You are invited to the IBM maturity platform as Officer"


def test_the_letter_speaks_the_language_of_whom_it_goes_to():
    assessment = make_assessment()
    known = make_stranger(Role.OFFICER)
    known.language = "ar-xb"
    known.save(update_fields=["language"])
    post_letters()

    invite(assessment, cast_of(assessment).focal_point, email=known.email)

    # Our own words in that language are made by tests of the pseudo languages; the names of days are Django's.
    subject = letter_to(known.email).subject
    with translation.override("ar-xb"):
        day = formats.date_format(assessment.answers_due, "D j F Y")
    assert day != formats.date_format(assessment.answers_due, "D j F Y")
    assert (f"\u2068{day}\u2069" in subject, "\u2068Customs\u2069" in subject) == (True, True)


def test_the_invitation_stands_in_the_record():
    assessment = make_assessment()
    focal = cast_of(assessment).focal_point

    invitation = invite(assessment, focal)

    event = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    agency_id = invitation.membership.agency_id
    assert (event.kind, event.actor) == ("person_invited", focal)
    assert event.details == {"agency": agency_id, "role": "officer", "person": invitation.person.pk}
    assert verify_chain(assessment.pk) == []


def test_a_refused_invitation_leaves_neither_right_nor_letter_nor_event():
    assessment = make_assessment()
    focal = cast_of(assessment).focal_point
    invite(assessment, focal)
    post_letters()
    before = (Membership.objects.count(), AssessmentEvent.objects.count())

    with pytest.raises(AlreadyHeld):
        invite(assessment, focal)

    assert (Membership.objects.count(), AssessmentEvent.objects.count()) == before
    assert post_letters() == []


@pytest.mark.parametrize("who", ["signatory", "officer", "lead", "coordinator"])
def test_who_does_not_set_the_assessment_up_invites_nobody_to_it(who):
    assessment = make_assessment()
    cast = cast_of(assessment)

    person = {
        "signatory": lambda: cast.signatory,
        "officer": lambda: cast.officers["CUS"],
        "lead": lambda: a_lead(cast.agencies["CUS"]),
        "coordinator": a_coordinator,
    }[who]()

    with pytest.raises(NotAllowed):
        invite(assessment, person)


@pytest.mark.parametrize("make", [make_stranger, make_admin])
def test_for_others_there_is_no_such_assessment(make):
    assessment = make_assessment()

    with pytest.raises(NotVisible):
        invite(assessment, make())


def test_people_are_called_to_agencies_that_take_part_and_to_their_roles_only():
    assessment = make_assessment()
    focal = cast_of(assessment).focal_point
    outside = make_agency(assessment.country, "PHY", "Plants", ("PHY",))

    with pytest.raises(NotVisible):
        invite(assessment, focal, agency_id=outside.pk)
    with pytest.raises(Invalid):
        invite(assessment, focal, role=Role.SIGNATORY)
