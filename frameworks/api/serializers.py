"""How a framework version looks to a program."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from frameworks import queries
from frameworks.canonical import to_document


class FrameworkSerializer(serializers.Serializer):
    """A published version, without its content."""

    id = serializers.IntegerField(read_only=True)
    code = serializers.CharField(source="framework.code", read_only=True)
    version = serializers.CharField(source="number", read_only=True)
    name = serializers.CharField(source="framework.name", read_only=True)
    language = serializers.CharField(read_only=True)
    status = serializers.CharField(read_only=True)
    content_hash = serializers.CharField(read_only=True, help_text="SHA-256 of the canonical form")
    published_at = serializers.DateTimeField(read_only=True)


class FrameworkDocumentSerializer(FrameworkSerializer):
    """A published version with all it says."""

    document = serializers.SerializerMethodField(
        help_text="The canonical form, the same fields as the YAML document; every value is a text."
    )

    def get_document(self, version: Any) -> dict[str, Any]:
        return to_document(queries.spec_of(version))
