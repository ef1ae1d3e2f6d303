"""The calendar of an assessment, and more time for one agency."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.web.calendar_forms import CalendarForm, DecisionForm, ExtensionForm
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show the days with weekday and time zone; a POST moves those that can still be moved."""
    at = timezone.now()
    page = queries.calendar(request.user, at, assessment_id)
    form = CalendarForm(request.POST if request.method == "POST" else None, page=page)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.move_deadlines(
                    actor=request.user,
                    at=at,
                    assessment_id=assessment_id,
                    days=form.days(),
                    reason=form.reason_text(),
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(request, _("The calendar is saved."))
                return redirect("assessments:calendar", assessment_id)
    return show(request, "assessments/calendar.html", page, status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_extension(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Let an agency's lead ask for more days."""
    at = timezone.now()
    page = queries.asking_page(request.user, at, assessment_id, agency_id)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.ask_extension(
                    actor=request.user, at=at, assessment_id=assessment_id, agency_id=agency_id, **form.cleaned_data
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request, _("The national focal point is asked. Until the answer comes, the day stands as it is.")
                )
                return redirect("assessments:tasks", assessment_id, agency_id)
    return show(request, "assessments/ask_extension.html", page, status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide_extension(request: HttpRequest, assessment_id: int, extension_id: int) -> HttpResponse:
    """Let the focal point give an agency more days, or refuse."""
    at = timezone.now()
    page = queries.deciding_page(request.user, at, assessment_id, extension_id)
    initial = {"days": page.request.days}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decided = operations.decide_extension(
                    actor=request.user,
                    at=at,
                    assessment_id=assessment_id,
                    extension_id=extension_id,
                    **form.cleaned_data,
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                name = isolated(page.request.agency.name)
                if decided.until is None:
                    messages.success(request, _("%(agency)s gets no more time.") % {"agency": name})
                else:
                    messages.success(
                        request,
                        _("%(agency)s has time until %(day)s.")
                        % {"agency": name, "day": date_format(decided.until, "D j F Y")},
                    )
                return redirect("assessments:calendar", assessment_id)
    return show(request, "assessments/decide_extension.html", page, status=status, form=form)
