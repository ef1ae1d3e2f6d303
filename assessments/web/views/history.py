"""What was said before and what happened: the record of an assessment, of an answer, of a national level."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.web.event_words import lines
from assessments.web.pages import show
from assessments.web.revisions import shown_revisions


@require_safe
@login_required
def assessment_history(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List what happened, newest first; ``before`` in the address asks for the next page."""
    before = request.GET.get("before", "")
    page = queries.record_page(
        request.user,
        timezone.now(),
        assessment_id,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
    )
    return show(request, "assessments/history.html", page, lines=lines(page))


@require_safe
@login_required
def answer_history(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    page = queries.answer_revisions(request.user, timezone.now(), assessment_id, agency_id, indicator_code)
    return show(request, "assessments/answer_history.html", page, revisions=shown_revisions(page.revisions))


@require_safe
@login_required
def settled_history(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    page = queries.settled_revisions(request.user, timezone.now(), assessment_id, indicator_code)
    return show(request, "assessments/settled_history.html", page, revisions=shown_revisions(page.revisions))
