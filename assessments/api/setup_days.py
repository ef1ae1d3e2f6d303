"""Set-up: the calendar, and more time for one agency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api.base import ListView, View

DAY: dict[str, Any] = {"required": False}
NO_DAY: dict[str, Any] = {"required": False, "allow_null": True}


class Calendar(serializers.Serializer[Any]):
    """Days in the country's time zone. On its way in, a day that is not named stays; ``reason`` says why from collection on."""

    reference_date = serializers.DateField(**DAY)
    answers_due = serializers.DateField(**DAY)
    workshop_from = serializers.DateField(**NO_DAY)
    workshop_to = serializers.DateField(**NO_DAY)
    submission_due = serializers.DateField(**DAY)
    review_due = serializers.DateField(**NO_DAY)
    response_due = serializers.DateField(**NO_DAY)
    time_zone = serializers.CharField(read_only=True)
    reason = serializers.CharField(write_only=True, required=False, allow_blank=True, default="")


class Extension(serializers.Serializer[Any]):
    """A wish for more time. ``granted`` is null until it is decided and 0 when it was refused."""

    id = serializers.IntegerField()
    agency = serializers.CharField(source="agency.code")
    days = serializers.IntegerField()
    reason = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    granted = serializers.IntegerField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    answer = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ExtensionIn(serializers.Serializer[Any]):
    agency = serializers.CharField(max_length=12)
    days = serializers.IntegerField(min_value=-(2**31), max_value=2**31 - 1)
    reason = serializers.CharField(allow_blank=True)


class DecisionIn(serializers.Serializer[Any]):
    """``days`` 0 refuses."""

    days = serializers.IntegerField(min_value=-(2**31), max_value=2**31 - 1)
    answer = serializers.CharField(required=False, allow_blank=True, default="")


class CalendarView(View):
    @extend_schema(responses=Calendar)
    def get(self, request: Request, assessment_id: int) -> Response:
        """The days of the assessment."""
        return self.shown(assessment_id)

    @extend_schema(request=Calendar, responses=Calendar)
    def patch(self, request: Request, assessment_id: int) -> Response:
        """Move days; those not named stay."""
        given = Calendar(data=request.data)
        given.is_valid(raise_exception=True)
        days = dict(given.validated_data)
        reason = days.pop("reason")
        actor, at = self.who_and_when()
        operations.move_deadlines(actor=actor, at=at, assessment_id=assessment_id, days=days, reason=reason)
        return self.shown(assessment_id)

    def shown(self, assessment_id: int) -> Response:
        page = queries.calendar(*self.who_and_when(), assessment_id)
        return Response(
            Calendar({**{one.name: one.day for one in page.days}, "time_zone": page.context.time_zone}).data
        )


class Extensions(ListView):
    """Wishes for more time, the latest first; for the country's focal point and signatory."""

    serializer_class = Extension

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.extensions(*self.who_and_when(), assessment_id)

    @extend_schema(request=ExtensionIn, responses={201: Extension})
    def post(self, request: Request, assessment_id: int) -> Response:
        """An agency's lead asks for 1 to 30 days more."""
        given = ExtensionIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        asked = operations.ask_extension(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=self.agency_id(assessment_id, given.validated_data["agency"]),
            days=given.validated_data["days"],
            reason=given.validated_data["reason"],
        )
        return Response(Extension(queries.extension_view(asked)).data, status=status.HTTP_201_CREATED)


class OneExtension(View):
    @extend_schema(request=DecisionIn, responses=Extension)
    def patch(self, request: Request, assessment_id: int, extension_id: int) -> Response:
        """The focal point gives days, or refuses."""
        queries.require_extension(*self.who_and_when(), assessment_id, extension_id)
        given = DecisionIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        decided = operations.decide_extension(
            actor=actor, at=at, assessment_id=assessment_id, extension_id=extension_id, **given.validated_data
        )
        return Response(Extension(queries.extension_view(decided)).data)
