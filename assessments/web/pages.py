"""How a page about one assessment is drawn: in the country's own time."""

from __future__ import annotations

from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.charts import CellMap, cell_map
from assessments.queries import QuestionPage, SettlePage
from assessments.queries.context import AssessmentContext


class Page(Protocol):
    context: AssessmentContext


def map_of(page: QuestionPage | SettlePage) -> CellMap | None:
    """The small map of cells with the place of the page's indicator marked; None for a framework without cells."""
    spec = page.context.spec
    return cell_map(spec, here=spec.cell_of(page.indicator) or "")


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render ``template`` with ``page`` and the context bar; every moment on it is told in the country's time zone."""
    with timezone.override(ZoneInfo(page.context.time_zone)):
        context = page.context
        version = f"{context.framework_code} {context.framework_version}"
        values = {"page": page, "context": context, "framework_version": version, **more}
        return render(request, template, values, status=status)
