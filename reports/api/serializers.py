"""Reports as the API writes them, and what a request may say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

STATES = ["queued", "rendering", "ready", "failed", "cancelled", "expired"]


class ReportSerializer(serializers.Serializer[Any]):
    """One report; ``status`` is one of the six states, ``error`` a sentence where there is no file."""

    id = serializers.UUIDField()
    assessment = serializers.IntegerField(source="assessment_id")
    country = serializers.CharField()
    cycle = serializers.CharField()
    edition = serializers.ChoiceField(choices=["internal", "shared"])
    language = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES, source="state")
    stage = serializers.CharField(source="stage_label")
    step = serializers.IntegerField()
    steps = serializers.IntegerField()
    pages = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    error = serializers.CharField(source="failure")
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ReportRequestSerializer(serializers.Serializer[Any]):
    assessment = serializers.IntegerField(min_value=1)
    language = serializers.CharField(max_length=12, default=settings.LANGUAGE_CODE)
    edition = serializers.ChoiceField(choices=["internal", "shared"], required=False)
