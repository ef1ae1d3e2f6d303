"""The scorecard of one assessment, and its receipt as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.web.findings import finding
from assessments.web.pages import show
from assessments.web.scorecard_figures import figures


@require_safe
@login_required
def scorecard(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show the scores as far as the person may read them: a draft until accepted, frozen afterwards."""
    page = queries.scorecard(request.user, timezone.now(), assessment_id)
    return show(request, "assessments/scorecard.html", page, finding=finding(page), figures=figures(page))


@require_safe
@login_required
def receipt(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Give the receipt of the frozen scorecard as it was hashed, for whoever wants to compute it again."""
    text = queries.receipt_text(request.user, timezone.now(), assessment_id)
    return HttpResponse(
        text,
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="receipt-{assessment_id}.json"',
            "X-Content-Type-Options": "nosniff",
        },
    )
