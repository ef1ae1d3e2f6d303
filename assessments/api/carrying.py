"""What an agency answered in the cycle before: read, taken over as a start, confirmed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import SAVING, View, etag, expected_revision, idempotency_key


class EarlierAnswer(shapes.JudgementView):
    """``on_scale``: the present version has its level. ``why_not_copied`` is empty where it can be taken over."""

    cycle = serializers.CharField()
    on_scale = serializers.BooleanField()
    references = serializers.IntegerField()
    why_not_copied = serializers.CharField()


class PreviousOut(serializers.Serializer[Any]):
    """``previous`` is null where the agency handed over no answer to the question before."""

    previous = EarlierAnswer(allow_null=True)


class CopyIn(serializers.Serializer[Any]):
    """``evidence``: whether the references come along; files stay in the assessment that they were given to."""

    evidence = serializers.BooleanField(required=False, default=True)
    expected_revision = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class CopyAllIn(serializers.Serializer[Any]):
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), max_length=1000)
    evidence = serializers.BooleanField(required=False, default=True)


class ConfirmIn(serializers.Serializer[Any]):
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), max_length=1000)


class CopiedOut(shapes.AnswerOut):
    """``references`` came along; ``left`` are titles of those that could not."""

    references = serializers.IntegerField()
    left = serializers.ListField(child=serializers.CharField())


class PreviousAnswer(View):
    @extend_schema(responses=PreviousOut)
    def get(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """What the caller's agency handed over of the question in the cycle before."""
        person, at = self.who_and_when()
        agency_id = self.agency_id(assessment_id, agency_code)
        found = queries.previous_answer(person, at, assessment_id, agency_id, indicator_code)
        return Response(PreviousOut({"previous": None if found is None else _told(found)}).data)

    @extend_schema(request=CopyIn, responses=CopiedOut, parameters=SAVING)
    def post(self, request: Request, assessment_id: int, agency_code: str, indicator_code: str) -> Response:
        """Take it over as a start: a new revision that has to be confirmed before the agency can release."""
        self.require_indicator(assessment_id, indicator_code)
        agency_id = self.agency_id(assessment_id, agency_code)
        given = CopyIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        done = operations.copy_previous(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_code=indicator_code,
            expected_revision=expected_revision(request, given.validated_data.get("expected_revision")),
            with_evidence=given.validated_data["evidence"],
            idempotency_key=idempotency_key(request),
        )
        return Response(_copied(done, agency_code), headers=etag(done.answer.revision))


class PreviousAnswers(View):
    @extend_schema(
        request=CopyAllIn, responses=CopiedOut(many=True), operation_id="assessments_answers_previous_create_several"
    )
    def post(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Take the earlier answers to several unanswered questions over; those that have an answer by now keep it."""
        agency_id = self.agency_id(assessment_id, agency_code)
        given = CopyAllIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        done = operations.copy_all_previous(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_codes=given.validated_data["indicators"],
            with_evidence=given.validated_data["evidence"],
        )
        return Response([_copied(one, agency_code) for one in done])


class Confirmation(View):
    @extend_schema(request=ConfirmIn, responses=shapes.AnswerOut(many=True))
    def post(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Let carried answers stand for this cycle; what was confirmed or changed meanwhile is left out of the answer."""
        agency_id = self.agency_id(assessment_id, agency_code)
        given = ConfirmIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        done = operations.confirm_carried(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=agency_id,
            indicator_codes=given.validated_data["indicators"],
        )
        rows = [shapes.saved_answer(one.answer, agency_code, one.indicator) for one in done]
        return Response(shapes.AnswerOut(rows, many=True).data)


def _told(found: queries.PreviousAnswer) -> dict[str, Any]:
    answer = found.answer
    return {
        "kind": answer.kind,
        "level": answer.level,
        "reason": answer.reason,
        "comment": answer.comment,
        "revision": answer.revision,
        "saved_at": answer.saved_at,
        "saved_by": answer.saved_by,
        "cycle": found.cycle_code,
        "on_scale": found.is_on_scale,
        "references": found.references,
        "why_not_copied": found.why_not_copied,
    }


def _copied(done: operations.CarriedAnswer, agency_code: str) -> Any:
    row = shapes.saved_answer(done.answer, agency_code, done.indicator)
    return CopiedOut({**row, "references": len(done.references), "left": done.left}).data
