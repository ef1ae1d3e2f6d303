"""
Errors as API answers: problem details (RFC 9457).

Apart from ``common.api``, because the framework's views read the classes there while they are being imported.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ibm_platform.common.errors import DomainError

PROBLEM = "application/problem+json"


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
    if isinstance(error, RequestDataTooBig):
        set_rollback()
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return problem(
            code="body_too_large",
            detail=_("The body has more than %(limit)d bytes; send less at a time.") % {"limit": limit},
            http_status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
        )
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
