"""The record of an assessment: appended in the transaction of what it tells, each entry sealed with the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_hex

from assessments.models import Assessment, AssessmentEvent
from assessments.scoring.canonical import Json, canonical_hash
from ibm_platform.accounts.models import User

SALT_BYTES = 16


def record(
    assessment: Assessment, kind: str, actor: User, at: datetime, details: Mapping[str, Json]
) -> AssessmentEvent:
    """
    Append one event. The caller holds the lock of the assessment, so numbers have no gap and the chain no fork.

    The assessment keeps the length of its record and the last hash: the anchor that a cut end does not fit.

    Args:
        details: plain values without floats, so that the hash is the same on every machine.
    """
    number, previous_hash = assessment.chain_length + 1, assessment.chain_head
    absent_id, salt = in_whose_stead(assessment, details), token_hex(SALT_BYTES)
    event = AssessmentEvent.objects.create(
        assessment=assessment,
        number=number,
        at=at,
        actor=actor,
        on_behalf_of_id=absent_id,
        kind=kind,
        details=dict(details),
        previous_hash=previous_hash,
        salt=salt,
        hash=seal(assessment.pk, number, at, actor.pk, kind, details, previous_hash, absent_id, salt),
    )
    # Read under the lock, the row says what stands; from a row that was read before it, the number comes a second time.
    Assessment.objects.filter(pk=assessment.pk).update(chain_length=number, chain_head=event.hash)
    assessment.chain_length, assessment.chain_head = number, event.hash
    return event


def in_whose_stead(assessment: Assessment, details: Mapping[str, Json]) -> int | None:
    """
    Return the id of the person for whom the step is taken; None when the actor's own right allows it.

    A substitute with an own role too acts in the own name wherever that role suffices: for the own agency, or in the own office.
    """
    if assessment.entered_by is None:
        return None
    roles, rights = assessment.entered_by
    agency_id = details.get("agency")
    allowing = [
        holding
        for holding in rights.holdings
        if holding.role in roles
        and holding.country_id in {None, assessment.country_id}
        and (holding.agency_id is None or agency_id is None or holding.agency_id == agency_id)
    ]
    if not allowing or any(holding.on_behalf_of is None for holding in allowing):
        return None
    return min(holding.on_behalf_of for holding in allowing if holding.on_behalf_of is not None)


def seal(
    assessment_id: int,
    number: int,
    at: datetime,
    actor_id: int,
    kind: str,
    details: Mapping[str, Json],
    previous_hash: str,
    on_behalf_of_id: int | None = None,
    salt: str = "",
) -> str:
    """
    Return the SHA-256 of one event with the hash of the event before it (docs/record.md).

    In whose stead, and the salt, are part of it where there is one; an event from before they were kept seals as it did.
    """
    optional: dict[str, Json] = {} if on_behalf_of_id is None else {"on_behalf_of": on_behalf_of_id}
    if salt:
        optional["salt"] = salt
    return canonical_hash(
        {
            **optional,
            "assessment": assessment_id,
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": actor_id,
            "kind": kind,
            "details": dict(details),
            "previous": previous_hash,
        }
    )
