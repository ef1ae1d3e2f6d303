"""Finished assessments leave the lists and come back to them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import operations, queries
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict


@require_safe
@login_required
def archived(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/archived.html", {"rows": queries.archived(request.user, timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def archive(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Say what archiving does; a POST does it."""
    at = timezone.now()
    page = queries.archive_page(request.user, at, assessment_id)
    problem = None
    if request.method == "POST":
        try:
            operations.archive_assessment(actor=request.user, at=at, assessment_id=assessment_id)
        except Conflict as error:
            problem = error
        else:
            messages.success(request, _("The assessment is archived. It stands under “Archived assessments”."))
            return redirect("assessments:assessment", assessment_id)
    status = problem.status if problem else 200
    return show(request, "assessments/archive.html", page, status=status, problem=problem)


@require_POST
@login_required
def unarchive(request: HttpRequest, assessment_id: int) -> HttpResponse:
    at = timezone.now()
    try:
        operations.unarchive_assessment(actor=request.user, at=at, assessment_id=assessment_id)
    except Conflict as error:
        page = queries.archive_page(request.user, at, assessment_id)
        return show(request, "assessments/archive.html", page, status=error.status, problem=error)
    messages.success(request, _("The assessment stands in the lists again."))
    return redirect("assessments:assessment", assessment_id)
