"""Every state of an answer and of a national level, and bringing one back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import SAVING, View, etag, expected_revision, idempotency_key


class RestoreIn(serializers.Serializer[Any]):
    """``revision`` is the state that shall stand again."""

    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    expected_revision = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class AnswerState(shapes.JudgementView):
    """``carried_from``: code of the earlier cycle that this state repeats unconfirmed; else empty."""

    carried_from = serializers.CharField()


class AnswerRevisions(View):
    @extend_schema(responses=AnswerState(many=True))
    def get(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """Every state of an agency's answer that the caller may read, newest first."""
        person, at = self.who_and_when()
        agency_id = self.agency_id(assessment_id, agency_code)
        states = queries.answer_history(person, at, assessment_id, agency_id, indicator_code)
        return Response(AnswerState(states, many=True).data)


class RestoreAnswer(View):
    @extend_schema(request=RestoreIn, responses=shapes.AnswerOut, parameters=SAVING)
    def post(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """Let an earlier state stand again, as a new revision."""
        self.require_indicator(assessment_id, indicator_code)
        agency_id = self.agency_id(assessment_id, agency_code)
        given = RestoreIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        saved = operations.restore_revision(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            revision=given.validated_data["revision"],
            expected_revision=expected_revision(request, given.validated_data.get("expected_revision")),
            idempotency_key=idempotency_key(request),
        )
        row = shapes.saved_answer(saved, agency_code, indicator_code)
        return Response(shapes.AnswerOut(row).data, headers=etag(saved.revision))


class SettledRevisions(View):
    @extend_schema(responses=shapes.JudgementView(many=True))
    def get(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """Every state of a national level, newest first."""
        states = queries.settled_history(*self.who_and_when(), assessment_id, indicator_code)
        return Response(shapes.JudgementView(states, many=True).data)


class RestoreSettled(View):
    @extend_schema(request=RestoreIn, responses=shapes.SettledOut, parameters=SAVING)
    def post(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """Let an earlier national level stand again, as a new revision."""
        given = RestoreIn(data=request.data)
        given.is_valid(raise_exception=True)
        self.require_indicator(assessment_id, indicator_code)
        actor, at = self.who_and_when()
        saved = operations.restore_settled(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            revision=given.validated_data["revision"],
            expected_revision=expected_revision(request, given.validated_data.get("expected_revision")),
            idempotency_key=idempotency_key(request),
        )
        row = {**shapes.saved(saved), "indicator": indicator_code}
        return Response(shapes.SettledOut(row).data, headers=etag(saved.revision))
