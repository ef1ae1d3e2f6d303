"""What is asked of whom, cell by cell: the grid, one cell with its questions, and what falls short of the model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assessments.queries.layout import LayoutRow, columns, layout
from assessments.queries.setup import NotAsked, SetupAgency, SetupIndicator, SetupPage


@dataclass(frozen=True, slots=True)
class Share:
    """How many questions of a cell one agency is asked."""

    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """``short`` counts questions for which the model names more agencies than are asked; ``code`` is empty for no cell."""

    code: str
    column: str
    questions: int
    shares: tuple[Share, ...]
    unasked: int
    short: int


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class FewerAsked:
    """A question that is asked of fewer agencies than the model names. ``cell`` is where that is changed."""

    code: str
    title: str
    cell: str
    missing: tuple[NotAsked, ...]


@dataclass(frozen=True, slots=True)
class CellAgency:
    """One agency to tick for a question. ``why_fixed`` says why it cannot be changed."""

    agency: SetupAgency
    value: str
    is_chosen: bool
    is_fixed: bool
    is_answered: bool
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class CellQuestion:
    code: str
    title: str
    not_applicable: str
    agencies: tuple[CellAgency, ...]


def grid(page: SetupPage) -> Grid:
    """Cells of the framework with who is asked how much; rows and columns are its two dimensions."""
    shown = columns(page.context.spec)
    of_code = {one.indicator.code: one for one in page.indicators}
    unassigned = set(page.unassigned)
    taking_part = [one for one in page.agencies if one.takes_part]
    rows = []
    for group in layout(page.context.spec):
        by_column = {row.column: row for row in group.rows}
        rows.append(
            GridRow(
                group.name,
                tuple(
                    _cell(by_column[one.code], one.name, of_code, taking_part, unassigned)
                    if one.code in by_column
                    else GridCell("", one.name, 0, (), 0, 0)
                    for one in shown
                ),
            )
        )
    return Grid(tuple(one.name for one in shown), tuple(rows))


def fewer_asked(page: SetupPage) -> tuple[FewerAsked, ...]:
    """Questions that somebody is asked, but not every type of agency that the model names and the country has."""
    cell = cell_of(page)
    return tuple(
        FewerAsked(one.indicator.code, one.indicator.title, cell[one.indicator.code], one.not_asked)
        for one in page.indicators
        if one.asked and one.not_asked
    )


def cell_of(page: SetupPage) -> dict[str, str]:
    """Question → code of its cell."""
    return {code: row.code for group in layout(page.context.spec) for row in group.rows for code in row.indicators}


def cell_row(page: SetupPage, code: str) -> tuple[str, LayoutRow] | None:
    """Return the cell of this code with its whole name; None when there is none."""
    for group in layout(page.context.spec):
        for row in group.rows:
            if row.code == code:
                return f"{group.name} – {row.name}" if row.name != group.name else row.name, row
    return None


def changeable_pairs(page: SetupPage, row: LayoutRow) -> list[tuple[int, str]]:
    """Agency and question of a cell where something can still be changed: not released, not answered."""
    return [
        (one.agency.id, code)
        for one in page.agencies
        if one.takes_part and not one.is_released
        for code in row.indicators
        if code not in one.answered
    ]


def cell_questions(page: SetupPage, row: LayoutRow, chosen: Collection[str] | None) -> tuple[CellQuestion, ...]:
    """The questions of a cell with every agency that takes part; ``chosen`` as it was sent, else as it stands."""
    of_code = {one.indicator.code: one for one in page.indicators}
    return tuple(
        CellQuestion(
            code=code,
            title=of_code[code].indicator.title,
            not_applicable=of_code[code].proposed_not_applicable,
            agencies=tuple(_choice(one, code, chosen) for one in page.agencies if one.takes_part),
        )
        for code in row.indicators
    )


def _choice(agency: SetupAgency, code: str, chosen: Collection[str] | None) -> CellAgency:
    value = f"{agency.agency.id}:{code}"
    is_fixed = agency.is_released or code in agency.answered
    return CellAgency(
        agency=agency,
        value=value,
        is_chosen=code in agency.asked if chosen is None or is_fixed else value in chosen,
        is_fixed=is_fixed,
        is_answered=code in agency.answered,
        is_suggested=code in agency.suggested,
    )


def _cell(
    row: LayoutRow,
    column: str,
    of_code: dict[str, SetupIndicator],
    taking_part: list[SetupAgency],
    unassigned: set[str],
) -> GridCell:
    shares = [Share(one.agency.name, sum(code in one.asked for code in row.indicators)) for one in taking_part]
    return GridCell(
        code=row.code,
        column=column,
        questions=len(row.indicators),
        shares=tuple(one for one in shares if one.questions),
        unasked=sum(code in unassigned for code in row.indicators),
        short=sum(bool(of_code[code].asked and of_code[code].not_asked) for code in row.indicators),
    )
