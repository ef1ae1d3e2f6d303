"""What is asked of whom: by cell and question, in bulk with a preview, and taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import operations, queries
from assessments.permissions import Action
from assessments.queries.layout import layout
from assessments.web.assigning_forms import BulkForm, CellForm
from assessments.web.assigning_tables import cell_questions, cell_row, changeable_pairs
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cell_assignments(request: HttpRequest, assessment_id: int, cell_code: str) -> HttpResponse:
    """Show the questions of one cell with the agencies that are asked; a POST sets them."""
    at = timezone.now()
    page = queries.setup(request.user, at, assessment_id)
    found = cell_row(page, cell_code)
    if found is None:
        raise Http404
    name, row = found
    form, status, chosen = None, 200, None
    if request.method == "POST":
        form, status = CellForm(request.POST, pairs=changeable_pairs(page, row)), 422
        chosen = set(request.POST.getlist("ask"))
        if form.is_valid():
            try:
                made = operations.change_assignments(
                    actor=request.user, at=at, assessment_id=assessment_id, wishes=form.wishes()
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                _say(request, made)
                return redirect("assessments:assignments", assessment_id)
    return show(
        request,
        "assessments/cell_assignments.html",
        page,
        status=status,
        form=form,
        name=name,
        cell=row.code,
        questions=cell_questions(page, row, chosen),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulk_assignments(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Choose questions and agencies; a POST shows what that would change, a second one does it."""
    at = timezone.now()
    page = queries.setup(request.user, at, assessment_id, action=Action.ASSIGN)
    if request.method != "POST":
        return _choose(request, page, BulkForm(page=page, initial=_preset(request, page)), 200)
    form = BulkForm(request.POST, page=page)
    if not form.is_valid():
        return _choose(request, page, form, 422)
    wishes, status = form.wishes(), 200
    if request.POST.get("step") == "confirm":
        try:
            made = operations.change_assignments(actor=request.user, at=at, assessment_id=assessment_id, wishes=wishes)
        except (Invalid, Conflict) as problem:
            # The preview below says it anew, as things stand now.
            blame(form, problem)
            status = problem.status
        else:
            _say(request, made)
            return redirect("assessments:assignments", assessment_id)
    preview = queries.preview_assignments(request.user, at, assessment_id, wishes)
    return show(request, "assessments/bulk_preview.html", preview, status=status, form=form, values=form.cleaned_data)


@require_POST
@login_required
def undo_assignments(request: HttpRequest, assessment_id: int, change_id: int) -> HttpResponse:
    """Take the last change back; a refusal is said on the page of the questions."""
    try:
        operations.undo_assignments(
            actor=request.user, at=timezone.now(), assessment_id=assessment_id, change_id=change_id
        )
    except (Invalid, Conflict) as problem:
        page = queries.setup(request.user, timezone.now(), assessment_id)
        return show(request, "assessments/undo_refused.html", page, status=problem.status, problem=str(problem))
    messages.success(request, _("The last change is taken back."))
    return redirect("assessments:assignments", assessment_id)


def _choose(request: HttpRequest, page: queries.SetupPage, form: BulkForm, status: int) -> HttpResponse:
    chosen = {str(one) for one in form["questions"].value() or ()}
    agencies = {str(one) for one in form["agencies"].value() or ()}
    of_code = {one.indicator.code: one for one in page.indicators}
    groups = [
        (group.name, [(row, [(of_code[code], code in chosen) for code in row.indicators]) for row in group.rows])
        for group in layout(page.context.spec)
    ]
    return show(
        request,
        "assessments/bulk_assignments.html",
        page,
        status=status,
        form=form if form.is_bound else None,
        groups=groups,
        agencies=[(one, str(one.agency.id) in agencies) for one in page.agencies if one.takes_part],
        asked=form["asked"].value() or "yes",
    )


def _preset(request: HttpRequest, page: queries.SetupPage) -> dict[str, Any]:
    """What a link to this page has chosen already: the questions of a cell, or those asked of nobody."""
    questions: list[str] = []
    if request.GET.get("questions") == "unasked":
        questions = list(page.unassigned)
    elif (found := cell_row(page, request.GET.get("cell", ""))) is not None:
        questions = list(found[1].indicators)
    return {"questions": questions, "agencies": request.GET.getlist("agency")}


def _say(request: HttpRequest, made: Any) -> None:
    if made is None:
        messages.success(request, _("Nothing changed: the questions were asked so already."))
        return
    added, removed = len(made.added), len(made.removed)
    words = []
    if added:
        words.append(
            ngettext("%(count)d question was assigned.", "%(count)d questions were assigned.", added) % {"count": added}
        )
    if removed:
        words.append(
            ngettext("%(count)d question was taken away.", "%(count)d questions were taken away.", removed)
            % {"count": removed}
        )
    messages.success(request, " ".join(words))
