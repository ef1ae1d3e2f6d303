"""People talk about a question: all threads, one of them, and what they have read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from assessments import operations, queries
from assessments.web import comment_words
from assessments.web.comment_forms import AnswerForm, CommentForm
from assessments.web.following import CODE
from assessments.web.pages import show
from ibm_platform.common.errors import Conflict, Invalid, TooMany
from ibm_platform.common.forms import blame

SHOWS: Mapping[str, Promise] = {
    "": gettext_lazy("All"),
    "unread": gettext_lazy("Waiting for me"),
    "mentioned": gettext_lazy("I was asked to look"),
    "open": gettext_lazy("Not resolved"),
}
# What one button does to one comment, and what is said afterwards.
ACTS: Mapping[str, tuple[Callable[..., Any], Promise]] = {
    "resolve": (operations.resolve_comment, gettext_lazy("The thread is resolved.")),
    "reopen": (operations.reopen_comment, gettext_lazy("The thread is open again.")),
    "hide": (operations.hide_comment, gettext_lazy("The comment is hidden. Whoever hid it can show it again.")),
    "show": (operations.show_comment, gettext_lazy("The comment is shown again.")),
}
THREADS_ON_A_PAGE = 30
MOST_READ = 500
"""Comments that one press marks as read."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comments(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """List every thread that the person may read; a POST begins one about the question of the address."""
    code = request.GET.get("question", "")
    at = timezone.now()
    page = queries.comments(request.user, at, assessment_id, indicator_code=code, show=request.GET.get("show", ""))
    asks = {"choices": page.choices, "status": page.context.status}
    if request.method != "POST":
        form = CommentForm(initial={"idempotency_key": get_random_string(22)}, **asks) if page.choices else None
        return _list(request, page, form)
    form = CommentForm(request.POST, **asks)
    if form.is_valid():
        try:
            written = operations.write_comment(
                actor=request.user, at=at, assessment_id=assessment_id, indicator_code=code, **form.said()
            )
        except (Invalid, TooMany) as problem:
            blame(form, problem)
            return _list(request, page, form, status=problem.status)
        messages.success(request, _("Your comment is written."))
        return redirect(f"{request.get_full_path()}#comment-{written.pk}")
    if not page.choices:
        # Nobody of this role writes here: say so as the operation does.
        operations.write_comment(
            actor=request.user,
            at=at,
            assessment_id=assessment_id,
            indicator_code=code,
            text=request.POST.get("text", ""),
        )
    return _list(request, page, form, status=422)


def _list(
    request: HttpRequest, page: queries.CommentsPage, form: CommentForm | None, *, status: int = 200
) -> HttpResponse:
    shown = Paginator(page.threads, THREADS_ON_A_PAGE).get_page(request.GET.get("page"))
    filters = {name: value for name, value in (("question", page.indicator), ("show", page.show)) if value}
    return show(
        request,
        "assessments/comments.html",
        page,
        status=status,
        form=form,
        page_obj=shown,
        query=urlencode(filters),
        finding=comment_words.finding(page),
        shows=SHOWS.items(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comment(request: HttpRequest, assessment_id: int, comment_id: int) -> HttpResponse:
    """Show one thread; a POST answers it, or resolves, opens, hides or shows again what its button says."""
    at = timezone.now()
    page = queries.comment_thread(request.user, at, assessment_id, comment_id)
    people = page.thread.readers
    if request.method != "POST":
        form = AnswerForm(people=people, initial={"idempotency_key": get_random_string(22)})
        return show(request, "assessments/comment.html", page, form=form)
    one = {"actor": request.user, "at": at, "assessment_id": assessment_id, "comment_id": comment_id}
    if (act := ACTS.get(request.POST.get("act", ""))) is not None:
        act[0](**one)
        messages.success(request, str(act[1]))
        return redirect(_place(page))
    form, status = AnswerForm(request.POST, people=people), 422
    if form.is_valid():
        try:
            operations.answer_comment(**one, **form.said())
        except (Invalid, TooMany, Conflict) as problem:
            # What was written stays; somebody may have resolved the thread meanwhile.
            blame(form, problem)
            status = problem.status
            page = queries.comment_thread(request.user, at, assessment_id, comment_id)
        else:
            messages.success(request, _("Your answer is written."))
            return redirect(_place(page))
    return show(request, "assessments/comment.html", page, status=status, form=form)


def _place(page: queries.ThreadPage) -> str:
    root = page.thread.root
    return reverse("assessments:comment", args=[page.context.id, root.id])


@require_POST
@login_required
def read_comments(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Mark as read what the form names; a script asks for a sentence, a person without one comes to the list."""
    ids = [int(pk) for pk in request.POST.getlist("comment")[:MOST_READ] if pk.isdecimal() and len(pk) < 19]
    operations.read_comments(actor=request.user, at=timezone.now(), assessment_id=assessment_id, comment_ids=ids)
    if request.headers.get("HX-Request") == "true":
        return render(request, "assessments/_comments_read.html")
    address, code = reverse("assessments:comments", args=[assessment_id]), request.POST.get("question", "")
    return redirect(f"{address}?{urlencode({'question': code})}" if CODE.fullmatch(code) else address)
