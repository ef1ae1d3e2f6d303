"""The review: who reviews which field, self and peer beside each other, the rounds, and how far both agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import operations, queries
from assessments.web import review_words
from assessments.web.pages import show
from assessments.web.review_forms import DeclarationForm, PeerForm, RemarkForm, ReviewerForm
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed
from ibm_platform.common.forms import blame

# What one button does to the round, and what is said afterwards.
STEPS: Mapping[str, tuple[Callable[..., Any], Promise]] = {
    "open": (operations.open_round, gettext_lazy("The review round is open to the reviewers.")),
    "send": (operations.send_round, gettext_lazy("The review round is sent; the country replies now.")),
    "confirm": (operations.confirm_response, gettext_lazy("The reply is confirmed.")),
    "close": (operations.close_round, gettext_lazy("The review round is closed.")),
}


@require_safe
@login_required
def peer_review(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List the questions with both levels; the field stands in the address."""
    page = queries.peer_review(request.user, timezone.now(), assessment_id, field=request.GET.get("field", ""))
    return show(request, "assessments/peer_review.html", page, finding=review_words.finding(page))


@require_POST
@login_required
def review_round(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Take the next step of a review round, as its button says."""
    step = STEPS.get(request.POST.get("step", ""))
    queries.review_rounds(request.user, timezone.now(), assessment_id)
    if step is None:
        raise Invalid(_("Choose one of the steps: open, send, confirm or close."))
    step[0](actor=request.user, at=timezone.now(), assessment_id=assessment_id)
    messages.success(request, str(step[1]))
    return redirect(reverse("assessments:peer_review", args=[assessment_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review_assign(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show who reviews which field; a POST gives one field to somebody, or to nobody."""
    at = timezone.now()
    page = queries.reviewers(request.user, at, assessment_id)
    if request.method != "POST":
        return show(request, "assessments/review_assign.html", page)
    form, status = ReviewerForm(request.POST), 422
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.assign_reviewer(
                actor=request.user,
                at=at,
                assessment_id=assessment_id,
                field=values["field"],
                person_id=values["person"],
            )
        except Invalid as problem:
            blame(form, problem)
            status = problem.status
        else:
            messages.success(request, _("Saved. Whoever reviews declares first to have no conflict of interest."))
            return redirect(reverse("assessments:review_assign", args=[assessment_id]))
    return show(request, "assessments/review_assign.html", page, status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review_declare(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Ask a reviewer for the conflict of interest; before it nothing else is shown."""
    at = timezone.now()
    page = queries.declaration(request.user, at, assessment_id)
    if request.method != "POST":
        form = DeclarationForm() if page.waiting else None
        return show(request, "assessments/review_declare.html", page, form=form)
    form, status = DeclarationForm(request.POST), 422
    if form.is_valid():
        try:
            operations.declare_interests(actor=request.user, at=at, assessment_id=assessment_id, **form.cleaned_data)
        except (Invalid, Conflict, NotAllowed) as problem:
            blame(form, problem)
            status = problem.status
        else:
            messages.success(request, _("Your declaration is stored."))
            name = "review_declare" if form.cleaned_data["has_conflict"] else "peer_review"
            return redirect(reverse(f"assessments:{name}", args=[assessment_id]))
    return show(request, "assessments/review_declare.html", page, status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reviewed_question(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Show one question with both levels; a POST proposes the peer level, or writes a remark."""
    at = timezone.now()
    page = queries.reviewed_question(request.user, at, assessment_id, indicator_code)
    asks = request.method == "POST" and request.POST.get("then") == "remark"
    proposes = request.method == "POST" and not asks
    one = {"actor": request.user, "at": at, "assessment_id": assessment_id, "indicator_code": indicator_code}
    peer = PeerForm(request.POST, page=page) if proposes else PeerForm(page=page, initial=_standing(page))
    remark = RemarkForm(request.POST) if asks else RemarkForm(initial={"client_key": get_random_string(22)})
    status = 200 if request.method != "POST" else 422
    form = remark if asks else peer
    if form.is_bound and form.is_valid():
        try:
            if asks:
                written = operations.write_remark(**one, **remark.cleaned_data)
                said = _("Remark %(number)d is written.") % {"number": written.number}
            else:
                operations.propose_peer_level(**one, **peer.proposal())
                said = _("Your level is saved.")
        except (Invalid, Conflict) as problem:
            blame(form, problem)
            status = problem.status
        else:
            messages.success(request, said)
            return redirect(reverse("assessments:reviewed_question", args=[assessment_id, indicator_code]))
    return show(
        request, "assessments/reviewed_question.html", page, status=status, peer=peer, remark_form=remark, form=form
    )


def _standing(page: queries.ReviewedQuestionPage) -> dict[str, Any]:
    peer, key = page.row.peer, {"idempotency_key": get_random_string(22)}
    if peer is None:
        return {"expected_revision": 0, **key}
    return {
        "choice": peer.value.level or peer.value.kind,
        "reason": peer.reason,
        "expected_revision": peer.revision,
        **key,
    }


@require_safe
@login_required
def agreement(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show how far self and peer agree: on the whole, per pillar, per cell, and where they lie apart."""
    page = queries.agreement_page(request.user, timezone.now(), assessment_id)
    return show(
        request,
        "assessments/agreement.html",
        page,
        total=queries.shown_agreement(page.total),
        parts=[(row, queries.shown_agreement(row.figures)) for row in page.parts],
        cells=[(row, queries.shown_agreement(row.figures)) for row in page.cells],
        kappa=queries.shown_kappa(page.kappa),
    )
