"""The plan of a workshop and what it leaves: the list, who leads it, who was there, and its minutes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.web import workshop_words
from assessments.web.pages import show
from assessments.web.workshop_forms import ArriveForm, NewWorkshopForm, PlanForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workshops(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List the workshops; a POST plans one."""
    at = timezone.now()
    page = queries.workshops(request.user, at, assessment_id)
    may_plan = "plan_workshop" in page.context.allowed_actions
    form, status = None, 200
    if request.method == "POST":
        form, status = NewWorkshopForm(request.POST, page=page), 422
        if not may_plan:
            # Nobody of this role plans one: say so as the operation does.
            operations.plan_workshop(
                actor=request.user, at=at, assessment_id=assessment_id, title="", begins_on=at.date(), chair_id=0
            )
        if form.is_valid():
            try:
                operations.plan_workshop(actor=request.user, at=at, assessment_id=assessment_id, **form.plan())
            except Invalid as problem:
                blame(form, problem)
            else:
                messages.success(request, _("The workshop is planned."))
                return redirect("assessments:workshops", assessment_id)
    elif may_plan:
        days = {"begins_on": at.date(), "title": _("National workshop"), "idempotency_key": get_random_string(22)}
        form = NewWorkshopForm(page=page, initial=days)
    return show(
        request,
        "assessments/workshops.html",
        page,
        status=status,
        form=form,
        finding=workshop_words.finding(page),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """Change the plan of a workshop and who leads it."""
    at = timezone.now()
    page = queries.plan_page(request.user, at, assessment_id, workshop_id)
    standing = page.workshop
    initial = {
        "title": standing.title,
        "begins_on": standing.begins_on,
        "ends_on": standing.ends_on,
        "chair": standing.chair_id,
        "rapporteur": standing.rapporteur_id,
    }
    form, status = PlanForm(people=page.people, initial=initial), 200
    if request.method == "POST":
        form, status = PlanForm(request.POST, people=page.people), 422
        if form.is_valid():
            try:
                operations.change_workshop(
                    actor=request.user, at=at, assessment_id=assessment_id, workshop_id=workshop_id, **form.plan()
                )
            except Invalid as problem:
                blame(form, problem)
            else:
                messages.success(request, _("The plan is changed."))
                return redirect("assessments:workshops", assessment_id)
    return show(request, "assessments/workshop_plan.html", page, status=status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attendance(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """Who is in the room; a POST notes that somebody came or left."""
    at = timezone.now()
    one = {"actor": request.user, "at": at, "assessment_id": assessment_id, "workshop_id": workshop_id}
    form, status, problem = None, 200, ""
    if request.method == "POST":
        queries.require_workshop(request.user, at, assessment_id, workshop_id)
        try:
            stay = request.POST.get("leave", "")
            if stay.isdecimal() and len(stay) < 19:
                operations.leave(attendance_id=int(stay), **one)
                return redirect(request.path)
            form, status = ArriveForm(request.POST), 422
            if form.is_valid():
                given = form.cleaned_data
                operations.arrive(
                    person_id=given["person"],
                    name=given["name"],
                    role=given["role"],
                    agency_id=given["agency"],
                    **one,
                )
                if request.POST.get("back") == "vote":
                    return redirect("assessments:workshop_vote", assessment_id, workshop_id)
                return redirect(request.path)
        except (Invalid, Conflict) as error:
            status, problem = error.status, str(error)
    page = queries.attendance(request.user, at, assessment_id, workshop_id)
    return show(request, "assessments/attendance.html", page, status=status, form=form, problem=problem)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def minutes(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """What the workshop came to; a POST of the chair signs it."""
    at = timezone.now()
    if request.method == "POST":
        operations.sign_minutes(actor=request.user, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
        messages.success(request, _("The minutes are signed."))
        return redirect(request.path)
    page = queries.minutes(request.user, at, assessment_id, workshop_id)
    return show(request, "assessments/minutes.html", page)
