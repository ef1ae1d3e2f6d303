"""What was said before and what happened: the record of an assessment, of an answer, of a national level."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import operations, queries
from assessments.web.conflicts import conflict_page
from assessments.web.event_kinds import kind_choices
from assessments.web.event_words import lines
from assessments.web.forms import RestoringForm
from assessments.web.pages import show
from assessments.web.record_files import csv_lines, json_lines
from assessments.web.revisions import shown_revisions


@require_safe
@login_required
def assessment_history(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List what happened, newest first; the address says of whom, of which kind, on which question, and what comes next."""
    wanted = _wanted(request)
    page = queries.record_page(
        request.user, timezone.now(), assessment_id, wanted=wanted, before=_number(request.GET.get("before", ""))
    )
    asked = {"person": wanted.person or "", "kind": wanted.kind, "question": wanted.indicator}
    return show(
        request,
        "assessments/history.html",
        page,
        lines=lines(page),
        kinds=kind_choices(page.kinds),
        asked=urlencode({name: value for name, value in asked.items() if value}),
    )


@require_safe
@login_required
def history_table(request: HttpRequest, assessment_id: int) -> StreamingHttpResponse:
    """Give the entries that the address asks for as a table."""
    export = queries.record_export(request.user, timezone.now(), assessment_id, wanted=_wanted(request))
    return _file(csv_lines(export), "text/csv; charset=utf-8", f"history-{assessment_id}.csv")


@require_safe
@login_required
def history_document(request: HttpRequest, assessment_id: int) -> StreamingHttpResponse:
    """Give the whole record with its seals."""
    export = queries.record_export(request.user, timezone.now(), assessment_id)
    return _file(json_lines(export), "application/json", f"record-{assessment_id}.json")


@require_safe
@login_required
def answer_history(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    page = queries.answer_revisions(request.user, timezone.now(), assessment_id, agency_id, indicator_code)
    return show(
        request,
        "assessments/answer_history.html",
        page,
        revisions=shown_revisions(page.revisions),
        restoring=reverse("assessments:restore_answer", args=[assessment_id, agency_id, indicator_code]),
    )


@require_safe
@login_required
def settled_history(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    page = queries.settled_revisions(request.user, timezone.now(), assessment_id, indicator_code)
    return show(
        request,
        "assessments/settled_history.html",
        page,
        revisions=shown_revisions(page.revisions),
        restoring=reverse("assessments:restore_settled", args=[assessment_id, indicator_code]),
    )


@require_POST
@login_required
def restore_answer(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    """Bring an earlier state of an answer back as its newest revision."""
    now = timezone.now()
    try:
        operations.restore_revision(
            actor=request.user,
            at=now,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            **_restored(request),
        )
    except operations.AnswerConflict as conflict:
        page = queries.question(request.user, now, assessment_id, agency_id, indicator_code)
        question = reverse("assessments:question", args=[assessment_id, agency_id, indicator_code])
        return conflict_page(request, conflict, page, action=question)
    messages.success(request, _("The earlier answer stands again. What stood before it is kept here."))
    return redirect("assessments:answer_history", assessment_id, agency_id, indicator_code)


@require_POST
@login_required
def restore_settled(request: HttpRequest, assessment_id: int, indicator_code: str) -> HttpResponse:
    """Bring an earlier state of a national level back as its newest revision."""
    now = timezone.now()
    try:
        operations.restore_settled(
            actor=request.user,
            at=now,
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            **_restored(request),
        )
    except operations.SettledConflict as conflict:
        page = queries.settling(request.user, now, assessment_id, indicator_code)
        settle = reverse("assessments:settle", args=[assessment_id, indicator_code])
        return conflict_page(request, conflict, page, action=settle)
    messages.success(request, _("The earlier level stands again. What stood before it is kept here."))
    return redirect("assessments:settled_history", assessment_id, indicator_code)


def _restored(request: HttpRequest) -> dict[str, int]:
    """Which revision is meant; what no page sends names none, which the operation refuses after it has asked who this is."""
    form = RestoringForm(request.POST)
    return form.cleaned_data if form.is_valid() else {"revision": 0, "expected_revision": 0}


def _wanted(request: HttpRequest) -> queries.EventFilter:
    """What the address asks for; what cannot be meant asks for nothing that is there."""
    return queries.EventFilter(
        person=_number(request.GET.get("person", "")),
        kind=request.GET.get("kind", "")[:40],
        indicator=request.GET.get("question", "")[:40],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _file(pieces: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)
