"""Workshops: planned, led step by step, voted in, and told in minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import operations, queries
from assessments.api.base import ONCE, ListView, View, etag, idempotency_key
from assessments.api.shapes import ID
from assessments.limits import WORKSHOP_TITLE_CHARACTERS

INDICATOR = ("indicator_code",)
STEPS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "open": (operations.open_workshop, ()),
    "go_to": (operations.go_to_item, INDICATOR),
    "ask": (operations.ask_room, (*INDICATOR, "text")),
    "start_vote": (operations.start_vote, (*INDICATOR, "expected_round")),
    "reveal": (operations.reveal_votes, (*INDICATOR, "expected_round")),
    "settle": (
        operations.settle_in_workshop,
        (*INDICATOR, "kind", "level", "reason", "dissent", "expected_revision", "idempotency_key"),
    ),
    "no_consensus": (
        operations.settle_without_consensus,
        (*INDICATOR, "reason", "expected_revision", "idempotency_key"),
    ),
    "defer": (operations.defer_item, INDICATOR),
    "close": (operations.close_workshop, ()),
}
"""Step → operation, and what it takes beside who, when and where."""
WHOLE: dict[str, Any] = {"min_value": 0, "max_value": 2**31 - 1}
KINDS = queries.Kind.choices


class WorkshopOut(serializers.Serializer[Any]):
    """``revision`` counts every change that a screen of the room shows."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    begins_on = serializers.DateField()
    ends_on = serializers.DateField()
    state = serializers.ChoiceField(choices=queries.WorkshopState.choices)
    chair_id = serializers.IntegerField()
    chair = serializers.CharField()
    rapporteur_id = serializers.IntegerField(allow_null=True)
    rapporteur = serializers.CharField()
    revision = serializers.IntegerField()
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)


class WorkshopValue(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=queries.Kind.choices)
    level = serializers.CharField(allow_null=True)


class WorkshopItemOut(serializers.Serializer[Any]):
    """``round`` counts the votes on the question, ``revealed`` those that were shown."""

    indicator = serializers.CharField(source="code")
    state = serializers.ChoiceField(choices=queries.ItemState.choices)
    round = serializers.IntegerField()
    revealed = serializers.IntegerField()
    question = serializers.CharField()
    settled = WorkshopValue(allow_null=True)


class WorkshopVoteOut(serializers.Serializer[Any]):
    agency = serializers.CharField(source="agency.code")
    round = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=queries.Kind.choices, source="value.kind")
    level = serializers.CharField(source="value.level", allow_null=True)
    reason = serializers.CharField()


