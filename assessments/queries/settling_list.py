"""All indicators of one country with what is proposed and what is settled: the list of the workshop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessments.models import Assignment
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.comments import unread_counts
from assessments.queries.context import AssessmentContext, ValueView, context_of, value_view
from assessments.queries.ground import ground_of
from assessments.queries.layout import row_of
from assessments.queries.settled import proposal, released_values
from assessments.queries.tasks import returned_codes
from assessments.queries.warnings import warnings_of
from assessments.scoring.consensus import AgencyAnswerValue, Spread, spread
from assessments.scoring.types import Value
from frameworks.spec import Indicator
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class SettlingRow:
    code: str
    title: str
    cell: str
    """Code of the row of the framework's layout (IBM: the cell)."""
    is_critical: bool
    asked: int
    answers: int
    """Released ones."""
    levels: tuple[int, ...]
    """Level values of the released answers, lowest first; whose they are stands on the page of the indicator."""
    proposal: ValueView | None
    spread: Spread
    is_flagged: bool
    settled: ValueView | None
    differs: bool
    """Settled otherwise than proposed."""
    has_evidence: bool
    lacks_evidence: bool
    is_returned: bool
    na_approved: bool
    warnings: int
    """Findings that this question could mend, and that are not explained."""
    unread_comments: int


@dataclass(frozen=True, slots=True)
class SettlingList:
    context: AssessmentContext
    rows: tuple[SettlingRow, ...]
    """In the framework's order."""
    agenda: tuple[SettlingRow, ...]
    """The workshop's order: critical first, then the widest range, then the largest mean deviation, then by code."""
    settled: int
    total: int
    flagged: int
    unexplained_warnings: int
    unread_comments: int


def settling_list(person: User, at: datetime, assessment_id: int) -> SettlingList:
    """
    Return one row per indicator; nine queries at most, however many agencies and answers there are.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    codes = seen.framework.indicator_codes
    answers = released_values(seen.assessment, seen.framework)
    asked = Counter(
        codes[pk]
        for pk in Assignment.objects.standing()
        .filter(assessment=seen.assessment)
        .values_list("indicator_id", flat=True)
    )
    ground = ground_of(seen.assessment)
    settled, evidenced = ground.settled, ground.evidence
    approved = {codes[row.indicator_id] for row in ground.rows if row.na_approved_at is not None}
    returned = returned_codes(seen)
    open_warnings = [warning for warning in warnings_of(seen.assessment, ground) if warning.waits_for_words]
    touched = Counter(question.code for warning in open_warnings for question in warning.questions)
    unread = unread_counts(seen)
    cells = row_of(seen.spec)
    rows = tuple(
        _row(
            seen,
            indicator,
            cells[indicator.code].code,
            answers.get(indicator.code, ()),
            settled.get(indicator.code),
            asked=asked[indicator.code],
            has_evidence=indicator.code in evidenced,
            is_returned=indicator.code in returned,
            na_approved=indicator.code in approved,
            warnings=touched[indicator.code],
            unread_comments=unread.get(indicator.code, 0),
        )
        for indicator in seen.spec.indicators
    )
    return SettlingList(
        context=context_of(seen),
        rows=rows,
        agenda=tuple(sorted(rows, key=_agenda_key)),
        settled=len(settled),
        total=len(rows),
        flagged=sum(row.is_flagged for row in rows),
        unexplained_warnings=len(open_warnings),
        unread_comments=sum(unread.values()),
    )


def _row(
    seen: Seen,
    indicator: Indicator,
    cell: str,
    answers: Sequence[AgencyAnswerValue],
    settled: Value | None,
    *,
    asked: int,
    has_evidence: bool,
    is_returned: bool,
    na_approved: bool,
    warnings: int,
    unread_comments: int,
) -> SettlingRow:
    framework = seen.framework
    proposed = proposal(seen.assessment, framework, indicator.code, answers).value
    apart = spread(seen.spec, answers)
    standings = (framework.standing(answer.value) for answer in answers)
    return SettlingRow(
        code=indicator.code,
        title=indicator.title,
        cell=cell,
        is_critical=indicator.critical,
        asked=asked,
        answers=len(answers),
        levels=tuple(sorted(standing for standing in standings if standing is not None)),
        proposal=None if proposed is None else value_view(framework, proposed),
        spread=apart,
        is_flagged=apart.flagged,
        settled=None if settled is None else value_view(framework, settled),
        differs=settled is not None and settled != proposed,
        has_evidence=has_evidence,
        lacks_evidence=settled is not None and not has_evidence and framework.needs_evidence(settled),
        is_returned=is_returned,
        na_approved=na_approved,
        warnings=warnings,
        unread_comments=unread_comments,
    )


def _agenda_key(row: SettlingRow) -> tuple[bool, int, Fraction, str]:
    return (not row.is_critical, -(row.spread.range or 0), -(row.spread.mad or Fraction(0)), row.code)
