"""What people say to each other about single questions. Programs read and write what their person may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api.base import SAVING, ListView, View, idempotency_key
from assessments.api.shapes import ID
from ibm_platform.common.errors import Invalid

# Of the headers of a save only the key: a comment starts from nothing.
ONCE = [SAVING[1]]
MENTIONS: dict[str, Any] = {"required": False, "default": list, "max_length": 100}


class Said(serializers.Serializer[Any]):
    """One comment; ``text`` is empty while it is hidden, ``agency`` null from the national or the reviewing side."""

    id = serializers.IntegerField()
    agency = serializers.CharField(source="agency.code", allow_null=True, default=None)
    author = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    mentioned = serializers.ListField(child=serializers.CharField())
    is_unread = serializers.BooleanField()
    hidden_at = serializers.DateTimeField(allow_null=True)


class CommentThread(serializers.Serializer[Any]):
    """A first comment with its answers; ``visibility`` says who reads all of them."""

    id = serializers.IntegerField(source="root.id")
    indicator = serializers.CharField(source="root.indicator")
    visibility = serializers.ChoiceField(choices=queries.Visibility.choices, source="root.visibility")
    resolved_at = serializers.DateTimeField(source="root.resolved_at", allow_null=True)
    comments = Said(many=True)


class CommentIn(serializers.Serializer[Any]):
    """Without ``visibility`` the narrowest that is open; ``agency`` is the own one for which is written, or null."""

    indicator = serializers.CharField(max_length=40)
    text = serializers.CharField(allow_blank=True)
    visibility = serializers.ChoiceField(
        choices=queries.Visibility.choices, required=False, allow_blank=True, default=""
    )
    agency = serializers.CharField(max_length=12, required=False, allow_null=True, default=None)
    mentions = serializers.ListField(child=serializers.IntegerField(**ID), **MENTIONS)


class AnswerToCommentIn(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True)
    mentions = serializers.ListField(child=serializers.IntegerField(**ID), **MENTIONS)


class CommentState(serializers.Serializer[Any]):
    """One of the two: ``resolved`` for a thread, ``hidden`` for one comment."""

    resolved = serializers.BooleanField(required=False)
    hidden = serializers.BooleanField(required=False)


class ReadIn(serializers.Serializer[Any]):
    comments = serializers.ListField(child=serializers.IntegerField(**ID), max_length=1000)


class ReadOut(serializers.Serializer[Any]):
    marked = serializers.IntegerField()


class CommentReader(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.CharField()
    agency = serializers.CharField()


class CommentAudience(serializers.Serializer[Any]):
    """Whom the caller may write to about a question, from which side, and who may be named there."""

    visibility = serializers.ChoiceField(choices=queries.Visibility.choices, source="audience.visibility")
    agency = serializers.CharField(source="audience.agency.code", allow_null=True, default=None)
    readers = CommentReader(many=True)


class Comments(ListView):
    """Threads that the caller may read, newest first; those of one question with ``indicator``."""

    serializer_class = CommentThread

    def rows(self, assessment_id: int) -> Sequence[Any]:
        wanted = self.request.query_params
        page = queries.comments(
            *self.who_and_when(),
            assessment_id,
            indicator_code=wanted.get("indicator", ""),
            show=wanted.get("show", ""),
        )
        return page.threads

    @extend_schema(
        parameters=[
            OpenApiParameter("indicator", str, description="Code of a question."),
            OpenApiParameter("show", str, enum=["unread", "mentioned", "open"]),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=CommentIn, parameters=ONCE, responses={201: CommentThread})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Begin a thread. Who reads it cannot be changed afterwards."""
        given = CommentIn(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        actor, at = self.who_and_when()
        agency, code = wanted.pop("agency"), wanted.pop("indicator")
        written = operations.write_comment(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_code=code,
            agency_id=None if agency is None else self.agency_id(assessment_id, agency),
            client_key=idempotency_key(request),
            **wanted,
        )
        return _thread(self, assessment_id, written.pk, status.HTTP_201_CREATED)


class OneComment(View):
    @extend_schema(responses=CommentThread)
    def get(self, request: Request, assessment_id: int, comment_id: int) -> Response:
        """The whole thread, also by the id of an answer in it."""
        return _thread(self, assessment_id, comment_id)

    @extend_schema(request=CommentState, responses=CommentThread)
    def patch(self, request: Request, assessment_id: int, comment_id: int) -> Response:
        """Resolve a thread or open it again; hide a comment or show it again."""
        queries.require_comment_seen(*self.who_and_when(), assessment_id, comment_id)
        given = CommentState(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        if len(wanted) != 1:
            raise Invalid(_("Say one thing: resolved, or hidden."))
        if "resolved" in wanted:
            change = operations.resolve_comment if wanted["resolved"] else operations.reopen_comment
        else:
            change = operations.hide_comment if wanted["hidden"] else operations.show_comment
        actor, at = self.who_and_when()
        change(actor=actor, at=at, assessment_id=assessment_id, comment_id=comment_id)
        return _thread(self, assessment_id, comment_id)


class CommentAnswers(View):
    @extend_schema(request=AnswerToCommentIn, parameters=ONCE, responses={201: CommentThread})
    def post(self, request: Request, assessment_id: int, comment_id: int) -> Response:
        """Answer the first comment of a thread."""
        queries.require_comment_seen(*self.who_and_when(), assessment_id, comment_id)
        given = AnswerToCommentIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.answer_comment(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            comment_id=comment_id,
            client_key=idempotency_key(request),
            **given.validated_data,
        )
        return _thread(self, assessment_id, comment_id, status.HTTP_201_CREATED)


class ReadComments(View):
    @extend_schema(request=ReadIn, responses=ReadOut)
    def post(self, request: Request, assessment_id: int) -> Response:
        """Mark comments as read by the caller; others' threads are passed over."""
        given = ReadIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        marked = operations.read_comments(
            actor=actor, at=at, assessment_id=assessment_id, comment_ids=given.validated_data["comments"]
        )
        return Response({"marked": marked})


class CommentAudiences(View):
    @extend_schema(parameters=[OpenApiParameter("indicator", str, required=True)], responses=CommentAudience(many=True))
    def get(self, request: Request, assessment_id: int) -> Response:
        """Whom the caller may write to about a question, the narrowest circle first."""
        code = request.query_params.get("indicator", "")
        page = queries.comments(*self.who_and_when(), assessment_id, indicator_code=code)
        return Response(CommentAudience(page.choices, many=True).data)


def _thread(view: View, assessment_id: int, comment_id: int, code: int = status.HTTP_200_OK) -> Response:
    found = queries.comment_thread(*view.who_and_when(), assessment_id, comment_id).thread
    return Response(CommentThread(found).data, status=code)
