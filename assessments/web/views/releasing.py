"""Handing an agency's answers over, opening them again, and reading what all agencies handed over."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web.pages import show
from assessments.web.releasing_forms import ReopeningForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def release(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show what is still open, and hand the agency's answers over; a second press of the button changes nothing."""
    status = 200
    if request.method == "POST":
        try:
            done = operations.release_answers(
                actor=request.user,
                at=timezone.now(),
                assessment_id=assessment_id,
                agency_id=agency_id,
                idempotency_key=request.POST.get("idempotency_key", "")[:64],
            )
        except operations.ReleasedAlready as problem:
            # The page says by whom and when, and leads back to the answers.
            status = problem.status
        else:
            messages.success(
                request,
                _("Handed over to the national focal point. The reference is %(reference)s.")
                % {"reference": done.reference},
            )
            return redirect("assessments:handed_over", assessment_id, agency_id)
    page = queries.tasks(request.user, timezone.now(), assessment_id, agency_id)
    return show(request, "assessments/release.html", page, status=status, idempotency_key=get_random_string(22))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reopen(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Give the answers back to the agency, with a reason."""
    page = queries.reopening_page(request.user, timezone.now(), assessment_id, agency_id)
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.reopen_release(
                    actor=request.user,
                    at=timezone.now(),
                    assessment_id=assessment_id,
                    agency_id=agency_id,
                    **form.cleaned_data,
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request, _("The answers are open again. They are handed over anew when they are ready.")
                )
                if page.is_own:
                    return redirect("assessments:tasks", assessment_id, agency_id)
                return redirect("assessments:board", assessment_id)
    return show(request, "assessments/reopen_release.html", page, status=status, form=form)


@require_safe
@login_required
def shared_answers(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show what the agencies handed over, one part of the framework at a time."""
    page = queries.shared_answers(request.user, timezone.now(), assessment_id, request.GET.get("part", ""))
    return show(request, "assessments/shared_answers.html", page)
