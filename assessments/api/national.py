"""National levels, their approval, and consistency warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import IF_MATCH, SAVING, ListView, View, etag, expected_revision, idempotency_key
from ibm_platform.common.errors import NotVisible


class ExplanationIn(serializers.Serializer[Any]):
    text = serializers.CharField()
    expected_revision = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class ExplanationsIn(serializers.Serializer[Any]):
    """``warnings`` are codes of findings that nobody has explained yet; one text for all of them."""

    warnings = serializers.ListField(child=serializers.CharField(max_length=120), max_length=1000)
    text = serializers.CharField()


class ChangedQuestion(serializers.Serializer[Any]):
    """``before`` and ``after``: the national level then and now. ``references`` and ``answers`` count what was touched."""

    indicator = serializers.CharField(source="code")
    before = shapes.ValueView(allow_null=True)
    after = shapes.ValueView(allow_null=True)
    new_reason = serializers.BooleanField(source="has_new_reason")
    references = serializers.IntegerField()
    answers = serializers.IntegerField()


class ChangesOut(serializers.Serializer[Any]):
    """``since`` and ``by``: the submission that was sent back; null where none was, or where it is accepted by now."""

    since = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_null=True)
    number = serializers.IntegerField()
    questions = ChangedQuestion(many=True)


class Changes(View):
    @extend_schema(responses=ChangesOut)
    def get(self, request: Request, assessment_id: int) -> Response:
        """What the country changed since the submission that was sent back to it."""
        person, at = self.who_and_when()
        found = queries.changed_since(person, at, assessment_id)
        questions = () if found is None else found.questions
        told = {
            "since": None if found is None else found.at,
            "by": None if found is None else found.by,
            "number": len(questions),
            "questions": questions,
        }
        return Response(ChangesOut(told).data)


class SettledList(ListView):
    """Every indicator with its proposal, spread and national level."""

    serializer_class = shapes.SettlingRow

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.settling_list(*self.who_and_when(), assessment_id).rows


class Settled(View):
    @extend_schema(responses=shapes.SettledOut)
    def get(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """One national level; its revision is also the ETag."""
        person, at = self.who_and_when()
        page = queries.settling(person, at, assessment_id, indicator_code)
        if page.settled is None:
            raise NotVisible(_("This indicator has no national level yet."))
        body = {"indicator": indicator_code, **shapes.JudgementView(page.settled).data}
        return Response(body, headers=etag(page.revision))

    @extend_schema(request=shapes.Judgement, responses=shapes.SettledOut, parameters=SAVING)
    def put(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """Settle a national level; ``If-Match`` or ``expected_revision`` says what it starts from."""
        given = shapes.Judgement(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        revision = expected_revision(request, values.pop("expected_revision", None))
        self.require_indicator(assessment_id, indicator_code)
        actor, at = self.who_and_when()
        saved = operations.settle_level(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            expected_revision=revision,
            idempotency_key=idempotency_key(request),
            **values,
        )
        row = {**shapes.saved(saved), "indicator": indicator_code}
        return Response(shapes.SettledOut(row).data, headers=etag(saved.revision))


class Approve(View):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """Approve that a question does not apply to the country."""
        actor, at = self.who_and_when()
        operations.approve_not_applicable(
            actor=actor, at=at, assessment_id=assessment_id, indicator_code=indicator_code
        )
        return Response(status=204)


class WarningList(ListView):
    """What is to be fixed or explained before the country submits."""

    serializer_class = shapes.ConsistencyWarning

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.warnings(*self.who_and_when(), assessment_id)

    @extend_schema(request=ExplanationsIn, responses={204: None})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Explain several findings with one text: all of them, or none."""
        given = ExplanationsIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.explain_warnings(actor=actor, at=at, assessment_id=assessment_id, **given.validated_data)
        return Response(status=204)


class Explanation(View):
    @extend_schema(request=ExplanationIn, responses={204: None}, parameters=[IF_MATCH])
    def put(self, request: Request, assessment_id: int, warning: str) -> Response:
        """Say why a warning stands; ``If-Match`` or ``expected_revision`` says what the text starts from (0: from nothing)."""
        given = ExplanationIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        saved = operations.explain_warning(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            warning=warning,
            text=given.validated_data["text"],
            expected_revision=expected_revision(request, given.validated_data.get("expected_revision")),
        )
        return Response(status=204, headers=etag(saved.revision))
