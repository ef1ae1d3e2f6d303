"""The one thing that reads rows for a report, and the digest that names what it read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.utils import translation

from assessments.models import Assessment
from assessments.queries import NationalSnapshot, national_snapshot


def take_snapshot(assessment: Assessment, *, language: str) -> NationalSnapshot:
    """Return the national snapshot with its few words in the language of the report, whoever asks for it."""
    with translation.override(language):
        return national_snapshot(assessment)


def snapshot_digest(snapshot: NationalSnapshot) -> str:
    """
    Return the SHA-256 of everything in a snapshot that a report can show.

    The framework stands in it by its own hash. Two snapshots with one digest give the same report, so the second
    request finds the first one's file.
    """
    plain = {field.name: _plain(getattr(snapshot, field.name)) for field in fields(snapshot) if field.name != "spec"}
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(value[key])] for key in sorted(value)]
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return value
