"""Files behind references: the list, uploads, versions, the bytes themselves, and one file for several questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import file_shapes, shapes
from assessments.api.base import SAVING, ListView, View, idempotency_key
from assessments.api.evidence import evidence_of
from ibm_platform.common.downloads import attachment
from ibm_platform.common.uploads import arrived_files, dropped_files

KEY = SAVING[1]
FILTERS = [
    OpenApiParameter("agency", str, description='Code of an agency; "-" for the country\'s own files.'),
    OpenApiParameter("kind", str, description="pdf, png, jpeg, docx, xlsx, odt, csv or txt."),
    OpenApiParameter("scan_state", str, description="off, waiting, clean or infected."),
]


class _Reading(View):
    """A view that also takes files."""

    takes_files = True
    parser_classes = (MultiPartParser,)

    def sent(self, request: Request, shape: type[Any]) -> dict[str, Any]:
        """Return the fields beside the files; whoever is not signed in or may not see the assessment was turned away before."""
        given = shape(data={name: value for name, value in request.data.items() if not hasattr(value, "chunks")})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class FileList(_Reading, ListView):
    """The files that the caller may have, newest first."""

    serializer_class = file_shapes.File

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, assessment_id: int) -> Sequence[Any]:
        asked = {name: self.request.query_params.get(name, "")[:40] for name in ("agency", "kind", "scan_state")}
        return queries.file_register(*self.who_and_when(), assessment_id, wanted=queries.FileFilter(**asked))

    @extend_schema(
        parameters=[KEY],
        request={"multipart/form-data": file_shapes.UploadIn},
        responses={201: file_shapes.Outcomes, 422: file_shapes.Outcomes},
    )
    def post(self, request: Request, assessment_id: int) -> Response:
        """
        Upload up to five files, each at most 20 MB, as references of one indicator; without ``agency`` the country's own.

        Every file is kept or refused for itself: 201 when at least one was kept, else the status of the first refusal.
        """
        values = self.sent(request, file_shapes.UploadFields)
        agency = values["agency"]
        actor, at = self.who_and_when()
        outcomes = operations.receive_files(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=None if agency is None else self.agency_id(assessment_id, agency),
            indicator_code=values["indicator"],
            arrived=arrived_files(request, "files"),
            dropped=dropped_files(request._request),
            client_key=idempotency_key(request),
            marking=values["marking"],
        )
        kept = [one for one in outcomes if not one.code]
        number = status.HTTP_201_CREATED if kept else outcomes[0].status if outcomes else 422
        return Response(file_shapes.Outcomes({"files": outcomes}).data, status=number)


class FileDetail(View):
    """One file with its newest version."""

    @extend_schema(responses=file_shapes.File)
    def get(self, request: Request, assessment_id: int, file_id: int) -> Response:
        return Response(file_shapes.File(queries.file_row(*self.who_and_when(), assessment_id, file_id)).data)


class FileVersions(_Reading):
    """The versions of a file that the caller may have, newest first."""

    @extend_schema(operation_id="assessments_files_versions_list", responses=file_shapes.Version(many=True))
    def get(self, request: Request, assessment_id: int, file_id: int) -> Response:
        rows = queries.file_versions(*self.who_and_when(), assessment_id, file_id)
        return Response(file_shapes.Version(rows, many=True).data)

    @extend_schema(
        parameters=[KEY],
        request={"multipart/form-data": file_shapes.ReplacementIn},
        responses={201: file_shapes.Outcome, 422: file_shapes.Outcome},
    )
    def post(self, request: Request, assessment_id: int, file_id: int) -> Response:
        """Put a newer version in the file's place, behind every question that it stands behind."""
        actor, at = self.who_and_when()
        # Before a byte of the body is read: whoever has no such file has nothing to replace.
        queries.file_row(actor, at, assessment_id, file_id)
        arrived = arrived_files(request, "file")
        outcome = operations.receive_version(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            file_id=file_id,
            arrived=arrived,
            dropped=dropped_files(request._request),
            client_key=idempotency_key(request),
        )
        number = outcome.status if outcome.code else status.HTTP_201_CREATED
        return Response(file_shapes.Outcome(outcome).data, status=number)


class FileContent(View):
    """The bytes of one version, as they are stored."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, assessment_id: int, file_id: int, number: int) -> HttpResponseBase:
        """Download one version; always as an attachment, and never while it waits for the virus check (409)."""
        found = queries.file_content(*self.who_and_when(), assessment_id, file_id, number)
        return attachment(
            request._request, content=found.chunks, name=found.name, media_type=found.media_type, size=found.size
        )


class FileReferences(View):
    @extend_schema(request=file_shapes.UseIn, responses={201: shapes.Evidence})
    def post(self, request: Request, assessment_id: int, file_id: int) -> Response:
        """Let the file stand behind another indicator too; without ``agency`` as the country's own reference."""
        queries.file_row(*self.who_and_when(), assessment_id, file_id)
        given = file_shapes.UseIn(data=request.data)
        given.is_valid(raise_exception=True)
        agency, indicator = given.validated_data["agency"], given.validated_data["indicator"]
        actor, at = self.who_and_when()
        made = operations.use_file(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            agency_id=None if agency is None else self.agency_id(assessment_id, agency),
            indicator_code=indicator,
            file_id=file_id,
        )
        return Response(evidence_of(self, assessment_id, made.pk), status=status.HTTP_201_CREATED)
