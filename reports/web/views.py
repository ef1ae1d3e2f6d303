"""Pages of reports: the list, one report's way to its file, and the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ibm_platform.common.errors import Invalid
from reports import operations, queries
from reports.web.forms import RequestForm

ROWS = 40


@login_required
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    rows = queries.reports_visible_to(request.user, timezone.now())
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    reports = [queries.report_view(report, person=request.user) for report in page]
    return render(request, "reports/list.html", {"reports": reports, "page_obj": page})


@login_required
@require_POST
def report_request(request: HttpRequest) -> HttpResponse:
    form = RequestForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say for which assessment the report is asked."), fields=form.errors.get_json_data())
    report = operations.request_report(
        actor=request.user,
        at=timezone.now(),
        assessment_id=form.cleaned_data["assessment"],
        language=form.cleaned_data["language"],
        edition=form.cleaned_data["edition"] or None,
    )
    return redirect("reports:page", report_id=report.pk)


@login_required
@require_GET
def report_page(request: HttpRequest, report_id: UUID) -> HttpResponse:
    page = queries.report_page(person=request.user, at=timezone.now(), report_id=report_id)
    return render(request, "reports/page.html", {"page": page})


@login_required
@require_GET
def report_status(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The fragment that asks again while the report waits, and stops by itself when it is done."""
    page = queries.report_page(person=request.user, at=timezone.now(), report_id=report_id)
    return render(request, "reports/_status.html", {"page": page})


@login_required
@require_POST
def report_retry(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = operations.retry_report(actor=request.user, at=timezone.now(), report_id=report_id)
    return redirect("reports:page", report_id=report.pk)


@login_required
@require_POST
def report_cancel(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = operations.cancel_report(actor=request.user, at=timezone.now(), report_id=report_id)
    return redirect("reports:page", report_id=report.pk)


@login_required
@require_GET
def report_file(request: HttpRequest, report_id: UUID) -> HttpResponse:
    file = queries.report_file(person=request.user, at=timezone.now(), report_id=report_id)
    return HttpResponse(file.content, headers=file.headers)
