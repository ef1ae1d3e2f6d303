"""Why a finding stands: the country's sentences, one by one or for several at once; the report prints them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import WarningExplanation
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import REASON_LIMIT, SAVED_FIRST, text_of
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.ground import ground_of
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid


class ExplanationConflict(Conflict):
    """Another focal point explained this finding after the writer had read it."""

    code = "explanation_conflict"


@transaction.atomic
def explain_warning(
    *, actor: User, at: datetime, assessment_id: int, warning: str, text: str, expected_revision: int = 0
) -> WarningExplanation:
    """
    Say why a finding stands; the sentence is printed in the report. A text that is there already changes nothing.

    Args:
        expected_revision: the revision that the writer started from; 0 when the finding was not explained.

    Raises:
        Invalid: the present levels give no such finding, only a reference can mend it, or the text is empty or too long.
        ExplanationConflict: the explanation has moved on; details ``theirs``, ``mine``.
    """
    seen = enter(Action.EXPLAIN_WARNING, actor=actor, at=at, assessment_id=assessment_id)
    _require_explainable(seen, [warning])
    cleaned = _required(text)
    current = WarningExplanation.objects.filter(assessment=seen.assessment, warning=warning).first()
    if current is not None and current.text == cleaned:
        return current
    present = 0 if current is None else current.revision
    if present != expected_revision:
        raise ExplanationConflict(SAVED_FIRST, theirs=_theirs(current), mine={"text": cleaned})
    before = None if current is None else {"text": current.text}
    explanation = current or WarningExplanation(assessment=seen.assessment, warning=warning)
    explanation.text, explanation.revision = cleaned, present + 1
    explanation.saved_at, explanation.saved_by = at, actor
    explanation.save()
    details = {
        "warning": warning,
        "revision": explanation.revision,
        "from": before,
        "to": {"text": cleaned},
    }
    record(seen.assessment, "warning_explained", actor, at, details)
    return explanation


@transaction.atomic
def explain_warnings(
    *, actor: User, at: datetime, assessment_id: int, warnings: Collection[str], text: str
) -> tuple[WarningExplanation, ...]:
    """
    Say one sentence of several findings that nobody has explained yet: of all of them, or of none.

    What carries this very text already stays as it is. Returns the explanations, in the order of the findings.

    Raises:
        Invalid: no finding is named, the present levels do not give one of them, only a reference can mend it, or the text
            is empty or too long.
        ExplanationConflict: one of them was explained otherwise meanwhile; details ``theirs`` by code, ``mine``.
    """
    seen = enter(Action.EXPLAIN_WARNING, actor=actor, at=at, assessment_id=assessment_id)
    if not warnings:
        message = _("Choose at least one finding.")
        raise Invalid(message, fields={"warnings": message})
    wanted = _require_explainable(seen, warnings)
    cleaned = _required(text)
    rows = WarningExplanation.objects.filter(assessment=seen.assessment, warning__in=wanted).select_related("saved_by")
    there = {row.warning: row for row in rows}
    others = {code: _theirs(row) for code, row in there.items() if row.text != cleaned}
    if others:
        raise ExplanationConflict(
            _(
                "Somebody else has explained some of these meanwhile. Nothing is saved; choose again among those that are open."
            ),
            theirs=others,
            mine={"text": cleaned},
        )
    new = [code for code in wanted if code not in there]
    made = WarningExplanation.objects.bulk_create(
        WarningExplanation(assessment=seen.assessment, warning=code, text=cleaned, saved_at=at, saved_by=actor)
        for code in new
    )
    if new:
        record(seen.assessment, "warnings_explained", actor, at, {"warnings": new, "to": {"text": cleaned}})
    there.update({one.warning: one for one in made})
    return tuple(there[code] for code in wanted)


def _require_explainable(seen: Seen, codes: Collection[str]) -> list[str]:
    """Return the codes in the order of the findings. Raises Invalid for one that does not stand, or that words do not mend."""
    standing = {one.code: one for one in ground_of(seen.assessment).findings()}
    if any(code not in standing for code in codes):
        raise Invalid(_("There is no such warning any more; reload the list."))
    for code in codes:
        if standing[code].remedy == "fix":
            raise Invalid(
                _(
                    "%(code)s stands at a level that needs a reference, whatever is explained: add one, or change the level."
                )
                % {"code": standing[code].indicators[0]}
            )
    wanted = set(codes)
    return [code for code in standing if code in wanted]


def _required(text: str) -> str:
    cleaned = text_of("text", text, limit=REASON_LIMIT)
    if not cleaned:
        message = _("Write one or two sentences.")
        raise Invalid(message, fields={"text": message})
    return cleaned


def _theirs(current: WarningExplanation | None) -> dict[str, Any] | None:
    if current is None:
        return None
    return {
        "text": current.text,
        "revision": current.revision,
        "by": current.saved_by.name,
        "at": current.saved_at.isoformat(),
    }
