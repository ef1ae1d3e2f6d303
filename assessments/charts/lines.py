"""Scores as places on a scale: the radar and the dumbbell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from typing import Final, Literal

from assessments.scoring.display import shown, shown_difference
from frameworks.spec import Category, Level

SeriesKind = Literal["now", "target", "before"]

# The present is drawn last, over the lines it is compared with.
_DRAWN: Final = ("before", "target", "now")


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    y: str
    number: int
    points: str = ""


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One number of the table beside a radar; ``text`` is a dash where there is no score."""

    kind: SeriesKind
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a radar. ``position`` counts clockwise from the top; ``shown`` has one number per series."""

    position: int
    name: str
    now: str
    end: Point
    number: Point
    shown: tuple[AxisValue, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a radar. An axis without a score is a gap: ``closed`` is False and nothing is filled."""

    kind: SeriesKind
    name: str
    path: str
    closed: bool
    marks: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """``series`` stand in the order of drawing, the present on top; ``columns`` in the order of the table and the key."""

    axes: tuple[Axis, ...]
    rings: tuple[Tick, ...]
    series: tuple[Series, ...]
    columns: tuple[Series, ...]
    numbered: bool
    """The axes carry numbers and a list names them; six axes have their names round the circle."""


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One row; a place is empty where there is no number."""

    code: str
    name: str
    group: str
    now_x: str
    target_x: str
    before_x: str
    now: str
    target: str
    before: str
    gap: str
    url: str


@dataclass(frozen=True, slots=True)
class Dumbbell:
    rows: tuple[DumbbellRow, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class DumbbellInput:
    """Scores in levels, None where there is none. Rows are drawn in the order they are given."""

    code: str
    name: str
    now: Fraction | None
    target: Fraction | None = None
    before: Fraction | None = None
    group: str = ""
    url: str = ""


def radar(
    categories: Sequence[Category],
    levels: Sequence[Level],
    series: Sequence[tuple[SeriesKind, str, Mapping[str, Fraction | None]]],
) -> Radar:
    """
    Return a radar with one axis per Category, clockwise from the top; its centre lies one level below the lowest.

    Args:
        series: kind, name and Category code → score in levels; a missing score is a gap in the line.
    """
    lowest, highest = levels[0].value - 1, levels[-1].value
    count = len(categories)

    def at(axis: int, value: Fraction) -> Point:
        return _polar(axis, count, float((value - lowest) / (highest - lowest)))

    lines = tuple(
        _line(kind, name, [None if (v := scores.get(c.code)) is None else at(i, v) for i, c in enumerate(categories)])
        for kind, name, scores in series
    )
    present = next((scores for kind, _, scores in series if kind == "now"), {})
    axes = tuple(
        Axis(
            position=axis,
            name=category.name,
            now=shown(present.get(category.code)),
            end=_polar(axis, count, 1.0),
            number=_polar(axis, count, 1.1),
            shown=tuple(AxisValue(kind, shown(scores.get(category.code))) for kind, _, scores in series),
        )
        for axis, category in enumerate(categories)
    )
    rings = tuple(
        Tick(
            "125",
            _number(float(at(0, Fraction(level.value)).y) + 4),
            level.value,
            " ".join(f"{p.x},{p.y}" for p in (at(axis, Fraction(level.value)) for axis in range(count))),
        )
        for level in levels
    )
    drawn = tuple(sorted(lines, key=lambda line: _DRAWN.index(line.kind)))
    return Radar(axes, rings, drawn, lines, numbered=count != 6)


def dumbbell(rows: Sequence[DumbbellInput], levels: Sequence[Level]) -> Dumbbell:
    """Return one line a row from the present to the target, on the scale from the lowest level to the highest."""
    lowest, highest = levels[0].value, levels[-1].value

    def x(value: Fraction | int | None) -> str:
        return "" if value is None else _number(10 + 400 * float(Fraction(value - lowest, max(highest - lowest, 1))))

    return Dumbbell(
        rows=tuple(
            DumbbellRow(
                code=row.code,
                name=row.name,
                group=row.group,
                now_x=x(row.now),
                target_x=x(row.target),
                before_x=x(row.before),
                now=shown(row.now),
                target=shown(row.target),
                before=shown(row.before),
                gap=shown_difference(row.target, row.now).removeprefix("+"),
                url=row.url,
            )
            for row in rows
        ),
        ticks=tuple(Tick(x(level.value), "13", level.value) for level in levels),
    )


def _line(kind: SeriesKind, name: str, points: Sequence[Point | None]) -> Series:
    """Join neighbours that both have a score; the last is the first one's neighbour."""
    marks = tuple(point for point in points if point is not None)
    if len(marks) == len(points):
        path = "M" + "L".join(f"{point.x} {point.y}" for point in marks) + "Z"
        return Series(kind, name, path, True, marks)
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    path = "".join(f"M{a.x} {a.y}L{b.x} {b.y}" for a, b in pairs if a is not None and b is not None)
    return Series(kind, name, path, False, marks)


def _polar(axis: int, count: int, reach: float) -> Point:
    """A point of the circle round 130, 130; ``reach`` 1 is its edge, 124 away."""
    angle = 2 * pi * axis / count
    return Point(_number(130 + 124 * reach * sin(angle)), _number(130 - 124 * reach * cos(angle)))


def _number(value: float) -> str:
    return f"{value:.1f}"
