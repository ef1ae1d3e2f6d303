"""Whatever changes in an account, its owner hears of it by mail; the letter holds nothing that opens anything."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import formats, translation

from ibm_platform.accounts import operations
from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.models import OutgoingMail
from ibm_platform.common.errors import Invalid
from tests import people
from tests.accounts.factors.devices import give_phone, shown
from tests.accounts.factors.test_resets import ask, decide
from tests.accounts.web.test_signing_in import set_password, sign_in
from tests.letters import as_sent, post_letters

pytestmark = pytest.mark.django_db

APP_ADDED = "An app on a phone was added as your second factor."
PASSKEY_ADDED = "A passkey was added as your second factor."


def done(actor):
    return {"actor": actor, "at": people.now(), "proved_at": people.now()}


def told(person) -> list[str]:
    """Send what waits; return the sentence of each letter about the person's account."""
    letters = [letter for letter in post_letters() if "was changed" in letter.subject]
    assert {address for letter in letters for address in letter.to} <= {person.email}
    return [str(letter.body).split("\n\n")[1] for letter in letters]


@pytest.fixture
def owner(officer):
    """An officer whose invitation has left."""
    post_letters()
    return officer


def test_a_factor_added_and_removed(owner):
    give_phone(owner)
    operations.enrol_passkey(name="desk", credential={}, **done(owner))
    app, passkey = owner.authenticator_set.exclude(type="recovery_codes").order_by("type")
    operations.remove_factor(factor_id=app.pk, **done(owner))
    operations.remove_factor(factor_id=passkey.pk, **done(owner))

    assert told(owner) == [
        APP_ADDED,
        PASSKEY_ADDED,
        "The app on a phone is no longer your second factor.",
        "A passkey was removed from your second factors.",
    ]


def test_recovery_codes_made_anew_and_used(owner):
    phone = give_phone(owner)
    made = operations.renew_recovery_codes(**done(owner))
    operations.prove_second_factor(code=made[3], actor=owner, at=people.now())
    operations.prove_second_factor(code=phone.code(people.now()), actor=owner, at=people.now())

    assert told(owner) == [
        APP_ADDED,
        "New recovery codes were made; the earlier ones no longer work.",
        "One of your recovery codes was used; it does not work again.",
    ]


def test_a_code_that_was_refused_is_no_news(owner):
    with pytest.raises(Invalid):
        operations.enrol_app(secret=codes.new_app_secret(), code="000000", **done(owner))
    give_phone(owner)
    with pytest.raises(Invalid):
        operations.prove_second_factor(code="0aaaa-bbbb-cccc", actor=owner, at=people.now())

    assert told(owner) == [APP_ADDED]


def test_a_password_changed_on_the_page_and_by_mail(owner):
    browser = Client()
    sign_in(browser, owner.email)
    new = "seven slow herons at dusk"
    browser.post("/accounts/password/change/", {"oldpassword": people.PASSWORD, "password1": new, "password2": new})
    on_the_page = told(owner)
    set_password(Client(), owner, "nine quick otters by noon")

    by_mail = told(owner)

    sentence = "Your password was changed, and your other sessions were ended."
    assert (on_the_page, by_mail) == ([sentence], [sentence])


def test_a_reset_by_two_people(owner, focal_point, admin):
    give_phone(owner)
    post_letters()

    decide(admin, ask(focal_point, owner))

    assert [sentence[:49] for sentence in told(owner)] == ["Your second factor was reset, because it was repo"]


def test_no_letter_and_no_row_of_one_holds_a_secret_or_a_link(owner):
    secret, at = codes.new_app_secret(), people.now()
    made = operations.enrol_app(secret=secret, code=shown(secret, at), actor=owner, at=at, proved_at=at)
    again = operations.renew_recovery_codes(**done(owner))
    operations.prove_second_factor(code=again[0], actor=owner, at=at)
    rows = " ".join(str(row) for row in OutgoingMail.objects.values_list("subject", "kind", "sealed_text"))

    sent = " ".join(as_sent(letter) for letter in post_letters())

    assert APP_ADDED in sent and APP_ADDED not in rows
    assert [word for word in (secret, shown(secret, at), *made, *again, "http") if word in sent + rows] == []


def test_it_speaks_the_language_of_the_person_and_keeps_the_name_apart(owner):
    owner.language = "ar"
    owner.save()
    at = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    operations.enrol_passkey(name="desk", credential={}, actor=owner, at=at, proved_at=at)

    (letter,) = post_letters(at)

    with translation.override("ar"):
        assert formats.date_format(at, "j F Y H:i") in letter.body
    assert "May" not in letter.body
    assert f"\u2068{owner.name}\u2069" in letter.body
