"""The agencies' released answers beside each other, the furthest apart first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.queries.layout import columns, layout
from assessments.web import divergence_words
from assessments.web.pages import show


@require_safe
@login_required
def divergence(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Marks on a scale, or the same as numbers; filter and form live in the address."""
    page = queries.divergence_page(request.user, timezone.now(), assessment_id)
    spec = page.context.spec
    chosen = divergence_words.filter_of(request.GET)
    as_numbers = request.GET.get("as") == "numbers"
    return show(
        request,
        "assessments/divergence.html",
        page,
        finding=divergence_words.finding(page),
        summary=divergence_words.summary(page),
        waiting=divergence_words.waiting(page),
        alpha=None if page.alpha is None else queries.shown_alpha(page.alpha),
        rows=divergence_words.shown_rows(page, chosen),
        chosen=chosen,
        parts=layout(spec),
        fields=columns(spec),
        as_numbers=as_numbers,
        other_form=divergence_words.in_address(chosen, **({} if as_numbers else {"as": "numbers"})),
        everything=divergence_words.in_address(queries.DivergenceFilter(), **({"as": "numbers"} if as_numbers else {})),
        walk=divergence_words.in_address(chosen, order=divergence_words.WALK),
    )
