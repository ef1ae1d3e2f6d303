"""People and their roles: giving, ending, deactivating, and what a person sets for themself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import ApiToken, Membership, OneTimeLink, Role, User
from ibm_platform.accounts.operations.checks import checked_name, invalid, require_person
from ibm_platform.accounts.operations.granting import add_membership, permitted_scope
from ibm_platform.accounts.operations.links import Invitation, new_invitation, queue_invitation
from ibm_platform.accounts.operations.mail import withdraw_mail
from ibm_platform.accounts.operations.sessions import end_all_sessions
from ibm_platform.accounts.operations.substitutes import end_substitutions_without_ground
from ibm_platform.accounts.permissions import require_admin, require_grant, require_managing, require_proof
from ibm_platform.accounts.queries import administrators, membership_scope, people_managed_by, rights_of
from ibm_platform.common.errors import Conflict, NotAllowed, NotVisible


class LastAdministrator(Conflict):
    """Without an administrator nobody could invite the next one."""

    code = "last_administrator"


class OwnAccount(NotAllowed):
    code = "own_account"


class AlreadyEnded(Conflict):
    code = "already_ended"


def grant_membership(
    *,
    person_id: int,
    role: str,
    country_id: int | None = None,
    agency_id: int | None = None,
    until: date | None = None,
    actor: User,
    at: datetime,
    proved_at: datetime | None,
) -> Membership:
    """
    Give somebody whom the actor manages one more role, or prolong one.

    Args:
        until: last day on which the role is in force, three years from now at most; None for two years.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible: the person, country or agency is not the actor's to see.
        NotAllowed: the role is not the actor's to give.
        AlreadyHeld, ConflictOfInterest, Invalid: see ``granting.add_membership``.
    """
    rights = rights_of(actor, at)
    require_managing(rights)
    require_proof(proved_at, at)
    with transaction.atomic():
        managed = people_managed_by(rights).filter(pk=person_id).values("pk")
        person = User.objects.select_for_update().filter(pk__in=managed).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        scope = permitted_scope(role=role, country_id=country_id, agency_id=agency_id, actor=actor, at=at)
        if not person.is_active:
            raise NotAllowed(_("The person is deactivated; an administrator can let the person back in first."))
        return add_membership(person=person, scope=scope, until=until, actor=actor, at=at)


def end_membership(*, membership_id: int, actor: User, at: datetime, proved_at: datetime | None) -> Membership:
    """
    Take a role back, with the substitutions that rest on it; it bites at the person's next request. The row stays as a record.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible: the role is of another country, or there is none.
        NotAllowed: the role is not the actor's to end.
        AlreadyEnded: somebody ended it before.
        LastAdministrator: nobody else could administer the platform.
    """
    rights = rights_of(actor, at)
    require_managing(rights)
    require_proof(proved_at, at)
    with transaction.atomic():
        # All administrators are locked together: two of them ending each other must not both succeed.
        _lock_administrators()
        seen = Membership.objects.filter(membership_scope(rights), pk=membership_id)
        # The person is locked too: naming them as a substitute, or prolonging the role, stands in line.
        list(User.objects.select_for_update().filter(pk__in=seen.values("person_id")))
        membership = Membership.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
        if membership is None:
            raise NotVisible(_("There is no such role."))
        require_grant(rights, role=membership.role, country_id=membership.country_id, agency_id=membership.agency_id)
        if membership.ended_at is not None:
            raise AlreadyEnded(_("This role was ended before."))
        if membership.role == Role.ADMIN:
            _require_other_administrator(membership.person_id, at)
        membership.ended_at = at
        membership.ended_by = actor
        membership.save(update_fields=["ended_at", "ended_by"])
        withdraw_mail(membership=membership, at=at)
        end_substitutions_without_ground(person=membership.person, actor=actor, at=at)
    return membership


def deactivate_person(*, person_id: int, actor: User, at: datetime, proved_at: datetime | None) -> User:
    """
    Shut somebody out at the next request: sessions, tokens and links stop; what the person wrote stays.

    The password is forgotten too, so that an old session cannot wake up when the person is let in again.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotAllowed: the actor is no administrator.
        OwnAccount: the actor's own.
        LastAdministrator: nobody else could administer the platform.
        NotVisible: there is no such person.
    """
    require_admin(rights_of(actor, at))
    if person_id == actor.pk:
        raise OwnAccount(_("You cannot deactivate yourself; ask another administrator."))
    require_proof(proved_at, at)
    with transaction.atomic():
        _lock_administrators()
        # Asked again under the lock: the actor may have been deactivated by the person a moment ago.
        require_admin(rights_of(actor, at))
        person = User.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        if not person.is_active:
            return person
        if administrators(at).filter(person=person).exists():
            _require_other_administrator(person.pk, at)
        person.is_active = False
        person.deactivated_at = at
        person.deactivated_by = actor
        person.set_unusable_password()
        person.save(update_fields=["is_active", "deactivated_at", "deactivated_by", "password"])
        end_all_sessions(person=person, actor=actor, at=at)
        ApiToken.objects.filter(owner=person, revoked_at__isnull=True).update(revoked_at=at)
        OneTimeLink.objects.filter(person=person, used_at__isnull=True).update(used_at=at)
        withdraw_mail(person=person, at=at)
    return person


def reactivate_person(
    *, person_id: int, link_to: Callable[[str], str], actor: User, at: datetime, proved_at: datetime | None
) -> Invitation:
    """
    Let somebody in again with the roles that were not ended; a link by mail sets a new password.

    Args:
        link_to: makes the address of the page from the link's secret.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotAllowed: the actor is no administrator.
        NotVisible: there is no such person.
        Conflict: the person may sign in already.
    """
    require_admin(rights_of(actor, at))
    require_proof(proved_at, at)
    with transaction.atomic():
        person = User.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotVisible(_("There is no such person."))
        if person.is_active:
            raise Conflict(_("The person may sign in already."))
        if person.left_at is not None:
            raise Conflict(_("This person has left for good; invite the mailbox anew."))
        person.is_active = True
        person.deactivated_at = None
        person.deactivated_by = None
        person.save(update_fields=["is_active", "deactivated_at", "deactivated_by"])
        invitation = new_invitation(person=person, link_to=link_to, actor=actor, at=at)
        queue_invitation(invitation, actor=actor, at=at)
    return invitation


def change_own_account(*, name: str, language: str, actor: User) -> User:
    """
    Set the actor's own name and language.

    Raises:
        Invalid: no name, or a language that the platform does not speak.
    """
    person = require_person(actor)
    person.name = checked_name(name)
    person.language = _checked_language(language)
    person.save(update_fields=["name", "language"])
    return person


def choose_language(*, language: str, actor: User) -> User:
    """
    Remember the language in which the actor reads pages and mails; empty for what the browser asks for.

    Raises:
        Invalid: a language that the platform does not speak.
    """
    person = require_person(actor)
    person.language = _checked_language(language)
    person.save(update_fields=["language"])
    return person


def _checked_language(language: str) -> str:
    if language and language not in dict(settings.LANGUAGES):
        raise invalid("language", _("Choose a language of the list."))
    return language


def _lock_administrators() -> None:
    list(Membership.objects.select_for_update().filter(role=Role.ADMIN, ended_at__isnull=True).order_by("pk"))


def _require_other_administrator(person_id: int, at: datetime) -> None:
    if not administrators(at).exclude(person_id=person_id).exists():
        raise LastAdministrator(_("This is the last administrator; make somebody else administrator first."))
