"""What every API view shares: problem details (RFC 9457) and pages of lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ibm_platform.common.errors import DomainError

PROBLEM = "application/problem+json"
SURROGATE = re.compile(r"[\ud800-\udfff]")


class Pages(PageNumberPagination):
    """50 items a page unless asked for fewer or more; never over 200."""

    page_size_query_param = "page_size"
    max_page_size = 200


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class PlainJSONParser(JSONParser):
    """JSON up to the size of a form, whose texts can be written out again, and not nested without end."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Raises:
            BodyTooLarge: more than ``DATA_UPLOAD_MAX_MEMORY_SIZE``; Django's own limit does not stand in this way.
            ParseError: not JSON, nested too deeply, or with half characters, on which the answer would fail.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        request = (parser_context or {}).get("request")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            raise BodyTooLarge(_("The body has more than %(limit)d bytes; send less at a time.") % {"limit": limit})
        try:
            found = super().parse(stream, media_type, parser_context)
            _refuse_half_characters(found)
        except RecursionError as error:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from error
        return found


def _refuse_half_characters(value: Any) -> None:
    if isinstance(value, str):
        if SURROGATE.search(value):
            raise exceptions.ParseError(_("A text holds half of a character (a lone surrogate)."))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _refuse_half_characters(key)
            _refuse_half_characters(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_half_characters(inner)


def problem(*, code: str, detail: str, http_status: int, **more: Any) -> Response:
    """Return one problem-details answer; ``code`` is stable, ``detail`` is for people."""
    body = {"type": "about:blank", "title": detail, "status": http_status, "code": code, "detail": detail, **more}
    return Response(body, status=http_status, content_type=PROBLEM)


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an exception of an API view; unknown ones stay unhandled (500)."""
    if isinstance(error, DomainError):
        set_rollback()
        return problem(code=error.code, detail=str(error), http_status=error.status, **error.details)
    if isinstance(error, Http404):
        set_rollback()
        return problem(code="not_found", detail=_("There is nothing here."), http_status=status.HTTP_404_NOT_FOUND)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        set_rollback()
        return problem(
            code="invalid",
            detail=_("Some values cannot be read; each is named with its reason."),
            http_status=status.HTTP_422_UNPROCESSABLE_ENTITY,
            fields=error.detail,
        )
    if isinstance(error, exceptions.APIException):
        set_rollback()
        codes = error.get_codes()
        answer = problem(
            code=codes if isinstance(codes, str) else "invalid",
            detail=str(error.detail),
            http_status=error.status_code,
        )
        if isinstance(error, exceptions.Throttled) and error.wait:
            answer["Retry-After"] = str(int(error.wait))
        if error.status_code == status.HTTP_401_UNAUTHORIZED:
            answer["WWW-Authenticate"] = "Bearer"
        return answer
    return None
