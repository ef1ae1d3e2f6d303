"""Set-up: the country's profile, its agencies, and who is asked what. Agencies and questions go by code."""

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
from assessments.api.base import ListView, View
from ibm_platform.common.errors import Invalid


class ProfileAnswers(serializers.Serializer[Any]):
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True))


class AgenciesIn(serializers.Serializer[Any]):
    agencies = serializers.ListField(child=serializers.CharField(max_length=20), max_length=500)


class AssignmentsIn(serializers.Serializer[Any]):
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), max_length=2000)


class Proposed(serializers.Serializer[Any]):
    added = serializers.IntegerField()


class SetupAgency(serializers.Serializer[Any]):
    """``suggested`` are the questions that the framework names the agency's types for."""

    id = serializers.IntegerField(source="agency.id")
    agency = serializers.CharField(source="agency.code")
    name = serializers.CharField(source="agency.name")
    types = serializers.ListField(child=serializers.CharField())
    takes_part = serializers.BooleanField()
    released = serializers.BooleanField(source="is_released")
    asked = serializers.SerializerMethodField()
    suggested = serializers.SerializerMethodField()

    def get_asked(self, row: Any) -> list[str]:
        return sorted(row.asked)

    def get_suggested(self, row: Any) -> list[str]:
        return sorted(row.suggested)


class Profile(View):
    @extend_schema(responses=ProfileAnswers)
    def get(self, request: Request, assessment_id: int) -> Response:
        """Every profile question of the framework with its answer, empty where there is none."""
        page = queries.setup(*self.who_and_when(), assessment_id)
        return Response({"answers": {line.question.code: line.answer for line in page.profile}})

    @extend_schema(request=ProfileAnswers, responses=shapes.Assessment)
    def put(self, request: Request, assessment_id: int) -> Response:
        """Answer the profile questions; question code → "yes", "no", a number or text."""
        given = ProfileAnswers(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        saved = operations.save_profile(actor=actor, at=at, assessment_id=assessment_id, **given.validated_data)
        return Response(shapes.Assessment(saved).data)


class Agencies(ListView):
    """The country's agencies, those that take part and those that could."""

    serializer_class = SetupAgency

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.setup(*self.who_and_when(), assessment_id).agencies

    @extend_schema(request=AgenciesIn, responses=shapes.Assessment)
    def put(self, request: Request, assessment_id: int) -> Response:
        """Say which agencies of the country take part; the whole set."""
        given = AgenciesIn(data=request.data)
        given.is_valid(raise_exception=True)
        ids = {row.agency.code: row.agency.id for row in self.rows(assessment_id)}
        codes = given.validated_data["agencies"]
        unknown = [code for code in codes if code not in ids]
        if unknown:
            message = _("The country has no agency with the code: %(codes)s.") % {"codes": ", ".join(unknown)}
            raise Invalid(message, fields={"agencies": message})
        actor, at = self.who_and_when()
        saved = operations.set_agencies(
            actor=actor, at=at, assessment_id=assessment_id, agency_ids=[ids[code] for code in codes]
        )
        return Response(shapes.Assessment(saved).data)


class Assignments(View):
    @extend_schema(request=None, responses=Proposed)
    def post(self, request: Request, assessment_id: int) -> Response:
        """Assign questions by agency types; what was assigned stays."""
        actor, at = self.who_and_when()
        return Response({"added": operations.propose_assignments(actor=actor, at=at, assessment_id=assessment_id)})


class AgencyAssignments(View):
    @extend_schema(request=AssignmentsIn, responses={204: None})
    def put(self, request: Request, assessment_id: int, agency_code: str) -> Response:
        """Say which questions one agency is asked; the whole set."""
        given = AssignmentsIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.set_assignments(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=self.agency_id(assessment_id, agency_code),
            indicator_codes=given.validated_data["indicators"],
        )
        return Response(status=204)
