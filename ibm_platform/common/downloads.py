"""Files of people on their way out: always to be saved, never to be shown by the browser in our name."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Accept-Ranges": "none",
}
"""Of every file that somebody uploaded, whatever its kind."""


def attachment(request: HttpRequest, *, content: Any, name: str, media_type: str, size: int | None) -> HttpResponseBase:
    """
    Return a file as an attachment under its name, byte for byte as it is stored.

    Args:
        content: an open file, which is closed when it was sent, or an iterator of bytes.
        size: in bytes; None where nobody knows it beforehand.
    """
    # The middleware that packs pages would pack the file as well, and a size that was promised would be wrong.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response: HttpResponseBase
    if request.method == "HEAD":
        if hasattr(content, "close"):
            content.close()
        response = HttpResponse(content_type=media_type)
    else:
        response = FileResponse(content, content_type=media_type)
    for header, value in HEADERS.items():
        response[header] = value
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    if size is not None:
        response["Content-Length"] = str(size)
    return response
