"""Cycles and assessments: lists, opening, and what stands at the top of each page."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import View
from assessments.lifecycle import Status


class AssessmentFilter(django_filters.FilterSet):
    """Country and cycle by code; archived ones are listed only when they are asked for."""

    country = django_filters.CharFilter(field_name="country__code", max_length=2)
    cycle = django_filters.CharFilter(field_name="cycle__code", max_length=20)
    status = django_filters.ChoiceFilter(choices=[(one.value, one.value) for one in Status])
    archived = django_filters.BooleanFilter(method="of_archive")

    def of_archive(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(archived_at__isnull=not value)

    def filter_queryset(self, queryset: Any) -> Any:
        if self.form.cleaned_data.get("archived") is None:
            queryset = queryset.filter(archived_at__isnull=True)
        return super().filter_queryset(queryset)


class CycleList(View, generics.ListCreateAPIView[Any]):
    """Cycles, newest first; a coordinator opens one by POST."""

    serializer_class = shapes.Cycle
    filter_backends = ()

    def get_queryset(self) -> Any:
        return queries.cycles(*self.who_and_when())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = shapes.Cycle(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        cycle = operations.open_cycle(actor=actor, at=at, **given.validated_data)
        return Response(shapes.Cycle(cycle).data, status=status.HTTP_201_CREATED)


class AssessmentList(View, generics.ListCreateAPIView[Any]):
    """Assessments that the caller may know of; a coordinator or the country's focal point opens one by POST."""

    serializer_class = shapes.Assessment
    filterset_class = AssessmentFilter

    def get_queryset(self) -> Any:
        return queries.assessments_visible_to(*self.who_and_when())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = shapes.Assessment(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        assessment = operations.open_assessment(actor=actor, at=at, **given.validated_data)
        return Response(shapes.Assessment(assessment).data, status=status.HTTP_201_CREATED)


class AssessmentDetail(View):
    @extend_schema(responses=shapes.AssessmentContext)
    def get(self, request: Request, assessment_id: int) -> Response:
        """State, dates and what the caller may do now."""
        person, at = self.who_and_when()
        return Response(shapes.AssessmentContext(queries.assessment_context(person, at, assessment_id)).data)
