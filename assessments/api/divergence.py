"""Where the agencies' released answers lie apart."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import queries
from assessments.api.base import View
from assessments.api.shapes import Spread

CAUTIONS = ("no_pairs", "no_variation", "small_sample")


class AgencyAnswer(serializers.Serializer[Any]):
    agency = serializers.CharField(source="agency.code")
    kind = serializers.CharField(source="value.kind")
    level = serializers.CharField(source="value.level", allow_null=True)


class DivergenceRow(serializers.Serializer[Any]):
    """``range`` and ``lower_median`` are in levels, ``mean_absolute_deviation`` an exact fraction of them such as "2/3"."""

    indicator = serializers.CharField(source="code")
    critical = serializers.BooleanField(source="is_critical")
    answers = AgencyAnswer(source="said", many=True)
    range = serializers.IntegerField(source="spread.range", allow_null=True)
    mean_absolute_deviation = serializers.SerializerMethodField()
    lower_median = serializers.IntegerField(source="spread.lower_median", allow_null=True)
    flagged = serializers.BooleanField(source="is_flagged")

    def get_mean_absolute_deviation(self, row: Any) -> str | None:
        return Spread(row.spread).data["mean_absolute_deviation"]


class Alpha(serializers.Serializer[Any]):
    """Krippendorff's ordinal alpha across agencies; ``value`` is an exact fraction, null where ``caution`` says why."""

    value = serializers.SerializerMethodField()
    units = serializers.IntegerField(help_text="Questions with the levels of two agencies or more.")
    ratings = serializers.IntegerField(help_text="Levels on these questions.")
    caution = serializers.ChoiceField(choices=CAUTIONS, allow_null=True)

    def get_value(self, alpha: Any) -> str | None:
        return None if alpha.value is None else str(alpha.value)


class Divergence(serializers.Serializer[Any]):
    """Rows in the order of the workshop: critical, then range, then deviation, then code."""

    rows = DivergenceRow(many=True)
    alpha = Alpha(allow_null=True, help_text="Null for who is not shown it.")


FILTER = (
    OpenApiParameter("part", str, description="Code of a category of the first dimension (IBM: pillar)."),
    OpenApiParameter("field", str, description="Code of a category of the second dimension (IBM: field)."),
    OpenApiParameter("flagged", bool, description="Only rows that need a talk."),
    OpenApiParameter("critical", bool, description="Only critical questions."),
)


class Asked(serializers.Serializer[Any]):
    part = serializers.CharField(required=False, default="")
    field = serializers.CharField(required=False, default="")
    flagged = serializers.BooleanField(required=False, default=False)
    critical = serializers.BooleanField(required=False, default=False)


class DivergenceView(View):
    @extend_schema(responses=Divergence, parameters=list(FILTER))
    def get(self, request: Request, assessment_id: int) -> Response:
        """What each agency answered, how far they lie apart, and for the coordinator the alpha across agencies."""
        person, at = self.who_and_when()
        page = queries.divergence_page(person, at, assessment_id)
        asked = Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        chosen = queries.DivergenceFilter(given["part"], given["field"], given["flagged"], given["critical"])
        rows = [row for row in page.rows if chosen.keeps(row)]
        return Response(Divergence({"rows": rows, "alpha": page.alpha}).data)
