"""
The steps of an assessment from one state to the next (methodology 5.2).

Each public operation is special where it is special; all pass through ``_move``, which locks, permits, asks the lifecycle, asks the
conditions, writes and records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.lifecycle import Move, Status, next_status
from assessments.models import Assessment, AssessmentEvent, Participation, ReturnedQuestion, SettledLevel
from assessments.operations.entry import enter
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.events import record
from assessments.operations.freezing import freeze_scorecard
from assessments.operations.judgement import COMMENT_LIMIT, REASON_LIMIT, KeyUsedBefore, indicator_id_of, text_of
from assessments.operations.noticing import tell_accepted, tell_begun, tell_returned, tell_submitted
from assessments.permissions import Action, roles_on, states_of
from assessments.queries.access import Seen, see
from assessments.queries.conditions import Problem, problems_of, time_is_up
from assessments.queries.settled import settled_values
from assessments.scoring.canonical import Json
from assessments.scoring.codec import answers_hash
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.isolation import isolated


class NoSuchMove(Conflict):
    """The state changed before this step came."""

    code = "no_such_move"


class SubmittedAlready(Conflict):
    """It is with the coordinator."""

    code = "submitted_already"


@transaction.atomic
def approve_scope(*, actor: User, at: datetime, assessment_id: int) -> Assessment:
    """
    The signatory approves profile, agencies and assignments; collection opens.

    Raises:
        ConditionsNotMet: the profile is incomplete, no agency takes part, or an applicable indicator is asked of nobody.
    """
    seen = enter(Action.APPROVE_SCOPE, actor=actor, at=at, assessment_id=assessment_id)
    moved = _move(seen, Move.APPROVE_SCOPE)
    tell_begun(seen)
    return moved


@transaction.atomic
def start_consolidation(*, actor: User, at: datetime, assessment_id: int, reason: str = "") -> Assessment:
    """
    Close collection. After the deadline it may close without every agency, with a reason; those are marked absent.

    Raises:
        ConditionsNotMet: an agency has not released and the deadline has not passed, or no reason is given.
    """
    seen = enter(Action.START_CONSOLIDATION, actor=actor, at=at, assessment_id=assessment_id)
    waiting = problems_of(seen, Move.START_CONSOLIDATION)
    if not waiting:
        return write_move(seen, Move.START_CONSOLIDATION, {"absent": []})
    if not time_is_up(seen):
        raise ConditionsNotMet(waiting)
    cleaned = text_of("reason", reason, limit=REASON_LIMIT)
    if not cleaned:
        needed = Problem(
            "reason_missing", _("The deadline has passed: give a reason for going on without these agencies.")
        )
        raise ConditionsNotMet([needed, *waiting])
    Participation.objects.standing().filter(assessment=seen.assessment, released_at__isnull=True).update(absent=True)
    absent = [problem.agency for problem in waiting]
    return write_move(seen, Move.START_CONSOLIDATION, {"absent": absent, "reason": cleaned})


@transaction.atomic
def validate_result(*, actor: User, at: datetime, assessment_id: int) -> Assessment:
    """
    The focal point confirms that the national levels stand.

    Raises:
        ConditionsNotMet: an indicator has no national level.
    """
    return _move(enter(Action.VALIDATE, actor=actor, at=at, assessment_id=assessment_id), Move.VALIDATE)


@transaction.atomic
def reopen_consolidation(*, actor: User, at: datetime, assessment_id: int, reason: str) -> Assessment:
    """The focal point takes the confirmation back, with a reason."""
    seen = enter(Action.REOPEN_CONSOLIDATION, actor=actor, at=at, assessment_id=assessment_id)
    return _move(seen, Move.REOPEN_CONSOLIDATION, {"reason": required_reason(reason)})


@transaction.atomic
def submit(*, actor: User, at: datetime, assessment_id: int, idempotency_key: str = "") -> Assessment:
    """
    The signatory hands the national levels in; the record keeps their hash, and returned questions are closed.

    The same key from the same person changes nothing and returns the assessment.

    Args:
        idempotency_key: up to 64 characters, one for each press of the button.

    Raises:
        SubmittedAlready: it was submitted before, and is with the coordinator.
        KeyUsedBefore: the key named a submission whose questions were returned since.
        ConditionsNotMet: something is unsettled, without evidence or justification, or a warning is not explained.
    """
    before = _submitted_before(actor, at, assessment_id, idempotency_key)
    if before is not None:
        return before
    seen = enter(Action.SUBMIT, actor=actor, at=at, assessment_id=assessment_id)
    _refuse_unmet(seen, Move.SUBMIT)
    ReturnedQuestion.objects.filter(assessment=seen.assessment, closed_at__isnull=True).update(closed_at=at)
    details: dict[str, Json] = {"answers_hash": answers_hash(settled_values(seen.assessment))}
    if idempotency_key:
        details["idempotency_key"] = idempotency_key
    moved = write_move(seen, Move.SUBMIT, details)
    tell_submitted(seen)
    return moved


def _submitted_before(actor: User, at: datetime, assessment_id: int, idempotency_key: str) -> Assessment | None:
    """Return the assessment when the actor has submitted it under this key; None when nothing of the kind was done."""
    seen = see(actor, at, assessment_id, lock=True)
    if not states_of(Action.SUBMIT, roles_on(seen.rights, seen.assessment.country_id)):
        return None
    events = AssessmentEvent.objects.filter(assessment=seen.assessment, kind=Move.SUBMIT.value)
    last = events.select_related("actor").order_by("-number").first()
    if last is None:
        return None
    if idempotency_key and (last.actor_id, last.details.get("idempotency_key")) == (actor.pk, idempotency_key):
        if seen.status == Status.RETURNED:
            # A form that was kept open over the return: what it hands in now is not what was meant then.
            raise KeyUsedBefore(_("This form was sent before; load the page anew and submit from there."))
        return seen.assessment
    if seen.status == Status.SUBMITTED:
        raise SubmittedAlready(
            _("%(person)s submitted the assessment on %(day)s; there is nothing more to do. Go back to the assessment.")
            % {
                "person": isolated(last.actor.name),
                "day": isolated(date_format(last.at.astimezone(ZoneInfo(seen.assessment.country.time_zone)), "j F Y")),
            }
        )
    return None


@transaction.atomic
def return_questions(*, actor: User, at: datetime, assessment_id: int, questions: Mapping[str, str]) -> Assessment:
    """
    The coordinator sends single questions back; they alone unlock, for their agencies and the focal point.

    An approval of "not applicable" among them is taken back: what is asked about again is not agreed.

    Args:
        questions: indicator code → comment that says what is missing.

    Raises:
        ConditionsNotMet: a review round is not closed.
        Invalid: no question, an unknown one, or one without a comment.
    """
    seen = enter(Action.RETURN, actor=actor, at=at, assessment_id=assessment_id)
    _refuse_unmet(seen, Move.RETURN)
    if not questions:
        raise Invalid(_("Choose at least one question and say what is missing."))
    rows = []
    for code, comment in questions.items():
        indicator_id = indicator_id_of(seen.framework, code)
        cleaned = text_of(code, comment, limit=COMMENT_LIMIT)
        if not cleaned:
            message = _("Say what is missing in %(code)s.") % {"code": code}
            raise Invalid(message, fields={code: message})
        rows.append(
            ReturnedQuestion(
                assessment=seen.assessment,
                indicator_id=indicator_id,
                comment=cleaned,
                returned_at=at,
                returned_by=actor,
            )
        )
    ReturnedQuestion.objects.bulk_create(rows)
    SettledLevel.objects.filter(
        assessment=seen.assessment, indicator_id__in=[row.indicator_id for row in rows], na_approved_at__isnull=False
    ).update(na_approved_at=None, na_approved_by=None)
    tell_returned(seen, [row.indicator_id for row in rows])
    codes = seen.framework.indicator_codes
    return write_move(seen, Move.RETURN, {"questions": {codes[row.indicator_id]: row.comment for row in rows}})


@transaction.atomic
def accept(*, actor: User, at: datetime, assessment_id: int) -> Assessment:
    """
    The coordinator accepts; the scorecard is computed, frozen and receipted here and nowhere else.

    Raises:
        ConditionsNotMet: a "not applicable" is not approved, a returned question or a review round is open, or a remark blocks.
    """
    seen = enter(Action.ACCEPT, actor=actor, at=at, assessment_id=assessment_id)
    _refuse_unmet(seen, Move.ACCEPT)
    scorecard = freeze_scorecard(seen)
    details: dict[str, Json] = {"answers_hash": scorecard.answers_hash, "receipt_hash": scorecard.receipt_hash}
    moved = write_move(seen, Move.ACCEPT, details)
    tell_accepted(seen)
    return moved


@transaction.atomic
def withdraw(*, actor: User, at: datetime, assessment_id: int, reason: str) -> Assessment:
    """The signatory withdraws an assessment that was not accepted. It stays readable, and another one may be opened."""
    seen = enter(Action.WITHDRAW, actor=actor, at=at, assessment_id=assessment_id)
    seen.assessment.is_current = False
    return _move(seen, Move.WITHDRAW, {"reason": required_reason(reason)}, also=("is_current",))


def _move(
    seen: Seen, move: Move, details: Mapping[str, Json] | None = None, *, also: Collection[str] = ()
) -> Assessment:
    _refuse_unmet(seen, move)
    return write_move(seen, move, details or {}, also=also)


def _refuse_unmet(seen: Seen, move: Move) -> None:
    problems = problems_of(seen, move)
    if problems:
        raise ConditionsNotMet(problems)


def write_move(seen: Seen, move: Move, details: Mapping[str, Json], *, also: Collection[str] = ()) -> Assessment:
    """Write and record a move whose conditions the caller has checked. Raises NoSuchMove where the state does not know it."""
    assessment = seen.assessment
    start = seen.status
    end = next_status(start, move)
    if end is None:
        raise NoSuchMove(_("The assessment has moved on; reload the page."))
    assessment.status, assessment.status_since = end.value, seen.at
    assessment.save(update_fields=["status", "status_since", *also])
    record(assessment, move.value, seen.person, seen.at, {"from": start.value, "to": end.value, **details})
    return assessment


def required_reason(text: str) -> str:
    """Return a reason as it is stored. Raises Invalid when it is empty or too long."""
    cleaned = text_of("reason", text, limit=REASON_LIMIT)
    if not cleaned:
        message = _("Give the reason in a sentence.")
        raise Invalid(message, fields={"reason": message})
    return cleaned
