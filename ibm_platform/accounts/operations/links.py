"""Links that work once: the first administrator's, and invitations."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, OneTimeLink, Role, User
from ibm_platform.accounts.operations.checks import check_password, checked_email, checked_name
from ibm_platform.accounts.operations.granting import Scope, add_membership, permitted_scope
from ibm_platform.accounts.operations.mail import queue_mail, withdraw_mail
from ibm_platform.accounts.permissions import may_grant, require_managing, require_proof
from ibm_platform.accounts.queries import administrators, digest_of, people_managed_by, rights_of
from ibm_platform.accounts.rendering import Telling, invitation_letter
from ibm_platform.common.errors import Conflict, Gone, NotAllowed, NotVisible

LINK_LIFE = timedelta(hours=72)
INVITATION = "invitation"


class LinkUnknown(NotVisible):
    """There never was such a link."""

    code = "link_unknown"


class LinkOver(Gone):
    """The link was used, or its 72 hours have passed."""

    code = "link_over"


class AlreadySetUp(Conflict):
    """The platform has an administrator."""

    code = "already_set_up"


@dataclass(frozen=True)
class Invitation:
    """
    What the inviter is told.

    ``link`` is empty when the person has a password already, or holds rights that the inviter could not give: the link
    would then open more to the inviter than the inviter has. The letter waits in the outbox.
    """

    person: User
    link: str
    mailed_link: str
    membership: Membership | None = None


def create_setup_link(*, at: datetime) -> str:
    """
    Make the link with which the first administrator sets the platform up; an earlier one stops working.

    Returns:
        The link's secret, stored nowhere.

    Raises:
        AlreadySetUp: there is an administrator.
    """
    with transaction.atomic():
        if administrators(at).exists():
            raise AlreadySetUp(_("The platform has an administrator; sign in, or ask for a new password by mail."))
        OneTimeLink.objects.filter(purpose=OneTimeLink.Purpose.SETUP, used_at__isnull=True).update(used_at=at)
        return _new_link(OneTimeLink.Purpose.SETUP, person=None, actor=None, at=at)


def claim_setup_link(*, secret: str, name: str, email: str, password: str, at: datetime) -> User:
    """
    Make the first administrator. Of two people with the link, one wins.

    Raises:
        LinkUnknown: there is no such link.
        LinkOver: it was used, is older than 72 hours, or there is an administrator.
        Invalid: name, address or password do not do.
        Conflict: the address belongs to somebody already.
    """
    with transaction.atomic():
        # All set-up links are locked together, so that two links cannot both win either.
        links = OneTimeLink.objects.select_for_update().filter(purpose=OneTimeLink.Purpose.SETUP).order_by("pk")
        link = _usable([link for link in links if link.digest == digest_of(secret)], at)
        if administrators(at).exists():
            raise LinkOver(_("The platform has an administrator already; sign in."))
        person = User(email=checked_email(email), name=checked_name(name))
        check_password(password, person=person)
        if User.objects.filter(email__iexact=person.email).exists():
            raise Conflict(_("This e-mail address belongs to somebody already; give another one."))
        person.set_password(password)
        person.save(force_insert=True)
        add_membership(person=person, scope=Scope(Role.ADMIN, None, None), until=None, actor=None, at=at)
        link.used_at = at
        link.person = person
        link.save(update_fields=["used_at", "person"])
    return person


def invite_person(
    *,
    email: str,
    name: str,
    role: str,
    country_id: int | None = None,
    agency_id: int | None = None,
    until: date | None = None,
    telling: Telling | None = None,
    link_to: Callable[[str], str],
    actor: User,
    at: datetime,
    proved_at: datetime | None,
) -> Invitation:
    """
    Give the owner of a mailbox a role and tell them by mail; somebody new gets a link that works once, for 72 hours.

    Args:
        name: used for somebody new; a person who is known keeps the own name.
        until: last day on which the role is in force, three years from now at most; None for two years.
        telling: what the person is asked to do, in the words of the app that asks.
        link_to: makes the address of the page from the link's secret.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible, NotAllowed: the role, country or agency is not the actor's to give.
        Invalid: address, name or last day do not do.
        AlreadyHeld, ConflictOfInterest: see ``granting.add_membership``.
    """
    scope = permitted_scope(role=role, country_id=country_id, agency_id=agency_id, actor=actor, at=at)
    require_proof(proved_at, at)
    address = checked_email(email)
    with transaction.atomic():
        person = _locked_person(address) or _new_person(address, checked_name(name))
        if not person.is_active:
            raise NotAllowed(_("This person is deactivated; an administrator can let the person back in."))
        membership = add_membership(person=person, scope=scope, until=until, actor=actor, at=at)
        invitation = replace(new_invitation(person=person, link_to=link_to, actor=actor, at=at), membership=membership)
        queue_invitation(invitation, telling=telling, actor=actor, at=at)
    return invitation


def renew_invitation(
    *, person_id: int, link_to: Callable[[str], str], actor: User, at: datetime, proved_at: datetime | None
) -> Invitation:
    """
    Send somebody who has not signed in yet a new link; earlier ones stop working.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible: the actor does not manage the person.
        Conflict: the person has a password already, or is deactivated.
    """
    rights = rights_of(actor, at)
    require_managing(rights)
    require_proof(proved_at, at)
    with transaction.atomic():
        managed = people_managed_by(rights).filter(pk=person_id).values("pk")
        person = User.objects.select_for_update().filter(pk__in=managed).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        if not person.is_active or person.has_usable_password():
            raise Conflict(_("The person can sign in, or is deactivated; an invitation is not needed."))
        OneTimeLink.objects.filter(person=person, used_at__isnull=True).update(used_at=at)
        # Their links have just ended.
        withdraw_mail(person=person, kind=INVITATION, at=at)
        invitation = new_invitation(person=person, link_to=link_to, actor=actor, at=at)
        queue_invitation(invitation, actor=actor, at=at)
    return invitation


def accept_invitation(*, secret: str, password: str, at: datetime) -> User:
    """
    Set the invited person's first password; the caller signs the person in.

    Raises:
        LinkUnknown: there is no such link.
        LinkOver: it was used, is older than 72 hours, or the person has a password by now.
        Invalid: the password does not do.
    """
    with transaction.atomic():
        links = OneTimeLink.objects.select_for_update().filter(
            purpose=OneTimeLink.Purpose.INVITATION, digest=digest_of(secret)
        )
        link = _usable(list(links), at)
        person = User.objects.select_for_update().get(pk=link.person_id)
        if not person.is_active or person.has_usable_password():
            raise LinkOver(_("This invitation was taken up already; sign in with your password."))
        check_password(password, person=person)
        person.set_password(password)
        person.save(update_fields=["password"])
        OneTimeLink.objects.filter(person=person, used_at__isnull=True).update(used_at=at)
    return person


def new_invitation(*, person: User, link_to: Callable[[str], str], actor: User, at: datetime) -> Invitation:
    """Make a link for somebody without a password; to be called under the lock on the person's row."""
    if person.has_usable_password():
        return Invitation(person, link="", mailed_link="")
    link = link_to(_new_link(OneTimeLink.Purpose.INVITATION, person=person, actor=actor, at=at))
    rights = rights_of(actor, at)
    held = Membership.objects.filter(person=person, ended_at__isnull=True).values("role", "country_id", "agency_id")
    is_all_theirs = all(may_grant(rights, **holding) for holding in held)
    return Invitation(person, link=link if is_all_theirs else "", mailed_link=link)