class StayOut(serializers.Serializer[Any]):
    """``agency`` is null for national people and guests of none."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.CharField()
    agency = serializers.CharField(source="agency.code", allow_null=True, default=None)
    arrived_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)


class RoomOut(serializers.Serializer[Any]):
    """``current`` is the question that the room is at; ``votes`` were shown last; ``voted`` have voted where one is open."""

    workshop = WorkshopOut()
    items = WorkshopItemOut(many=True)
    current = serializers.CharField(source="current.item.code", allow_null=True, default=None)
    votes = WorkshopVoteOut(source="current.votes", many=True, default=())
    voters = serializers.SerializerMethodField()
    voted = serializers.SerializerMethodField()
    present = StayOut(many=True)

    def get_voters(self, page: Any) -> list[str]:
        return [] if page.current is None else [one.code for one in page.current.voters]

    def get_voted(self, page: Any) -> list[str]:
        return [] if page.current is None else [one.code for one in page.current.voters if one.id in page.current.voted]


class PlanIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=WORKSHOP_TITLE_CHARACTERS, allow_blank=True)
    begins_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    chair_id = serializers.IntegerField(**ID)
    rapporteur_id = serializers.IntegerField(required=False, allow_null=True, default=None, **ID)


class WorkshopIn(PlanIn):
    """Without ``indicators`` the agenda is what needs a talk."""

    indicators = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, allow_null=True, default=None, max_length=1000
    )


class DissentIn(serializers.Serializer[Any]):
    agency = serializers.CharField(max_length=12)
    text = serializers.CharField(allow_blank=True)


class StepIn(serializers.Serializer[Any]):
    """Which fields a step takes: ``ask`` the text; votes the round; ``settle`` a judgement with its reason and dissent."""

    step = serializers.ChoiceField(choices=[(name, name) for name in STEPS])
    indicator = serializers.CharField(max_length=40, required=False, default="")
    text = serializers.CharField(required=False, allow_blank=True, default="")
    round = serializers.IntegerField(required=False, default=0, **WHOLE)
    kind = serializers.CharField(max_length=20, required=False, default="level")
    level = serializers.CharField(max_length=40, required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    dissent = DissentIn(many=True, required=False, default=list)
    expected_revision = serializers.IntegerField(required=False, default=0, **WHOLE)


class VoteIn(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=20, required=False, default="level")
    level = serializers.CharField(max_length=40, required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    round = serializers.IntegerField(**WHOLE)


class VoteCast(serializers.Serializer[Any]):
    agency = serializers.CharField()
    round = serializers.IntegerField()
    kind = serializers.CharField()
    level = serializers.CharField(allow_null=True)


class ArriveIn(serializers.Serializer[Any]):
    """Somebody with an account by ``person``, or a guest by ``name``."""

    person = serializers.IntegerField(required=False, allow_null=True, default=None, **ID)
    name = serializers.CharField(required=False, allow_blank=True, default="")
    role = serializers.CharField(required=False, allow_blank=True, default="")
    agency = serializers.CharField(max_length=12, required=False, allow_null=True, default=None)


class LeaveIn(serializers.Serializer[Any]):
    stay = serializers.IntegerField(**ID)


class MinutesDissent(serializers.Serializer[Any]):
    agency = serializers.CharField(source="agency.code")
    value = WorkshopValue(allow_null=True)
    text = serializers.CharField()


class MinutesItemOut(serializers.Serializer[Any]):
    item = WorkshopItemOut()
    votes = serializers.SerializerMethodField()
    reason = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = serializers.CharField()
    dissent = MinutesDissent(many=True)
    in_the_room = serializers.ListField(child=serializers.CharField())

    def get_votes(self, item: Any) -> list[dict[str, Any]]:
        return [dict(WorkshopVoteOut(vote).data) for _number, votes in item.votes for vote in votes]


class MinutesOut(serializers.Serializer[Any]):
    workshop = WorkshopOut()
    items = MinutesItemOut(many=True)
    stays = StayOut(many=True)


class Workshops(ListView):
    """Every workshop of the assessment, the latest first."""

    serializer_class = WorkshopOut

    def rows(self, assessment_id: int) -> Sequence[Any]:
        return queries.workshops(*self.who_and_when(), assessment_id).workshops

    @extend_schema(request=WorkshopIn, responses={201: RoomOut}, parameters=[ONCE])
    def post(self, request: Request, assessment_id: int) -> Response:
        """Plan a workshop and name who leads it."""
        given = WorkshopIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        actor, at = self.who_and_when()
        planned = operations.plan_workshop(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            indicator_codes=values.pop("indicators"),
            client_key=idempotency_key(request),
            **values,
        )
        return _room(self, assessment_id, planned.pk, status.HTTP_201_CREATED)


class OneWorkshop(View):
    @extend_schema(responses=RoomOut)
    def get(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """The room as everybody in it sees it; its revision is also the ETag."""
        return _room(self, assessment_id, workshop_id)

    @extend_schema(request=PlanIn, responses=RoomOut)
    def put(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """Change the plan, or name somebody else to lead."""
        queries.require_workshop(*self.who_and_when(), assessment_id, workshop_id)
        given = PlanIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.change_workshop(
            actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id, **given.validated_data
        )
        return _room(self, assessment_id, workshop_id)


class WorkshopSteps(View):
    @extend_schema(request=StepIn, responses=RoomOut, parameters=[ONCE])
    def post(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """One step of who leads the workshop."""
        queries.require_workshop(*self.who_and_when(), assessment_id, workshop_id)
        given = StepIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        operation, names = STEPS[values["step"]]
        every = {
            **values,
            "indicator_code": values["indicator"],
            "expected_round": values["round"],
            "idempotency_key": idempotency_key(request),
            "dissent": {self.agency_id(assessment_id, one["agency"]): one["text"] for one in values["dissent"]},
        }
        actor, at = self.who_and_when()
        operation(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            workshop_id=workshop_id,
            **{name: every[name] for name in names},
        )
        return _room(self, assessment_id, workshop_id)


class WorkshopVotes(View):
    @extend_schema(request=VoteIn, responses=VoteCast)
    def put(
        self, request: Request, assessment_id: int, workshop_id: int, indicator_code: str, agency_code: str
    ) -> Response:
        """The own agency's vote; until all are shown, another word takes its place."""
        queries.require_workshop(*self.who_and_when(), assessment_id, workshop_id)
        self.require_indicator(assessment_id, indicator_code)
        agency_id = self.agency_id(assessment_id, agency_code)
        given = VoteIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        actor, at = self.who_and_when()
        vote = operations.cast_vote(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            workshop_id=workshop_id,
            indicator_code=indicator_code,
            agency_id=agency_id,
            expected_round=values.pop("round"),
            **values,
        )
        told = {"agency": agency_code, "round": vote.round, "kind": vote.kind, "level": values["level"]}
        return Response(VoteCast(told).data)


