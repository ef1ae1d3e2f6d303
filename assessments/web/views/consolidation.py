"""The focal point brings the agencies to one answer: the board and the national levels."""

from __future__ import annotations

from dataclasses import replace

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
from assessments.web import board_words, divergence_words, references, settling_words, uploading
from assessments.web.conflicts import LATER, conflict_page, put_off
from assessments.web.following import after_saving
from assessments.web.forms import SettleForm, chosen_of, starting_revision, unsaved_judgement
from assessments.web.pages import map_of, show
from ibm_platform.common.errors import Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.kept_text import forget_kept, typed_here
from ibm_platform.common.uploads import takes_files
from ibm_platform.common.web import wants_json


@require_safe
@login_required
def board(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """How far each agency is in each field: counts and words, never a level."""
    page = queries.board(request.user, timezone.now(), assessment_id, part=request.GET.get("part", ""))
    only, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    return show(
        request,
        "assessments/board.html",
        page,
        finding=board_words.finding(page),
        rows=board_words.shown_rows(page, show=only, sort=sort),
        totals=board_words.shown_totals(page),
        sum=board_words.shown_sum(page),
        behind=board_words.agencies_behind(page),
        lately=board_words.lately(page),
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


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settle(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Show the agencies' answers beside each other; a POST settles the national level, or moves its references."""
    if request.method != "POST":
        return _settle_page(request, assessment_id, indicator_code)
    forget_kept(request)
    attaches = request.POST.get("then") == uploading.ATTACH
    if attaches and wants_json(request):
        return uploading.told(_received(request, assessment_id, indicator_code))
    outcome = references.acted(
        request,
        assessment_id=assessment_id,
        agency_id=None,
        indicator_code=indicator_code,
        page=lambda: queries.settling(request.user, timezone.now(), assessment_id, indicator_code),
    )
    # Enter in a field decides nothing for a country: a level is settled by its button alone.
    if outcome is None and (attaches or request.POST.get("then") == references.ENTER):
        outcome = references.Outcome()
    if outcome is not None:
        outcome = replace(outcome, files=_received(request, assessment_id, indicator_code))
        return _settle_page(request, assessment_id, indicator_code, outcome=outcome)
    if request.POST.get("then") == LATER:
        if put_off(request):
            return redirect("assessments:settling_list", assessment_id)
        return _settle_page(request, assessment_id, indicator_code, outcome=references.Outcome())
    form = SettleForm(request.POST)
    if not form.is_valid():
        outcome = references.Outcome(files=_received(request, assessment_id, indicator_code))
        return _settle_page(request, assessment_id, indicator_code, form=form, outcome=outcome)
    try:
        operations.settle_level(
            actor=request.user,
            at=timezone.now(),
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            **form.judgement(),
        )
    except operations.SettledConflict as conflict:
        _received(request, assessment_id, indicator_code)
        page = queries.settling(request.user, timezone.now(), assessment_id, indicator_code)
        return conflict_page(request, conflict, page, action=request.get_full_path())
    except Invalid as problem:
        blame(form, problem)
        outcome = references.Outcome(files=_received(request, assessment_id, indicator_code))
        return _settle_page(request, assessment_id, indicator_code, form=form, outcome=outcome)
    messages.success(request, _("%(code)s is settled.") % {"code": indicator_code})
    outcome = references.Outcome(files=_received(request, assessment_id, indicator_code))
    if references.is_left_behind(request) or outcome.refused:
        return _settle_page(request, assessment_id, indicator_code, outcome=outcome)
    walk = divergence_words.walk_of(request.GET)
    onwards = "" if walk is None else divergence_words.in_address(walk, order=divergence_words.WALK)
    listing = reverse("assessments:settling_list", args=[assessment_id])
    if walk is not None:
        listing = reverse("assessments:divergence", args=[assessment_id]) + divergence_words.in_address(walk)
    return redirect(
        after_saving(
            request,
            here=request.path + onwards,
            listing=listing,
            question=lambda code: reverse("assessments:settle", args=[assessment_id, code]) + onwards,
        )
    )


def _received(request: HttpRequest, assessment_id: int, indicator_code: str) -> tuple[operations.FileOutcome, ...]:
    return uploading.received(request, assessment_id=assessment_id, agency_id=None, indicator_code=indicator_code)


def _settle_page(
    request: HttpRequest,
    assessment_id: int,
    indicator_code: str,
    *,
    form: SettleForm | None = None,
    outcome: references.Outcome | None = None,
) -> HttpResponse:
    """The level as it stands; after a POST with what was typed and not settled."""
    walk = divergence_words.walk_of(request.GET)
    page = queries.settling(request.user, timezone.now(), assessment_id, indicator_code, walk)
    walking = walk if page.walks_divergence else None
    status = 422 if form else 200 if outcome is None else outcome.status
    chosen, reason = _offered(page)
    if form is None and page.can_settle and (outcome is not None or request.method != "POST"):
        form = unsaved_judgement(SettleForm, typed_here(request), choice=chosen, reason=reason)
    if outcome is not None and outcome.reloads and form is None:
        # Nothing else stands typed: a page that can be loaded anew without adding the reference twice.
        return redirect(f"{request.get_full_path()}#evidence")
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
        columns=settling_words.shown_columns(page),
        marked_since=settling_words.marked_since(page),
        earlier_reason=settling_words.earlier_reason(page),
        walk="" if walking is None else divergence_words.in_address(walking, order=divergence_words.WALK),
        back="" if walking is None else divergence_words.in_address(walking),
        agencies_gave_evidence=any(column.evidence for column in page.columns),
        spread_sentence=settling_words.spread_sentence(page),
        idempotency_key=get_random_string(22),
        **references.shown(request, page, outcome),
    )


def _offered(page: queries.SettlePage) -> tuple[str, str]:
    """Choice and reason as the page offers them to somebody who has typed nothing."""
    if page.settled is not None:
        return chosen_of(page.settled), page.settled.reason
    # Where the agencies agree the proposal is one press away; where they do not, somebody has to choose.
    agreed = page.proposal if not page.spread.flagged else None
    return "" if agreed is None else agreed.level or agreed.kind, page.proposal_reason
