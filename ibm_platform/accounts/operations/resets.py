"""The reset of a lost second factor: by two people, or at the console of the server when no two are left."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import FactorGuesses, FactorReset, User
from ibm_platform.accounts.operations.checks import checked_line
from ibm_platform.accounts.operations.sessions import end_all_sessions
from ibm_platform.accounts.operations.telling import tell_of_change
from ibm_platform.accounts.permissions import require_admin, require_proof
from ibm_platform.accounts.queries import rights_of
from ibm_platform.accounts.queries.factors import FACTORS, RECOVERY, factors_of, person_to_reset
from ibm_platform.accounts.rendering import AccountChange
from ibm_platform.common.errors import Conflict, NotAllowed, NotVisible

LOG = logging.getLogger(__name__)


class ResetAsked(Conflict):
    """Somebody reported this loss before."""

    code = "reset_asked"


class OwnReset(NotAllowed):
    """Two people reset a factor, and neither is the one who lost it."""

    code = "own_reset"


def ask_factor_reset(
    *, person_id: int, reason: str, actor: User, at: datetime, proved_at: datetime | None
) -> FactorReset:
    """
    Report somebody's second factor as lost; nothing changes until an administrator has agreed.

    Raises:
        NotAllowed, NotVisible: see ``queries.factors.person_to_reset``.
        ProveAgain: the actor signed in too long ago.
        Invalid: no reason.
        Conflict: the person has no factor, or a report is open.
    """
    person = person_to_reset(rights_of(actor, at), person_id=person_id, asked_by_id=actor.pk)
    require_proof(proved_at, at)
    why = checked_line(reason, field="reason", limit=300, missing=_("Say how you know that it is lost."))
    if not factors_of(person.pk).exists():
        raise Conflict(_("The person has no second factor, and chooses one at the next sign-in."))
    try:
        with transaction.atomic():
            reset = FactorReset.objects.create(person=person, reason=why, asked_by=actor, asked_at=at)
    except IntegrityError as error:
        raise ResetAsked(_("This loss was reported before and waits for an administrator.")) from error
    LOG.info("person %s reported the second factor of person %s as lost", actor.pk, person.pk)
    return reset


def decide_factor_reset(
    *, reset_id: int, confirmed: bool, actor: User, at: datetime, proved_at: datetime | None
) -> FactorReset:
    """
    Agree to a reset, or refuse it. When agreed, factors and recovery codes are gone, every session of the person ends, and the
    next sign-in begins with choosing a new factor.

    Raises:
        NotAllowed: the actor is no administrator.
        OwnReset: the actor asked for it, or lost the factor.
        ProveAgain: the actor signed in too long ago.
        NotVisible: there is no such report.
        Conflict: somebody decided before.
    """
    require_admin(rights_of(actor, at))
    with transaction.atomic():
        reset = FactorReset.objects.select_for_update().filter(pk=reset_id).first()
        if reset is None:
            raise NotVisible(_("There is no such report."))
        if actor.pk in (reset.person_id, reset.asked_by_id):
            raise OwnReset(_("Two people reset a factor, and not the one who lost it; ask another administrator."))
        require_proof(proved_at, at)
        if reset.decided_at is not None:
            raise Conflict(_("Somebody decided this before; reload the page."))
        reset.decided_by, reset.decided_at, reset.confirmed = actor, at, confirmed
        reset.save(update_fields=["decided_by", "decided_at", "confirmed"])
        if confirmed:
            _take_factors_away(User.objects.select_for_update().get(pk=reset.person_id), actor, at)
    LOG.info("person %s decided the reset of person %s: %s", actor.pk, reset.person_id, confirmed)
    return reset


def reset_factors_at_console(*, email: str, at: datetime) -> User:
    """
    Take a person's second factors away without a second person: for the only administrator, who could ask nobody else.

    Whoever may run a command on the server is trusted with its database anyway. Sessions end, an open report is closed, and a
    letter tells the person.

    Raises:
        NotVisible: nobody has this address.
        Conflict: the person is deactivated, or has no factor.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
        if person is None:
            raise NotVisible(_("Nobody has this e-mail address; check it."))
        if not person.is_active:
            raise Conflict(_("The person is deactivated and cannot sign in anyway."))
        if not factors_of(person.pk).exists():
            raise Conflict(_("The person has no second factor, and chooses one at the next sign-in."))
        FactorReset.objects.filter(person=person, decided_at__isnull=True).update(decided_at=at, confirmed=True)
        _take_factors_away(person, None, at)
    LOG.warning("the second factors of person %s were reset at the console of the server", person.pk)
    return person


def _take_factors_away(person: User, actor: User | None, at: datetime) -> None:
    """Let the next sign-in of a person, whose row is locked, begin with choosing a factor."""
    Authenticator.objects.filter(user=person, type__in=(*FACTORS, RECOVERY)).delete()
    # Codes tried in vain with the lost factor must not make the new one wait.
    FactorGuesses.objects.filter(person=person).update(failures=0, last_failed_at=None)
    person.session_mark = secrets.token_hex(16)
    person.save(update_fields=["session_mark"])
    end_all_sessions(person=person, actor=actor, at=at)
    tell_of_change(person=person, change=AccountChange.FACTORS_RESET, at=at)
