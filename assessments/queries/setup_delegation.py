"""The page on which an agency's lead shares its questions out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assignment
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.calendar import require_led_agency
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.delegated import officers_of, with_officer
from assessments.queries.layout import layout
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class Officer:
    """``questions`` counts what the lead gave to the officer; ``is_here`` is false for one whose right has ended."""

    id: int
    name: str
    questions: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    code: str
    title: str
    officer: int | None
    officer_name: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class SharedRow:
    code: str
    name: str
    questions: tuple[SharedQuestion, ...]


@dataclass(frozen=True, slots=True)
class DelegationPage:
    context: AssessmentContext
    agency: AgencyRef
    officers: tuple[Officer, ...]
    rows: tuple[SharedRow, ...]
    """The agency's questions by cells, in the framework's order."""
    asked: int
    shared: int
    is_released: bool
    """The agency has released its answers and nothing was returned to it: there is nothing left to share out."""


def delegations(person: User, at: datetime, assessment_id: int, agency_id: int) -> DelegationPage:
    """
    Return the questions of an agency with the officers to whom its lead gave them; six queries.

    Raises:
        NotVisible: no such assessment for the person, or the person does not lead the agency.
        NotAllowed: the person leads no agency, or nothing can be shared out now.
    """
    seen = see(person, at, assessment_id, Action.DELEGATE)
    participation = require_led_agency(seen, agency_id)
    codes = seen.framework.indicator_codes
    asked = with_officer(Assignment.objects.standing()).filter(assessment=seen.assessment, agency_id=agency_id)
    given = {
        codes[indicator_id]: (officer, name or "")
        for indicator_id, officer, name in asked.values_list("indicator_id", "officer", "officer_name")
    }
    answered = {
        codes[indicator_id]
        for indicator_id in AgencyAnswer.objects.filter(
            assessment=seen.assessment, agency_id=agency_id, carried_from__isnull=True
        ).values_list("indicator_id", flat=True)
    }
    here = dict(officers_of(agency_id, at))
    names = {**{officer: name for officer, name in given.values() if officer is not None}, **here}
    counts = Counter(officer for officer, _name in given.values() if officer is not None)
    rows = []
    for group in layout(seen.spec):
        for row in group.rows:
            inside = tuple(
                SharedQuestion(code, seen.framework.indicators[code].title, *given[code], code in answered)
                for code in row.indicators
                if code in given
            )
            if inside:
                rows.append(SharedRow(row.code, f"{group.name} – {row.name}", inside))
    return DelegationPage(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        officers=tuple(
            Officer(pk, name, counts[pk], pk in here) for pk, name in sorted(names.items(), key=lambda one: one[1])
        ),
        rows=tuple(rows),
        asked=len(given),
        shared=sum(counts.values()),
        is_released=seen.status == Status.COLLECTION and participation.released_at is not None,
    )
