"""What the API's settings name: how a body is read and written, and how lists are paged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer

from ibm_platform.common.isolation import MARKS

SURROGATE = re.compile(r"[\ud800-\udfff]")


class Pages(PageNumberPagination):
    """50 items a page unless asked for fewer or more; never over 200."""

    page_size_query_param = "page_size"
    max_page_size = 200


class PlainJSONRenderer(JSONRenderer):
    """JSON for programs: the invisible marks that keep a name apart in a sentence belong to pages and letters."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        body: bytes = super().render(data, accepted_media_type, renderer_context)
        for mark in MARKS:
            body = body.replace(mark.encode(), b"")
        return body


class PlainJSONParser(JSONParser):
    """JSON whose texts can be written out again, not nested without end."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Raises:
            ParseError: not JSON, nested too deeply, or with half characters, on which the answer would fail.
        """
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
