"""One step before it is taken: what stands in its way and what it needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessments.lifecycle import Move
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.conditions import Problem, problems_of, time_is_up
from assessments.queries.context import AssessmentContext, context_of
from assessments.queries.publication import DonorChoice, donors_to_choose
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class MovePage:
    context: AssessmentContext
    problems: tuple[Problem, ...]
    may_try: bool
    """No problem, or (for closing collection after its deadline) one that a reason settles."""
    donors: tuple[DonorChoice, ...]
    """For publishing."""
    questions: tuple[QuestionChoice, ...]
    """For returning: every question of the framework, in its order."""


def move_page(person: User, at: datetime, assessment_id: int, move: Move) -> MovePage:
    """
    Return what the page of a step shows.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person may not take this step now.
    """
    seen = see(person, at, assessment_id, Action(move.value))
    problems = tuple(problems_of(seen, move))
    return MovePage(
        context=context_of(seen),
        problems=problems,
        may_try=not problems or (move == Move.START_CONSOLIDATION and time_is_up(seen)),
        donors=tuple(donors_to_choose(person, at, assessment_id)) if move == Move.PUBLISH else (),
        questions=(
            tuple(QuestionChoice(one.code, one.title) for one in seen.spec.indicators) if move == Move.RETURN else ()
        ),
    )


@dataclass(frozen=True, slots=True)
class OpenMove:
    move: Move
    problems: tuple[Problem, ...]


def open_moves(person: User, at: datetime, assessment_id: int) -> list[OpenMove]:
    """
    Return the steps that the person may take now, each with what stands in its way.

    Raises:
        NotVisible: no such assessment for the person.
    """
    seen = see(person, at, assessment_id)
    return [OpenMove(move, tuple(problems_of(seen, move))) for move in Move if seen.may(Action(move.value))]
