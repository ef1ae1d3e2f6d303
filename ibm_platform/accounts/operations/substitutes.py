"""Somebody acts in a role for somebody else, for some days; the record of an assessment says "A for B"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Membership, Substitution, User
from ibm_platform.accounts.operations.checks import invalid, require_person
from ibm_platform.accounts.operations.granting import check_sides, held_by, stands_in_for
from ibm_platform.accounts.permissions import SUBSTITUTABLE_ROLES, may_grant, require_proof
from ibm_platform.accounts.queries import may_stand_in, membership_scope, possible_substitutes, rights_of
from ibm_platform.common.errors import Conflict, NotAllowed, NotVisible


class AlreadySubstituted(Conflict):
    """Somebody stands in for this role on one of these days."""

    code = "already_substituted"


def substitute(
    *,
    membership_id: int,
    substitute_id: int,
    from_day: date,
    until: date,
    actor: User,
    at: datetime,
    proved_at: datetime | None,
) -> Substitution:
    """
    Let a colleague act in a role from the morning of ``from_day`` to the evening of ``until`` (UTC); both keep their own roles.

    The holder of the role may do it, and whoever may give the role.

    Raises:
        ProveAgain: the actor signed in too long ago.
        NotVisible: the role or the colleague is not the actor's to see.
        NotAllowed: the role is not the actor's to give, or is not lent at all.
        Invalid: the days are in the past, in the wrong order, or beyond the end of the role or of the colleague's own.
        AlreadySubstituted: somebody else stands in on one of these days.
        ConflictOfInterest: see ``granting.check_sides``.
    """
    require_proof(proved_at, at)
    with transaction.atomic():
        membership = _role_of(membership_id, actor, at)
        if membership.role not in SUBSTITUTABLE_ROLES:
            raise NotAllowed(_("This role is held in person; an administrator can give it to somebody else."))
        _check_days(membership, from_day, until, at)
        colleagues = possible_substitutes(membership, at).filter(pk=substitute_id).values("pk")
        colleague = User.objects.select_for_update().filter(pk__in=colleagues).first()
        if colleague is None:
            raise NotVisible(_("There is no such colleague; choose somebody of the list."))
        _check_colleague_stays(membership, colleague, until)
        overlapping = Substitution.objects.standing(at).filter(
            membership=membership, from_day__lte=until, until__gte=from_day
        )
        if overlapping.exists():
            raise AlreadySubstituted(_("Somebody stands in for this role on these days; end that first."))
        sides = [(role, country_id) for role, country_id, __ in held_by(colleague, at)]
        check_sides(membership.role, membership.country_id, [*sides, *stands_in_for(colleague, at)])
        return Substitution.objects.create(
            membership=membership,
            substitute=colleague,
            from_day=from_day,
            until=until,
            made_by=actor,
            made_at=at,
        )


def end_substitution(*, substitution_id: int, actor: User, at: datetime) -> Substitution:
    """
    Take a substitution back; it bites at the substitute's next request. Doing it twice changes nothing.

    The substitute may step back too.

    Raises:
        NotVisible: there is no such substitution that the actor may end.
    """
    with transaction.atomic():
        row = (
            Substitution.objects.select_for_update(of=("self",))
            .select_related("membership")
            .filter(pk=substitution_id)
            .first()
        )
        if row is None or (row.substitute_id != require_person(actor).pk and not _is_theirs(row.membership, actor, at)):
            raise NotVisible(_("There is no such substitution."))
        if row.ended_at is None:
            row.ended_at, row.ended_by = at, actor
            row.save(update_fields=["ended_at", "ended_by"])
    return row


def end_substitutions_without_ground(*, person: User, actor: User, at: datetime) -> None:
    """
    End what a person stands in for without being near enough to it any more, after one of the person's roles was ended.

    Somebody who has left an agency would go on reading and writing there, in a colleague's stead.
    """
    for row in Substitution.objects.standing(at).filter(substitute=person).select_related("membership"):
        if not may_stand_in(row.membership, at).filter(pk=person.pk).exists():
            row.ended_at, row.ended_by = at, actor
            row.save(update_fields=["ended_at", "ended_by"])


def _role_of(membership_id: int, actor: User, at: datetime) -> Membership:
    """Return the role in force, locked, when the actor holds it or may give it."""
    membership = Membership.objects.in_force(at).select_for_update(of=("self",)).filter(pk=membership_id).first()
    if membership is not None and _is_theirs(membership, actor, at):
        return membership
    scope = membership_scope(rights_of(actor, at))
    if membership is not None and Membership.objects.filter(scope, pk=membership.pk).exists():
        raise NotAllowed(_("This role is not yours to give; ask the person who holds it."))
    raise NotVisible(_("There is no such role."))


def _is_theirs(membership: Membership, actor: User, at: datetime) -> bool:
    if membership.person_id == require_person(actor).pk:
        return True
    return may_grant(
        rights_of(actor, at), role=membership.role, country_id=membership.country_id, agency_id=membership.agency_id
    )


def _check_days(membership: Membership, from_day: date, until: date, at: datetime) -> None:
    if from_day < at.date():
        raise invalid("from_day", _("The first day has passed; give today or a later day."))
    if until < from_day:
        raise invalid("until", _("The last day is before the first; give a later one."))
    if until > membership.until:
        raise invalid("until", _("The role itself ends earlier, with %(day)s.") % {"day": membership.until.isoformat()})


def _check_colleague_stays(membership: Membership, colleague: User, until: date) -> None:
    last_day = datetime.combine(until, time.min, UTC)
    if not may_stand_in(membership, last_day).filter(pk=colleague.pk).exists():
        raise invalid(
            "until",
            _("The colleague's own role ends before that day; give an earlier one, or prolong that role first."),
        )
