"""The shapes that go in and out; they read the frozen values of ``assessments.queries`` and rows alike."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.file_shapes import FileOfEvidence
from assessments.lifecycle import Move, Status
from assessments.permissions import Action
from assessments.queries import Kind, Marking

ID: dict[str, Any] = {"min_value": 1, "max_value": 2**63 - 1}
"""What a row's id can be; a larger number would fail in the database instead of here."""
STATUS = [(one.value, one.value) for one in Status]
MOVES = [(one.value, one.value) for one in Move]
ACTIONS = [(one.value, one.value) for one in Action]
STRENGTHS = [(letter, letter) for letter in "ABC"]


class Cycle(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    framework = serializers.CharField(source="framework_version.framework.code", read_only=True)
    version = serializers.CharField(source="framework_version.number", read_only=True)
    framework_version_id = serializers.IntegerField(write_only=True, **ID)
    answers_due = serializers.DateField()
    submission_due = serializers.DateField()


class Assessment(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk", read_only=True)
    country = serializers.CharField(source="country.code", read_only=True)
    cycle = serializers.CharField(source="cycle.code", read_only=True)
    framework = serializers.CharField(source="framework_version.framework.code", read_only=True)
    version = serializers.CharField(source="framework_version.number", read_only=True)
    status = serializers.ChoiceField(choices=STATUS, read_only=True)
    status_since = serializers.DateTimeField(read_only=True)
    reference_date = serializers.DateField()
    country_id = serializers.IntegerField(write_only=True, **ID)
    cycle_id = serializers.IntegerField(write_only=True, **ID)


class AssessmentContext(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    country = serializers.CharField(source="country_code")
    country_name = serializers.CharField()
    cycle = serializers.CharField(source="cycle_code")
    framework = serializers.CharField(source="framework_code")
    version = serializers.CharField(source="framework_version")
    status = serializers.ChoiceField(choices=STATUS, source="status.value")
    status_since = serializers.DateTimeField()
    reference_date = serializers.DateField()
    answers_due = serializers.DateField()
    submission_due = serializers.DateField()
    deadline = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    is_current = serializers.BooleanField()
    archived_at = serializers.DateTimeField(allow_null=True)
    is_draft = serializers.BooleanField()
    allowed_actions = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=ACTIONS)))
    def get_allowed_actions(self, context: Any) -> list[str]:
        return sorted(action.value for action in context.allowed_actions)


class Judgement(serializers.Serializer[Any]):
    """A judgement on its way in. ``kind`` "level" goes with ``level``, the two others with ``reason``."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    level = serializers.CharField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    expected_revision = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class AnswerIn(Judgement):
    comment = serializers.CharField(required=False, allow_blank=True, default="")


class JudgementView(serializers.Serializer[Any]):
    kind = serializers.CharField()
    level = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    comment = serializers.CharField()
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    saved_by = serializers.CharField()


class AnswerOut(JudgementView):
    id = serializers.IntegerField()
    agency = serializers.CharField()
    indicator = serializers.CharField()
    carried = serializers.BooleanField(help_text="Taken over from an earlier cycle, and not confirmed.")


class SettledOut(JudgementView):
    indicator = serializers.CharField()


def saved(judgement: Any) -> dict[str, Any]:
    """What an operation has stored (or had stored before, for a save that came twice), for the shapes above."""
    return {
        **judgement.said(),
        "revision": judgement.revision,
        "saved_at": judgement.saved_at,
        "saved_by": judgement.saved_by.name,
    }


def saved_answer(answer: Any, agency_code: str, indicator_code: str) -> dict[str, Any]:
    """The same of an agency's answer, for ``AnswerOut``."""
    return {
        **saved(answer),
        "id": answer.pk,
        "agency": agency_code,
        "indicator": indicator_code,
        "carried": answer.carried_from_id is not None,
    }


class ValueView(serializers.Serializer[Any]):
    kind = serializers.CharField()
    level = serializers.CharField(allow_null=True)


class Spread(serializers.Serializer[Any]):
    range = serializers.IntegerField(allow_null=True)
    mean_absolute_deviation = serializers.SerializerMethodField()
    lower_median = serializers.IntegerField(allow_null=True)

    def get_mean_absolute_deviation(self, spread: Any) -> str | None:
        """Exact fraction, such as 1/2."""
        return None if spread.mad is None else str(spread.mad)


