"""The steps of an assessment's life: which are open to the caller, what stands in their way, and taking one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import ONCE, ListView, idempotency_key
from assessments.lifecycle import Move
from ibm_platform.accounts.queries import proved_at_of

STEPS: dict[Move, tuple[Callable[..., Any], tuple[str, ...]]] = {
    Move.APPROVE_SCOPE: (operations.approve_scope, ()),
    Move.START_CONSOLIDATION: (operations.start_consolidation, ("reason",)),
    Move.VALIDATE: (operations.validate_result, ()),
    Move.REOPEN_CONSOLIDATION: (operations.reopen_consolidation, ("reason",)),
    Move.SUBMIT: (operations.submit, ()),
    Move.RETURN: (operations.return_questions, ("questions",)),
    Move.ACCEPT: (operations.accept, ()),
    Move.PUBLISH: (operations.publish, ("profile", "report", "all_donors", "donor_ids")),
    Move.WITHDRAW_PUBLICATION: (operations.withdraw_publication, ("reason",)),
    Move.WITHDRAW: (operations.withdraw, ("reason",)),
}
"""Move → operation, and the arguments it takes beside actor, moment and assessment."""


class Transitions(ListView):
    """Moves that the caller may make now, each with what stands in its way."""

    serializer_class = shapes.OpenMove

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.open_moves(*self.who_and_when(), assessment_id)

    @extend_schema(request=shapes.TransitionIn, responses=shapes.Assessment, parameters=[ONCE])
    def post(self, request: Request, assessment_id: int) -> Response:
        """Make one move; with ``Idempotency-Key`` a submission that is sent twice is made once."""
        given = shapes.TransitionIn(data=request.data)
        given.is_valid(raise_exception=True)
        move = Move(given.validated_data["move"])
        operation, wanted = STEPS[move]
        arguments = {name: given.validated_data[name] for name in wanted}
        if move in operations.PROVED_MOVES:
            arguments["proved_at"] = proved_at_of(request)
        actor, at = self.who_and_when()
        if move is Move.SUBMIT:
            arguments["idempotency_key"] = idempotency_key(request)
        moved = operation(actor=actor, at=at, assessment_id=assessment_id, **arguments)
        return Response(shapes.Assessment(moved).data)
