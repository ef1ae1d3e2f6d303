"""What does not fit together, or rests on no document: found by rule, mended at its question or explained here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import operations, queries
from assessments.web.explaining_forms import ExplanationForm, SeveralForm
from assessments.web.finding_groups import groups
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def warnings(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List the findings by kind; a POST says why one of them stands, or, with the name of a kind, why those ticked do."""
    if request.method != "POST":
        return _page(request, assessment_id)
    return _explain_several(request, assessment_id) if "kind" in request.POST else _explain(request, assessment_id)


def _explain(request: HttpRequest, assessment_id: int) -> HttpResponse:
    form, is_conflict = ExplanationForm(request.POST), False
    is_valid, status = form.is_valid(), 422
    # The next save starts from where this one did; after a conflict from the other's text, which is shown then.
    revision = form.cleaned_data.get("expected_revision", 0)
    if is_valid:
        try:
            operations.explain_warning(
                actor=request.user, at=timezone.now(), assessment_id=assessment_id, **form.cleaned_data
            )
        except operations.ExplanationConflict as problem:
            status, is_conflict = problem.status, True
            revision = problem.details["theirs"]["revision"] if problem.details["theirs"] else 0
        except Invalid as problem:
            blame(form, problem)
        else:
            messages.success(request, _("The explanation is saved. It is printed in the report."))
            return redirect(f"{request.path}#{form.cleaned_data['warning']}")
    return _page(request, assessment_id, status=status, form=form, conflict=is_conflict, revision=revision)


def _explain_several(request: HttpRequest, assessment_id: int) -> HttpResponse:
    # "All" are those that the page showed: what was found since is not explained unread.
    form, ticked = SeveralForm(request.POST), request.POST.getlist("shown" if "all" in request.POST else "warnings")
    status = 422
    if form.is_valid():
        try:
            explained = operations.explain_warnings(
                actor=request.user, at=timezone.now(), assessment_id=assessment_id, warnings=ticked, **form.cleaned_data
            )
        except (Invalid, Conflict) as problem:
            blame(form, problem)
            status = problem.status
        else:
            said = ngettext(
                "One finding is explained. The report prints the sentence.",
                "%(count)d findings are explained. The report prints the sentence for each.",
                len(explained),
            )
            messages.success(request, said % {"count": len(explained)})
            return redirect(request.path)
    return _page(request, assessment_id, status=status, several=form, ticked=ticked, kind=request.POST["kind"])


def _page(request: HttpRequest, assessment_id: int, **more: Any) -> HttpResponse:
    page = queries.warnings_page(request.user, timezone.now(), assessment_id)
    return show(
        request,
        "assessments/warnings.html",
        page,
        groups=groups(page.warnings, may_explain=page.may_explain),
        open_findings=sum(one.is_open for one in page.warnings),
        **more,
    )
