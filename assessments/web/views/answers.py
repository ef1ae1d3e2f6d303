"""An agency's people: the list of their questions, and one question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web import references, uploading
from assessments.web.conflicts import LATER, conflict_page, put_off
from assessments.web.following import CONFIRM, after_saving
from assessments.web.forms import JudgementForm, chosen_of, starting_revision, unsaved_judgement
from assessments.web.pages import map_of, show
from assessments.web.previous_words import shown_previous
from assessments.web.times import clock
from assessments.web.views.carrying import tell_confirmed
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.kept_text import forget_kept, typed_here
from ibm_platform.common.uploads import takes_files
from ibm_platform.common.web import wants_json


@require_safe
@login_required
def tasks(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    return show(
        request,
        "assessments/tasks.html",
        queries.tasks(request.user, timezone.now(), assessment_id, agency_id),
    )


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    """
    Show one question; a POST saves the answer and keeps the files beside it, or does what a button of its references asks.

    The answer is saved before a file is looked at. A script that asks for JSON gets the outcome in a few words.
    """
    address = Address(assessment_id, agency_id, indicator_code)
    if request.method != "POST":
        return _question_page(request, address)
    forget_kept(request)
    attaches = request.POST.get("then") == uploading.ATTACH
    if attaches and wants_json(request):
        return uploading.told(uploading.received(request, **address._asdict()))
    outcome = references.acted(
        request,
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_code=indicator_code,
        page=lambda: queries.question(request.user, timezone.now(), *address),
    )
    if attaches and "choice" not in request.POST:
        # Files alone: what else stands typed stays on the page.
        outcome = references.Outcome()
    if outcome is not None:
        outcome = replace(outcome, files=uploading.received(request, **address._asdict()))
        return _question_page(request, address, outcome=outcome, status=outcome.status)
    if request.POST.get("then") == LATER:
        if put_off(request):
            return redirect("assessments:tasks", assessment_id, agency_id)
        return _question_page(request, address, outcome=references.Outcome())
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, address)
    try:
        answer = operations.save_answer(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            **form.judgement(),
        )
    except operations.AnswerConflict as conflict:
        return _conflict(request, conflict, address)
    except Invalid as problem:
        blame(form, problem)
        return _refused(request, form, address)
    if request.POST.get("then") == CONFIRM:
        # What was changed before the button was pressed is confirmed by that.
        confirmed = operations.confirm_carried(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_codes=[indicator_code],
        )
        tell_confirmed(request, max(1, len(confirmed)))
    if wants_json(request):
        return JsonResponse({"revision": answer.revision, "saved_at": clock(answer.saved_at)})
    outcome = references.Outcome(files=uploading.received(request, **address._asdict()))
    if references.is_left_behind(request) or attaches or outcome.refused:
        return _question_page(request, address, outcome=outcome, status=outcome.status)
    return redirect(
        after_saving(
            request,
            here=request.path,
            listing=reverse("assessments:tasks", args=[assessment_id, agency_id]),
            question=lambda code: reverse("assessments:question", args=[assessment_id, agency_id, code]),
            section=lambda code: reverse("assessments:section_check", args=[assessment_id, agency_id, code]),
        )
    )


class Address(NamedTuple):
    """Which question of which agency."""

    assessment_id: int
    agency_id: int
    indicator_code: str


def _question_page(
    request: HttpRequest,
    address: Address,
    *,
    form: JudgementForm | None = None,
    outcome: references.Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    """The question as it stands; after a POST with what was typed and not saved."""
    page = queries.question(request.user, timezone.now(), *address)
    if form is None and page.can_edit and (outcome is not None or request.method != "POST"):
        form = unsaved_judgement(
            JudgementForm,
            typed_here(request),
            choice=chosen_of(page.answer),
            reason=page.answer.reason if page.answer else "",
            comment=page.answer.comment if page.answer else "",
        )
    if outcome is not None and outcome.reloads and form is None:
        # Nothing else stands typed: a page that can be loaded anew without adding the reference twice.
        return redirect(f"{request.path}#evidence")
    return show(
        request,
        "assessments/question.html",
        page,
        status=status,
        form=form,
        revision=starting_revision(form, page),
        chosen=form["choice"].value() if form else chosen_of(page.answer),
        map=map_of(page),
        idempotency_key=get_random_string(22),
        before=shown_previous(page.previous and page.previous.answer, page.answer),
        **references.shown(request, page, outcome),
    )


def _refused(request: HttpRequest, form: JudgementForm, address: Address) -> HttpResponse:
    """What was written stays on the page and is not saved; the files that came with it are kept."""
    if wants_json(request):
        problems = [str(problem) for field in form.errors.values() for problem in field]
        return JsonResponse({"code": "invalid", "message": " ".join(problems), "errors": form.errors}, status=422)
    outcome = references.Outcome(files=uploading.received(request, **address._asdict()))
    return _question_page(request, address, form=form, outcome=outcome, status=422)


def _conflict(request: HttpRequest, conflict: operations.AnswerConflict, address: Address) -> HttpResponse:
    """Base, theirs and mine side by side; the choice is a save that starts from theirs."""
    if wants_json(request):
        theirs = conflict.details["theirs"]
        body = {
            "code": conflict.code,
            "message": str(conflict),
            "by": theirs["by"],
            "at": clock(datetime.fromisoformat(theirs["at"])),
            "conflict_url": request.path,
        }
        return JsonResponse(body, status=409)
    uploading.received(request, **address._asdict())
    page = queries.question(request.user, timezone.now(), *address)
    return conflict_page(request, conflict, page)
