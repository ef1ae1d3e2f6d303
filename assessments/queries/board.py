"""How far the agencies of one country are: counts only, never a level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assignment, EvidenceReference, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.calendar import ExtensionView, open_requests
from assessments.queries.conditions import applicable_codes, deadline_passed
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.layout import Column, RowState, column_of, columns, layout
from assessments.queries.tasks import is_open, returned_codes, row_state
from ibm_platform.accounts.models import Membership, Role, User

STILL_AFTER_DAYS = 7


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One agency in one column. ``idle_days`` counts from its last answer there, or from the opening of collection."""

    column: str
    asked: int
    answered: int
    returned: int
    status: RowState
    idle_days: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    agency: AgencyRef
    cells: tuple[BoardCell, ...]
    asked: int
    answered: int
    with_evidence: int
    returned: int
    released_at: datetime | None
    is_absent: bool
    is_closed: bool
    """The agency was closed: it answers and releases nothing until it is opened again."""
    last_change_at: datetime | None
    idle_days: int
    is_behind: bool
    """Open questions, not released, and still for a week or over the deadline."""


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    column: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened at one agency since ``Board.since``; how often, never what."""

    agency: AgencyRef
    answers: int
    """Answers given or changed."""
    references: int
    """References added that stand."""
    released: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A group of questions that the table can be narrowed to (for IBM: a pillar)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    context: AssessmentContext
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    """By the agencies' names: agencies are never ranked."""
    parts: tuple[Part, ...]
    part: str
    """Code of the one that the table is narrowed to; empty for all."""
    table: tuple[BoardRow, ...]
    """The rows, counted inside ``part`` only."""
    totals: tuple[ColumnTotal, ...]
    """Of ``table``."""
    asked: int
    answered: int
    with_evidence: int
    returned: int
    released: int
    unassigned: tuple[str, ...]
    """Applicable questions that no agency is asked."""
    behind: tuple[AgencyRef, ...]
    without_lead: tuple[AgencyRef, ...]
    """While answers are collected: nobody can release theirs."""
    wishes: tuple[ExtensionView, ...]
    """Of agencies for more time, for whoever decides them."""
    last_change_at: datetime | None
    since: date
    """The Monday that ``lately`` counts from, in the country's own time zone; at least one whole day back."""
    lately: tuple[Activity, ...]
    """By the agencies' names; only those where something happened."""


def board(person: User, at: datetime, assessment_id: int, *, part: str = "") -> Board:
    """
    Return the progress of every agency; nine queries at most, however many agencies there are.

    Args:
        part: code of a group of questions for the table; an unknown one counts as none.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read progress.
    """
    seen = see(person, at, assessment_id, Action.READ_PROGRESS)
    framework = seen.framework
    column = {framework.indicator_ids[code]: name for code, name in column_of(seen.spec).items()}
    participations = list(
        Participation.objects.standing()
        .filter(assessment=seen.assessment)
        .select_related("agency")
        .order_by("agency__name")
    )
    assigned = list(
        Assignment.objects.standing().filter(assessment=seen.assessment).values_list("agency_id", "indicator_id")
    )
    answers = {
        (agency_id, indicator_id): saved_at
        # What was carried over from an earlier cycle counts once somebody has confirmed it.
        for agency_id, indicator_id, saved_at in AgencyAnswer.objects.filter(
            assessment=seen.assessment, carried_from__isnull=True
        ).values_list("agency_id", "indicator_id", "saved_at")
    }
    references = list(
        EvidenceReference.objects.filter(
            assessment=seen.assessment, agency__isnull=False, removed_at__isnull=True
        ).values_list("agency_id", "indicator_id", "added_at")
    )
    evidenced = {(agency_id, indicator_id) for agency_id, indicator_id, _added_at in references}
    returned = {framework.indicator_ids[code] for code in returned_codes(seen)}
    counts = _Counts.of(assigned, answers, evidenced, returned, column)
    shown = columns(seen.spec)
    rows = tuple(_row(seen, participation, shown, counts) for participation in participations)
    groups = layout(seen.spec)
    part = part if part in {group.code for group in groups} else ""
    table = rows
    if part:
        inside = {code for group in groups if group.code == part for row in group.rows for code in row.indicators}
        kept = {framework.indicator_ids[code] for code in inside}
        counts = _Counts.of([one for one in assigned if one[1] in kept], answers, evidenced, returned, column)
        table = tuple(_row(seen, participation, shown, counts) for participation in participations)
    since = _monday(seen)
    asked_anywhere = {indicator_id for _agency, indicator_id in assigned}
    return Board(
        context=context_of(seen),
        columns=shown,
        rows=rows,
        parts=tuple(Part(group.code, group.name) for group in groups) if len(groups) > 1 else (),
        part=part,
        table=table,
        totals=tuple(
            ColumnTotal(
                one.code,
                sum(cell.asked for row in table for cell in row.cells if cell.column == one.code),
                sum(cell.answered for row in table for cell in row.cells if cell.column == one.code),
            )
            for one in shown
        ),
        asked=sum(row.asked for row in rows),
        answered=sum(row.answered for row in rows),
        with_evidence=sum(row.with_evidence for row in rows),
        returned=len(returned),
        released=sum(row.released_at is not None for row in rows),
        unassigned=tuple(
            code for code in applicable_codes(seen) if framework.indicator_ids[code] not in asked_anywhere
        ),
        behind=tuple(row.agency for row in rows if row.is_behind),
        without_lead=_without_lead(seen, participations),
        wishes=open_requests(seen),
        last_change_at=max(answers.values(), default=None),
        since=since,
        lately=_lately(seen, since, participations, answers, references),
    )


