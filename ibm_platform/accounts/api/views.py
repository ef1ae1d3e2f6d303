"""Countries that the caller sees."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import generics, serializers

from ibm_platform.accounts import queries


class CountrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class CountryList(generics.ListAPIView[Any]):
    """Countries that the caller sees: all for coordinators and administrators, else those of the own roles."""

    serializer_class = CountrySerializer
    filter_backends = ()

    def get_queryset(self) -> Any:
        return queries.countries_visible_to(queries.rights_of(self.request.user, timezone.now()))
