"""How a framework's indicators are laid out in lists: groups of rows (for IBM: pillars of fields), whatever its dimensions."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from frameworks.spec import Dimension, FrameworkSpec

RowState = Literal["not_started", "in_progress", "completed", "returned", "locked"]


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One cell, or one category of a framework without cells, with its indicators in the framework's order."""

    code: str
    column: str
    """Code of the column that the row belongs to on a board (for IBM: the field)."""
    name: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayoutGroup:
    code: str
    name: str
    rows: tuple[LayoutRow, ...]


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    name: str


_KEPT = 32
_kept: OrderedDict[int, tuple[FrameworkSpec, tuple[LayoutGroup, ...]]] = OrderedDict()
_lock = Lock()


def layout(spec: FrameworkSpec) -> tuple[LayoutGroup, ...]:
    """
    Groups by the first dimension that sorts each indicator once, rows by the second; one group without a second.

    Kept for the last few versions, by identity; the kept value holds its spec, so that no other can take its identity.
    """
    with _lock:
        known = _kept.get(id(spec))
    if known is not None:
        return known[1]
    made = _layout(spec)
    with _lock:
        _kept[id(spec)] = (spec, made)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def _layout(spec: FrameworkSpec) -> tuple[LayoutGroup, ...]:
    single = _single(spec)
    if not single:
        everything = tuple(indicator.code for indicator in spec.indicators)
        return (LayoutGroup("ALL", spec.name, (LayoutRow("ALL", "ALL", spec.name, everything),)),)
    if len(single) == 1:
        dimension = single[0]
        rows = tuple(
            LayoutRow(category.code, category.code, category.name, _inside(spec, {dimension.code: category.code}))
            for category in dimension.categories
        )
        return (LayoutGroup(dimension.code, dimension.plural, tuple(row for row in rows if row.indicators)),)
    first, second = single[0], single[1]
    groups = []
    for outer in first.categories:
        rows = tuple(
            LayoutRow(
                f"{outer.code}.{inner.code}",
                inner.code,
                inner.name,
                _inside(spec, {first.code: outer.code, second.code: inner.code}),
            )
            for inner in second.categories
        )
        groups.append(LayoutGroup(outer.code, outer.name, tuple(row for row in rows if row.indicators)))
    return tuple(groups)


def columns(spec: FrameworkSpec) -> tuple[Column, ...]:
    """The columns of a board: categories of the second dimension of the cells (IBM: fields), else of the only one."""
    single = _single(spec)
    if not single:
        return (Column("ALL", spec.name),)
    dimension = single[1] if len(single) >= 2 else single[0]
    return tuple(Column(category.code, category.name) for category in dimension.categories)


def column_of(spec: FrameworkSpec) -> dict[str, str]:
    """Indicator code → column code."""
    return {code: row.column for group in layout(spec) for row in group.rows for code in row.indicators}


def row_of(spec: FrameworkSpec) -> dict[str, LayoutRow]:
    """Indicator code → its row."""
    return {code: row for group in layout(spec) for row in group.rows for code in row.indicators}


def _single(spec: FrameworkSpec) -> list[Dimension]:
    return [dimension for dimension in spec.dimensions if dimension.assignment == "one"]


def _inside(spec: FrameworkSpec, categories: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        indicator.code
        for indicator in spec.indicators
        if all(code in indicator.categories.get(dimension, ()) for dimension, code in categories.items())
    )