def queue_invitation(invitation: Invitation, *, telling: Telling | None = None, actor: User, at: datetime) -> None:
    """Write the letter down, in the transaction that made the link."""
    person, membership = invitation.person, invitation.membership
    letter = invitation_letter(
        person=person, inviter=actor, membership=membership, link=invitation.mailed_link, telling=telling
    )
    queue_mail(kind=INVITATION, letter=letter, address=person.email, person=person, membership=membership, at=at)


def _new_link(purpose: str, *, person: User | None, actor: User | None, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=purpose,
        person=person,
        digest=digest_of(secret),
        created_at=at,
        created_by=actor,
        expires_at=at + LINK_LIFE,
    )
    return secret


def _usable(links: list[OneTimeLink], at: datetime) -> OneTimeLink:
    if not links:
        raise LinkUnknown(_("There is no such link; check that you copied all of it."))
    if links[0].used_at is not None or links[0].expires_at <= at:
        raise LinkOver(_("This link was used or is older than 72 hours; ask for a new one."))
    return links[0]


def _locked_person(address: str) -> User | None:
    return User.objects.select_for_update().filter(email__iexact=address).first()


def _new_person(address: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(address, name)
    except IntegrityError:
        # Somebody else invited the same mailbox between our look and our write.
        person = _locked_person(address)
        if person is None:
            raise
        return person
