"""Who has left and asks for it is shown as a former officer; what the person did stays, and the record verifies."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client

from assessments.operations.verifying import verify_chain
from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.models import ApiToken, OneTimeLink, SignInSession, User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed
from tests import people
from tests.accounts.sessions.test_limits import is_in, signed_in
from tests.accounts.web.test_signing_in import sign_in
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db


def deactivate(person):
    at = people.now()
    operations.deactivate_person(person_id=person.pk, actor=people.any_admin(), at=at, proved_at=at)


def make_former(person, *, typed=None, actor=None):
    at = people.now()
    return operations.make_former(
        person_id=person.pk,
        typed_name=person.name if typed is None else typed,
        actor=actor or people.any_admin(),
        at=at,
        proved_at=at,
    )


def test_the_name_is_gone_everywhere_and_the_record_verifies():
    assessment = make_assessment(upto="consolidation")
    cast = cast_of(assessment)
    event = assessment.events.filter(kind="answer_saved").first()
    officer = event.actor
    mine = signed_in(cast.focal_point)
    address = f"/assessments/{assessment.pk}/history/"
    before = mine.get(address).content.decode()
    name, email, kept = officer.name, officer.email, assessment.events.count()
    deactivate(officer)

    former = make_former(officer)

    after = mine.get(address).content.decode()
    assert former.name == f"Former officer of {officer.memberships.get().agency.name}, {assessment.country.name}"
    assert name in before and name not in after and former.name in after
    assert email not in after
    assert (assessment.events.count(), verify_chain(assessment.pk)) == (kept, [])


def test_nothing_of_the_persons_own_is_left(officer, admin):
    operations.create_api_token(name="mine", days=30, actor=officer, at=people.now(), proved_at=people.now())
    client = signed_in(officer)
    email = officer.email
    deactivate(officer)

    make_former(officer)

    officer.refresh_from_db()
    assert not is_in(client)
    assert officer.email.endswith("@former.invalid") and not officer.has_usable_password()
    assert [rows.exists() for rows in (
        ApiToken.objects.filter(owner=officer),
        SignInSession.objects.filter(person=officer),
        OneTimeLink.objects.filter(person=officer),
        User.objects.filter(email=email),
    )] == [False] * 4  # fmt: skip
    assert queries.rights_of(officer, people.now()).roles == frozenset()
    assert sign_in(Client(), email).status_code == 200


def test_failed_sign_ins_do_not_keep_the_address(officer):
    sign_in(Client(), officer.email, "not the password at all")
    counted = [rows.objects.filter(username=officer.email).count() for rows in (AccessAttempt, AccessFailureLog)]
    email = officer.email
    deactivate(officer)

    make_former(officer)

    assert counted == [1, 1]
    assert not AccessAttempt.objects.filter(username=email).exists()
    assert not AccessFailureLog.objects.filter(username=email).exists()


def test_a_reviewer_was_no_officer_of_the_country_reviewed(reviewer):
    deactivate(reviewer)

    assert make_former(reviewer).name == "Former member of this platform"


def test_the_mailbox_can_be_invited_anew_as_somebody_else(officer, customs):
    email = officer.email
    deactivate(officer)
    make_former(officer)

    newcomer = people.invite("officer", name="Newa Comer", email=email, agency=customs)

    assert newcomer.pk != officer.pk


def test_it_cannot_be_undone_or_done_twice(officer, admin):
    deactivate(officer)
    make_former(officer)
    officer.refresh_from_db()

    with pytest.raises(Conflict):
        operations.reactivate_person(
            person_id=officer.pk, link_to=str, actor=admin, at=people.now(), proved_at=people.now()
        )
    with pytest.raises(Conflict):
        make_former(officer)


def test_only_an_administrator_and_only_with_the_name_and_after_the_end(officer, focal_point):
    with pytest.raises(Conflict):
        make_former(officer)
    deactivate(officer)
    with pytest.raises(Invalid):
        make_former(officer, typed="Somebody Else")
    with pytest.raises(NotAllowed):
        make_former(officer, actor=focal_point)

    assert User.objects.get(pk=officer.pk).name == officer.name


def test_the_page_asks_for_the_name(officer, admin):
    client = signed_in(admin)
    session = client.session
    session["proved_at"] = people.now().timestamp()
    session.save()
    address = f"/accounts/people/{officer.pk}/former/"
    early = client.get(address).content.decode()
    deactivate(officer)

    wrong = client.post(address, {"typed_name": "Somebody Else"})
    right = client.post(address, {"typed_name": officer.name})
    page = client.get(f"/accounts/people/{officer.pk}/").content.decode()

    assert "Deactivate the person first" in early
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Former officer of Customs, Arvenia" in page and "former.invalid" not in page
    assert "Let the person in again" not in page
