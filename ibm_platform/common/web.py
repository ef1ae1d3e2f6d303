"""What every page shares: the translation of domain errors, and headers that keep pages out of shared caches."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ibm_platform.common.errors import DomainError
from ibm_platform.common.kept_text import written_texts

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script of ours that reads JSON (autosave), not a person's page load."""
    return request.headers.get("Accept", "").startswith("application/json")


class DomainErrorMiddleware:
    """Turn a DomainError that a page raised into the page (or JSON) with its status; the API has its own handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if wants_json(request):
            body = {"code": exception.code, "message": str(exception), **exception.details}
            return JsonResponse(body, status=exception.status)
        words = {"message": str(exception), "written": written_texts(request)}
        return render(request, f"{exception.status}.html", words, status=exception.status)


class PlainAddressMiddleware:
    """Refuse an address with a null byte: it names nothing, and PostgreSQL fails on it instead of finding nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _plain(request, 400)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Keep answers out of caches and give the headers that Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or old; the browser still holds what the person wrote."""
    message = _(
        "This page was open for too long. Go back, reload it and send the form again; your text is still there."
    )
    if wants_json(request):
        return JsonResponse({"code": "csrf", "message": message}, status=403)
    return render(request, "403.html", {"message": message}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(request, 500)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """The page of one status; an API caller gets problem details instead of HTML."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {
                "type": "about:blank",
                "title": str(STATUS_WORDS[status]),
                "status": status,
                "code": STATUS_CODES[status],
                "detail": str(STATUS_WORDS[status]),
            },
            status=status,
            content_type="application/problem+json",
        )
    return render(request, f"{status}.html", {"message": ""}, status=status)


STATUS_CODES = {400: "bad_request", 403: "not_allowed", 404: "not_found", 500: "server_error"}
STATUS_WORDS = {
    400: gettext_lazy("The request cannot be read."),
    403: gettext_lazy("This is not open to you."),
    404: gettext_lazy("There is nothing here."),
    500: gettext_lazy("Something failed on our side; it was recorded."),
}
