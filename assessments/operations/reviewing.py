"""Who reviews which field, and the steps of a review round inside *submitted* (methodology 5.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Move
from assessments.models import Remark, ReviewerAssignment, ReviewRound
from assessments.models.peer_review import MOST_ROUNDS, RoundState
from assessments.operations.entry import enter
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.events import record
from assessments.operations.judgement import REASON_LIMIT, text_of
from assessments.operations.noticing_meetings import tell_assigned, tell_response, tell_round_sent
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.conditions import Problem, problems_of
from assessments.queries.layout import columns
from assessments.queries.settled import settled_values
from assessments.scoring.codec import answers_hash
from ibm_platform.accounts.models import Membership, Role, User
from ibm_platform.accounts.permissions import NATIONAL_ROLES
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed


class DeclaredAlready(Conflict):
    """Nothing of the person's waits for a declaration."""

    code = "declared_already"


class RoundOpen(Conflict):
    """A round is under way; it comes to its end first."""

    code = "round_open"


class NoMoreRounds(Conflict):
    """Both rounds are used."""

    code = "no_more_rounds"


class RoundNotThere(Conflict):
    """No round stands at the step that this one follows."""

    code = "round_not_there"


@transaction.atomic
def assign_reviewer(
    *, actor: User, at: datetime, assessment_id: int, field: str, person_id: int | None
) -> ReviewerAssignment | None:
    """
    Give one field to a reviewer, who declares interests before reading it; without ``person_id`` the field goes to nobody.

    Who had it before has it no longer. The same person again changes nothing.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or not now.
        Invalid: no such field, or the person is no reviewer of this country or stands on its side.
    """
    seen = enter(Action.ASSIGN_REVIEWER, actor=actor, at=at, assessment_id=assessment_id)
    if field not in {column.code for column in columns(seen.spec)}:
        message = _("Choose one of the fields of this framework.")
        raise Invalid(message, fields={"field": message})
    standing = ReviewerAssignment.objects.standing().filter(assessment=seen.assessment, field=field).first()
    if (None if standing is None else standing.person_id) == person_id:
        return standing
    if person_id is not None:
        _require_reviewer(seen, person_id)
    if standing is not None:
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
        record(seen.assessment, "reviewer_ended", actor, at, {"field": field, "person": standing.person_id})
    if person_id is None:
        return None
    given = ReviewerAssignment.objects.create(
        assessment=seen.assessment, person_id=person_id, field=field, assigned_at=at, assigned_by=actor
    )
    record(seen.assessment, "reviewer_assigned", actor, at, {"field": field, "person": person_id})
    tell_assigned(seen, person_id, field)
    return given


def _require_reviewer(seen: Seen, person_id: int) -> None:
    held = Membership.objects.in_force(seen.at).filter(
        person_id=person_id, role=Role.REVIEWER, country=seen.assessment.country_id
    )
    member = held.select_related("person").first()
    message = _("Choose a peer reviewer of this country; invite the person in this role first.")
    if member is None:
        raise Invalid(message, fields={"person": message})
    if rights_of(member.person, seen.at).roles_in(seen.assessment.country_id) & set(NATIONAL_ROLES):
        message = _("The person works for this country and cannot review it; choose another reviewer.")
        raise Invalid(message, fields={"person": message})


@transaction.atomic
def declare_interests(
    *, actor: User, at: datetime, assessment_id: int, has_conflict: bool, note: str = ""
) -> list[ReviewerAssignment]:
    """
    Declare to have no conflict of interest about every field that waits for it, or decline these because there is one.

    Args:
        note: what the coordinator should know; required to decline.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or no field was ever given.
        DeclaredAlready: nothing waits for a declaration.
        Invalid: declined without a word, or the note is too long.
    """
    seen = enter(Action.DECLARE_INTERESTS, actor=actor, at=at, assessment_id=assessment_id)
    cleaned = text_of("note", note, limit=REASON_LIMIT)
    own = ReviewerAssignment.objects.filter(assessment=seen.assessment, person=actor)
    waiting = list(own.standing().filter(declared_at__isnull=True))
    if not waiting:
        if not own.exists():
            raise NotAllowed(_("No field of this assessment was given to you; ask the coordinator."))
        raise DeclaredAlready(_("Nothing waits for your declaration; go on to your questions."))
    if has_conflict and not cleaned:
        message = _("Say in a sentence what the conflict is; the coordinator reads it.")
        raise Invalid(message, fields={"note": message})
    for row in waiting:
        row.note = cleaned
        if has_conflict:
            row.declined_at = row.ended_at = at
        else:
            row.declared_at = at
        row.save(update_fields=["note", "declared_at", "declined_at", "ended_at"])
    kind = "review_declined" if has_conflict else "interests_declared"
    record(seen.assessment, kind, actor, at, {"fields": sorted(row.field for row in waiting)})
    return waiting


