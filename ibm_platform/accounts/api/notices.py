"""What the caller was told, and of what the caller wants letters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ibm_platform.accounts import operations, queries


class NoticeOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    text = serializers.CharField(help_text="One sentence in the caller's language.")
    url = serializers.CharField(help_text="Path of the page where one acts.")
    created_at = serializers.DateTimeField()
    is_read = serializers.BooleanField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(queries.notice_row(instance))


class NoticeIn(serializers.Serializer[Any]):
    is_read = serializers.BooleanField()

    def validate_is_read(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError("A notice that was read stays read: send true.")
        return value


class Marked(serializers.Serializer[Any]):
    marked = serializers.IntegerField()


class Choice(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text='Of a kind of notice, or "digest" for the daily letter as a whole.')
    mail = serializers.BooleanField()


class NoticeList(generics.ListAPIView[Any]):
    """What the caller was told, the latest first."""

    serializer_class = NoticeOut
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Any]:
        at = timezone.now()
        person: Any = self.request.user
        return queries.told_to(person, queries.rights_of(person, at), at).order_by("-created_at", "-pk")


class OneNotice(APIView):
    @extend_schema(request=NoticeIn, responses=NoticeOut)
    def patch(self, request: Request, notice_id: int) -> Response:
        """Mark it as read."""
        given = NoticeIn(data=request.data)
        actor: Any = request.user
        at = timezone.now()
        queries.require_notice(actor, at, notice_id)
        given.is_valid(raise_exception=True)
        notice = operations.read_notice(actor=actor, at=at, notice_id=notice_id)
        return Response(NoticeOut(notice).data)


class ReadNotices(APIView):
    @extend_schema(request=None, responses=Marked)
    def post(self, request: Request) -> Response:
        """Mark all as read."""
        actor: Any = request.user
        return Response({"marked": operations.read_notices(actor=actor, at=timezone.now())})


class NoticeChoices(APIView):
    """Of what the caller has letters."""

    @extend_schema(responses=Choice(many=True))
    def get(self, request: Request) -> Response:
        return Response(self._chosen(request))

    @extend_schema(request=Choice(many=True), responses=Choice(many=True))
    def patch(self, request: Request) -> Response:
        """Change what is named; the rest stays."""
        given = Choice(data=request.data, many=True)
        given.is_valid(raise_exception=True)
        actor: Any = request.user
        chosen = {one["kind"]: one["mail"] for one in given.validated_data}
        operations.choose_notices(actor=actor, at=timezone.now(), mail=chosen)
        return Response(self._chosen(request))

    def _chosen(self, request: Request) -> list[dict[str, Any]]:
        person: Any = request.user
        rows = [{"kind": row.kind, "mail": row.mail} for row in queries.notice_choices(person.pk)]
        return [*rows, {"kind": queries.DIGEST, "mail": queries.has_digest(person.pk)}]
