"""The focal point brings the agencies to one answer: the board, the national levels, the consistency warnings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web import board_words, settling_words
from assessments.web.conflicts import conflict_page
from assessments.web.following import after_saving
from assessments.web.forms import (
    JUDGEMENT_FORM,
    EvidenceForm,
    SettleForm,
    chosen_of,
    kind_choices,
    starting_revision,
    unsaved_judgement,
)
from assessments.web.pages import map_of, show
from assessments.web.setup_forms import ExplanationForm
from assessments.web.unsaved import keep_reference, reference_in, typed_beside
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame


@require_safe
@login_required
def board(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """How far each agency is in each field: counts and words, never a level."""
    page = queries.board(request.user, timezone.now(), assessment_id)
    only, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    return show(
        request,
        "assessments/board.html",
        page,
        finding=board_words.finding(page),
        rows=board_words.shown_rows(page, show=only, sort=sort),
        totals=board_words.shown_totals(page),
        behind=board_words.agencies_behind(page),
        shows=board_words.SHOW,
        sorts=board_words.SORT,
        only=only,
        sort=sort,
    )


@require_safe
@login_required
def settling_list(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Every indicator with its proposal and its national level; the filter lives in the address."""
    page = queries.settling_list(request.user, timezone.now(), assessment_id)
    chosen = settling_words.Filter(
        group=request.GET.get("part", ""),
        only_open=bool(request.GET.get("open")),
        agenda=request.GET.get("order") == "agenda",
    )
    shown = settling_words.shown_groups(page, chosen)
    return show(
        request,
        "assessments/settling_list.html",
        page,
        finding=settling_words.finding(page),
        groups=shown,
        parts=settling_words.groups(page),
        chosen=chosen,
        shown=sum(len(group.rows) for group in shown),
        first_open=settling_words.first_open(page),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settle(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Show the agencies' answers beside each other; a POST settles the national level."""
    if request.method != "POST":
        return _settle_page(request, assessment_id, indicator_code)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _settle_page(request, assessment_id, indicator_code, form=form)
    try:
        operations.settle_level(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            **form.judgement(),
        )
    except operations.SettledConflict as conflict:
        return _conflict(request, conflict, assessment_id, indicator_code)
    except Invalid as problem:
        blame(form, problem)
        return _settle_page(request, assessment_id, indicator_code, form=form)
    messages.success(request, _("%(code)s is settled.") % {"code": indicator_code})
    return after_saving(
        request,
        here=request.path,
        listing=reverse("assessments:settling_list", args=[assessment_id]),
        question=lambda code: reverse("assessments:settle", args=[assessment_id, code]),
    )


def _settle_page(
    request: HttpRequest, assessment_id: int, indicator_code: str, *, form: SettleForm | None = None
) -> HttpResponse:
    page = queries.settling(request.user, timezone.now(), assessment_id, indicator_code)
    status = 422 if form else 200
    typed = typed_beside(request)
    chosen, reason = _offered(page)
    if form is None and page.can_settle:
        form = unsaved_judgement(SettleForm, typed, choice=chosen, reason=reason)
        if form:
            messages.warning(request, _("The level is not settled yet; it stands below as you wrote it."))
    if form:
        chosen, reason = form["choice"].value() or "", form["reason"].value() or ""
    return show(
        request,
        "assessments/settle.html",
        page,
        status=status,
        form=form,
        revision=starting_revision(form, page),
        chosen=chosen,
        reason=reason,
        map=map_of(page),
        agencies_gave_evidence=any(column.evidence for column in page.columns),
        spread_sentence=settling_words.spread_sentence(page),
        evidence_form=EvidenceForm(kinds=kind_choices(page), owner=JUDGEMENT_FORM, initial=reference_in(typed)),
        idempotency_key=get_random_string(22),
    )


def _offered(page: queries.SettlePage) -> tuple[str, str]:
    """Choice and reason as the page offers them to somebody who has typed nothing."""
    if page.settled is not None:
        return chosen_of(page.settled), page.settled.reason
    # Where the agencies agree the proposal is one press away; where they do not, somebody has to choose.
    agreed = page.proposal if not page.spread.flagged else None
    return "" if agreed is None else agreed.level or agreed.kind, page.proposal_reason


def _conflict(
    request: HttpRequest, conflict: operations.SettledConflict, assessment_id: int, indicator_code: str
) -> HttpResponse:
    """Base, theirs and mine side by side; the choice is a save that starts from theirs."""
    keep_reference(request, request.path)
    page = queries.settling(request.user, timezone.now(), assessment_id, indicator_code)
    return conflict_page(request, conflict, page, action=request.path)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def warnings(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List the levels that do not fit together; a POST says why one of them stands."""
    at = timezone.now()
    form, status, is_conflict, revision = None, 200, False, 0
    if request.method == "POST":
        form, status = ExplanationForm(request.POST), 422
        # The next save starts from where this one did; after a conflict from the other's text, which is shown then.
        if form.is_valid():
            revision = form.cleaned_data["expected_revision"]
            try:
                operations.explain_warning(actor=request.user, at=at, assessment_id=assessment_id, **form.cleaned_data)
            except operations.ExplanationConflict as problem:
                status, is_conflict = problem.status, True
                revision = problem.details["theirs"]["revision"] if problem.details["theirs"] else 0
            except Invalid as problem:
                blame(form, problem)
            else:
                messages.success(request, _("The explanation is saved. It is printed in the report."))
                return redirect(f"{request.path}#{form.cleaned_data['warning']}")
    page = queries.warnings_page(request.user, at, assessment_id)
    return show(
        request, "assessments/warnings.html", page, status=status, form=form, conflict=is_conflict, revision=revision
    )
