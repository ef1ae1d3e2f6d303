"""The coordinator's board of countries, for programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import queries
from assessments.api.base import View
from assessments.queries.portfolio_filter import LATENESS


class Wanted(serializers.Serializer[Any]):
    cycle = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, default=None)
    status = serializers.CharField(required=False, default="", max_length=40)
    waiting_for = serializers.CharField(required=False, default="", max_length=40)
    time = serializers.CharField(required=False, default="", max_length=40)


class Band(serializers.Serializer[Any]):
    code = serializers.CharField()
    display = serializers.CharField()
    band = serializers.CharField()


class CountryRow(serializers.Serializer[Any]):
    """``given`` of ``asked`` answers while they are collected; ``bands`` once the scorecard is frozen."""

    id = serializers.IntegerField(source="assessment_id")
    country = serializers.CharField(source="country_code")
    name = serializers.CharField(source="country_name")
    cycle = serializers.CharField(source="cycle_code")
    status = serializers.CharField()
    since = serializers.DateTimeField()
    deadline = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    waiting_for = serializers.CharField(allow_null=True)
    given = serializers.IntegerField()
    asked = serializers.IntegerField()
    settled = serializers.IntegerField()
    applicable = serializers.IntegerField()
    evidence_share = serializers.CharField(source="evidence_display")
    returned = serializers.IntegerField()
    unapproved = serializers.IntegerField()
    bands = serializers.SerializerMethodField()

    def get_bands(self, row: Any) -> list[dict[str, str]]:
        return [Band(one).data for one in row.bands if one is not None]


def _word(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=text)


class PortfolioView(View):
    @extend_schema(
        responses=CountryRow(many=True),
        parameters=[
            OpenApiParameter("cycle", OpenApiTypes.INT, description="Number of a cycle; without it the latest."),
            _word("status", "Only this state."),
            _word("waiting_for", "Only what waits for this role."),
            _word("time", "Only " + ", ".join(one for one in LATENESS if one) + "."),
        ],
    )
    def get(self, request: Request) -> Response:
        """The countries of one cycle, by name; states and counts until their scorecards are frozen."""
        given = Wanted(data=request.query_params)
        given.is_valid(raise_exception=True)
        words = given.validated_data
        person, at = self.who_and_when()
        page = queries.portfolio(person, at, words["cycle"])
        chosen = queries.PortfolioFilter.read(words["status"], words["waiting_for"], words["time"])
        return Response(CountryRow(chosen.kept(page.rows, at), many=True).data)
