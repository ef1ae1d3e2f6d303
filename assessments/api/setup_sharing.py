"""Set-up: what is asked of whom changed in bulk and taken back, shared out inside an agency; and the archive."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import View
from assessments.api.setup import Assignments


class WishIn(serializers.Serializer[Any]):
    agency = serializers.CharField(max_length=12)
    indicator = serializers.CharField(max_length=40)
    asked = serializers.BooleanField()


class ChangesIn(serializers.Serializer[Any]):
    """With ``preview`` nothing is written."""

    changes = serializers.ListField(child=WishIn(), min_length=1, max_length=5000)
    preview = serializers.BooleanField(required=False, default=False)


class Bound(serializers.Serializer[Any]):
    agency = serializers.CharField(source="agency.code")
    indicator = serializers.CharField()


class Preview(serializers.Serializer[Any]):
    """What the change touches. ``change`` names it for ten minutes to take it back; null in a preview or without any change."""

    questions = serializers.IntegerField()
    agencies = serializers.IntegerField()
    added = Bound(many=True)
    removed = Bound(many=True)
    uncovered = serializers.ListField(child=serializers.CharField())
    answered = Bound(many=True)
    released = serializers.SerializerMethodField()
    possible = serializers.BooleanField(source="is_possible")
    change = serializers.IntegerField(allow_null=True, required=False)

    def get_released(self, row: Any) -> list[str]:
        return [one.code for one in row.released]


class UndoIn(serializers.Serializer[Any]):
    change = serializers.IntegerField(**shapes.ID)


class DelegationIn(serializers.Serializer[Any]):
    """``officer`` is a person's id; null gives the questions back to all of the agency."""

    officer = serializers.IntegerField(allow_null=True, **shapes.ID)
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), max_length=2000)


class Officer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Given(serializers.Serializer[Any]):
    indicator = serializers.CharField(source="code")
    officer = serializers.IntegerField(allow_null=True)


class Sharing(serializers.Serializer[Any]):
    officers = Officer(many=True)
    questions = serializers.SerializerMethodField()

    def get_questions(self, page: Any) -> list[dict[str, Any]]:
        return [dict(Given(one).data) for row in page.rows for one in row.questions]


class AllAssignments(Assignments):
    """POST proposes by agency types, PATCH changes single questions of single agencies."""

    @extend_schema(request=ChangesIn, responses=Preview)
    def patch(self, request: Request, assessment_id: int) -> Response:
        """Ask agencies questions, or ask them no longer: all of it or nothing."""
        given = ChangesIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        asked = given.validated_data["changes"]
        ids = {code: self.agency_id(assessment_id, code) for code in sorted({one["agency"] for one in asked})}
        wishes = [queries.Wish(ids[one["agency"]], one["indicator"], one["asked"]) for one in asked]
        preview = queries.preview_assignments(actor, at, assessment_id, wishes)
        body = dict(Preview(preview).data)
        body["change"] = None
        if not given.validated_data["preview"]:
            made = operations.change_assignments(actor=actor, at=at, assessment_id=assessment_id, wishes=wishes)
            body["change"] = None if made is None else made.pk
        return Response(body)


class UndoAssignments(View):
    @extend_schema(request=UndoIn, responses={204: None})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Take the last change of the questions back, within ten minutes."""
        given = UndoIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.undo_assignments(
            actor=actor, at=at, assessment_id=assessment_id, change_id=given.validated_data["change"]
        )
        return Response(status=204)


class Delegations(View):
    @extend_schema(responses=Sharing)
    def get(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """The agency's officers, and to whom its lead gave which question."""
        person, at = self.who_and_when()
        page = queries.delegations(person, at, assessment_id, self.agency_id(assessment_id, agency_code))
        return Response(Sharing(page).data)

    @extend_schema(request=DelegationIn, responses={204: None})
    def put(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Give questions to an officer."""
        agency_id = self.agency_id(assessment_id, agency_code)
        given = DelegationIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.delegate(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            officer_id=given.validated_data["officer"],
            indicator_codes=given.validated_data["indicators"],
        )
        return Response(status=204)


class Archive(View):
    @extend_schema(request=None, responses=shapes.Assessment)
    def post(self, request: Request, assessment_id: int) -> Response:
        """Take a finished assessment out of lists and boards."""
        actor, at = self.who_and_when()
        archived = operations.archive_assessment(actor=actor, at=at, assessment_id=assessment_id)
        return Response(shapes.Assessment(archived).data)

    @extend_schema(request=None, responses=shapes.Assessment)
    def delete(self, request: Request, assessment_id: int) -> Response:
        """Bring it back."""
        actor, at = self.who_and_when()
        back = operations.unarchive_assessment(actor=actor, at=at, assessment_id=assessment_id)
        return Response(shapes.Assessment(back).data)