class SettlingRow(serializers.Serializer[Any]):
    id = serializers.CharField(source="code")
    indicator = serializers.CharField(source="code")
    critical = serializers.BooleanField(source="is_critical")
    proposal = ValueView(allow_null=True)
    spread = Spread()
    flagged = serializers.BooleanField(source="is_flagged")
    settled = ValueView(allow_null=True)
    has_evidence = serializers.BooleanField()
    returned = serializers.BooleanField(source="is_returned")
    na_approved = serializers.BooleanField()


class Evidence(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    agency = serializers.CharField(allow_null=True)
    indicator = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    strength = serializers.ChoiceField(choices=STRENGTHS)
    issued_by = serializers.CharField()
    dated_on = serializers.DateField(allow_null=True)
    holder = serializers.CharField()
    marking = serializers.ChoiceField(choices=Marking.choices)
    page_reference = serializers.CharField()
    proves = serializers.ListField(child=serializers.CharField())
    file = FileOfEvidence(allow_null=True)
    carried_from = serializers.CharField(help_text="Code of the earlier cycle; empty where it was given anew.")


class EvidenceFields(serializers.Serializer[Any]):
    """What a reference says; an empty ``strength`` takes the usual one of the kind, ``proves`` names levels by code."""

    title = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=40)
    strength = serializers.ChoiceField(choices=STRENGTHS, required=False, allow_blank=True, default="")
    issued_by = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    dated_on = serializers.DateField(required=False, allow_null=True, default=None)
    holder = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    marking = serializers.ChoiceField(choices=Marking.choices, required=False, default=Marking.RESTRICTED.value)
    page_reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    proves = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, max_length=20
    )


class EvidenceIn(EvidenceFields):
    """A reference on its way in."""

    agency = serializers.CharField(max_length=12, required=False, allow_null=True, default=None)
    indicator = serializers.CharField(max_length=40)


class Problem(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    indicator = serializers.CharField(allow_null=True)
    agency = serializers.CharField(allow_null=True)
    warning = serializers.CharField(allow_null=True)
    profile_question = serializers.CharField(allow_null=True)


class ConsistencyWarning(serializers.Serializer[Any]):
    """A finding; ``remedy`` "fix" leaves no explanation. The last four fields before ``reason`` are a prerequisite's."""

    id = serializers.CharField(source="code")
    code = serializers.CharField()
    kind = serializers.CharField(help_text="prerequisite, evidence, target or movement")
    remedy = serializers.ChoiceField(choices=["fix", "explain"])
    message = serializers.CharField()
    indicators = serializers.SerializerMethodField()
    prerequisite = serializers.SerializerMethodField()
    prerequisite_level = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField()
    target_level = serializers.SerializerMethodField()
    reason = serializers.CharField(source="rule")
    explanation = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField()
    stale_explanation = serializers.SerializerMethodField()

    def get_indicators(self, warning: Any) -> list[str]:
        """Whose questions mend it, the one that it is about first."""
        return [question.code for question in warning.questions]

    def get_prerequisite(self, warning: Any) -> str | None:
        return self._named(warning, "prerequisite")

    def get_prerequisite_level(self, warning: Any) -> str | None:
        return self._named(warning, "prerequisite_level")

    def get_target(self, warning: Any) -> str | None:
        return self._named(warning, "target")

    def get_target_level(self, warning: Any) -> str | None:
        return self._named(warning, "target_level")

    @staticmethod
    def _named(warning: Any, name: str) -> str | None:
        return warning.parameters[name] if warning.kind == "prerequisite" else None

    def get_explanation(self, warning: Any) -> str | None:
        return warning.explanation.text if warning.explanation else None

    def get_stale_explanation(self, warning: Any) -> str | None:
        """What was said of it at other levels; it explains nothing any more."""
        return warning.stale.text if warning.stale else None

    def get_revision(self, warning: Any) -> int:
        """Of the explanation; 0 while there is none. A save sends it back."""
        return warning.explanation.revision if warning.explanation else 0


class OpenMove(serializers.Serializer[Any]):
    """A move that the caller may make now; ``problems`` stand in its way."""

    id = serializers.CharField(source="move.value")
    move = serializers.ChoiceField(choices=MOVES, source="move.value")
    problems = Problem(many=True)


class TransitionIn(serializers.Serializer[Any]):
    """One move and what it asks for: ``reason``; ``questions`` to return; the consent switches to publish."""

    move = serializers.ChoiceField(choices=MOVES)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    questions = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)
    profile = serializers.BooleanField(required=False, default=False)
    report = serializers.BooleanField(required=False, default=False)
    all_donors = serializers.BooleanField(required=False, default=False)
    donor_ids = serializers.ListField(
        child=serializers.IntegerField(**ID), required=False, default=list, max_length=1000
    )
