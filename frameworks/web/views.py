"""Pages about the model. Published versions only; everybody who is signed in may read them, the owner's text everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frameworks import queries


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the model is, in its owner's words; open to those without an account too."""
    version = queries.leading_version()
    page = queries.version_page(queries.spec_of(version)) if version else None
    return render(request, "frameworks/about.html", {"version": version, "page": page, "framework_version": version})


@require_safe
@login_required
def versions(request: HttpRequest) -> HttpResponse:
    return render(request, "frameworks/versions.html", {"versions": queries.published_versions()})


@require_safe
@login_required
def version(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/version.html", found, queries.version_page(queries.spec_of(found)))


@require_safe
@login_required
def cell(request: HttpRequest, code: str, number: str, cell: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/cell.html", found, queries.cell_page(queries.spec_of(found), cell))


@require_safe
@login_required
def category(request: HttpRequest, code: str, number: str, category: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/category.html", found, queries.category_page(queries.spec_of(found), category))


@require_safe
@login_required
def indicator(request: HttpRequest, code: str, number: str, indicator: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    page = queries.indicator_page(queries.spec_of(found), indicator)
    return _show(request, "frameworks/indicator.html", found, page)


@require_safe
@login_required
def levels(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/levels.html", found, queries.scale_page(queries.spec_of(found)))


@require_safe
@login_required
def sources(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/sources.html", found, queries.source_page(queries.spec_of(found)))


@require_safe
@login_required
def glossary(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = queries.version_by_code(code, number)
    return _show(request, "frameworks/glossary.html", found, queries.scale_page(queries.spec_of(found)))


def _show(request: HttpRequest, template: str, found: Any, page: Any) -> HttpResponse:
    return render(request, template, {"version": found, "page": page, "framework_version": found})
