"""A lost factor: two people, neither of them the one who lost it, and a fresh start afterwards."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from ibm_platform.accounts import operations
from ibm_platform.accounts.models import FactorReset
from ibm_platform.accounts.operations import OwnReset, ResetAsked
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from tests import people
from tests.accounts.factors.devices import give_phone, with_password

pytestmark = pytest.mark.django_db


def ask(actor, person, reason="She called from her office."):
    return operations.ask_factor_reset(
        person_id=person.pk, reason=reason, actor=actor, at=people.now(), proved_at=people.now()
    )


def decide(actor, reset, confirmed=True):
    return operations.decide_factor_reset(
        reset_id=reset.pk, confirmed=confirmed, actor=actor, at=people.now(), proved_at=people.now()
    )


def test_two_people_reset_a_factor_and_both_stand_in_the_record(focal_point, admin, officer):
    give_phone(officer)

    decide(admin, ask(focal_point, officer))

    row = FactorReset.objects.get()
    assert (row.asked_by, row.decided_by, row.confirmed) == (focal_point, admin, True)
    assert row.asked_at and row.decided_at
    assert not Authenticator.objects.filter(user=officer).exists()


def test_one_person_alone_resets_nothing(admin, officer):
    give_phone(officer)
    reset = ask(admin, officer)

    with pytest.raises(OwnReset):
        decide(admin, reset)

    assert Authenticator.objects.filter(user=officer).count() == 2
    decide(people.make_admin("Other Root"), reset)
    assert not Authenticator.objects.filter(user=officer).exists()


def test_whoever_lost_it_decides_nothing(admin):
    other = people.make_admin("Other Root")
    give_phone(other)
    reset = ask(people.make_admin("Third Root"), other)

    with pytest.raises(OwnReset):
        decide(other, reset)


def test_nobody_reports_the_own_factor(admin):
    give_phone(admin)

    with pytest.raises(NotAllowed):
        ask(admin, admin)


def test_only_an_administrator_decides(focal_point, coordinator, officer, admin):
    give_phone(officer)
    reset = ask(focal_point, officer)

    for actor in (focal_point, coordinator, officer):
        with pytest.raises(NotAllowed):
            decide(actor, reset)


def test_a_stranger_reports_nothing(stranger, officer, agency_lead):
    give_phone(officer)

    with pytest.raises(NotVisible):
        ask(stranger, officer)
    with pytest.raises(NotAllowed):
        ask(agency_lead, officer)


def test_a_report_needs_a_reason_a_factor_and_happens_once(focal_point, officer):
    with pytest.raises(Conflict):
        ask(focal_point, officer)
    give_phone(officer)
    with pytest.raises(Invalid):
        ask(focal_point, officer, reason=" … ")
    ask(focal_point, officer)

    with pytest.raises(ResetAsked):
        ask(focal_point, officer)


def test_a_refusal_leaves_everything_as_it_was(focal_point, admin, officer):
    give_phone(officer)
    reset = ask(focal_point, officer)

    decide(admin, reset, confirmed=False)

    assert Authenticator.objects.filter(user=officer).count() == 2
    with pytest.raises(Conflict):
        decide(admin, reset)
    # Refused once is not refused for good.
    ask(focal_point, officer)


def test_the_person_is_signed_out_and_chooses_anew(focal_point, admin, officer, settings):
    settings.IBM_SECOND_FACTOR = True
    phone = give_phone(officer)
    client = with_password(officer)
    client.post(reverse("second_factor_prompt"), {"code": phone.code(people.now())})
    before = client.get(reverse("account")).status_code

    decide(admin, ask(focal_point, officer))

    assert before == 200
    assert client.get(reverse("account"))["Location"].startswith("/accounts/login/")
    again = with_password(officer)
    assert again.get("/")["Location"].startswith(reverse("second_factor") + "?")


def test_a_session_that_no_list_knows_ends_as_well(focal_point, admin, officer, client):
    """The mark in the person's row ends it, also when the row of the sign-in is gone."""
    give_phone(officer)
    client.force_login(officer)
    officer.sign_ins.all().delete()

    decide(admin, ask(focal_point, officer))

    assert client.get(reverse("account"))["Location"].startswith("/accounts/login/")


def test_the_pages_lead_from_the_person_to_the_decision(client, focal_point, admin, officer):
    give_phone(officer)
    client.force_login(focal_point)
    link = reverse("report_lost_factor", args=[officer.pk])
    assert link in client.get(reverse("person", args=[officer.pk])).content.decode()
    client.post(link, {"reason": "She called from her office."})

    client.force_login(admin)
    assert reverse("factor_resets") in client.get(reverse("people")).content.decode()
    page = client.get(reverse("factor_resets")).content.decode()
    reset = FactorReset.objects.get()
    answer = client.post(reverse("decide_factor_reset", args=[reset.pk]), {"decision": "confirm"})

    assert "She called from her office." in page
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()


def test_who_asked_sees_no_button(client, admin, officer):
    give_phone(officer)
    ask(admin, officer)
    client.force_login(admin)

    page = client.get(reverse("factor_resets")).content.decode()

    assert "Another administrator decides" in page
    assert "Reset the factor" not in page
