"""A person who has left is shown as "former officer of …" from now on; what the person did stays on record under that name."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_failures
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import (
    ApiToken,
    FactorReset,
    Membership,
    OneTimeLink,
    OutgoingMail,
    SignInSession,
    Substitution,
    User,
)
from ibm_platform.accounts.operations.checks import invalid
from ibm_platform.accounts.operations.mail import withdraw_mail
from ibm_platform.accounts.operations.sessions import end_all_sessions
from ibm_platform.accounts.permissions import NATIONAL_ROLES, require_admin, require_proof
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import Conflict, NotVisible

# A name that the mail standards keep free: no letter can ever reach it.
NOWHERE = "former.invalid"
NAME_LIMIT = 150


class NotDeactivated(Conflict):
    """Somebody who may still sign in has not left."""

    code = "not_deactivated"


def make_former(*, person_id: int, typed_name: str, actor: User, at: datetime, proved_at: datetime | None) -> User:
    """
    Take name, address, password, factors, tokens, links, failed sign-ins and the list of sessions from a person who has left and
    asked for it.

    Everywhere the person is shown as "Former officer of <agency>, <country>" afterwards. Every answer, event and signature stays;
    the record names people by number, so it still verifies. It cannot be undone, and the address can be invited anew.

    Args:
        typed_name: the person's present name, typed by the administrator as a confirmation.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotAllowed: the actor is no administrator.
        NotVisible: there is no such person.
        NotDeactivated: the person may sign in.
        Conflict: it was done before.
        Invalid: the typed name is another one.
    """
    require_proof(proved_at, at)
    require_admin(rights_of(actor, at))
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        if person.is_active:
            raise NotDeactivated(_("Deactivate the person first; then the name can be taken away."))
        if person.left_at is not None:
            raise Conflict(_("The name of this person was taken away before."))
        if " ".join(typed_name.split()).casefold() != " ".join(person.name.split()).casefold():
            raise invalid("typed_name", _("Type the name exactly as it stands above."))
        name = former_name(person)
        withdraw_mail(person=person, at=at)
        _end_roles(person, actor, at)
        end_all_sessions(person=person, actor=actor, at=at)
        _forget_what_is_the_persons(person)
        person.name = name
        person.email = f"former-{secrets.token_hex(12)}@{NOWHERE}"
        person.language = ""
        person.left_at, person.left_by = at, actor
        person.set_unusable_password()
        person.save(update_fields=["name", "email", "language", "left_at", "left_by", "password"])
    return person


def former_name(person: User) -> str:
    """Return by what the person is known afterwards, in the platform's own language: the latest role on a country's side."""
    # A reviewer carries the country reviewed, and was never its officer.
    held = Membership.objects.filter(person=person, role__in=NATIONAL_ROLES).select_related("agency", "country")
    latest = held.order_by("-granted_at", "-pk").first()
    with translation.override(settings.LANGUAGE_CODE):
        if latest is None or latest.country is None:
            return _("Former member of this platform")
        names = {"country": latest.country.name}
        if latest.agency is None:
            return (_("Former officer of %(country)s") % names)[:NAME_LIMIT]
        # The longest names of an agency and a country together are longer than a name may be.
        room = NAME_LIMIT - len(_("Former officer of %(agency)s, %(country)s") % {"agency": "", **names})
        return _("Former officer of %(agency)s, %(country)s") % {"agency": latest.agency.name[: max(room, 0)], **names}


def _end_roles(person: User, actor: User, at: datetime) -> None:
    Membership.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at, ended_by=actor)
    for lent in (
        Substitution.objects.filter(substitute=person),
        Substitution.objects.filter(membership__person=person),
    ):
        lent.filter(ended_at__isnull=True).update(ended_at=at, ended_by=actor)


def _forget_what_is_the_persons(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()
    # Wrong passwords are counted under the address.
    reset_failures(username=person.email)
    ApiToken.objects.filter(owner=person).delete()
    OneTimeLink.objects.filter(person=person).delete()
    SignInSession.objects.filter(person=person).delete()
    FactorReset.objects.filter(person=person).update(reason="")
    OutgoingMail.objects.filter(person=person).update(address=f"former@{NOWHERE}", subject="", sealed_text="")
