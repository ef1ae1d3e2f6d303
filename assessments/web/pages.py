"""How a page about one assessment is drawn: in the country's own time."""

from __future__ import annotations

from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.queries import QuestionPage, SettlePage
from assessments.queries.context import AssessmentContext
from assessments.web.kept_parts import place_map


class Page(Protocol):
    context: AssessmentContext


def map_of(page: QuestionPage | SettlePage) -> SafeString:
    """The small map of cells with the place of the page's indicator marked; empty for a framework without cells."""
    spec = page.context.spec
    return place_map(spec, spec.cell_of(page.indicator) or "")


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render ``template`` with ``page`` and the context bar; every moment on it is told in the country's time zone."""
    # The menu asks for the same rights in the same request: once is enough.
    request.rights = page.context.rights  # type: ignore[attr-defined]
    with timezone.override(ZoneInfo(page.context.time_zone)):
        context = page.context
        version = f"{context.framework_code} {context.framework_version}"
        values = {"page": page, "context": context, "framework_version": version, **more}
        return render(request, template, values, status=status)
