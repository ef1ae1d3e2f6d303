"""The own second factors: enrolling and taking away. Of each change a letter tells the person."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.factors import codes
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations.checks import checked_line, invalid, require_person
from ibm_platform.accounts.operations.telling import tell_of_change
from ibm_platform.accounts.permissions import require_proof
from ibm_platform.accounts.queries.factors import APP, PASSKEY, RECOVERY, factors_of
from ibm_platform.accounts.rendering import AccountChange
from ibm_platform.common.errors import Conflict, NotVisible

LOG = logging.getLogger(__name__)
PASSKEYS_PER_PERSON = 10


class FactorThere(Conflict):
    """The person has an app already, or as many passkeys as one can look after."""

    code = "factor_there"


class LastFactor(Conflict):
    """Without a factor the person could not sign in any more."""

    code = "last_factor"


def enrol_app(*, secret: str, code: str, actor: User, at: datetime, proved_at: datetime | None) -> tuple[str, ...]:
    """
    Let an app of the actor's phone prove who signs in, from now on.

    Args:
        secret: what the app was shown; ``code`` proves that it took it.

    Returns:
        Ten recovery codes when these are the first; empty when the person has some.

    Raises:
        ProveAgain: the actor signed in too long ago.
        FactorThere: there is an app; it is taken away first.
        Invalid: the code does not belong to the secret.
    """
    require_proof(proved_at, at)
    step = codes.app_step(secret, code, at=at, after=None)
    if step is None:
        raise invalid("code", _("The code is wrong. Give the six digits that the app shows now."))
    fresh = _fresh_codes(actor)
    with transaction.atomic():
        person = _locked(actor)
        if Authenticator.objects.filter(user=person, type=APP).exists():
            raise FactorThere(_("You have an app already; remove it first to use another one."))
        # The code that enrolled the app cannot sign in as well.
        data = {"secret": get_adapter().encrypt(secret), "last_step": step}
        Authenticator.objects.create(user=person, type=APP, data=data, created_at=at)
        LOG.info("person %s enrolled an app as second factor", person.pk)
        tell_of_change(person=person, change=AccountChange.APP_ADDED, at=at)
        return _written_codes(person, fresh, at)


def enrol_passkey(
    *, name: str, credential: Mapping[str, Any], actor: User, at: datetime, proved_at: datetime | None
) -> tuple[str, ...]:
    """
    Let a passkey prove who signs in, from now on.

    Args:
        credential: what the device answered, checked against the question that this session asked.

    Returns:
        Ten recovery codes when these are the first; empty when the person has some.

    Raises:
        ProveAgain: the actor signed in too long ago.
        FactorThere: the actor has ten passkeys.
        Invalid: no name.
    """
    require_proof(proved_at, at)
    label = checked_line(name, field="name", limit=60, missing=_("Give the device a name, such as “my phone”."))
    fresh = _fresh_codes(actor)
    with transaction.atomic():
        person = _locked(actor)
        if Authenticator.objects.filter(user=person, type=PASSKEY).count() >= PASSKEYS_PER_PERSON:
            raise FactorThere(_("You have ten passkeys; remove one that you no longer use."))
        data = {"name": label, "credential": dict(credential)}
        Authenticator.objects.create(user=person, type=PASSKEY, data=data, created_at=at)
        LOG.info("person %s enrolled a passkey as second factor", person.pk)
        tell_of_change(person=person, change=AccountChange.PASSKEY_ADDED, at=at)
        return _written_codes(person, fresh, at)


def remove_factor(*, factor_id: int, actor: User, at: datetime, proved_at: datetime | None) -> None:
    """
    Take one of the actor's own factors away.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible: the factor is another person's, or there is none.
        LastFactor: it is the last one, and this installation asks for one.
    """
    require_proof(proved_at, at)
    with transaction.atomic():
        person = _locked(actor)
        factor = factors_of(person.pk).filter(pk=factor_id).first()
        if factor is None:
            raise NotVisible(_("There is no such factor."))
        is_last = not factors_of(person.pk).exclude(pk=factor_id).exists()
        if is_last and settings.IBM_SECOND_FACTOR:
            raise LastFactor(_("This is your last second factor; add another one before you remove it."))
        factor.delete()
        if is_last:
            Authenticator.objects.filter(user=person, type=RECOVERY).delete()
        LOG.info("person %s removed a second factor", person.pk)
        removed = AccountChange.APP_REMOVED if factor.type == APP else AccountChange.PASSKEY_REMOVED
        tell_of_change(person=person, change=removed, at=at)


def renew_recovery_codes(*, actor: User, at: datetime, proved_at: datetime | None) -> tuple[str, ...]:
    """
    Make ten new recovery codes; earlier ones stop working.

    Raises:
        ProveAgain: the actor signed in too long ago.
        Conflict: there is no factor for which they could stand in.
    """
    require_proof(proved_at, at)
    fresh = codes.new_recovery_codes()
    with transaction.atomic():
        person = _locked(actor)
        if not factors_of(person.pk).exists():
            raise Conflict(_("Add an app or a passkey first; recovery codes stand in for it when it is lost."))
        Authenticator.objects.filter(user=person, type=RECOVERY).delete()
        LOG.info("person %s made new recovery codes", person.pk)
        tell_of_change(person=person, change=AccountChange.CODES_RENEWED, at=at)
        return _written_codes(person, fresh, at)


def _locked(actor: User) -> User:
    return User.objects.select_for_update().get(pk=require_person(actor).pk)


def _fresh_codes(actor: User) -> tuple[tuple[str, ...], list[str]]:
    """Codes for somebody who has none. Hashing them takes a second, so it is done before anything is locked."""
    if Authenticator.objects.filter(user_id=actor.pk, type=RECOVERY).exists():
        return (), []
    return codes.new_recovery_codes()


def _written_codes(person: User, fresh: tuple[tuple[str, ...], list[str]], at: datetime) -> tuple[str, ...]:
    shown, hashes = fresh
    if not shown or Authenticator.objects.filter(user=person, type=RECOVERY).exists():
        return ()
    Authenticator.objects.create(user=person, type=RECOVERY, data={"codes": hashes}, created_at=at)
    return shown
