"""The focal point prepares: the country's profile, the agencies that take part, and what each is asked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.queries.setup import SetupAgency, SetupPage
from assessments.web.assigning_tables import fewer_asked, grid
from assessments.web.pages import show
from assessments.web.setup_forms import AgenciesForm, AssignmentsForm, ProfileForm
from assessments.web.setup_tables import agency_choices, agency_questions, matrix, proposed_not_applicable, unasked
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame
from ibm_platform.common.isolation import isolated


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show the profile questions with what they make not applicable; a POST saves them."""
    at = timezone.now()
    page = queries.setup(request.user, at, assessment_id)
    form = ProfileForm(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_profile(actor=request.user, at=at, assessment_id=assessment_id, answers=form.answers())
        except Invalid as problem:
            blame(form, problem)
        else:
            messages.success(request, _("The profile is saved."))
            following = "assessments:agencies" if request.POST.get("then") == "continue" else "assessments:profile"
            return redirect(following, assessment_id)
    return show(
        request,
        "assessments/profile.html",
        page,
        status=422 if request.method == "POST" else 200,
        form=form,
        proposed=proposed_not_applicable(page),
        unanswered=sum(not line.answer and line.question.kind != "text" for line in page.profile),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agencies(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show the country's agencies with those that take part; a POST sets them."""
    at = timezone.now()
    page = queries.setup(request.user, at, assessment_id)
    chosen = {one.agency.id for one in page.agencies if one.takes_part}
    form, status = None, 200
    if request.method == "POST":
        form, status = AgenciesForm(request.POST, choices=[one.agency.id for one in page.agencies]), 422
        if form.is_valid():
            chosen = set(form.cleaned_data["agencies"])
            try:
                operations.set_agencies(actor=request.user, at=at, assessment_id=assessment_id, agency_ids=chosen)
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request,
                    ngettext("%(count)d agency takes part.", "%(count)d agencies take part.", len(chosen))
                    % {"count": len(chosen)},
                )
                return redirect("assessments:assignments", assessment_id)
    return show(
        request,
        "assessments/agencies.html",
        page,
        status=status,
        form=form,
        choices=agency_choices(page, chosen),
        uncovered=[one for one in page.types if one.questions and not one.agencies],
        doubled=[one for one in page.types if len(one.agencies) > 1],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assignments(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show how many questions of each cell each agency is asked; a POST asks what the agencies' types suggest."""
    at = timezone.now()
    if request.method == "POST":
        made = operations.propose_assignments(actor=request.user, at=at, assessment_id=assessment_id)
        messages.success(
            request,
            ngettext("%(count)d question was assigned.", "%(count)d questions were assigned.", made) % {"count": made}
            if made
            else _("Nothing was added: every agency is asked already what its types suggest."),
        )
        return redirect("assessments:assignments", assessment_id)
    page = queries.setup(request.user, at, assessment_id)
    return show(
        request,
        "assessments/assignments.html",
        page,
        matrix=matrix(page),
        grid=grid(page),
        fewer=fewer_asked(page),
        unasked=unasked(page),
        applicable=sum(not one.proposed_not_applicable for one in page.indicators),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agency_assignments(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show every question with those that one agency is asked; a POST sets them."""
    at = timezone.now()
    page = queries.setup(request.user, at, assessment_id)
    agency = _taking_part(page, agency_id)
    chosen = agency.asked
    form, status = None, 200
    if request.method == "POST":
        form, status = AssignmentsForm(request.POST, choices=[one.indicator.code for one in page.indicators]), 422
        if form.is_valid():
            chosen = frozenset(form.cleaned_data["questions"])
            try:
                operations.set_assignments(
                    actor=request.user,
                    at=at,
                    assessment_id=assessment_id,
                    agency_id=agency_id,
                    indicator_codes=chosen,
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request,
                    ngettext(
                        "%(agency)s is asked %(count)d question.",
                        "%(agency)s is asked %(count)d questions.",
                        len(chosen),
                    )
                    % {"agency": isolated(agency.agency.name), "count": len(chosen)},
                )
                return redirect("assessments:assignments", assessment_id)
    return show(
        request,
        "assessments/agency_assignments.html",
        page,
        status=status,
        form=form,
        agency=agency,
        groups=agency_questions(page, agency, chosen),
    )


def _taking_part(page: SetupPage, agency_id: int) -> SetupAgency:
    for one in page.agencies:
        if one.agency.id == agency_id and one.takes_part:
            return one
    raise Http404
