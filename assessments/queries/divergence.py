"""
Where the agencies' released answers lie apart: one row for each question that somebody has answered, in the workshop's order.

Who is shown what (methodology 6.2):

- The focal point sees dots, range, mean deviation, lower median and flag, during collection of what is released by then. The
  signatory sees the same from consolidation on, when the workshop talks about it.
- An agency's people see nothing here during collection, which is their blind round; their own answers stand on their own
  pages. From consolidation on they see every released answer, provided that their own agency has handed over; else none.
- The coordinator sees the same once the country has submitted, and alone the alpha across agencies.
- Reviewers and donors see neither: reviewers are shown the agreement of self and peer, the public its label.

Agencies stand in the order of their codes: nobody is ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import AgencyRef, AssessmentContext, ValueView, agency_ref, context_of, value_view
from assessments.queries.layout import column_of, layout
from assessments.queries.seen import reads_beside_agency, released_seen
from assessments.scoring.consensus import AgencyAnswerValue, Spread
from assessments.scoring.divergence import Alpha, agency_alpha, divergence
from ibm_platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class AgencySaid:
    """What one agency answered. ``standing`` is the level value that it counts as; None for "not applicable"."""

    agency: AgencyRef
    value: ValueView
    standing: int | None


@dataclass(frozen=True, slots=True)
class DivergenceRow:
    code: str
    title: str
    group: str
    """Code of the framework's first sorting (IBM: the pillar), ``column`` of its second (IBM: the field)."""
    column: str
    is_critical: bool
    said: tuple[AgencySaid, ...]
    """By the agencies' codes."""
    spread: Spread

    @property
    def is_flagged(self) -> bool:
        return self.spread.flagged

    @property
    def differs_in_kind(self) -> bool:
        """Some agencies give a level, others say that the question does not apply."""
        return len({one.standing is None for one in self.said}) == 2

    @property
    def is_compared(self) -> bool:
        return len(self.said) >= 2


@dataclass(frozen=True, slots=True)
class DivergenceFilter:
    """Which rows somebody looks at; everything without one."""

    group: str = ""
    column: str = ""
    only_flagged: bool = False
    only_critical: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.group or self.column or self.only_flagged or self.only_critical)

    def keeps(self, row: DivergenceRow) -> bool:
        return (
            self.group in ("", row.group)
            and self.column in ("", row.column)
            and (row.is_flagged or not self.only_flagged)
            and (row.is_critical or not self.only_critical)
        )


@dataclass(frozen=True, slots=True)
class DivergencePage:
    context: AssessmentContext
    rows: tuple[DivergenceRow, ...]
    """Critical first, then the widest range, then the largest mean deviation, then by code."""
    agencies: tuple[AgencyRef, ...]
    """Those whose answers stand in ``rows``, by code."""
    waiting: tuple[AgencyRef, ...]
    """Those that have not released, by name; empty for who is not told how far each agency is."""
    reads_for_agency: bool
    """Only the own agency's release opens the answers to the person."""
    alpha: Alpha | None
    """None for who is not shown it."""


def divergence_page(person: User, at: datetime, assessment_id: int) -> DivergencePage:
    """
    Return what the person may compare now; four queries at most, however many agencies and answers there are.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person is not shown the agencies beside each other, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_DIVERGENCE)
    answers, agencies = _released(seen)
    return DivergencePage(
        context=context_of(seen),
        rows=_rows(seen, answers, agencies),
        agencies=tuple(agencies[code] for code in sorted(agencies)),
        waiting=_waiting(seen) if seen.may(Action.READ_PROGRESS) else (),
        reads_for_agency=not reads_beside_agency(seen),
        alpha=agency_alpha(seen.spec, answers) if seen.may(Action.READ_ALPHA) else None,
    )


def divergence_order(seen: Seen, chosen: DivergenceFilter) -> tuple[str, ...]:
    """Codes of the rows that a filter keeps, in the order of the page; for walking through them one by one."""
    if not seen.may(Action.READ_DIVERGENCE):
        return ()
    return tuple(row.code for row in _rows(seen, *_released(seen)) if chosen.keeps(row))


def divergence_rows(seen: Seen) -> tuple[DivergenceRow, ...]:
    """Every row that the person may compare, in the order of the page; nothing for who is not shown it."""
    return _rows(seen, *_released(seen)) if seen.may(Action.READ_DIVERGENCE) else ()


def _released(seen: Seen) -> tuple[Mapping[str, Sequence[AgencyAnswerValue]], Mapping[str, AgencyRef]]:
    answers: dict[str, list[AgencyAnswerValue]] = defaultdict(list)
    agencies: dict[str, AgencyRef] = {}
    columns = ("indicator_id", "agency_id", "agency__code", "agency__name", "agency__types", "kind", "level_id")
    for indicator_id, agency_id, code, name, types, kind, level_id in released_seen(seen).values_list(*columns):
        agencies.setdefault(code, AgencyRef(agency_id, code, name))
        value = AgencyAnswerValue(code, tuple(types), seen.framework.value(kind, level_id))
        answers[seen.framework.indicator_codes[indicator_id]].append(value)
    return answers, agencies


def _rows(
    seen: Seen, answers: Mapping[str, Sequence[AgencyAnswerValue]], agencies: Mapping[str, AgencyRef]
) -> tuple[DivergenceRow, ...]:
    columns = column_of(seen.spec)
    groups = {code: group.code for group in layout(seen.spec) for row in group.rows for code in row.indicators}
    return tuple(
        DivergenceRow(
            code=found.indicator,
            title=seen.framework.indicators[found.indicator].title,
            group=groups[found.indicator],
            column=columns[found.indicator],
            is_critical=found.critical,
            said=tuple(
                AgencySaid(
                    agencies[one.agency], value_view(seen.framework, one.value), seen.framework.standing(one.value)
                )
                for one in sorted(answers[found.indicator], key=lambda answer: answer.agency)
            ),
            spread=found.spread,
        )
        for found in divergence(seen.spec, answers)
    )


def _waiting(seen: Seen) -> tuple[AgencyRef, ...]:
    rows = Participation.objects.standing().filter(assessment=seen.assessment, released_at__isnull=True)
    return tuple(agency_ref(row.agency) for row in rows.select_related("agency").order_by("agency__name"))
