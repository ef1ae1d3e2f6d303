"""An agency's people: one section before it is called complete, all of their answers, and the receipt of their release."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import queries
from assessments.queries import SectionCheck
from assessments.web.pages import show
from assessments.web.section_forms import NO, SectionForm
from ibm_platform.common.isolation import isolated


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def section_check(request: HttpRequest, assessment_id: int, agency_id: int, section_code: str) -> HttpResponse:
    """
    Show every answer of one section; what is said at its end stores nothing and leads on.

    "Yes" with open questions comes back with links to them.
    """
    page = queries.section_check(request.user, timezone.now(), assessment_id, agency_id, section_code)
    if request.method != "POST":
        return show(request, "assessments/section_check.html", page, form=SectionForm() if page.can_edit else None)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return show(request, "assessments/section_check.html", page, status=422, form=form)
    if form.cleaned_data["completed"] == NO:
        return redirect("assessments:tasks", assessment_id, agency_id)
    problems = [
        {
            "url": reverse("assessments:question", args=[assessment_id, agency_id, one.code]),
            "message": _("Answer %(code)s, or say that the information is insufficient") % {"code": isolated(one.code)},
        }
        for one in page.section.own_open
    ]
    if problems:
        return show(request, "assessments/section_check.html", page, status=422, form=form, problems=problems)
    return redirect(_onward(page))


def _onward(page: SectionCheck) -> str:
    """The next question that the person can answer; then the release; the list while colleagues have not answered theirs."""
    place = [page.context.id, page.agency.id]
    if page.next_open:
        return reverse("assessments:question", args=[*place, page.next_open])
    if page.is_complete and page.released_at is None:
        return reverse("assessments:release", args=place)
    return reverse("assessments:tasks", args=place)


@require_safe
@login_required
def own_answers(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show all answers of the agency on one page, made for paper too."""
    page = queries.own_answers(request.user, timezone.now(), assessment_id, agency_id)
    return show(request, "assessments/own_answers.html", page)


@require_safe
@login_required
def handed_over(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Show the receipt of the agency's last release; before the first one there is the page that makes it."""
    page = queries.own_answers(request.user, timezone.now(), assessment_id, agency_id)
    if page.release is None:
        return redirect("assessments:release", assessment_id, agency_id)
    return show(request, "assessments/handed_over.html", page)
