"""Countries side by side: the coordinator's board, and what donors were given to read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.web.country_board import country_board
from assessments.web.country_rows import column_heads, country_rows


@require_safe
@login_required
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show one cycle's countries by name; the filter stands in the address, so that it can be sent to a colleague."""
    at = timezone.now()
    chosen = request.GET.get("cycle", "")
    # str.isdigit knows digits that int refuses (²); a number beyond the database's reach is no cycle either.
    cycle_id = int(chosen) if chosen.isdecimal() and len(chosen) <= 9 else None
    page = queries.portfolio(request.user, at, cycle_id)
    words = (request.GET.get(name, "") for name in ("status", "waiting_for", "time"))
    board = country_board(page, at, queries.PortfolioFilter.read(*words))
    shown = {"page": page, "board": board, "heads": column_heads(), "body": country_rows(board.rows)}
    return render(request, "assessments/portfolio.html", shown)


@require_safe
@login_required
def published(request: HttpRequest) -> HttpResponse:
    items = queries.published(request.user, timezone.now())
    return render(request, "assessments/published.html", {"items": items})