class WorkshopAttendance(View):
    @extend_schema(responses=StayOut(many=True))
    def get(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """Who is and was in the room."""
        return _stays(self, assessment_id, workshop_id)

    @extend_schema(request=ArriveIn, responses=StayOut(many=True))
    def post(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """Note that somebody came."""
        queries.require_workshop(*self.who_and_when(), assessment_id, workshop_id)
        given = ArriveIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        agency = values.pop("agency")
        actor, at = self.who_and_when()
        operations.arrive(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            workshop_id=workshop_id,
            person_id=values.pop("person"),
            agency_id=None if agency is None else self.agency_id(assessment_id, agency),
            **values,
        )
        return _stays(self, assessment_id, workshop_id)

    @extend_schema(request=LeaveIn, responses=StayOut(many=True))
    def patch(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """Note that somebody left."""
        queries.require_workshop(*self.who_and_when(), assessment_id, workshop_id)
        given = LeaveIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, at = self.who_and_when()
        operations.leave(
            actor=actor,
            at=at,
            assessment_id=assessment_id,
            workshop_id=workshop_id,
            attendance_id=given.validated_data["stay"],
        )
        return _stays(self, assessment_id, workshop_id)


class WorkshopMinutes(View):
    @extend_schema(responses=MinutesOut)
    def get(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """What the workshop came to: votes, outcome, reason, dissent, and who was in the room."""
        page = queries.minutes(*self.who_and_when(), assessment_id, workshop_id)
        return Response(MinutesOut(page).data)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, assessment_id: int, workshop_id: int) -> Response:
        """Sign the minutes as the chair."""
        actor, at = self.who_and_when()
        operations.sign_minutes(actor=actor, at=at, assessment_id=assessment_id, workshop_id=workshop_id)
        return Response(status=204)


def _room(view: View, assessment_id: int, workshop_id: int, code: int = status.HTTP_200_OK) -> Response:
    page = queries.room(*view.who_and_when(), assessment_id, workshop_id)
    return Response(RoomOut(page).data, status=code, headers=etag(page.workshop.revision))


def _stays(view: View, assessment_id: int, workshop_id: int) -> Response:
    page = queries.attendance(*view.who_and_when(), assessment_id, workshop_id)
    return Response(StayOut(page.stays, many=True).data)
