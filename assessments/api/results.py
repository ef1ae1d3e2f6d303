"""Progress, scores and the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from assessments import queries
from assessments.api.base import ListView, View

EVENTS = 200


class BoardCell(serializers.Serializer[Any]):
    column = serializers.CharField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()


class BoardRow(serializers.Serializer[Any]):
    id = serializers.CharField(source="agency.code")
    agency = serializers.CharField(source="agency.code")
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    released_at = serializers.DateTimeField(allow_null=True)
    cells = BoardCell(many=True)


class Score(serializers.Serializer[Any]):
    """
    ``score`` and ``target`` are exact fractions ("43/18"), null for donors; ``display`` and ``target_display`` are as shown.
    """

    code = serializers.CharField()
    name = serializers.CharField()
    score = serializers.CharField(source="exact", allow_null=True)
    display = serializers.CharField()
    floor = serializers.IntegerField(source="node.floor", allow_null=True)
    band = serializers.CharField(source="node.band", allow_null=True)
    counted = serializers.IntegerField(source="node.counted")
    applicable = serializers.IntegerField(source="node.applicable")
    insufficient = serializers.IntegerField(source="node.insufficient")
    target = serializers.CharField(source="target_exact", allow_null=True)
    target_display = serializers.CharField()
    gap_display = serializers.CharField()


class ScoreDimension(serializers.Serializer[Any]):
    code = serializers.CharField()
    rows = Score(many=True)


class Scorecard(serializers.Serializer[Any]):
    status = serializers.CharField(source="context.status.value")
    label = serializers.CharField()
    frozen = serializers.BooleanField(source="is_frozen")
    frozen_at = serializers.DateTimeField(allow_null=True)
    receipt_hash = serializers.CharField(allow_null=True)
    cells = serializers.SerializerMethodField()
    dimensions = ScoreDimension(many=True)
    total = Score()
    levels = serializers.SerializerMethodField()

    @extend_schema_field(Score(many=True))
    def get_cells(self, page: Any) -> Any:
        return Score(page.cells.values(), many=True).data

    def get_levels(self, page: Any) -> dict[str, str]:
        """Indicator code → "3", "1*" or "n/a"; empty for donors."""
        return {code: value.label for code, value in page.levels.items()}


class Event(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="number")
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField()
    on_behalf_of = serializers.CharField(help_text="In whose stead a substitute did it; empty otherwise.")
    kind = serializers.CharField()
    details = serializers.DictField()
    is_withheld = serializers.BooleanField(help_text="Only that it happened is told, not what was said.")
    actor_id = serializers.IntegerField()
    on_behalf_of_id = serializers.IntegerField(allow_null=True)
    salt = serializers.CharField(help_text="Sealed with the details; empty where they are withheld.")
    previous_hash = serializers.CharField()
    hash = serializers.CharField()


class EventPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = Event(many=True)


class BoardView(ListView):
    """How far each agency has come; counts only. ``?part=`` counts inside one group of questions (for IBM: a pillar)."""

    serializer_class = BoardRow

    def rows(self, assessment_id: int) -> Sequence[Any]:
        part = self.request.query_params.get("part", "")
        return queries.board(*self.who_and_when(), assessment_id, part=part).table


class ScorecardView(View):
    @extend_schema(responses=Scorecard)
    def get(self, request: Request, assessment_id: int) -> Response:
        """The scorecard: live until accepted, frozen afterwards."""
        person, at = self.who_and_when()
        return Response(Scorecard(queries.scorecard(person, at, assessment_id, with_plan=False)).data)


class Receipt(View):
    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assessment_id: int) -> HttpResponse:
        """The frozen scorecard's receipt, byte for byte as it was hashed."""
        person, at = self.who_and_when()
        return HttpResponse(queries.receipt_text(person, at, assessment_id), content_type="application/json")


class EventQuery(serializers.Serializer[Any]):
    before = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, default=None)
    person = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1, default=None)
    kind = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    indicator = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")


class Events(View):
    @extend_schema(
        responses=EventPage,
        parameters=[
            OpenApiParameter("before", int, description="Only events with a smaller number."),
            OpenApiParameter(
                "person", int, description="Only what this person did, or what was done in the person's stead."
            ),
            OpenApiParameter("kind", str, description="Only events of this kind."),
            OpenApiParameter("indicator", str, description="Only events on this question."),
        ],
    )
    def get(self, request: Request, assessment_id: int) -> Response:
        """The record, newest first; ``next`` is the address of the page after this one."""
        asked = EventQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        before = asked.validated_data.pop("before")
        person, at = self.who_and_when()
        wanted = queries.EventFilter(**asked.validated_data)
        found = queries.events(person, at, assessment_id, wanted=wanted, limit=EVENTS + 1, before=before)
        shown, following = found[:EVENTS], None
        if len(found) > EVENTS:
            following = replace_query_param(request.build_absolute_uri(), "before", shown[-1].number)
        return Response({"next": following, "results": Event(shown, many=True).data})
