"""The screens of a workshop: the chair's laptop, the wall, each agency's device, and what they ask for news every second."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from assessments import operations, queries
from assessments.limits import POLL_SECONDS
from assessments.web import workshop_words
from assessments.web.pages import show
from assessments.web.workshop_forms import StepForm, VoteForm, dissent_in, judgement_of
from ibm_platform.common.errors import Conflict, Invalid

INDICATOR = ("indicator_code",)
STEPS: Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "open": (operations.open_workshop, ()),
    "go_to": (operations.go_to_item, INDICATOR),
    "ask": (operations.ask_room, (*INDICATOR, "text")),
    "start_vote": (operations.start_vote, (*INDICATOR, "expected_round")),
    "reveal": (operations.reveal_votes, (*INDICATOR, "expected_round")),
    "settle": (
        operations.settle_in_workshop,
        (*INDICATOR, "kind", "level", "reason", "dissent", "expected_revision", "idempotency_key"),
    ),
    "no_consensus": (
        operations.settle_without_consensus,
        (*INDICATOR, "reason", "expected_revision", "idempotency_key"),
    ),
    "defer": (operations.defer_item, INDICATOR),
    "close": (operations.close_workshop, ()),
}
"""Name of a button → operation, and what it takes beside who, when and where."""
# Screen → address of the page, of its news, and its templates: the whole page and the part that changes.
SCREENS: Mapping[str, tuple[str, str, str]] = {
    "desk": ("workshop_live", "assessments/workshop.html", "assessments/_desk.html"),
    "wall": ("hall_live", "assessments/hall.html", "assessments/_hall.html"),
    "ballot": ("vote_live", "assessments/vote.html", "assessments/_vote.html"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def desk(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """The chair's laptop; a POST is one step."""
    if request.method != "POST":
        return _screen(request, "desk", assessment_id, workshop_id)
    at = timezone.now()
    queries.require_workshop(request.user, at, assessment_id, workshop_id)
    form, status, problem = StepForm(request.POST), 422, ""
    step = STEPS.get(request.POST.get("step", ""))
    if form.is_valid() and step is not None:
        agencies = queries.agencies_of(request.user, at, assessment_id) if "dissent" in step[1] else ()
        try:
            step[0](
                actor=request.user,
                at=at,
                assessment_id=assessment_id,
                workshop_id=workshop_id,
                **form.arguments(step[1], dissent_in(request.POST, agencies)),
            )
        except (Invalid, Conflict) as error:
            status, problem = error.status, str(error)
        else:
            return redirect("assessments:workshop", assessment_id, workshop_id)
    # What was typed stays in its fields; the room may have moved on meanwhile.
    return _screen(request, "desk", assessment_id, workshop_id, status=status, problem=problem, typed=request.POST)


@require_safe
@login_required
def hall(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """The wall: large, without a menu."""
    return _screen(request, "wall", assessment_id, workshop_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def vote(request: HttpRequest, assessment_id: int, workshop_id: int) -> HttpResponse:
    """An agency's device; a POST votes."""
    if request.method != "POST":
        return _screen(request, "ballot", assessment_id, workshop_id)
    at = timezone.now()
    queries.require_workshop(request.user, at, assessment_id, workshop_id)
    form, status, problem = VoteForm(request.POST), 422, ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.cast_vote(
                actor=request.user,
                at=at,
                assessment_id=assessment_id,
                workshop_id=workshop_id,
                indicator_code=given["indicator"],
                agency_id=given["agency"],
                reason=given["reason"],
                expected_round=given["round"],
                **judgement_of(given["choice"]),
            )
        except (Invalid, Conflict) as error:
            status, problem = error.status, str(error)
        else:
            return redirect("assessments:workshop_vote", assessment_id, workshop_id)
    problem = problem or str(next(iter(form.errors.get("choice", ())), ""))
    return _screen(request, "ballot", assessment_id, workshop_id, status=status, problem=problem, typed=request.POST)


@require_safe
def live(request: HttpRequest, assessment_id: int, workshop_id: int, screen: str) -> HttpResponse:
    """
    What a screen asks for every second: nothing but 304 while it knows all, else the part that has changed.

    Without a script the same address is the whole page, which asks for itself; either way it keeps nobody signed in.
    """
    is_part = request.headers.get("HX-Request") == "true"
    if not request.user.is_authenticated:
        answer = redirect_to_login(request.get_full_path())
        # A part of a page must not become the sign-in page: the whole one goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]}) if is_part else answer
    revision, step = queries.news(request.user, timezone.now(), assessment_id, workshop_id, screen)
    mark = _mark(request, screen, workshop_id, step if screen == "ballot" else revision)
    if is_part and request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        answer = HttpResponse(status=304, headers={"ETag": mark})
    else:
        answer = _screen(request, screen, assessment_id, workshop_id, is_part=is_part)
        answer["ETag"] = mark
    patch_vary_headers(answer, ("HX-Request", "Cookie", "Accept-Language"))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _mark(request: HttpRequest, screen: str, workshop_id: int, number: int) -> str:
    return f'"{screen}-{workshop_id}-{number}-{request.user.pk}-{get_language()}"'


def _screen(
    request: HttpRequest,
    screen: str,
    assessment_id: int,
    workshop_id: int,
    *,
    is_part: bool = False,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    at, name, whole, part = timezone.now(), *SCREENS[screen]
    if screen == "ballot":
        page = queries.ballot(request.user, at, assessment_id, workshop_id)
    else:
        page = queries.room(request.user, at, assessment_id, workshop_id, leading=screen == "desk")
    current = page.current
    number = page.workshop.step if screen == "ballot" else page.workshop.revision
    known = request.GET.get("step", "")
    address = reverse(f"assessments:{name}", args=[assessment_id, workshop_id])
    # The forms of the laptop stand outside the part that changes: it remembers at which step they were made.
    shown_at = known if is_part and known.isdecimal() and len(known) < 10 else str(page.workshop.step)
    return show(
        request,
        part if is_part else whole,
        page,
        status=status,
        problem=problem,
        typed=typed or {},
        rungs=workshop_words.rungs(current),
        beside=workshop_words.beside(current),
        apart=workshop_words.apart(current),
        votes_in=workshop_words.count_of_votes(current) if current and current.is_voting else "",
        heading=workshop_words.heading(page),
        settled=workshop_words.settled(page),
        has_moved=shown_at != str(page.workshop.step),
        live_url=f"{address}?step={shown_at}" if screen == "desk" else address,
        live_headers=json.dumps({"If-None-Match": _mark(request, screen, workshop_id, number)}),
        poll_seconds=POLL_SECONDS,
        idempotency_key=get_random_string(22),
    )
