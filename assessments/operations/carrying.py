"""What an agency handed over in the cycle before is taken over as a start, and confirmed (ux, acceptance 23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, AnswerRevision, EvidenceReference
from assessments.models.judgement import Kind
from assessments.operations.answers import (
    AnswerConflict,
    append_revision,
    present_answer,
    require_open_question,
)
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.evidence import CONTENT, REFERENCES_PER_QUESTION, content_of
from assessments.operations.judgement import Said, already_stored, checked, current_said, indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency
from assessments.queries.carrying import PreviousAnswer, previous_answers, why_not_now
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible


class CannotCopy(Invalid):
    """The earlier answer does not fit the present version; ``details`` hold its texts, to be copied by hand."""

    code = "cannot_copy"


@dataclass(frozen=True, slots=True)
class CarriedAnswer:
    """``left`` are titles of references that were not taken over: their kind is gone, or there is no room."""

    indicator: str
    answer: AgencyAnswer
    references: tuple[EvidenceReference, ...] = ()
    left: tuple[str, ...] = ()


@transaction.atomic
def copy_previous(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    indicator_code: str,
    expected_revision: int,
    with_evidence: bool = True,
    idempotency_key: str = "",
) -> CarriedAnswer:
    """
    Take over what the agency handed over in the latest earlier result, as a new revision that somebody has to confirm.

    A content that stands already changes nothing, and stays confirmed where it was.

    Args:
        expected_revision: the revision that stood when the person chose; 0 when there was no answer.
        with_evidence: whether the references behind it come along. A file stays in the assessment that it was given to.
        idempotency_key: up to 64 characters, one per copy.

    Raises:
        NotVisible: no such assessment or agency for the actor, or the agency handed over nothing of this question before.
        NotAllowed: the question is not open to the actor, or collection is over.
        CannotCopy: the present version does not know its level, or asks the question of every country now.
        AnswerConflict: the answer has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = _entered(actor, at, assessment_id, agency_id)
    _require_open(seen, agency_id, indicator_code)
    earlier = previous_answers(seen, agency_id, [indicator_code]).get(indicator_code)
    if earlier is None:
        raise NotVisible(_("Your agency has no earlier answer to this question."))
    if earlier.why_not_copied:
        raise CannotCopy(earlier.why_not_copied, reason=earlier.answer.reason, comment=earlier.answer.comment)
    return _carried(
        seen,
        agency_id,
        indicator_code,
        earlier,
        expected_revision=expected_revision,
        with_evidence=with_evidence,
        idempotency_key=idempotency_key,
    )


@transaction.atomic
def copy_all_previous(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int,
    indicator_codes: Sequence[str],
    with_evidence: bool = True,
) -> tuple[CarriedAnswer, ...]:
    """
    Take over the earlier answers to several questions, as ``copy_previous`` does, in the framework's order.

    A question that has an answer by now keeps it, and one whose earlier answer cannot be taken over stays open.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: one of the questions is not open to the actor, or collection is over.
        Invalid: no question is named, or one that this version does not have.
    """
    seen = _entered(actor, at, assessment_id, agency_id)
    wanted = _in_order(seen, indicator_codes)
    for code in wanted:
        _require_open(seen, agency_id, code)
    earlier = previous_answers(seen, agency_id, wanted)
    answered = set(
        AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id).values_list(
            "indicator_id", flat=True
        )
    )
    return tuple(
        _carried(seen, agency_id, code, earlier[code], expected_revision=0, with_evidence=with_evidence)
        for code in wanted
        if seen.framework.indicator_ids[code] not in answered and code in earlier and not earlier[code].why_not_copied
    )


@transaction.atomic
def confirm_carried(
    *, actor: User, at: datetime, assessment_id: int, agency_id: int, indicator_codes: Sequence[str]
) -> tuple[CarriedAnswer, ...]:
    """
    Let carried answers stand for this cycle, each as a new revision without the mark; returns those that were confirmed.

    What was confirmed or changed meanwhile stays as it is.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: one of the questions is not open to the actor.
        Invalid: no question is named, or one that this version does not have.
    """
    seen = enter(Action.ANSWER, actor=actor, at=at, assessment_id=assessment_id)
    require_own_agency(seen, agency_id)
    confirmed = []
    for code in _in_order(seen, indicator_codes):
        require_open_question(seen, agency_id, indicator_id_of(seen.framework, code))
        current = present_answer(seen, agency_id, code)
        if current is not None and current.carried_from_id is not None:
            answer = append_revision(seen, current, agency_id, code, _said(seen, current), kind="answer_confirmed")
            confirmed.append(CarriedAnswer(code, answer))
    return tuple(confirmed)


