"""The country says with one voice what its agencies have said apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Dissent, SettledLevel, SettledRevision, WorkshopItem
from assessments.models.judgement import Kind
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.evidence import require_returned_if_returning
from assessments.operations.judgement import (
    SAVED_FIRST,
    Said,
    already_stored,
    checked,
    current_said,
    indicator_id_of,
)
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.settled import proposal, released_values
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid


class SettledConflict(Conflict):
    """Another focal point settled this indicator after the writer had read it."""

    code = "settled_conflict"


@dataclass(frozen=True, slots=True)
class Objection:
    """What an agency holds instead (``kind`` empty: nothing that is known), and why."""

    kind: str
    level_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a workshop adds to a level: the question of its agenda, the stays of all in the room, and who objected (by agency)."""

    item: WorkshopItem
    in_the_room: tuple[int, ...]
    objections: Mapping[int, Objection] = field(default_factory=dict)

    def is_told_by(self, settled: SettledLevel) -> bool:
        """Whether the level stands as an outcome of this question with the same objections already."""
        rows = SettledRevision.objects.filter(settled_level_id=settled.pk, revision=settled.revision)
        revision = rows.filter(workshop_item=self.item).first()
        if revision is None:
            return False
        told = dict(revision.dissents.values_list("agency_id", "text"))
        return told == {agency_id: one.text for agency_id, one in self.objections.items()}


@transaction.atomic
def settle_level(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    indicator_code: str,
    kind: str,
    level: str | None = None,
    reason: str = "",
    expected_revision: int,
    idempotency_key: str = "",
) -> SettledLevel:
    """
    Store the national level of one indicator as a new revision; a change takes back an approval of "not applicable".

    The same key from the same writer, or a content that is there already, changes nothing and returns what is stored.

    Args:
        reason: required when the level differs from the proposal, or when it is not a level.

    Raises:
        NotVisible: no such assessment for the actor.
        NotAllowed: not in consolidation, or the question was not returned.
        Invalid: the judgement breaks a rule of the framework, or a reason is missing.
        SettledConflict: the level has moved on; details ``base``, ``theirs``, ``mine``.
    """
    seen = enter(Action.SETTLE, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_returned_if_returning(seen, indicator_id)
    said = checked(seen.framework, indicator_code, kind=kind, level=level, reason=reason)
    return write_level(seen, indicator_code, said, expected_revision=expected_revision, idempotency_key=idempotency_key)


def write_level(
    seen: Seen,
    indicator_code: str,
    said: Said,
    *,
    expected_revision: int,
    idempotency_key: str,
    restored_from: int | None = None,
    outcome: Outcome | None = None,
) -> SettledLevel:
    """
    Write a national level on a question that the caller has found open, unless it is there already, and record it.

    Args:
        restored_from: the revision whose content it is, where one was brought back.
        outcome: of a workshop; it is written once, also where the same level stands from elsewhere.

    Raises:
        Invalid: the reason is missing.
        SettledConflict: the level has moved on.
    """
    actor, at, indicator_id = seen.person, seen.at, indicator_id_of(seen.framework, indicator_code)
    current = SettledLevel.objects.filter(assessment=seen.assessment, indicator_id=indicator_id).order_by().first()
    stored = already_stored(
        current,
        said,
        actor=actor,
        expected_revision=expected_revision,
        idempotency_key=idempotency_key,
        error=SettledConflict,
    )
    if stored is not None:
        if outcome is None or outcome.is_told_by(stored):
            return stored
        if stored.revision != expected_revision:
            raise SettledConflict(SAVED_FIRST, base=None, theirs=None, mine=said.as_dict())
    _require_reason(seen, indicator_code, indicator_id, said)
    before = None if current is None else {**current_said(seen.framework, current), "revision": current.revision}
    settled = _write(seen, current, indicator_id, said)
    revision = SettledRevision.objects.create(
        settled_level=settled,
        idempotency_key=idempotency_key,
        kind=said.kind,
        level_id=said.level_id,
        reason=said.reason,
        revision=settled.revision,
        saved_at=at,
        saved_by=actor,
        workshop_item=outcome.item if outcome else None,
        in_the_room=list(outcome.in_the_room) if outcome else [],
    )
    if outcome is not None:
        Dissent.objects.bulk_create(
            Dissent(settled_revision=revision, agency_id=agency_id, kind=one.kind, level_id=one.level_id, text=one.text)
            for agency_id, one in sorted(outcome.objections.items())
        )
    record(
        seen.assessment,
        "level_settled",
        actor,
        at,
        {
            "indicator": indicator_code,
            "revision": settled.revision,
            "from": before,
            "to": said.as_dict(),
            **({} if restored_from is None else {"restored_from": restored_from}),
            **({} if outcome is None else _told(outcome)),
        },
    )
    return settled


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "workshop": outcome.item.workshop_id,
        "in_the_room": len(outcome.in_the_room),
        "dissenting": sorted(outcome.objections),
    }


@transaction.atomic
def approve_not_applicable(
    *, actor: User, at: datetime, assessment_id: int, indicator_code: str, expected_revision: int | None = None
) -> SettledLevel:
    """
    Approve that a question does not apply to the country; needed for each before acceptance. Twice changes nothing.

    Args:
        expected_revision: the revision of the national level that was read; None approves whatever stands now.

    Raises:
        Invalid: the country does not call this question not applicable.
        SettledConflict: the reason was changed after it was read.
    """
    seen = enter(Action.APPROVE_NOT_APPLICABLE, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    settled = SettledLevel.objects.filter(assessment_id=assessment_id, indicator_id=indicator_id).first()
    if settled is None or settled.kind != Kind.NOT_APPLICABLE:
        raise Invalid(_("The country does not call %(code)s not applicable.") % {"code": indicator_code})
    if expected_revision is not None and settled.revision != expected_revision:
        raise SettledConflict(
            _("The country has changed this since you read it; read the new reason before you approve.")
        )
    if settled.na_approved_at is None:
        settled.na_approved_at, settled.na_approved_by = at, actor
        settled.save(update_fields=["na_approved_at", "na_approved_by"])
        record(seen.assessment, "not_applicable_approved", actor, at, {"indicator": indicator_code})
    return settled


def _require_reason(seen: Seen, indicator_code: str, indicator_id: int, said: Said) -> None:
    if said.reason:
        return
    answers = released_values(seen.assessment, seen.framework, indicator_id=indicator_id)
    proposed = proposal(seen.assessment, seen.framework, indicator_code, answers.get(indicator_code, ())).value
    if proposed != said.value:
        message = _("Give the reason: this level differs from the one proposed from the agencies' answers.")
        raise Invalid(message, fields={"reason": message})


def _write(seen: Seen, current: SettledLevel | None, indicator_id: int, said: Said) -> SettledLevel:
    fields = {
        "kind": said.kind,
        "level_id": said.level_id,
        "reason": said.reason,
        "revision": 1 if current is None else current.revision + 1,
        "saved_at": seen.at,
        "saved_by": seen.person,
        "na_approved_at": None,
        "na_approved_by": None,
    }
    if current is None:
        return SettledLevel.objects.create(assessment=seen.assessment, indicator_id=indicator_id, **fields)
    SettledLevel.objects.filter(pk=current.pk).update(**fields)
    for name, value in fields.items():
        setattr(current, name, value)
    return current
