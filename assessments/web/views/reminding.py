"""The focal point reminds agencies: choose, look whom it reaches, send, and take back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import operations, queries
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, DomainError, Invalid, TooMany


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remind(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show with names whom a reminder would reach; a POST sends it to the agencies that are ticked."""
    at = timezone.now()
    page = queries.reminding_page(request.user, at, assessment_id)
    problem: DomainError | None = None
    if request.method == "POST":
        given = request.POST.getlist("agencies")
        try:
            operations.remind_agencies(
                actor=request.user,
                at=at,
                assessment_id=assessment_id,
                agency_ids=[int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 10],
            )
        except (Invalid, Conflict, TooMany) as error:
            problem = error
        else:
            messages.success(request, _("The reminder goes out in ten minutes; until then you can take it back."))
            return redirect("assessments:remind", assessment_id)
    chosen = {row.agency.id for row in page.rows} if request.method != "POST" else set()
    return show(
        request,
        "assessments/remind.html",
        page,
        status=problem.status if problem else 200,
        problem=problem,
        chosen=chosen,
    )


@require_POST
@login_required
def undo(request: HttpRequest, assessment_id: int) -> HttpResponse:
    try:
        operations.undo_reminder(actor=request.user, at=timezone.now(), assessment_id=assessment_id)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The reminder is taken back; nobody has seen it."))
    return redirect("assessments:remind", assessment_id)
