"""Consistency warnings of the national levels, with the country's explanation where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.models import WarningExplanation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.settled import settled_values
from assessments.scoring.consistency import warnings as consistency_warnings
from assessments.scoring.types import Value
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class Explanation:
    """``revision`` counts from 1; a save sends it back as ``expected_revision``."""

    text: str
    revision: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class WarningView:
    """``target`` stands at ``target_value`` although ``prerequisite``, needed at ``prerequisite_level``, is lower."""

    code: str
    prerequisite: str
    prerequisite_title: str
    prerequisite_level: str
    prerequisite_value: int
    target: str
    target_title: str
    target_level: str
    target_value: int
    reason: str
    explanation: Explanation | None


def warnings(person: User, at: datetime, assessment_id: int) -> list[WarningView]:
    """
    Return every warning of the present national levels, in the framework's order; four queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    return warnings_of(seen, settled_values(seen.assessment))


def warnings_of(seen: Seen, settled: Mapping[str, Value], *, touching: str | None = None) -> list[WarningView]:
    """
    The warnings of given levels; one query for the explanations, none where there is nothing to explain.

    Args:
        touching: only those that name this indicator.
    """
    found = [
        one
        for one in consistency_warnings(seen.spec, settled)
        if touching is None or touching in (one.target, one.prerequisite)
    ]
    if not found:
        return []
    explained = {
        warning: Explanation(*explanation)
        for warning, *explanation in WarningExplanation.objects.filter(assessment=seen.assessment).values_list(
            "warning", "text", "revision", "saved_at", "saved_by__name"
        )
    }
    titles = seen.framework.indicators
    return [
        WarningView(
            code=one.code,
            prerequisite=one.prerequisite,
            prerequisite_title=titles[one.prerequisite].title,
            prerequisite_level=one.prerequisite_level,
            prerequisite_value=one.prerequisite_value,
            target=one.target,
            target_title=titles[one.target].title,
            target_level=one.target_level,
            target_value=one.target_value,
            reason=one.reason,
            explanation=explained.get(one.code),
        )
        for one in found
    ]
