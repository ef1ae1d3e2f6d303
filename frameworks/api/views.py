"""Framework versions, read only."""

from __future__ import annotations

from typing import Any

from rest_framework.generics import ListAPIView, RetrieveAPIView

from frameworks import queries
from frameworks.api.serializers import FrameworkDocumentSerializer, FrameworkSerializer


class FrameworkList(ListAPIView):
    """The published versions."""

    serializer_class = FrameworkSerializer

    def get_queryset(self) -> Any:
        return queries.published_versions()


class FrameworkDetail(RetrieveAPIView):
    """One published version with its document."""

    serializer_class = FrameworkDocumentSerializer

    def get_object(self) -> Any:
        return queries.version_by_code(self.kwargs["code"], self.kwargs["version"])
