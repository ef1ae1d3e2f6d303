"""A framework version as this process keeps it: the spec, and the row of every code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from assessments.scoring.types import Value
from frameworks.models import FrameworkVersion, Indicator, Level
from frameworks.queries import spec_of
from frameworks.spec import FrameworkSpec
from frameworks.spec import Indicator as IndicatorSpec


@dataclass(frozen=True, slots=True)
class KnownFramework:
    """A published version never changes, so its rows are looked up once per process."""

    spec: FrameworkSpec
    content_hash: str
    indicators: Mapping[str, IndicatorSpec]
    indicator_ids: Mapping[str, int]
    indicator_codes: Mapping[int, str]
    level_ids: Mapping[str, int]
    level_codes: Mapping[int, str]
    level_values: Mapping[str, int]

    def value(self, kind: str, level_id: int | None) -> Value:
        """A stored judgement as scoring reads it."""
        return Value(kind, None if level_id is None else self.level_codes[level_id])  # type: ignore[arg-type]

    def standing(self, value: Value) -> int | None:
        """Level value that a judgement counts as; None when not applicable."""
        if value.kind == "not_applicable":
            return None
        return self.level_values[value.level or self.spec.scoring.insufficient_level]

    def needs_evidence(self, value: Value) -> bool:
        """Whether a level this high needs an evidence reference before submission."""
        return value.level is not None and (
            self.level_values[value.level] >= self.level_values[self.spec.scoring.evidence_from_level]
        )


_known: dict[tuple[Any, ...], KnownFramework] = {}
_lock = Lock()


def known_framework(version: FrameworkVersion) -> KnownFramework:
    """Return the version prepared for reading; the first call of a process costs three queries, later ones none."""
    # The moment of the import beside the hash: the same content imported anew (another database) has other rows.
    key = (version.pk, version.content_hash, version.imported_at)
    found = _known.get(key)
    if found is None:
        found = _load(version)
        with _lock:
            _known[key] = found
    return found


def forget_frameworks() -> None:
    """Drop what this process keeps; for programs that put another database under it (tests)."""
    with _lock:
        _known.clear()


def _load(version: FrameworkVersion) -> KnownFramework:
    spec = spec_of(version)
    indicator_ids = dict(Indicator.objects.filter(version=version).values_list("code", "pk"))
    level_ids = dict(Level.objects.filter(version=version).values_list("code", "pk"))
    return KnownFramework(
        spec=spec,
        content_hash=version.content_hash,
        indicators={indicator.code: indicator for indicator in spec.indicators},
        indicator_ids=indicator_ids,
        indicator_codes={pk: code for code, pk in indicator_ids.items()},
        level_ids=level_ids,
        level_codes={pk: code for code, pk in level_ids.items()},
        level_values={level.code: level.value for level in spec.levels},
    )