@transaction.atomic
def open_round(*, actor: User, at: datetime, assessment_id: int) -> ReviewRound:
    """
    Open the first or the second review round.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or not now.
        RoundOpen: one is under way.
        NoMoreRounds: there were two.
    """
    seen = enter(Action.MANAGE_ROUNDS, actor=actor, at=at, assessment_id=assessment_id)
    last = ReviewRound.objects.filter(assessment=seen.assessment).order_by("-number").first()
    if last is not None and last.state != RoundState.CLOSED:
        raise RoundOpen(_("Review round %(number)d is under way; close it first.") % {"number": last.number})
    number = 1 if last is None else last.number + 1
    if number > MOST_ROUNDS:
        raise NoMoreRounds(_("There were two review rounds; accept the assessment or return questions."))
    opened = ReviewRound.objects.create(assessment=seen.assessment, number=number, opened_at=at, opened_by=actor)
    record(seen.assessment, "round_opened", actor, at, {"round": number})
    return opened


@transaction.atomic
def send_round(*, actor: User, at: datetime, assessment_id: int) -> ReviewRound:
    """
    Send the open round to the country, which now reads its peer levels and remarks and replies.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or not now.
        RoundNotThere: no round is at work.
    """
    seen = enter(Action.MANAGE_ROUNDS, actor=actor, at=at, assessment_id=assessment_id)
    current = require_round(seen, RoundState.OPEN)
    current.sent_at = at
    current.save(update_fields=["sent_at"])
    record(seen.assessment, "round_sent", actor, at, {"round": current.number})
    tell_round_sent(seen, current)
    return current


@transaction.atomic
def confirm_response(*, actor: User, at: datetime, assessment_id: int) -> ReviewRound:
    """
    The signatory confirms the country's reply; the record keeps the hash of the levels as they stand after it.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or not now.
        RoundNotThere: no round waits for the country.
        ConditionsNotMet: a remark is not replied to, or what a submission needs is not there any more.
    """
    seen = enter(Action.CONFIRM_RESPONSE, actor=actor, at=at, assessment_id=assessment_id)
    current = require_round(seen, RoundState.WITH_COUNTRY)
    waiting = Remark.objects.filter(round=current, closed_at__isnull=True, replies__isnull=True)
    problems = [
        Problem(
            "remark_unanswered",
            _("Remark %(number)d on %(code)s has no reply yet.") % {"number": number, "code": code},
            indicator=code,
        )
        for number, code in waiting.order_by("number").values_list("number", "indicator__code")
    ]
    problems += problems_of(seen, Move.SUBMIT)
    if problems:
        raise ConditionsNotMet(problems)
    current.confirmed_at, current.confirmed_by = at, actor
    current.save(update_fields=["confirmed_at", "confirmed_by"])
    hashed = answers_hash(settled_values(seen.assessment))
    record(seen.assessment, "response_confirmed", actor, at, {"round": current.number, "answers_hash": hashed})
    tell_response(seen, current)
    return current


@transaction.atomic
def close_round(*, actor: User, at: datetime, assessment_id: int) -> ReviewRound:
    """
    Close the round whose reply the signatory has confirmed.

    Raises:
        NotVisible, NotAllowed: no such assessment for the actor, or not now.
        RoundNotThere: no confirmed round is open.
    """
    seen = enter(Action.MANAGE_ROUNDS, actor=actor, at=at, assessment_id=assessment_id)
    current = require_round(seen, RoundState.CONFIRMED)
    current.closed_at = at
    current.save(update_fields=["closed_at"])
    record(seen.assessment, "round_closed", actor, at, {"round": current.number})
    return current


def require_round(seen: Seen, state: RoundState) -> ReviewRound:
    """
    Return the round that stands in ``state``.

    Raises:
        RoundNotThere: there is none.
    """
    current = ReviewRound.objects.filter(assessment=seen.assessment, closed_at__isnull=True).first()
    if current is None or current.state != state:
        raise RoundNotThere(_WHY_NOT[state]())
    return current


_WHY_NOT = {
    RoundState.OPEN: lambda: _("No review round is open to reviewers now; reload the page."),
    RoundState.WITH_COUNTRY: lambda: _("No review round waits for the country's reply now; reload the page."),
    RoundState.CONFIRMED: lambda: _("No review round has a confirmed reply now; reload the page."),
}
