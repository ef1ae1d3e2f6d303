"""Remarks of the review: the list under a filter, and one of them with its replies."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.web import review_words
from assessments.web.pages import show
from assessments.web.review_forms import ReplyForm
from ibm_platform.common.errors import Conflict, Invalid
from ibm_platform.common.forms import blame


@require_safe
@login_required
def remarks(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List every remark that the person may read; the filter stands in the address."""
    page = queries.remarks(request.user, timezone.now(), assessment_id, review_words.filter_of(request.GET))
    return show(
        request,
        "assessments/remarks.html",
        page,
        finding=review_words.remarks_finding(page),
        kinds=queries.RemarkKind.choices,
        states=review_words.STATES.items(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remark(request: HttpRequest, assessment_id: int, number: int) -> HttpResponse:
    """Show one remark; a POST replies to it, or closes it."""
    at = timezone.now()
    page = queries.remark(request.user, at, assessment_id, number)
    one = {"actor": request.user, "at": at, "assessment_id": assessment_id, "number": number}
    here = reverse("assessments:remark", args=[assessment_id, number])
    if request.method != "POST":
        initial = {"expected_revision": page.own_revision, "client_key": get_random_string(22)}
        form = ReplyForm(page=page, initial=initial) if page.remark.may_reply else None
        return show(request, "assessments/remark.html", page, form=form)
    if request.POST.get("then") == "close":
        operations.close_remark(**one, words=request.POST.get("words", ""))
        messages.success(request, _("Remark %(number)d is closed.") % {"number": number})
        return redirect(here)
    form, status = ReplyForm(request.POST, page=page), 422
    if form.is_valid():
        try:
            operations.reply_remark(**one, **form.reply())
        except (Invalid, Conflict) as problem:
            blame(form, problem)
            status = problem.status
        else:
            messages.success(request, _("Your reply is written."))
            return redirect(here)
    elif not page.remark.may_reply:
        # Nobody of this role replies, or not now: say so as the operation does.
        operations.reply_remark(**one, decision=request.POST.get("decision", ""), text=request.POST.get("text", ""))
    return show(request, "assessments/remark.html", page, status=status, form=form)
