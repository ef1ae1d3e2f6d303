"""Proving again: after 15 minutes, at both doors, and nothing that was written is lost."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments import operations as assessment_operations
from ibm_platform.accounts import operations
from ibm_platform.accounts.models import ApiToken, Membership, User
from ibm_platform.accounts.permissions import ProveAgain
from tests import people
from tests.accounts.factors.devices import give_phone, with_password
from tests.assessments.api.calls import Program
from tests.builders import cast_of, make_assessment

NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)
LAST_MOMENT = timedelta(minutes=14, seconds=59)
TOO_LATE = timedelta(minutes=15, seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def token_form(name="Results <b> & more"):
    return {"token-name": name, "token-days": "30"}


def test_a_sign_in_is_a_proof_for_fifteen_minutes(officer, clock):
    client = with_password(officer)

    clock.move_to(NOON + LAST_MOMENT)
    in_time = client.post(reverse("make_token"), token_form("In time"))
    clock.move_to(NOON + TOO_LATE)
    late = client.post(reverse("make_token"), token_form("Late"))

    assert (in_time.status_code, late.status_code) == (200, 403)
    assert list(ApiToken.objects.values_list("name", flat=True)) == ["In time"]


def test_what_was_sent_goes_on_after_the_proof(officer, clock):
    client = with_password(officer)
    clock.move_to(NOON + TOO_LATE)
    asked = client.post(reverse("make_token"), token_form())

    kept = dict(asked.context["kept"])
    proved = client.post(
        reverse("prove"),
        {**kept, "prove-back": asked.context["back"], "prove-sends": "1", "prove-password": people.PASSWORD},
    )
    sent = client.post(proved["Location"], kept)

    assert kept == token_form()
    assert "Results &lt;b&gt; &amp; more" in asked.content.decode()
    # 307: the browser sends the same form once more to where it was sent first.
    assert (proved.status_code, proved["Location"]) == (307, reverse("make_token"))
    assert sent.status_code == 200
    assert ApiToken.objects.get().name == token_form()["token-name"]


def test_a_wrong_password_keeps_what_was_sent(officer, clock):
    client = with_password(officer)
    clock.move_to(NOON + TOO_LATE)
    kept = {**token_form(), "prove-back": reverse("make_token"), "prove-sends": "1"}

    answer = client.post(reverse("prove"), {**kept, "prove-password": "not this one at all"})

    assert answer.status_code == 422
    assert dict(answer.context["kept"]) == token_form()
    assert "not this one at all" not in answer.content.decode()
    assert client.post(reverse("make_token"), token_form()).status_code == 403


def test_a_code_of_the_app_proves_as_well(officer, clock):
    phone = give_phone(officer, at=NOON)
    client = with_password(officer)
    clock.move_to(NOON + TOO_LATE)

    answer = client.post(reverse("prove") + "?next=/accounts/sessions/", {"prove-code": phone.code(NOON + TOO_LATE)})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sessions/")
    assert client.post(reverse("make_token"), token_form()).status_code == 200


def test_nothing_is_no_proof(officer):
    client = with_password(officer)

    assert client.post(reverse("prove"), {}).status_code == 422


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/", "/no/such/page/"])
def test_the_way_back_stays_on_the_site(officer, there):
    client = with_password(officer)

    answer = client.post(reverse("prove"), {"prove-back": there, "prove-password": people.PASSWORD})

    assert answer["Location"] == reverse("account")


def test_guesses_at_the_password_are_counted(officer, clock):
    client = with_password(officer)
    for _ in range(5):
        client.post(reverse("prove"), {"prove-password": "not this one at all"})

    waits = client.post(reverse("prove"), {"prove-password": people.PASSWORD})
    clock.shift(timedelta(seconds=61))
    right = client.post(reverse("prove"), {"prove-password": people.PASSWORD})

    assert (waits.status_code, right.status_code) == (422, 302)
    assert "Too many wrong tries. Try again in 1 minute." in waits.content.decode()


def acts(target: User) -> dict[str, tuple[str, dict[str, str]]]:
    """The acts of accounts that need a proof: page and form."""
    role = target.memberships.get().pk
    invited = {"email": "n@demo.example", "name": "Neva Wall", "role": "donor", "until": "2031-01-01"}
    return {
        "invite": (reverse("invite"), invited),
        "grant": (reverse("person", args=[target.pk]), {"role": "donor", "until": "2031-01-01"}),
        "end": (reverse("end_role", args=[role]), {}),
        "deactivate": (reverse("deactivate", args=[target.pk]), {}),
        "token": (reverse("make_token"), token_form()),
        "codes": (reverse("recovery_codes"), {}),
        "remove": (reverse("remove_factor", args=[1]), {}),
        "app": (reverse("second_factor_app"), {"code": "000000", "offer": "x"}),
        "passkey": (reverse("second_factor_passkey"), {"name": "Phone", "credential": '{"id": "x"}'}),
        "loss": (reverse("report_lost_factor", args=[target.pk]), {"reason": "She called me."}),
    }


ACTS = ("invite", "grant", "end", "deactivate", "token", "codes", "remove", "app", "passkey", "loss")


@pytest.mark.parametrize("act", ACTS)
def test_every_act_that_opens_or_closes_doors_asks_again(admin, officer, clock, act):
    client = with_password(admin)
    page, form = acts(officer)[act]
    before = (Membership.objects.in_force(NOON).count(), User.objects.filter(is_active=True).count())
    clock.move_to(NOON + TOO_LATE)

    answer = client.post(page, form)

    assert answer.status_code == 403
    assert "Prove that it is you" in answer.content.decode()
    assert dict(answer.context["kept"]) == form
    assert (Membership.objects.in_force(NOON).count(), User.objects.filter(is_active=True).count()) == before


def test_publishing_asks_at_the_page_and_at_the_api(clock):
    assessment = make_assessment(upto="accepted")
    signatory = cast_of(assessment).signatory
    client = with_password(signatory)
    page = reverse("assessments:move", args=[assessment.pk, "publish"])
    form = {"profile": "on", "audience": "all"}
    call = (
        f"/api/v1/assessments/{assessment.pk}/transitions/",
        {"move": "publish", "profile": True, "all_donors": True},
    )
    clock.move_to(NOON + TOO_LATE)

    at_the_page = client.post(page, form)
    at_the_api = client.post(*call, content_type="application/json")
    client.post(reverse("prove"), {"prove-password": people.PASSWORD})
    proved = client.post(*call, content_type="application/json")

    assert at_the_page.status_code == 403
    assert (at_the_api.status_code, at_the_api.json()["code"]) == (403, "prove_again")
    assert proved.status_code == 200


def test_a_program_publishes_nothing_and_takes_nothing_back():
    """A token has nobody present who could prove anything."""
    assessment = make_assessment(upto="accepted")
    signatory = cast_of(assessment).signatory
    path = f"assessments/{assessment.pk}/transitions/"

    publishing = Program(signatory).post(path, {"move": "publish", "profile": True, "all_donors": True})
    assessment_operations.publish(
        actor=signatory,
        at=people.now(),
        proved_at=people.now(),
        assessment_id=assessment.pk,
        profile=True,
        all_donors=True,
    )
    withdrawing = Program(signatory).post(path, {"move": "withdraw_publication", "reason": "A mistake."})

    assert [(answer.status, answer.code) for answer in (publishing, withdrawing)] == [(403, "prove_again")] * 2


def test_a_token_beside_a_fresh_session_is_still_a_program():
    assessment = make_assessment(upto="accepted")
    signatory = cast_of(assessment).signatory
    program = Program(signatory)
    program.client.force_login(signatory)

    answer = program.post(f"assessments/{assessment.pk}/transitions/", {"move": "publish", "profile": True})

    assert answer.code == "prove_again"


@pytest.mark.parametrize(
    ("ago", "is_enough"),
    [
        (timedelta(0), True),
        (LAST_MOMENT, True),
        (TOO_LATE, False),
        (timedelta(days=400), False),
        # The clock of another machine is a little ahead; a day ahead it is a made-up moment.
        (-timedelta(seconds=90), True),
        (-timedelta(days=1), False),
        (None, False),
    ],
)
def test_the_operation_itself_looks_at_the_proof(admin, officer, ago, is_enough):
    call = {
        "membership_id": officer.memberships.get().pk,
        "actor": admin,
        "at": NOON,
        "proved_at": None if ago is None else NOON - ago,
    }
    if is_enough:
        operations.end_membership(**call)
    else:
        with pytest.raises(ProveAgain):
            operations.end_membership(**call)


def test_a_script_of_a_page_is_told_in_json(officer, clock):
    client = with_password(officer)
    clock.move_to(NOON + TOO_LATE)

    answer = client.post(reverse("make_token"), token_form(), headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "prove_again")


def test_nobody_proves_anything(db):
    assert Client().get(reverse("prove"))["Location"].startswith("/accounts/login/")
