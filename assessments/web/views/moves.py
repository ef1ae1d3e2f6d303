"""Every step of an assessment's life: what it does, what stands in its way, and the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.lifecycle import Move
from assessments.web.move_forms import FORMS, MoveForm
from assessments.web.move_words import DONE
from assessments.web.pages import show
from assessments.web.places import placed
from ibm_platform.accounts.queries import proved_at_of
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed
from ibm_platform.common.forms import blame

OPERATIONS: dict[Move, Callable[..., Any]] = {
    Move.APPROVE_SCOPE: operations.approve_scope,
    Move.START_CONSOLIDATION: operations.start_consolidation,
    Move.VALIDATE: operations.validate_result,
    Move.REOPEN_CONSOLIDATION: operations.reopen_consolidation,
    Move.SUBMIT: operations.submit,
    Move.RETURN: operations.return_questions,
    Move.ACCEPT: operations.accept,
    Move.PUBLISH: operations.publish,
    Move.WITHDRAW_PUBLICATION: operations.withdraw_publication,
    Move.WITHDRAW: operations.withdraw,
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def move(request: HttpRequest, assessment_id: int, move: str) -> HttpResponse:
    """Show one step before it is taken, with every open condition; a POST takes it."""
    try:
        step = Move(move)
    except ValueError:
        raise Http404 from None
    at = timezone.now()
    try:
        page = queries.move_page(request.user, at, assessment_id, step)
    except NotAllowed:
        if step is not Move.SUBMIT or request.method != "POST":
            raise
        # A second press of the same button: either it comes back as done, or it is said who was first.
        operations.submit(actor=request.user, at=at, assessment_id=assessment_id, **_key(request, step))
        messages.success(request, DONE[step])
        return redirect("assessments:assessment", assessment_id)
    form = FORMS[step](request.POST or None, page=page)
    if request.method == "POST" and form.is_valid() and _taken(request, form, step, assessment_id, at):
        messages.success(request, DONE[step])
        return redirect("assessments:assessment", assessment_id)
    return show(
        request,
        "assessments/move.html",
        page,
        status=422 if request.method == "POST" else 200,
        form=form,
        move=step,
        problems=placed(page.problems, page.context),
        idempotency_key=get_random_string(22) if step is Move.SUBMIT else "",
    )


def _taken(request: HttpRequest, form: MoveForm, step: Move, assessment_id: int, at: datetime) -> bool:
    proof = {"proved_at": proved_at_of(request)} if step in operations.PROVED_MOVES else {}
    try:
        OPERATIONS[step](
            actor=request.user, at=at, assessment_id=assessment_id, **proof, **form.arguments(), **_key(request, step)
        )
    except operations.ConditionsNotMet:
        # The page below names each of them with its place.
        return False
    except (Invalid, Conflict) as problem:
        # What was written stays on the page, also when somebody else took a step meanwhile.
        blame(form, problem)
        return False
    return True


def _key(request: HttpRequest, step: Move) -> dict[str, str]:
    return {"idempotency_key": request.POST.get("idempotency_key", "")[:64]} if step is Move.SUBMIT else {}
