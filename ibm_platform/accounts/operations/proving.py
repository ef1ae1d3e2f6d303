"""Proving to be oneself: codes, passwords, and a count of wrong ones that no new session begins anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.limits import wait_after
from ibm_platform.accounts.models import FactorGuesses, User
from ibm_platform.accounts.operations.checks import invalid, require_person
from ibm_platform.accounts.operations.telling import tell_of_change
from ibm_platform.accounts.queries.factors import APP, PASSKEY, RECOVERY
from ibm_platform.accounts.rendering import AccountChange
from ibm_platform.common.errors import NotVisible, TooMany


class TooManyGuesses(TooMany):
    """Too many wrong codes; the way is open again after a pause, never closed for good."""

    code = "too_many_guesses"


def prove_password(*, password: str, actor: User, at: datetime) -> None:
    """
    Check the actor's password once more, inside a session.

    Raises:
        Invalid: it is wrong.
        TooManyGuesses: a pause is due.
    """
    person = require_person(actor)
    _count_guess(person, at)
    if not person.check_password(password):
        raise invalid("password", _("The password is wrong."))
    _forget_guesses(person)


def prove_app_code(*, code: str, actor: User, at: datetime) -> None:
    """
    Check a code of the actor's app; each code is taken once.

    Raises:
        Invalid: it is wrong, over, or was used.
        TooManyGuesses: a pause is due.
    """
    person = require_person(actor)
    _count_guess(person, at)
    if not _took_app_code(person, code, at):
        raise invalid("code", _("The code is wrong or was used already; wait for the next one of the app."))
    _forget_guesses(person)


def prove_second_factor(*, code: str, actor: User, at: datetime) -> None:
    """
    Check a code of the actor's app or, instead, one of the recovery codes, which is then used up.

    Raises:
        Invalid: neither fits, or it was used.
        TooManyGuesses: a pause is due.
    """
    person = require_person(actor)
    _count_guess(person, at)
    if not (_took_app_code(person, code, at) or _took_recovery_code(person, code, at)):
        raise invalid(
            "code",
            _("The code is wrong or was used already. Give the code that the app shows now, or another recovery code."),
        )
    _forget_guesses(person)


def note_passkey_use(*, factor_id: int, actor: User, at: datetime) -> None:
    """
    Remember that a passkey of the actor answered.

    Raises:
        NotVisible: the passkey is another person's, or gone.
    """
    person = require_person(actor)
    if not Authenticator.objects.filter(pk=factor_id, user=person, type=PASSKEY).update(last_used_at=at):
        raise NotVisible(_("There is no such passkey."))
    _forget_guesses(person)


def _count_guess(person: User, at: datetime) -> None:
    """Count the guess before it is looked at: of many sent at once, none is free."""
    with transaction.atomic():
        FactorGuesses.objects.get_or_create(person=person)
        guesses = FactorGuesses.objects.select_for_update().get(person=person)
        last = guesses.last_failed_at
        if last is not None and at < last + wait_after(guesses.failures):
            minutes = -((at - last - wait_after(guesses.failures)) // timedelta(minutes=1))
            raise TooManyGuesses(
                ngettext(
                    "Too many wrong tries. Try again in %(number)d minute.",
                    "Too many wrong tries. Try again in %(number)d minutes.",
                    minutes,
                )
                % {"number": minutes}
            )
        guesses.failures = min(guesses.failures + 1, 1000)
        guesses.last_failed_at = at
        guesses.save(update_fields=["failures", "last_failed_at"])


def _forget_guesses(person: User) -> None:
    FactorGuesses.objects.filter(person=person).update(failures=0, last_failed_at=None)


def _took_app_code(person: User, code: str, at: datetime) -> bool:
    # The library remembers used codes in the cache, of which every web process has its own; here the row does.
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().filter(user=person, type=APP).first()
        if factor is None:
            return False
        secret = get_adapter().decrypt(factor.data["secret"])
        step = codes.app_step(secret, code, at=at, after=factor.data.get("last_step"))
        if step is None:
            return False
        factor.data["last_step"] = step
        factor.last_used_at = at
        factor.save(update_fields=["data", "last_used_at"])
    return True


def _took_recovery_code(person: User, code: str, at: datetime) -> bool:
    found = Authenticator.objects.filter(user=person, type=RECOVERY).first()
    if found is None:
        return False
    # Hashing is slow on purpose: it happens before the lock, and the lock then asks whether the code is still there.
    hashes = found.data["codes"]
    number = codes.recovery_number(code, hashes)
    if number is None:
        return False
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().filter(pk=found.pk).first()
        if factor is None or factor.data["codes"][number] != hashes[number]:
            return False
        factor.data["codes"][number] = ""
        factor.last_used_at = at
        factor.save(update_fields=["data", "last_used_at"])
        tell_of_change(person=person, change=AccountChange.CODE_USED, at=at)
    return True
