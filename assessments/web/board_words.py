"""The board in words: its finding, the words of each cell, and which rows a filter keeps. Counts only, never a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.lifecycle import Status
from assessments.queries.board import STILL_AFTER_DAYS, Activity, Board, BoardCell, BoardRow
from assessments.queries.context import AgencyRef
from ibm_platform.common.isolation import isolated_list

NAMED_IN_A_FINDING = 3
CELL_WORDS: Mapping[str, Promise] = {
    "not_started": gettext_lazy("Not started"),
    "in_progress": gettext_lazy("In progress"),
    "completed": gettext_lazy("Completed"),
}
SHOW = (("", gettext_lazy("Everything")), ("still", gettext_lazy("Agencies that are behind")))
SORT = (("", gettext_lazy("Name")), ("open", gettext_lazy("Most open questions first")))


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``tone`` is a class of the board: "late", "open" or none. ``percent`` fills the bar, which is decoration."""

    column: str
    asked: int
    answered: int
    words: str
    tone: str
    percent: int


@dataclass(frozen=True, slots=True)
class ShownRow:
    agency: AgencyRef
    cells: tuple[ShownCell, ...]
    asked: int
    answered: int
    with_evidence: int
    last_change_at: datetime | None
    released_at: datetime | None
    is_absent: bool


@dataclass(frozen=True, slots=True)
class ShownTotal:
    column: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class BehindAgency:
    agency: AgencyRef
    open_questions: int
    last_change_at: datetime | None


def finding(board: Board) -> str:
    """Return the board's heading: what it shows, in one clause."""
    if not board.rows:
        return _("No agency takes part yet")
    if not board.asked:
        return _("Nothing is asked of the agencies yet")
    if board.context.status == Status.SETUP:
        return _("The questions wait for the approval of the scope")
    if board.behind:
        return _behind([agency.name for agency in board.behind])
    if board.released == len(board.rows):
        return _("Every agency has released its answers")
    if board.context.status != Status.COLLECTION:
        return _("%(released)d of %(agencies)d agencies released their answers") % {
            "released": board.released,
            "agencies": len(board.rows),
        }
    if board.answered == board.asked:
        return _("Every question is answered, not every answer released")
    return _("%(answered)d of %(asked)d answers are given") % {"answered": board.answered, "asked": board.asked}


def _behind(names: Sequence[str]) -> str:
    if len(names) > NAMED_IN_A_FINDING:
        return ngettext("%(count)d agency is behind", "%(count)d agencies are behind", len(names)) % {
            "count": len(names)
        }
    return ngettext("%(agencies)s is behind", "%(agencies)s are behind", len(names)) % {
        "agencies": isolated_list(names)
    }


def shown_rows(board: Board, *, show: str = "", sort: str = "") -> tuple[ShownRow, ...]:
    """
    Return the rows of the table.

    Args:
        show: "still" keeps the agencies that are behind.
        sort: "open" puts those first who have most left to answer; else by name.
    """
    rows = [row for row in board.table if show != "still" or row.is_behind]
    if sort == "open":
        rows.sort(key=_answered_share)
    names = {column.code: column.name for column in board.columns}
    return tuple(
        ShownRow(
            agency=row.agency,
            cells=tuple(_shown_cell(row, cell, names[cell.column], board.context.status) for cell in row.cells),
            asked=row.asked,
            answered=row.answered,
            with_evidence=row.with_evidence,
            last_change_at=row.last_change_at,
            released_at=row.released_at,
            is_absent=row.is_absent,
        )
        for row in rows
    )


def shown_totals(board: Board) -> tuple[ShownTotal, ...]:
    """Return the sums below the table, with the names of their columns."""
    names = {column.code: column.name for column in board.columns}
    return tuple(ShownTotal(names[total.column], total.asked, total.answered) for total in board.totals)


def shown_sum(board: Board) -> ShownTotal:
    """Return the sum of the sums."""
    return ShownTotal("", sum(one.asked for one in board.totals), sum(one.answered for one in board.totals))


def agencies_behind(board: Board) -> tuple[BehindAgency, ...]:
    """Return who has to be asked, with what is left."""
    return tuple(
        BehindAgency(row.agency, row.asked - row.answered, row.last_change_at) for row in board.rows if row.is_behind
    )


def lately(board: Board) -> tuple[tuple[AgencyRef, str], ...]:
    """Return what happened since Monday, an agency a line: counts, never what was said."""
    return tuple((one.agency, _happened(one)) for one in board.lately)


def _happened(one: Activity) -> str:
    said = []
    if one.answers:
        said.append(ngettext("%(count)d answer given", "%(count)d answers given", one.answers) % {"count": one.answers})
    if one.references:
        said.append(
            ngettext("%(count)d reference added", "%(count)d references added", one.references)
            % {"count": one.references}
        )
    if one.released:
        said.append(_("answers released"))
    return ", ".join(said)


def _answered_share(row: BoardRow) -> Fraction:
    return Fraction(row.answered, row.asked) if row.asked else Fraction(1)


def _shown_cell(row: BoardRow, cell: BoardCell, column: str, status: Status) -> ShownCell:
    words, tone = _words(row, cell, status)
    percent = 100 * cell.answered // cell.asked if cell.asked else 0
    return ShownCell(column, cell.asked, cell.answered, words, tone, percent)


def _words(row: BoardRow, cell: BoardCell, status: Status) -> tuple[str, str]:
    if not cell.asked:
        return _("Not asked"), "open"
    if cell.returned:
        return ngettext("%(count)d returned", "%(count)d returned", cell.returned) % {"count": cell.returned}, ""
    if row.released_at is not None:
        return _("Released"), ""
    if row.is_closed:
        return _("Agency closed"), "open"
    if row.is_absent:
        return _("Not handed over"), "open"
    if cell.answered == cell.asked:
        return str(CELL_WORDS["completed"]), ""
    still = status == Status.COLLECTION and cell.idle_days >= STILL_AFTER_DAYS
    # What was begun and left lying comes first; where nothing is, the untouched cells are where the agency stands still.
    begun = any(0 < one.answered < one.asked for one in row.cells)
    if still and (cell.answered or not begun):
        return (
            ngettext("Still for %(days)d day", "Still for %(days)d days", cell.idle_days) % {"days": cell.idle_days},
            "late",
        )
    return (str(CELL_WORDS["in_progress"]), "") if cell.answered else (str(CELL_WORDS["not_started"]), "open")
