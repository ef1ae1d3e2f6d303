"""The national levels to read and to check; the coordinator approves what the country calls not applicable."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import operations, queries
from assessments.permissions import Action
from assessments.web.pages import show


@require_safe
@login_required
def review(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show every national level with its references, and what stands in the way of accepting."""
    page = queries.review(request.user, timezone.now(), assessment_id)
    allowed = page.context.allowed_actions
    return show(
        request,
        "assessments/review.html",
        page,
        may_accept=Action.ACCEPT in allowed,
        may_approve=Action.APPROVE_NOT_APPLICABLE in allowed,
    )


@require_POST
@login_required
def approve_not_applicable(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Approve that one question does not apply to the country, and come back to the list."""
    read = request.POST.get("revision", "")
    operations.approve_not_applicable(
        actor=request.user,
        at=timezone.now(),
        assessment_id=assessment_id,
        indicator_code=indicator_code,
        expected_revision=int(read) if read.isdecimal() and len(read) < 10 else None,
    )
    messages.success(request, _("Approved: %(code)s does not apply.") % {"code": indicator_code})
    return redirect(reverse("assessments:review", args=[assessment_id]) + "#not-applicable")
