"""An agency's people take over what they answered in the cycle before, and confirm it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import operations, queries
from assessments.web.conflicts import conflict_page
from assessments.web.following import CODE
from assessments.web.pages import show
from ibm_platform.common.isolation import isolated_list

MOST_NAMED = 200
"""Questions that one form can name; no framework puts more into a section."""


@require_POST
@login_required
def copy_previous(request: HttpRequest, assessment_id: int, agency_id: int, indicator_code: str) -> HttpResponse:
    """Take the earlier answer over as a start, to be confirmed; what somebody has written meanwhile stands beside it."""
    now = timezone.now()
    try:
        done = operations.copy_previous(
            actor=request.user,
            at=now,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            expected_revision=_revision(request),
            with_evidence=_wants_evidence(request),
            idempotency_key=request.POST.get("idempotency_key", "")[:64],
        )
    except operations.AnswerConflict as conflict:
        page = queries.question(request.user, now, assessment_id, agency_id, indicator_code)
        question = reverse("assessments:question", args=[assessment_id, agency_id, indicator_code])
        return conflict_page(request, conflict, page, action=question)
    _tell(request, [done])
    return redirect("assessments:question", assessment_id, agency_id, indicator_code)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def copy_section(request: HttpRequest, assessment_id: int, agency_id: int, section_code: str) -> HttpResponse:
    """Show which unanswered questions of a section have an earlier answer; a POST takes those over that it showed."""
    now = timezone.now()
    page = queries.copy_page(request.user, now, assessment_id, agency_id, section_code)
    if request.method != "POST":
        return show(request, "assessments/copy_section.html", page)
    done = operations.copy_all_previous(
        actor=request.user,
        at=now,
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_codes=_named(request),
        with_evidence=_wants_evidence(request),
    )
    _tell(request, list(done))
    return redirect("assessments:section_check", assessment_id, agency_id, section_code)


@require_POST
@login_required
def confirm_carried(request: HttpRequest, assessment_id: int, agency_id: int) -> HttpResponse:
    """Let carried answers stand, and go back to where the button was."""
    done = operations.confirm_carried(
        actor=request.user,
        at=timezone.now(),
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_codes=_named(request),
    )
    tell_confirmed(request, len(done))
    section = request.POST.get("section", "")
    if CODE.fullmatch(section):
        return redirect("assessments:section_check", assessment_id, agency_id, section)
    return redirect("assessments:release", assessment_id, agency_id)


def tell_confirmed(request: HttpRequest, number: int) -> None:
    """Say how many answers were confirmed; somebody else may have been first."""
    if not number:
        messages.success(request, _("Confirmed already; nothing was changed."))
        return
    said = ngettext("%(count)d answer is confirmed.", "%(count)d answers are confirmed.", number)
    messages.success(request, said % {"count": number})


def _tell(request: HttpRequest, done: list[operations.CarriedAnswer]) -> None:
    carried = sum(one.answer.carried_from_id is not None for one in done)
    if not carried:
        messages.success(request, _("Nothing was copied: the questions have answers by now."))
    else:
        said = ngettext(
            "%(count)d answer is carried over. Confirm it, or change what is different today.",
            "%(count)d answers are carried over. Confirm each, or change what is different today.",
            carried,
        )
        messages.success(request, said % {"count": carried})
    left = [title for one in done for title in one.left]
    if left:
        messages.warning(
            request, _("These references could not be copied: %(titles)s.") % {"titles": isolated_list(left)}
        )


def _named(request: HttpRequest) -> list[str]:
    return [code for code in request.POST.getlist("indicator")[:MOST_NAMED] if CODE.fullmatch(code)]


def _wants_evidence(request: HttpRequest) -> bool:
    return request.POST.get("evidence") == "yes"


def _revision(request: HttpRequest) -> int:
    """The revision that the page showed; what no page sends names none, and the operation compares it with what stands."""
    text = request.POST.get("expected_revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