def _monday(seen: Seen) -> date:
    """The last Monday before today: on a Monday the board still tells of the week that ended."""
    today = seen.today()
    return today - timedelta(days=today.weekday() or 7)


def _lately(
    seen: Seen,
    since: date,
    participations: list[Participation],
    answers: dict[tuple[int, int], datetime],
    references: list[tuple[int, int, datetime]],
) -> tuple[Activity, ...]:
    start = datetime.combine(since, time.min, ZoneInfo(seen.assessment.country.time_zone))
    given = Counter(agency_id for (agency_id, _indicator), saved_at in answers.items() if saved_at >= start)
    added = Counter(agency_id for agency_id, _indicator, added_at in references if added_at >= start)
    rows = (
        Activity(
            agency=agency_ref(one.agency),
            answers=given[one.agency_id],
            references=added[one.agency_id],
            released=one.released_at is not None and one.released_at >= start,
        )
        for one in participations
    )
    return tuple(row for row in rows if row.answers or row.references or row.released)


def _without_lead(seen: Seen, participations: list[Participation]) -> tuple[AgencyRef, ...]:
    """Agencies that should release and have nobody who can; one query, and none outside collection."""
    waiting = [one.agency for one in participations if one.released_at is None and one.agency.is_active]
    if seen.status != Status.COLLECTION or not waiting:
        return ()
    led = set(
        Membership.objects.in_force(seen.at)
        .filter(role=Role.AGENCY_LEAD, agency__in=waiting)
        .values_list("agency_id", flat=True)
    )
    return tuple(agency_ref(one) for one in waiting if one.pk not in led)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counted by (agency, column)."""

    asked: Counter[tuple[int, str]]
    answered: Counter[tuple[int, str]]
    with_evidence: Counter[tuple[int, str]]
    returned: Counter[tuple[int, str]]
    last: dict[tuple[int, str], datetime]

    @classmethod
    def of(
        cls,
        assigned: list[tuple[int, int]],
        answers: dict[tuple[int, int], datetime],
        evidenced: set[tuple[int, int]],
        returned: set[int],
        column: dict[int, str],
    ) -> _Counts:
        counts = cls(Counter(), Counter(), Counter(), Counter(), {})
        for agency_id, indicator_id in assigned:
            key = (agency_id, column[indicator_id])
            counts.asked[key] += 1
            counts.returned[key] += indicator_id in returned
            saved_at = answers.get((agency_id, indicator_id))
            if saved_at is not None:
                counts.answered[key] += 1
                counts.with_evidence[key] += (agency_id, indicator_id) in evidenced
                counts.last[key] = max(saved_at, counts.last.get(key, saved_at))
        return counts


def _row(seen: Seen, participation: Participation, shown: tuple[Column, ...], counts: _Counts) -> BoardRow:
    locked = not is_open(seen, participation)
    cells = []
    for column in shown:
        key = (participation.agency_id, column.code)
        asked, answered, returned = counts.asked[key], counts.answered[key], counts.returned[key]
        cells.append(
            BoardCell(
                column=column.code,
                asked=asked,
                answered=answered,
                returned=returned,
                status=row_state(asked, answered, returned, locked=locked),
                idle_days=_idle_days(seen, counts.last.get(key)),
            )
        )
    asked = sum(cell.asked for cell in cells)
    answered = sum(cell.answered for cell in cells)
    last = max(
        (counts.last[key] for one in shown if (key := (participation.agency_id, one.code)) in counts.last), default=None
    )
    idle_days = _idle_days(seen, last)
    # A closed agency can do nothing about what is open.
    waits = seen.status == Status.COLLECTION and participation.released_at is None and participation.agency.is_active
    return BoardRow(
        agency=agency_ref(participation.agency),
        cells=tuple(cells),
        asked=asked,
        answered=answered,
        with_evidence=sum(counts.with_evidence[participation.agency_id, one.code] for one in shown),
        returned=sum(cell.returned for cell in cells),
        released_at=participation.released_at,
        is_absent=participation.absent,
        is_closed=not participation.agency.is_active,
        last_change_at=last,
        idle_days=idle_days,
        is_behind=waits
        and answered < asked
        and (idle_days >= STILL_AFTER_DAYS or deadline_passed(seen, participation.extended_until)),
    )


def _idle_days(seen: Seen, last: datetime | None) -> int:
    return max(0, (seen.at - (last or seen.assessment.status_since)).days)
