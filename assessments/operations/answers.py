"""An agency says what it knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, AnswerRevision, Assignment, Participation, ReturnedQuestion
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import Said, already_stored, checked, current_said, indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency
from assessments.queries.conditions import why_locked
from assessments.queries.delegated import leads, with_own
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, NotAllowed, NotVisible


class AnswerConflict(Conflict):
    """Another person of the agency saved this answer after the writer had read it."""

    code = "answer_conflict"


@transaction.atomic
def save_answer(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    indicator_code: str,
    kind: str,
    level: str | None = None,
    reason: str = "",
    comment: str = "",
    expected_revision: int,
    idempotency_key: str = "",
) -> AgencyAnswer:
    """
    Store what the agency says of one indicator, as a new revision of its answer.

    The same key from the same writer, or a content that is there already, changes nothing and returns what is stored.

    Args:
        level: a Level's code for kind "level", else None.
        expected_revision: the revision that the writer started from; 0 when there was no answer.
        idempotency_key: up to 64 characters, one per save.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: collection is over, the agency has released its answers, or the question is not open to it.
        Invalid: the judgement breaks a rule of the framework or a limit.
        AnswerConflict: the answer has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = enter(Action.ANSWER, actor=actor, at=at, assessment_id=assessment_id)
    require_own_agency(seen, agency_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_open_question(seen, agency_id, indicator_id)
    said = checked(seen.framework, indicator_code, kind=kind, level=level, reason=reason, comment=comment)
    return write_answer(
        seen, agency_id, indicator_code, said, expected_revision=expected_revision, idempotency_key=idempotency_key
    )


def write_answer(
    seen: Seen,
    agency_id: int,
    indicator_code: str,
    said: Said,
    *,
    expected_revision: int,
    idempotency_key: str,
    restored_from: int | None = None,
) -> AgencyAnswer:
    """
    Write a judgement on a question that the caller has found open, unless it is there already, and record it.

    Args:
        restored_from: the revision whose content it is, where one was brought back.

    Raises:
        AnswerConflict: the answer has moved on.
    """
    current = present_answer(seen, agency_id, indicator_code)
    stored = already_stored(
        current,
        said,
        actor=seen.person,
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        error=AnswerConflict,
    )
    if stored is not None:
        return stored
    more = {} if restored_from is None else {"restored_from": restored_from}
    return append_revision(seen, current, agency_id, indicator_code, said, idempotency_key=idempotency_key, more=more)


def present_answer(seen: Seen, agency_id: int, indicator_code: str) -> AgencyAnswer | None:
    """What the agency says of the question now; None while it says nothing."""
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    rows = AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id)
    return rows.order_by().first()


def append_revision(
    seen: Seen,
    current: AgencyAnswer | None,
    agency_id: int,
    indicator_code: str,
    said: Said,
    *,
    kind: str = "answer_saved",
    idempotency_key: str = "",
    carried_from: AnswerRevision | None = None,
    more: Mapping[str, Any] | None = None,
) -> AgencyAnswer:
    """
    Write the next revision of an answer and record it as ``kind``; the caller has compared it with ``current``.

    Args:
        carried_from: what it repeats of an earlier cycle, unconfirmed; without it the answer stands for itself from now on.
        more: details beside what every entry of an answer tells.
    """
    actor, at, indicator_id = seen.person, seen.at, indicator_id_of(seen.framework, indicator_code)
    before = None if current is None else {**current_said(seen.framework, current), "revision": current.revision}
    answer = _write(seen, current, agency_id, indicator_id, said, carried_from)
    AnswerRevision.objects.create(
        answer=answer,
        idempotency_key=idempotency_key,
        kind=said.kind,
        level_id=said.level_id,
        reason=said.reason,
        comment=said.comment,
        revision=answer.revision,
        saved_at=at,
        saved_by=actor,
        carried_from=carried_from,
    )
    record(
        seen.assessment,
        kind,
        actor,
        at,
        {
            "agency": agency_id,
            "indicator": indicator_code,
            "revision": answer.revision,
            "from": before,
            "to": said.as_dict(),
            **(more or {}),
        },
    )
    return answer


def require_open_question(seen: Seen, agency_id: int, indicator_id: int) -> None:
    """
    Pass when the agency may write on this question now.

    Raises:
        NotVisible: the agency does not take part.
        NotAllowed: the question is not asked of it, was released, or was not returned; or the agency is closed; or its lead
            gave the person other questions.
    """
    asked = with_own(Assignment.objects.standing(), seen.person).filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id
    )
    # One plain join on the way of every save; what is missing is asked only when something is.
    row = next(
        iter(
            asked.filter(
                agency__participations__assessment=seen.assessment, agency__participations__left_at__isnull=True
            ).values_list("agency__participations__released_at", "agency__is_active", "is_own", "has_own")
        ),
        None,
    )
    if row is None:
        if Participation.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id).exists():
            raise NotAllowed(_("This question is not asked of your agency; ask the national focal point to assign it."))
        raise NotVisible(_("There is no such agency for you in this assessment."))
    returned = ReturnedQuestion.objects.filter(
        assessment=seen.assessment, indicator_id=indicator_id, closed_at__isnull=True
    )
    _refuse(
        why_locked(
            seen,
            is_active=row[1],
            is_released=row[0] is not None,
            is_returned=seen.status == Status.RETURNED and returned.exists(),
            is_for_others=row[3] and not row[2] and not leads(seen, agency_id),
        )
    )


def _refuse(reason: str) -> None:
    if reason:
        raise NotAllowed(reason)


def _write(
    seen: Seen,
    current: AgencyAnswer | None,
    agency_id: int,
    indicator_id: int,
    said: Said,
    carried_from: AnswerRevision | None,
) -> AgencyAnswer:
    fields = {
        "kind": said.kind,
        "level_id": said.level_id,
        "reason": said.reason,
        "comment": said.comment,
        "revision": 1 if current is None else current.revision + 1,
        "saved_at": seen.at,
        "saved_by": seen.person,
        "carried_from": carried_from,
    }
    if current is None:
        return AgencyAnswer.objects.create(
            assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id, **fields
        )
    AgencyAnswer.objects.filter(pk=current.pk).update(**fields)
    for name, value in fields.items():
        setattr(current, name, value)
    return current
