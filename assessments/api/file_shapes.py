"""The shapes of files; they read the frozen values of ``assessments.queries`` and the outcomes of uploads."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.queries import Marking


class FileOfEvidence(serializers.Serializer[Any]):
    """The newest version of the file behind a reference; ``versions`` is its number."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    parts = serializers.IntegerField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    scan_state = serializers.CharField()
    versions = serializers.IntegerField()


class File(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    label = serializers.CharField()
    agency = serializers.SerializerMethodField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    parts = serializers.IntegerField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    scan_state = serializers.CharField()
    sha256 = serializers.CharField()
    number = serializers.IntegerField()
    versions = serializers.IntegerField()
    indicators = serializers.ListField(child=serializers.CharField(), source="questions")
    uploaded_at = serializers.DateTimeField()
    uploaded_by = serializers.CharField()

    def get_agency(self, row: Any) -> str | None:
        """Code; null for the country's own."""
        return row.agency_code or None


class Version(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    label = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    flags = serializers.ListField(child=serializers.CharField())
    scan_state = serializers.CharField()
    sha256 = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    uploaded_by = serializers.CharField()


class Outcome(serializers.Serializer[Any]):
    """What became of one file; ``code`` is empty when it was kept, else ``detail`` says what to do."""

    name = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")
    flags = serializers.ListField(child=serializers.CharField())
    evidence = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    def get_evidence(self, outcome: Any) -> int | None:
        return None if outcome.evidence is None else outcome.evidence.pk

    def get_file(self, outcome: Any) -> int | None:
        return None if outcome.version is None else outcome.version.file_id

    def get_version(self, outcome: Any) -> int | None:
        return None if outcome.version is None else outcome.version.number


class Outcomes(serializers.Serializer[Any]):
    files = Outcome(many=True)


class UseIn(serializers.Serializer[Any]):
    agency = serializers.CharField(max_length=12, required=False, allow_null=True, default=None)
    indicator = serializers.CharField(max_length=40)


class UploadFields(UseIn):
    """What goes with the files."""

    marking = serializers.ChoiceField(choices=Marking.choices, required=False, default=Marking.RESTRICTED.value)


class UploadIn(UploadFields):
    files = serializers.ListField(child=serializers.FileField(), max_length=5)


class ReplacementIn(serializers.Serializer[Any]):
    file = serializers.FileField()
