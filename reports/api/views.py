"""The API's door to reports: list, ask, look, fetch. The rules are those of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status, views
from rest_framework.request import Request
from rest_framework.response import Response

from reports import operations, queries
from reports.api.serializers import ReportRequestSerializer, ReportSerializer


class ReportList(generics.GenericAPIView[Any]):
    """Reports that the caller may read, newest first; POST asks for one."""

    serializer_class = ReportSerializer
    filter_backends = ()

    def get_queryset(self) -> Any:
        return queries.reports_visible_to(self.request.user, timezone.now())

    @extend_schema(responses=ReportSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        reports = [queries.report_view(report, person=request.user) for report in page]
        return self.get_paginated_response(ReportSerializer(reports, many=True).data)

    @extend_schema(request=ReportRequestSerializer, responses={202: ReportSerializer, 200: ReportSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a report: 202 while it waits or is being made, 200 when there is one already."""
        wish = ReportRequestSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        at = timezone.now()
        report = operations.request_report(
            actor=request.user,
            at=at,
            assessment_id=wish.validated_data["assessment"],
            language=wish.validated_data["language"],
            edition=wish.validated_data.get("edition"),
        )
        view = queries.report_page(person=request.user, at=at, report_id=report.pk).report
        answer = status.HTTP_202_ACCEPTED if view.waits else status.HTTP_200_OK
        return Response(ReportSerializer(view).data, status=answer)


class ReportDetail(views.APIView):
    @extend_schema(responses=ReportSerializer)
    def get(self, request: Request, report_id: UUID) -> Response:
        page = queries.report_page(person=request.user, at=timezone.now(), report_id=report_id)
        return Response(ReportSerializer(page.report).data)


class ReportFile(views.APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)})
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        file = queries.report_file(person=request.user, at=timezone.now(), report_id=report_id)
        return HttpResponse(file.content, headers=file.headers)
