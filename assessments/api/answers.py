"""Agencies' answers: those the caller may see, one of them, saving and handing over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import ONCE, SAVING, ListView, View, etag, expected_revision, idempotency_key


class ReleaseOut(serializers.Serializer[Any]):
    """``reference`` such as "XA-2027-CUS-2"; ``reopened_at`` is null while the release holds."""

    reference = serializers.CharField()
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    reopened_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class ReopeningIn(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True)


class AnswerList(ListView):
    """The answers that the caller may see: the own agency's, and released ones for those who may read them."""

    serializer_class = shapes.AnswerOut

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.answers(*self.who_and_when(), assessment_id)


class Answer(View):
    @extend_schema(responses=shapes.AnswerOut)
    def get(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """One answer; its revision is also the ETag."""
        person, at = self.who_and_when()
        answer = queries.answer(person, at, assessment_id, agency_code, indicator_code)
        return Response(shapes.AnswerOut(answer).data, headers=etag(answer.revision))

    @extend_schema(request=shapes.AnswerIn, responses=shapes.AnswerOut, parameters=SAVING)
    def put(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """Save an answer; ``If-Match`` or ``expected_revision`` says what it starts from, ``Idempotency-Key`` makes it once."""
        given = shapes.AnswerIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        revision = expected_revision(request, values.pop("expected_revision", None))
        self.require_indicator(assessment_id, indicator_code)
        actor, at = self.who_and_when()
        saved = operations.save_answer(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=self.agency_id(assessment_id, agency_code),
            indicator_code=indicator_code,
            expected_revision=revision,
            idempotency_key=idempotency_key(request),
            **values,
        )
        row = shapes.saved_answer(saved, agency_code, indicator_code)
        return Response(shapes.AnswerOut(row).data, headers=etag(saved.revision))


class Release(View):
    @extend_schema(request=None, responses=ReleaseOut, parameters=[ONCE])
    def post(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Hand the agency's answers over to the national focal point; ``Idempotency-Key`` makes it once."""
        actor, at = self.who_and_when()
        release = operations.release_answers(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=self.agency_id(assessment_id, agency_code),
            idempotency_key=idempotency_key(request),
        )
        return Response(ReleaseOut(release).data)


class Reopening(View):
    @extend_schema(request=ReopeningIn, responses=ReleaseOut)
    def post(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Open a release again, with a reason: the agency may change its answers until it releases anew."""
        agency_id = self.agency_id(assessment_id, agency_code)
        given = ReopeningIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        release = operations.reopen_release(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            reason=given.validated_data["reason"],
        )
        return Response(ReleaseOut(release).data)
