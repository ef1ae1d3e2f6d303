"""Who reviews which field, for the coordinator who says so; and what a reviewer is asked to declare."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assessments.models import ReviewerAssignment
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import AssessmentContext, context_of
from assessments.queries.layout import Column, column_of, columns
from ibm_platform.accounts.models import Membership, Role, User


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field and who reviews it; ``person`` None for nobody."""

    code: str
    name: str
    questions: int
    person: int | None
    name_of_person: str
    declared_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Declined:
    field: str
    name: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ReviewersPage:
    context: AssessmentContext
    fields: tuple[FieldRow, ...]
    declined: tuple[Declined, ...]
    candidates: tuple[tuple[int, str], ...]
    """Peer reviewers of this country, by name."""


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    context: AssessmentContext
    waiting: tuple[Column, ...]
    """Fields about which the person has declared nothing yet."""
    declared: tuple[Column, ...]


def reviewers(person: User, at: datetime, assessment_id: int) -> ReviewersPage:
    """
    Return who reviews which field, and who could; four queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: not the coordinator, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.ASSIGN_REVIEWER)
    rows = list(ReviewerAssignment.objects.filter(assessment=seen.assessment).select_related("person"))
    standing = {row.field: row for row in rows if row.ended_at is None}
    questions = Counter(column_of(seen.spec).values())
    held = Membership.objects.in_force(at).filter(role=Role.REVIEWER, country=seen.assessment.country_id)
    people = dict(held.values_list("person_id", "person__name"))
    return ReviewersPage(
        context=context_of(seen),
        fields=tuple(
            _field_row(column, questions[column.code], standing.get(column.code)) for column in columns(seen.spec)
        ),
        declined=tuple(
            Declined(row.field, row.person.name, row.declined_at, row.note) for row in rows if row.declined_at
        ),
        candidates=tuple(sorted(people.items(), key=lambda one: (one[1].casefold(), one[0]))),
    )


def _field_row(column: Column, questions: int, row: ReviewerAssignment | None) -> FieldRow:
    if row is None:
        return FieldRow(column.code, column.name, questions, None, "", None, "")
    return FieldRow(column.code, column.name, questions, row.person_id, row.person.name, row.declared_at, row.note)


def declaration(person: User, at: datetime, assessment_id: int) -> DeclarationPage:
    """
    Return what the person is asked to declare; nothing of the assessment but its country and cycle.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: no reviewer, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.DECLARE_INTERESTS)
    rows = ReviewerAssignment.objects.standing().filter(assessment=seen.assessment, person=person)
    own = {row.field: row.declared_at for row in rows}
    return DeclarationPage(
        context=context_of(seen),
        waiting=_fields(seen, {field for field, declared_at in own.items() if declared_at is None}),
        declared=_fields(seen, {field for field, declared_at in own.items() if declared_at is not None}),
    )


def _fields(seen: Seen, wanted: set[str]) -> tuple[Column, ...]:
    return tuple(column for column in columns(seen.spec) if column.code in wanted)
