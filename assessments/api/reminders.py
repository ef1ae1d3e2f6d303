"""The focal point's reminders to agencies that have not handed over."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api.base import View


class RemindedPerson(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class BehindAgency(serializers.Serializer[Any]):
    agency = serializers.CharField(source="agency.code")
    open = serializers.IntegerField(help_text="Questions without an answer.")
    due = serializers.DateField()
    people = RemindedPerson(many=True, help_text="Everybody who would be reminded.")


class ReminderIn(serializers.Serializer[Any]):
    agencies = serializers.ListField(child=serializers.CharField(max_length=12), max_length=200)


class ReminderOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of its entry in the record.")
    at = serializers.DateTimeField()


class Reminders(View):
    @extend_schema(responses=BehindAgency(many=True))
    def get(self, request: Request, assessment_id: int) -> Response:
        """Agencies that can be reminded, and whom it would reach."""
        page = queries.reminding_page(*self.who_and_when(), assessment_id)
        return Response(BehindAgency(page.rows, many=True).data)

    @extend_schema(request=ReminderIn, responses={201: ReminderOut})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Remind agencies; it goes out after ten minutes."""
        given = ReminderIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        chosen = [self.agency_id(assessment_id, code) for code in given.validated_data["agencies"]]
        event = operations.remind_agencies(actor=actor, at=at, assessment_id=assessment_id, agency_ids=chosen)
        return Response(ReminderOut(event).data, status=status.HTTP_201_CREATED)


class UndoReminder(View):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Take the last reminder back within ten minutes."""
        actor, at = self.who_and_when()
        operations.undo_reminder(actor=actor, at=at, assessment_id=assessment_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
