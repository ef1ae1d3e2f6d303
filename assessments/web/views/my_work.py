"""The first page after sign-in, and the page of one assessment."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.web.pages import show
from assessments.web.work_words import dates_of, ripe_moves, standing
from ibm_platform.accounts.queries import rights_of_request


@require_safe
@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    work = queries.my_work(request.user, timezone.now())
    ends = rights_of_request(request).ends_next(timezone.now().date())
    return render(request, "assessments/my_work.html", {"work": work, "dates": dates_of(work), "right_ends": ends})


@require_safe
@login_required
def overview(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = queries.overview(request.user, timezone.now(), assessment_id)
    return show(request, "assessments/overview.html", page, heading=standing(page), ripe=ripe_moves(page))