def _entered(actor: User, at: datetime, assessment_id: int, agency_id: int) -> Seen:
    seen = enter(Action.ANSWER, actor=actor, at=at, assessment_id=assessment_id)
    require_own_agency(seen, agency_id)
    return seen


def _require_open(seen: Seen, agency_id: int, indicator_code: str) -> None:
    require_open_question(seen, agency_id, indicator_id_of(seen.framework, indicator_code))
    if reason := why_not_now(seen):
        raise NotAllowed(reason)


def _in_order(seen: Seen, indicator_codes: Sequence[str]) -> list[str]:
    if not indicator_codes:
        raise Invalid(_("Choose at least one question."))
    for code in indicator_codes:
        indicator_id_of(seen.framework, code)
    wanted = set(indicator_codes)
    return [one.code for one in seen.spec.indicators if one.code in wanted]


def _said(seen: Seen, current: AgencyAnswer) -> Said:
    now = current_said(seen.framework, current)
    return Said(Kind(now["kind"]), now["level"], current.level_id, now["reason"], now["comment"])


def _carried(
    seen: Seen,
    agency_id: int,
    indicator_code: str,
    earlier: PreviousAnswer,
    *,
    expected_revision: int,
    with_evidence: bool,
    idempotency_key: str = "",
) -> CarriedAnswer:
    before = earlier.answer
    said = checked(
        seen.framework,
        indicator_code,
        kind=before.kind,
        level=before.level,
        reason=before.reason,
        comment=before.comment,
    )
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
        return CarriedAnswer(indicator_code, stored)
    answer = append_revision(
        seen,
        current,
        agency_id,
        indicator_code,
        said,
        kind="answer_carried",
        idempotency_key=idempotency_key,
        carried_from=AnswerRevision.objects.get(answer_id=earlier.answer_id, revision=before.revision),
        more={
            "carried_from": {
                "assessment": earlier.assessment_id,
                "cycle": earlier.cycle_code,
                "revision": before.revision,
            }
        },
    )
    if not with_evidence or not earlier.references:
        return CarriedAnswer(indicator_code, answer)
    return CarriedAnswer(indicator_code, answer, *_references(seen, agency_id, indicator_code, earlier))


def _references(
    seen: Seen, agency_id: int, indicator_code: str, earlier: PreviousAnswer
) -> tuple[tuple[EvidenceReference, ...], tuple[str, ...]]:
    """Add the earlier references that do not stand here yet; returns them, and the titles of those that could not come along."""
    indicator_id = seen.framework.indicator_ids[indicator_code]
    standing = EvidenceReference.objects.filter(agency_id=agency_id, removed_at__isnull=True)
    here = list(
        standing.filter(assessment=seen.assessment, indicator_id=indicator_id).values_list("carried_from", flat=True)
    )
    room = REFERENCES_PER_QUESTION - len(here)
    kinds = {one.code for one in seen.spec.evidence_kinds}
    taken: list[EvidenceReference] = []
    left: list[str] = []
    rows = standing.filter(assessment_id=earlier.assessment_id, indicator__code=indicator_code)
    for row in rows.order_by("added_at", "pk"):
        if row.pk in here:
            continue
        if row.kind not in kinds or len(taken) == room:
            left.append(row.title)
            continue
        taken.append(_taken_over(seen, row, indicator_code))
    return tuple(taken), tuple(left)


def _taken_over(seen: Seen, row: EvidenceReference, indicator_code: str) -> EvidenceReference:
    facts = seen.framework.indicators[indicator_code].facts
    fields: dict[str, Any] = {name: getattr(row, name) for name in CONTENT}
    fields["proves"] = [code for code in row.proves if code in facts]
    evidence = EvidenceReference.objects.create(
        assessment=seen.assessment,
        agency_id=row.agency_id,
        indicator_id=seen.framework.indicator_ids[indicator_code],
        carried_from=row,
        added_by=seen.person,
        added_at=seen.at,
        **fields,
    )
    details = {
        "agency": row.agency_id,
        "indicator": indicator_code,
        "evidence": evidence.pk,
        "to": content_of(evidence),
        "carried_from": row.pk,
    }
    record(seen.assessment, "evidence_added", seen.person, seen.at, details)
    return evidence
