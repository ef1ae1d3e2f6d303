"""
The states of an assessment and the only moves between them (methodology 5.2). Plain Python: no rows, no rights.

Conditions that need rows (everything settled, evidence given, …) stand in ``assessments.operations``; who may move stands in
``assessments.permissions``.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    SETUP = "setup"
    COLLECTION = "collection"
    CONSOLIDATION = "consolidation"
    VALIDATED = "validated"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    APPROVE_SCOPE = "approve_scope"
    START_CONSOLIDATION = "start_consolidation"
    VALIDATE = "validate"
    REOPEN_CONSOLIDATION = "reopen_consolidation"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    PUBLISH = "publish"
    WITHDRAW_PUBLICATION = "withdraw_publication"
    WITHDRAW = "withdraw"


BEFORE_ACCEPTED = frozenset(
    {
        Status.SETUP,
        Status.COLLECTION,
        Status.CONSOLIDATION,
        Status.VALIDATED,
        Status.SUBMITTED,
        Status.RETURNED,
    }
)
# From here on the coordinator and reviewers read what the country says.
SEEN_BY_COORDINATOR = frozenset({Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.PUBLISHED})
FINAL = frozenset({Status.ACCEPTED, Status.PUBLISHED, Status.WITHDRAWN})

_MOVES: dict[tuple[Status, Move], Status] = {
    (Status.SETUP, Move.APPROVE_SCOPE): Status.COLLECTION,
    (Status.COLLECTION, Move.START_CONSOLIDATION): Status.CONSOLIDATION,
    (Status.CONSOLIDATION, Move.VALIDATE): Status.VALIDATED,
    (Status.VALIDATED, Move.REOPEN_CONSOLIDATION): Status.CONSOLIDATION,
    (Status.VALIDATED, Move.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Move.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Move.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Move.ACCEPT): Status.ACCEPTED,
    (Status.ACCEPTED, Move.PUBLISH): Status.PUBLISHED,
    (Status.PUBLISHED, Move.WITHDRAW_PUBLICATION): Status.ACCEPTED,
    **{(status, Move.WITHDRAW): Status.WITHDRAWN for status in BEFORE_ACCEPTED},
}


def next_status(status: Status, move: Move) -> Status | None:
    """Return the state that ``move`` leads to from ``status``; None when the move does not exist there."""
    return _MOVES.get((status, move))


def moves_from(status: Status) -> frozenset[Move]:
    """Return every move that exists in ``status``, whoever may make it."""
    return frozenset(move for (start, move) in _MOVES if start == status)
