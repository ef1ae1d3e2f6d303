"""Who answers for each agency: the people of an assessment, and the questions that a lead shares out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web.assigning_forms import DelegationForm
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_safe
@login_required
def people(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show the people of every agency, those without a lead first."""
    return show(
        request, "assessments/setup_people.html", queries.setup_people(request.user, timezone.now(), assessment_id)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delegations(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show to whom the lead gave which question; a POST gives some of them to one officer."""
    at = timezone.now()
    page = queries.delegations(request.user, at, assessment_id, agency_id)
    form, status = None, 200
    if request.method == "POST":
        form, status = DelegationForm(request.POST, page=page), 422
        if form.is_valid():
            try:
                changed = operations.delegate(
                    actor=request.user,
                    at=at,
                    assessment_id=assessment_id,
                    agency_id=agency_id,
                    officer_id=form.officer_id(),
                    indicator_codes=form.cleaned_data["questions"],
                )
            except (Invalid, Conflict) as problem:
                blame(form, problem)
                status = problem.status
            else:
                messages.success(
                    request,
                    ngettext(
                        "%(count)d question is shared out anew.", "%(count)d questions are shared out anew.", changed
                    )
                    % {"count": changed}
                    if changed
                    else _("Nothing changed: the questions were shared out so already."),
                )
                return redirect("assessments:delegations", assessment_id, agency_id)
    chosen = set(request.POST.getlist("questions"))
    return show(
        request,
        "assessments/delegations.html",
        page,
        status=status,
        form=form,
        chosen=chosen,
        officer=request.POST.get("officer", ""),
    )
