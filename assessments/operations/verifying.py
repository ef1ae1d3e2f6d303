"""The record is checked from outside: its chain, its anchor, and that every saved state is told in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import (
    AgencyAnswer,
    AnswerRevision,
    Assessment,
    AssessmentEvent,
    SettledLevel,
    SettledRevision,
)
from assessments.operations.events import seal
from ibm_platform.common.errors import NotVisible

SAVING = ("answer_saved", "answer_carried", "answer_confirmed", "level_settled")
"""Kinds of entries that each tell of one saved state."""
State = tuple[int | None, str, int]
"""One saved state: agency (None for the country), indicator code, revision."""


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """``breaks`` are sentences, the chain's first; empty when the record is whole. ``revisions`` are the states it tells of."""

    assessment_id: int
    name: str
    events: int
    revisions: int
    breaks: tuple[str, ...]


def verify_records(assessment_id: int | None = None) -> Iterator[CheckedRecord]:
    """
    Check the record of one assessment, or of every one, in the order of their ids.

    Raises:
        NotVisible: there is no such assessment.
    """
    assessments = Assessment.objects.with_context().order_by("pk")
    if assessment_id is not None:
        assessments = assessments.filter(pk=assessment_id)
        if not assessments.exists():
            raise NotVisible(_("There is no such assessment."))
    for assessment in assessments:
        kept = _kept(assessment.pk)
        yield CheckedRecord(
            assessment.pk,
            str(assessment),
            AssessmentEvent.objects.filter(assessment=assessment).count(),
            len(kept),
            (*verify_chain(assessment.pk), *_untold(assessment.pk, kept), *_moved_away(assessment.pk, kept)),
        )


def verify_chain(assessment_id: int) -> list[str]:
    """Return every break of the chain as a sentence; empty when nothing was changed, removed, put in between or cut off."""
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
            event.salt,
        )
        if event.hash != sealed:
            found.append(f"Event {event.number} was changed after it was recorded.")
        expected_number, previous_hash = event.number + 1, event.hash
    if expected_number == 1:
        # Opening an assessment is the first event of each.
        found.append("Event 1 is missing.")
    anchor = Assessment.objects.filter(pk=assessment_id).values_list("chain_length", "chain_head").get()
    if anchor[0] > expected_number - 1:
        found.append(f"The record ends at event {expected_number - 1}; the assessment counts {anchor[0]}.")
    elif anchor != (expected_number - 1, previous_hash):
        found.append(f"The last event is not the one that the assessment knows as its event {anchor[0]}.")
    return found


def _kept(assessment_id: int) -> dict[State, dict[str, Any]]:
    """Every saved state of answers and national levels → what it says."""
    answers = AnswerRevision.objects.filter(answer__assessment_id=assessment_id)
    levels = SettledRevision.objects.filter(settled_level__assessment_id=assessment_id)
    rows = chain(
        (
            ((row.answer.agency_id, row.answer.indicator.code, row.revision), row)
            for row in answers.select_related("level", "answer__indicator")
        ),
        (
            ((None, row.settled_level.indicator.code, row.revision), row)
            for row in levels.select_related("level", "settled_level__indicator")
        ),
    )
    return {state: row.said() for state, row in rows}


def _untold(assessment_id: int, kept: dict[State, dict[str, Any]]) -> Iterator[str]:
    """What the record tells and the history does not hold, what the history holds and the record does not tell."""
    events = AssessmentEvent.objects.filter(assessment_id=assessment_id, kind__in=SAVING)
    told: set[State] = set()
    for number, details in events.order_by("number").values_list("number", "details"):
        state = (details.get("agency"), details["indicator"], details["revision"])
        told.add(state)
        if state not in kept:
            yield f"Event {number} tells of {_named(state)}, which is not in the history."
        elif kept[state] != details["to"]:
            yield f"Event {number} tells of {_named(state)} with another content than the history."
    for state in kept:
        if state not in told:
            yield f"No event tells of {_named(state)}."


def _moved_away(assessment_id: int, kept: dict[State, dict[str, Any]]) -> Iterator[str]:
    """Present answers and levels that do not say what their last saved state says."""
    answers = AgencyAnswer.objects.filter(assessment_id=assessment_id).select_related("level", "indicator")
    levels = SettledLevel.objects.filter(assessment_id=assessment_id).select_related("level", "indicator")
    present = chain(
        (((row.agency_id, row.indicator.code, row.revision), row) for row in answers),
        (((None, row.indicator.code, row.revision), row) for row in levels),
    )
    for state, row in present:
        if kept.get(state) != row.said():
            yield f"What stands is not what was saved as {_named(state)}."


def _named(state: State) -> str:
    agency_id, code, revision = state
    whose = "the national level" if agency_id is None else f"agency {agency_id}'s answer"
    return f"revision {revision} of {whose} to {code}"
