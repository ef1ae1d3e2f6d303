"""Cycles and the assessments in them: the list, and opening one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web.setup_forms import AssessmentForm, CycleForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@require_safe
@login_required
def cycles(request: HttpRequest) -> HttpResponse:
    page = queries.cycles_page(request.user, timezone.now())
    return render(request, "assessments/cycles.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_cycle(request: HttpRequest) -> HttpResponse:
    """Ask for the dates and the framework version of a new cycle; a POST opens it."""
    at = timezone.now()
    page = queries.cycle_opening(request.user, at)
    answers_due, submission_due = queries.suggested_cycle(timezone.localdate())
    form = CycleForm(
        request.POST or None, page=page, initial={"answers_due": answers_due, "submission_due": submission_due}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                cycle = operations.open_cycle(actor=request.user, at=at, **form.arguments())
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request, _("%(cycle)s is open. Countries can begin.") % {"cycle": isolated(cycle.name)}
                )
                return redirect("assessments:cycles")
    return render(request, "assessments/open_cycle.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_assessment(request: HttpRequest) -> HttpResponse:
    """Ask for country, cycle and reference date; a POST opens the assessment in set-up."""
    at = timezone.now()
    page = queries.assessment_opening(request.user, at)
    form = AssessmentForm(
        request.POST or None, page=page, initial=_asked_for(request, timezone.localdate().isoformat())
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                assessment = operations.open_assessment(actor=request.user, at=at, **form.arguments())
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(request, _("The assessment is open. Profile, agencies and questions come next."))
                return redirect("assessments:assessment", assessment.pk)
    return render(request, "assessments/open_assessment.html", {"page": page, "form": form}, status=status)


def _asked_for(request: HttpRequest, today: str) -> dict[str, Any]:
    """What a link to this page has chosen already."""
    return {
        "country": request.GET.get("country", ""),
        "cycle": request.GET.get("cycle", ""),
        "reference_date": today,
    }
