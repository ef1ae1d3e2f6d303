"""The record of an assessment: appended in the transaction of what it tells, each entry sealed with the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from assessments.models import Assessment, AssessmentEvent
from assessments.scoring.canonical import Json, canonical_hash
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


def record(
    assessment: Assessment, kind: str, actor: User, at: datetime, details: Mapping[str, Json]
) -> AssessmentEvent:
    """
    Append one event. The caller holds the lock of the assessment, so numbers have no gap and the chain no fork.

    Args:
        details: plain values without floats, so that the hash is the same on every machine.
    """
    last = (
        AssessmentEvent.objects.filter(assessment=assessment).order_by("-number").values_list("number", "hash").first()
    )
    number, previous_hash = (last[0] + 1, last[1]) if last else (1, "")
    absent_id = in_whose_stead(assessment, details)
    return AssessmentEvent.objects.create(
        assessment=assessment,
        number=number,
        at=at,
        actor=actor,
        on_behalf_of_id=absent_id,
        kind=kind,
        details=dict(details),
        previous_hash=previous_hash,
        hash=seal(assessment.pk, number, at, actor.pk, kind, details, previous_hash, absent_id),
    )


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
) -> str:
    """Return the SHA-256 of one event with the hash of the event before it; in whose stead is part of it where there is one."""
    stead: dict[str, Json] = {} if on_behalf_of_id is None else {"on_behalf_of": on_behalf_of_id}
    return canonical_hash(
        {
            **stead,
            "assessment": assessment_id,
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": actor_id,
            "kind": kind,
            "details": dict(details),
            "previous": previous_hash,
        }
    )


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """``breaks`` are sentences in the order of the events; empty when the record is whole."""

    assessment_id: int
    name: str
    events: int
    breaks: tuple[str, ...]


def verify_records(assessment_id: int | None = None) -> Iterator[CheckedRecord]:
    """
    Check the chain of one assessment, or of every one, in the order of their ids.

    Raises:
        NotVisible: there is no such assessment.
    """
    assessments = Assessment.objects.with_context().order_by("pk")
    if assessment_id is not None:
        assessments = assessments.filter(pk=assessment_id)
        if not assessments.exists():
            raise NotVisible(_("There is no such assessment."))
    for assessment in assessments:
        events = AssessmentEvent.objects.filter(assessment=assessment).count()
        yield CheckedRecord(assessment.pk, str(assessment), events, tuple(verify_chain(assessment.pk)))


def verify_chain(assessment_id: int) -> list[str]:
    """
    Return every break of the chain as a sentence; empty when nothing was changed, removed or put in between.

    Events cut off at the end leave a chain that is whole; the receipt of a scorecard and a copy of the record show those.
    """
    found: list[str] = []
    expected_number, previous_hash = 1, ""
    for event in AssessmentEvent.objects.filter(assessment_id=assessment_id).order_by("number"):
        if event.number != expected_number:
            found.append(f"Event {expected_number} is missing.")
        if event.previous_hash != previous_hash:
            found.append(f"Event {event.number} does not follow from the event before it.")
        sealed = seal(
            assessment_id,
            event.number,
            event.at,
            event.actor_id,
            event.kind,
            event.details,
            event.previous_hash,
            event.on_behalf_of_id,
        )
        if event.hash != sealed:
            found.append(f"Event {event.number} was changed after it was recorded.")
        expected_number, previous_hash = event.number + 1, event.hash
    if expected_number == 1:
        # Opening an assessment is the first event of each.
        found.append("Event 1 is missing.")
    return found
