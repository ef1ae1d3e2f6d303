"""The caller's own sessions in browsers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ibm_platform.accounts import operations, queries
from ibm_platform.accounts.stamps import stamp_of


class SessionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    label = serializers.CharField(help_text="Browser and system; empty when unknown.")
    started_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(help_text="To the minute.")
    is_this = serializers.BooleanField(help_text="The session in which this is asked.")


class SessionList(generics.GenericAPIView[Any]):
    """Where the caller is signed in, the latest used first."""

    serializer_class = SessionSerializer
    filter_backends = ()
    pagination_class = None

    @extend_schema(responses=SessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        at = timezone.now()
        stamp = stamp_of(request._request.session)
        rows = queries.open_sessions(
            request.user.pk, queries.rights_of(request.user, at), at=at, this=stamp.row if stamp else None
        )
        return Response(SessionSerializer(rows, many=True).data)


class SessionEnd(APIView):
    """One session of the caller."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: int) -> Response:
        """End it at once."""
        operations.end_session(session_id=session_id, actor=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
