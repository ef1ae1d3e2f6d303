"""What every agency has handed over, side by side, for whoever may read it; national levels are no part of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    JudgementView,
    agency_ref,
    context_of,
    judgement_view,
)
from assessments.queries.layout import LayoutRow, layout
from assessments.queries.seen import answers_seen, readable_agencies, reads_beside_agency
from frameworks.spec import Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class SaidBy:
    agency: AgencyRef
    is_own: bool
    answer: JudgementView


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """One question with what agencies said of it, by their names."""

    indicator: Indicator
    answers: tuple[SaidBy, ...]


@dataclass(frozen=True, slots=True)
class SharedAnswersPage:
    """One part of the framework at a time: a comment may be long, and there are many."""

    context: AssessmentContext
    parts: tuple[tuple[str, str], ...]
    """Code and name of every part, in the framework's order."""
    part: str
    name: str
    questions: tuple[SharedQuestion, ...]
    own: tuple[AgencyRef, ...]
    """The reader's agencies that take part and may be read; for the way back to their questions."""
    is_shut: bool
    """The reader's agency has not handed its answers over: those of the others stay closed."""


def shared_answers(person: User, at: datetime, assessment_id: int, part: str = "") -> SharedAnswersPage:
    """
    Return the released answers to the questions of one part; four queries.

    Args:
        part: code of a cell (of a category, in a framework without cells); empty for the first.

    Raises:
        NotVisible: no such assessment for the person, or no such part of its framework.
        NotAllowed: the person reads no released answers in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_RELEASED_ANSWERS)
    rows = tuple(row for group in layout(seen.spec) for row in group.rows)
    shown = _row(rows, part)
    agencies = {one.agency_id: one for one in readable_agencies(seen).select_related("agency")}
    codes = seen.framework.indicator_codes
    said: dict[str, list[SaidBy]] = defaultdict(list)
    answers = answers_seen(seen).filter(
        indicator_id__in=[seen.framework.indicator_ids[code] for code in shown.indicators]
    )
    for answer in answers.select_related("saved_by").order_by("agency__name", "agency_id"):
        said[codes[answer.indicator_id]].append(
            SaidBy(
                agency=agency_ref(agencies[answer.agency_id].agency),
                is_own=answer.agency_id in seen.own_agencies,
                answer=judgement_view(seen.framework, answer),
            )
        )
    own = [one for one in agencies.values() if one.agency_id in seen.own_agencies]
    return SharedAnswersPage(
        context=context_of(seen),
        parts=tuple((row.code, row.name) for row in rows),
        part=shown.code,
        name=shown.name,
        questions=tuple(
            SharedQuestion(seen.framework.indicators[code], tuple(said[code])) for code in shown.indicators
        ),
        own=tuple(agency_ref(one.agency) for one in sorted(own, key=lambda one: one.agency.name)),
        is_shut=not reads_beside_agency(seen) and any(one.released_at is None for one in own),
    )


def _row(rows: tuple[LayoutRow, ...], part: str) -> LayoutRow:
    found = next((row for row in rows if part in ("", row.code)), None)
    if found is None:
        raise NotVisible(_("This version of the framework has no such part."))
    return found
