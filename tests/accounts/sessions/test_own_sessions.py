"""Own sessions seen and ended at both doors; those of others ended by administrators and by what shuts a person out."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import SignInSession
from ibm_platform.common.errors import NotAllowed
from tests import people
from tests.accounts.sessions.test_limits import is_in, signed_in
from tests.accounts.web.test_signing_in import set_password, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


def ids(client: Client) -> dict[bool, int]:
    return {row["is_this"]: row["id"] for row in client.get("/api/v1/sessions/").json()}


def test_the_page_lists_browsers_and_marks_this_one(officer, focal_point):
    here, there = Client(headers={"user-agent": FIREFOX}), signed_in(officer)
    sign_in(here, officer.email)
    signed_in(focal_point)

    page = here.get("/accounts/sessions/").content.decode()

    assert re.findall(r'<th scope="row">(.*?)</th>', page) == [
        '<bdi>Firefox · Windows</bdi> <span class="tag is-fine">this one</span>',
        "A browser that does not say what it is",
    ]
    assert is_in(there)


def test_the_other_browser_is_signed_out_by_the_page_and_by_the_api(officer):
    here, there, third = (signed_in(officer) for _number in range(3))
    theirs = SignInSession.objects.get(session_key=there.session.session_key).pk
    thirds = SignInSession.objects.get(session_key=third.session.session_key).pk

    page = here.post(f"/accounts/sessions/{theirs}/end/")
    api = here.delete(f"/api/v1/sessions/{thirds}/", headers={"x-csrftoken": "x"})

    assert (page.status_code, api.status_code) == (302, 204)
    assert [is_in(client) for client in (here, there, third)] == [True, False, False]


def test_all_others_end_at_once(officer, focal_point):
    here, there, third, other = signed_in(officer), signed_in(officer), signed_in(officer), signed_in(focal_point)

    here.post("/accounts/sessions/others/end/")

    assert [is_in(client) for client in (here, there, third, other)] == [True, False, False, True]


@pytest.mark.parametrize("door", ["page", "api"])
def test_another_persons_session_does_not_exist(officer, focal_point, door):
    mine, theirs = signed_in(focal_point), signed_in(officer)
    row = SignInSession.objects.get(person=officer).pk

    if door == "page":
        answer = mine.post(f"/accounts/sessions/{row}/end/")
    else:
        answer = mine.delete(f"/api/v1/sessions/{row}/")

    assert answer.status_code == 404
    assert is_in(theirs)


def test_an_administrator_signs_a_person_out_everywhere(officer, admin):
    mine, theirs = signed_in(admin), [signed_in(officer), signed_in(officer)]

    asked = mine.get(f"/accounts/people/{officer.pk}/sessions/end/")
    mine.post(f"/accounts/people/{officer.pk}/sessions/end/")

    assert asked.status_code == 200
    assert [is_in(client) for client in theirs] == [False, False]
    assert set(SignInSession.objects.filter(person=officer).values_list("ended_by", flat=True)) == {admin.pk}


def test_nobody_else_signs_a_person_out(officer, focal_point):
    theirs = signed_in(officer)

    with pytest.raises(NotAllowed):
        operations.end_sessions_of(person_id=officer.pk, actor=focal_point, at=people.now())

    assert is_in(theirs)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_in_the_list(officer):
    here, there = signed_in(officer), signed_in(officer)
    new = {"password1": "a meadow under slow rain", "password2": "a meadow under slow rain"}

    here.post("/accounts/password/change/", {"oldpassword": people.PASSWORD, **new})

    assert [is_in(client) for client in (here, there)] == [True, False]
    assert list(ids(here)) == [True]
    assert SignInSession.objects.get(pk=ids(here)[True]).session_key == here.session.session_key


def test_a_password_by_mail_ends_all_sessions(officer):
    there = signed_in(officer)

    set_password(Client(), officer, "a meadow under slow rain")

    assert not is_in(there)
    assert not SignInSession.objects.filter(person=officer, ended_at=None).exists()


def test_signing_in_once_more_is_a_new_session_under_a_new_key(client, officer):
    keys = []
    for _time in range(2):
        client.force_login(officer)
        keys.append(client.session.session_key)

    assert keys[0] != keys[1]
    assert list(ids(client)) == [True]


def test_a_planted_key_is_replaced_and_the_row_holds_the_new_one(client, officer):
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    client.post("/accounts/login/", {"login": officer.email, "password": people.PASSWORD})

    row = SignInSession.objects.get()
    assert row.session_key == client.session.session_key != session.session_key


def test_a_session_that_was_ended_while_its_key_changed_ends_too(officer, admin):
    """Its row knew the key before: proving the second factor at that moment must not save it."""
    session = signed_in(officer).session
    session.cycle_key()
    operations.end_sessions_of(person_id=officer.pk, actor=admin, at=people.now())
    went_on = Session.objects.filter(session_key=session.session_key).exists()

    operations.follow_session_key(session=session)

    assert (went_on, session.session_key, Session.objects.count()) == (True, None, 0)


def test_whoever_was_signed_in_before_an_invitation_was_taken_up_leaves_the_list(admin):
    browser = Client()
    sign_in(browser, admin.email)
    before = SignInSession.objects.get()
    invited = operations.invite_person(
        email="new.comer@demo.example",
        name="New Comer",
        role="coordinator",
        link_to=str,
        actor=admin,
        at=people.now(),
        proved_at=people.now(),
    )

    answer = browser.post(f"/accounts/invitation/{invited.mailed_link}/", {"password": people.PASSWORD})

    before.refresh_from_db()
    assert answer.status_code == 302
    assert (before.person, before.ended_by) == (admin, admin)
    assert SignInSession.objects.get(ended_at=None).person == invited.person
