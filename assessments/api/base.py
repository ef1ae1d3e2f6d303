"""What every view of this API shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.views import APIView

from assessments import queries
from ibm_platform.common.errors import Invalid

if TYPE_CHECKING:
    from ibm_platform.accounts.models import User

ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
KEY = re.compile(r"[!-~]{1,64}")

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The revision that the save starts from, such as "3"; it counts before expected_revision.',
)
ONCE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Up to 64 characters, one for each save: sent twice, the save is written once.",
)
SAVING = [IF_MATCH, ONCE]
"""Headers of a save that others may make too."""


class View(APIView):
    """A view that hands the caller and the moment to one operation or query."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """
        Let nobody past for whom the assessment does not exist, whatever the body says and the method is.

        A view that reads asks its query first thing, and that one refuses by itself.
        """
        super().initial(request, *args, **kwargs)
        reads = request.method in ("GET", "HEAD") and hasattr(self, "get")
        if "assessment_id" in kwargs and not reads:
            queries.require_visible(*self.who_and_when(), kwargs["assessment_id"])

    def who_and_when(self) -> tuple[User, datetime]:
        return self.request.user, timezone.now()  # type: ignore[return-value]

    def agency_id(self, assessment_id: int, agency_code: str) -> int:
        """Return the id behind an agency's code; NotVisible when it takes no part or is another country's."""
        person, at = self.who_and_when()
        return queries.agency_id(person, at, assessment_id, agency_code)

    def require_indicator(self, assessment_id: int, indicator_code: str) -> None:
        """Pass when the address names a question of this assessment; else NotVisible."""
        person, at = self.who_and_when()
        queries.require_indicator(person, at, assessment_id, indicator_code)


class ListView(View, generics.ListAPIView[Any]):
    """A list in pages; ``rows`` says what stands in it."""

    filter_backends = ()

    def rows(self, assessment_id: int) -> Sequence[Any]:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        return self.rows(self.kwargs["assessment_id"])


def expected_revision(request: Request, given: int | None) -> int:
    """
    Return the revision that a save starts from: ``If-Match: "3"``, else ``expected_revision`` of the body.

    Raises:
        Invalid: neither is given, or the header cannot be read. A save that does not say what it read could overwrite.
    """
    header = request.headers.get("If-Match")
    if header is None:
        if given is None:
            raise Invalid(_("Say which revision you read: If-Match, or expected_revision (0 when there was none)."))
        return given
    found = ETAG.fullmatch(header.strip())
    if found is None:
        raise Invalid(_('If-Match must be a revision in quotes, such as "3".'))
    return int(found.group(1))


def idempotency_key(request: Request) -> str:
    """
    Return the caller's name for this save; empty when there is none.

    Raises:
        Invalid: it is longer than 64 characters, or not of plain ones.
    """
    key = request.headers.get("Idempotency-Key", "")
    if key and KEY.fullmatch(key) is None:
        raise Invalid(_("Idempotency-Key must have 1 to 64 letters, digits or signs, without spaces."))
    return key


def etag(revision: int) -> dict[str, str]:
    """The header that a later ``If-Match`` sends back."""
    return {"ETag": f'"{revision}"'}
