"""What the API of the review takes and gives. Shares and means are exact fractions such as "7/12"."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.shapes import ID, ValueView
from assessments.queries import Kind, RemarkKind, ReplyDecision


class ReviewerIn(serializers.Serializer[Any]):
    field = serializers.CharField(max_length=20)
    person = serializers.IntegerField(**ID, allow_null=True)


class FieldOut(serializers.Serializer[Any]):
    field = serializers.CharField(source="code")
    questions = serializers.IntegerField()
    person = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(source="name_of_person")
    declared_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()


class Candidate(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class DeclinedOut(serializers.Serializer[Any]):
    field = serializers.CharField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    note = serializers.CharField()


class ReviewersOut(serializers.Serializer[Any]):
    reviewers = FieldOut(many=True)
    declined = DeclinedOut(many=True)
    candidates = Candidate(many=True)


class DeclarationIn(serializers.Serializer[Any]):
    has_conflict = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, default="")


class DeclarationOut(serializers.Serializer[Any]):
    """Codes of fields: about which a declaration is asked, and about which it was given."""

    waiting = serializers.ListField(child=serializers.CharField())
    declared = serializers.ListField(child=serializers.CharField())


class RoundStepIn(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=["open", "send", "confirm", "close"])


class RoundOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    state = serializers.CharField()
    opened_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class PeerOut(serializers.Serializer[Any]):
    value = ValueView()
    reason = serializers.CharField()
    revision = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class PeerLevelOut(serializers.Serializer[Any]):
    indicator = serializers.CharField(source="code")
    own = ValueView(allow_null=True)
    peer = PeerOut(allow_null=True)
    difference = serializers.IntegerField(allow_null=True)


class ReviewedRow(PeerLevelOut):
    field = serializers.CharField()
    remarks = serializers.IntegerField()
    open_remarks = serializers.IntegerField()


class RemarkIn(serializers.Serializer[Any]):
    indicator = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=RemarkKind.choices)
    text = serializers.CharField(allow_blank=True)
    is_blocking = serializers.BooleanField(required=False, default=False)


class ReplyOut(serializers.Serializer[Any]):
    decision = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    settled_revision = serializers.IntegerField(allow_null=True)


class RemarkOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    round = serializers.IntegerField()
    indicator = serializers.CharField()
    kind = serializers.CharField()
    is_blocking = serializers.BooleanField()
    text = serializers.CharField()
    author = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.CharField()
    replies = ReplyOut(many=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closing_words = serializers.CharField()


class ClosingIn(serializers.Serializer[Any]):
    words = serializers.CharField(required=False, allow_blank=True, default="")


class NewLevelIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Kind.choices)
    level = serializers.CharField(required=False, allow_null=True, default=None)
    expected_revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class ReplyIn(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=ReplyDecision.choices)
    text = serializers.CharField(allow_blank=True)
    new_level = NewLevelIn(required=False, allow_null=True, default=None)


class Figures(serializers.Serializer[Any]):
    pairs = serializers.IntegerField()
    bias = serializers.CharField(allow_null=True)
    mean_absolute_error = serializers.CharField(allow_null=True)
    exact = serializers.CharField(allow_null=True)
    within_one = serializers.CharField(allow_null=True)


class PartFigures(serializers.Serializer[Any]):
    code = serializers.CharField()
    figures = Figures()


class KappaOut(serializers.Serializer[Any]):
    """``value`` is null below thirty pairs; ``exact`` stands beside it always."""

    value = serializers.CharField(allow_null=True)
    pairs = serializers.IntegerField()
    exact = serializers.CharField(allow_null=True)
    caution = serializers.CharField(allow_null=True)


class AgreementOut(serializers.Serializer[Any]):
    label = serializers.CharField()
    total = Figures()
    parts = PartFigures(many=True)
    cells = PartFigures(many=True)
    kappa = KappaOut()
    differences = PeerLevelOut(many=True)
    one_not_applicable = serializers.ListField(child=serializers.CharField())
