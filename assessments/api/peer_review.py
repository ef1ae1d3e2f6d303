"""The review for programs: who reviews, rounds, peer levels, remarks, replies, agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api import shapes
from assessments.api.base import ONCE, SAVING, ListView, View, etag, expected_revision, idempotency_key
from assessments.api.review_shapes import (
    AgreementOut,
    ClosingIn,
    DeclarationIn,
    DeclarationOut,
    PeerLevelOut,
    RemarkIn,
    RemarkOut,
    ReplyIn,
    ReviewedRow,
    ReviewerIn,
    ReviewersOut,
    RoundOut,
    RoundStepIn,
)
from ibm_platform.common.errors import NotVisible

STEPS = {
    "open": operations.open_round,
    "send": operations.send_round,
    "confirm": operations.confirm_response,
    "close": operations.close_round,
}


class Reviewers(View):
    @extend_schema(responses=ReviewersOut)
    def get(self, request: Request, assessment_id: int) -> Response:
        """Who reviews which field, and who could."""
        return Response(_reviewers(queries.reviewers(*self.who_and_when(), assessment_id)))

    @extend_schema(request=ReviewerIn, responses=ReviewersOut)
    def put(self, request: Request, assessment_id: int) -> Response:
        """Give one field to a reviewer, or (``person`` null) to nobody."""
        queries.reviewers(*self.who_and_when(), assessment_id)
        given = ReviewerIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.assign_reviewer(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            field=given.validated_data["field"],
            person_id=given.validated_data["person"],
        )
        return Response(_reviewers(queries.reviewers(actor, at, assessment_id)))


class Declaration(View):
    @extend_schema(responses=DeclarationOut)
    def get(self, request: Request, assessment_id: int) -> Response:
        """The fields about which the caller declares interests."""
        return Response(_declaration(queries.declaration(*self.who_and_when(), assessment_id)))

    @extend_schema(request=DeclarationIn, responses=DeclarationOut)
    def post(self, request: Request, assessment_id: int) -> Response:
        """Declare to have no conflict of interest, or decline."""
        queries.declaration(*self.who_and_when(), assessment_id)
        given = DeclarationIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.declare_interests(actor=actor, at=at, assessment_id=assessment_id, **given.validated_data)
        return Response(_declaration(queries.declaration(actor, at, assessment_id)))


class ReviewRounds(View):
    @extend_schema(responses=RoundOut(many=True))
    def get(self, request: Request, assessment_id: int) -> Response:
        """The rounds that the caller may know of."""
        found = queries.review_rounds(*self.who_and_when(), assessment_id)
        return Response(RoundOut(found.rounds, many=True).data)

    @extend_schema(request=RoundStepIn, responses=RoundOut(many=True))
    def post(self, request: Request, assessment_id: int) -> Response:
        """Take the next step of the round: open, send, confirm or close."""
        queries.review_rounds(*self.who_and_when(), assessment_id)
        given = RoundStepIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        STEPS[given.validated_data["step"]](actor=actor, at=at, assessment_id=assessment_id)
        found = queries.review_rounds(actor, at, assessment_id)
        return Response(RoundOut(found.rounds, many=True).data)


class PeerLevels(ListView):
    """Both levels of every question that the caller reads; ``field`` for one field."""

    serializer_class = ReviewedRow

    def rows(self, assessment_id: int) -> Sequence[Any]:
        field = self.request.query_params.get("field", "")
        return queries.peer_review(*self.who_and_when(), assessment_id, field=field).rows

    @extend_schema(parameters=[OpenApiParameter("field", str, description="Code of a field.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class PeerLevel(View):
    @extend_schema(responses=PeerLevelOut)
    def get(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """The peer level of one question; its revision is also the ETag."""
        row = queries.reviewed_question(*self.who_and_when(), assessment_id, indicator_code).row
        if row.peer is None:
            raise NotVisible(_("There is no peer level of this question for you."))
        return Response(PeerLevelOut(row).data, headers=etag(row.peer.revision))

    @extend_schema(request=shapes.Judgement, responses=PeerLevelOut, parameters=SAVING)
    def put(self, request: Request, assessment_id: int, indicator_code: str) -> Response:
        """Propose a level with its reason; ``If-Match`` or ``expected_revision`` says what it starts from."""
        queries.reviewed_question(*self.who_and_when(), assessment_id, indicator_code)
        given = shapes.Judgement(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        revision = expected_revision(request, values.pop("expected_revision", None))
        actor, at = self.who_and_when()
        saved = operations.propose_peer_level(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_code=indicator_code,
            expected_revision=revision,
            idempotency_key=idempotency_key(request),
            **values,
        )
        row = queries.reviewed_question(actor, at, assessment_id, indicator_code).row
        return Response(PeerLevelOut(row).data, headers=etag(saved.revision))


class Remarks(ListView):
    """Remarks that the caller may read, by number."""

    serializer_class = RemarkOut

    def rows(self, assessment_id: int) -> Sequence[Any]:
        asked = self.request.query_params
        wanted = queries.RemarkFilter(asked.get("kind", ""), asked.get("state", ""), asked.get("field", ""))
        return queries.remarks(*self.who_and_when(), assessment_id, wanted).remarks

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str),
            OpenApiParameter("state", str, enum=["open", "replied", "closed"]),
            OpenApiParameter("field", str, description="Code of a field."),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=RemarkIn, parameters=[ONCE], responses={201: RemarkOut})
    def post(self, request: Request, assessment_id: int) -> Response:
        """Write a remark; it takes the next number of the assessment."""
        queries.review_rounds(*self.who_and_when(), assessment_id)
        given = RemarkIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        code = values.pop("indicator")
        actor, at = self.who_and_when()
        queries.reviewed_question(actor, at, assessment_id, code)
        written = operations.write_remark(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_code=code,
            client_key=idempotency_key(request),
            **values,
        )
        return _one(self, assessment_id, written.number, status.HTTP_201_CREATED)


class OneRemark(View):
    @extend_schema(responses=RemarkOut)
    def get(self, request: Request, assessment_id: int, number: int) -> Response:
        """One remark with its replies."""
        return _one(self, assessment_id, number)

    @extend_schema(request=ClosingIn, responses=RemarkOut)
    def patch(self, request: Request, assessment_id: int, number: int) -> Response:
        """Close the remark."""
        queries.remark(*self.who_and_when(), assessment_id, number)
        given = ClosingIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.close_remark(
            actor=actor, at=at, assessment_id=assessment_id, number=number, words=given.validated_data["words"]
        )
        return _one(self, assessment_id, number)


class RemarkReplies(View):
    @extend_schema(request=ReplyIn, parameters=[ONCE], responses={201: RemarkOut})
    def post(self, request: Request, assessment_id: int, number: int) -> Response:
        """Reply to the remark; an accepting reply may settle a new national level."""
        queries.remark(*self.who_and_when(), assessment_id, number)
        given = ReplyIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        new = None
        if values["new_level"] is not None:
            wanted = values["new_level"]
            new = operations.NewLevel(wanted["kind"], wanted["level"], wanted["expected_revision"])
        actor, at = self.who_and_when()
        operations.reply_remark(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            number=number,
            decision=values["decision"],
            text=values["text"],
            new_level=new,
            client_key=idempotency_key(request),
        )
        return _one(self, assessment_id, number, status.HTTP_201_CREATED)


class AgreementView(View):
    @extend_schema(responses=AgreementOut)
    def get(self, request: Request, assessment_id: int) -> Response:
        """Bias, mean absolute error, exact and within-one agreement, and kappa where thirty questions are compared."""
        return Response(AgreementOut(queries.agreement_page(*self.who_and_when(), assessment_id)).data)


def _one(view: View, assessment_id: int, number: int, code: int = status.HTTP_200_OK) -> Response:
    found = queries.remark(*view.who_and_when(), assessment_id, number).remark
    return Response(RemarkOut(found).data, status=code)


def _reviewers(page: queries.ReviewersPage) -> Any:
    candidates = [{"id": pk, "name": name} for pk, name in page.candidates]
    given = {"reviewers": page.fields, "declined": page.declined, "candidates": candidates}
    return ReviewersOut(given).data


def _declaration(page: queries.DeclarationPage) -> Any:
    codes = {name: [field.code for field in getattr(page, name)] for name in ("waiting", "declared")}
    return DeclarationOut(codes).data
