"""References to evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import ListView, View


class EvidenceList(ListView):
    """References that the caller may read: those of agencies whose answers are open to the caller, and the country's own."""

    serializer_class = shapes.Evidence

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.evidence(*self.who_and_when(), assessment_id)

    @extend_schema(request=shapes.EvidenceIn, responses={201: shapes.Evidence})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Add a reference for one indicator; without ``agency`` it is the country's own."""
        given = shapes.EvidenceIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        agency, indicator = values.pop("agency"), values.pop("indicator")
        actor, at = self.who_and_when()
        made = operations.add_evidence(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=None if agency is None else self.agency_id(assessment_id, agency),
            indicator_code=indicator,
            **values,
        )
        # What was sent, and what the operation made of it.
        row = {**values, **_stored(made), "agency": agency, "indicator": indicator, "file": None, "carried_from": ""}
        return Response(shapes.Evidence(row).data, status=status.HTTP_201_CREATED)


class EvidenceDetail(View):
    @extend_schema(responses=shapes.Evidence)
    def get(self, request: Request, assessment_id: int, evidence_id: int) -> Response:
        """Read one reference."""
        return Response(evidence_of(self, assessment_id, evidence_id))

    @extend_schema(request=shapes.EvidenceFields, responses=shapes.Evidence)
    def put(self, request: Request, assessment_id: int, evidence_id: int) -> Response:
        """Write every field of a reference anew; its file, agency and indicator stay."""
        queries.evidence_row(*self.who_and_when(), assessment_id, evidence_id)
        given = shapes.EvidenceFields(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.change_evidence(
            actor=actor, at=at, assessment_id=assessment_id, evidence_id=evidence_id, **given.validated_data
        )
        return Response(evidence_of(self, assessment_id, evidence_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, assessment_id: int, evidence_id: int) -> Response:
        """Take a reference away; the history keeps it."""
        actor, at = self.who_and_when()
        operations.remove_evidence(actor=actor, at=at, assessment_id=assessment_id, evidence_id=evidence_id)
        return Response(status=204)


def evidence_of(view: View, assessment_id: int, evidence_id: int) -> Any:
    """Return one reference as the list gives it."""
    return shapes.Evidence(queries.evidence_row(*view.who_and_when(), assessment_id, evidence_id)).data


def _stored(made: Any) -> dict[str, Any]:
    names = ("title", "kind", "strength", "issued_by", "dated_on", "holder", "marking", "page_reference", "proves")
    return {"id": made.pk, **{name: getattr(made, name) for name in names}}
