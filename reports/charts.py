"""
Marks of the printed charts as ready coordinates. Words never stand in an SVG: there, Arabic comes out reversed.

Every number is text with a point, so that no language's number format gets into a path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

from assessments.scoring.roadmap import Month

TONE_FILL = ("#ffffff", "#fdf1d3", "#9bc577", "#3d9c9b", "#456693", "#273357")
TONE_INK = ("#46525e", "#0b0c0c", "#0b0c0c", "#0b0c0c", "#ffffff", "#ffffff")
TONE_EDGE = ("#7b838a", "#4a4a4a", "#4a4a4a", "none", "none", "none")


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Positions on a scale 400 wide that begins at 10; None for a mark that is not there."""

    ticks: tuple[str, ...]
    now: str | None
    target: str | None
    target_corner: str | None
    before: str | None


def dumbbell(
    now: Fraction | None, target: Fraction | None, before: Fraction | None, *, lowest: int, highest: int
) -> Dumbbell:
    def place(score: Fraction | None) -> float | None:
        return None if score is None else 10 + 400 * float((score - lowest) / max(1, highest - lowest))

    aim = place(target)
    return Dumbbell(
        ticks=tuple(_text(place(Fraction(value))) or "" for value in range(lowest, highest + 1)),
        now=_text(place(now)),
        target=_text(aim),
        target_corner=_text(None if aim is None else aim - 4.5),
        before=_text(None if (was := place(before)) is None else was - 3),
    )


@dataclass(frozen=True, slots=True)
class Radar:
    """A wheel of radius 100 round 0, 0; ``digits`` number its axes clockwise from the top."""

    rings: tuple[str, ...]
    axes: tuple[tuple[str, str], ...]
    now: str
    target: str
    digits: tuple[tuple[str, str, str], ...]


def radar(
    now: Sequence[Fraction | None], target: Sequence[Fraction | None], *, lowest: int, highest: int
) -> Radar | None:
    """None for fewer than three axes, or where one has no score: a missing corner would look like a zero."""
    if len(now) < 3 or any(score is None for score in now):
        return None
    angles = [2 * pi * index / len(now) for index in range(len(now))]
    spread = max(1, highest - lowest)

    def corners(scores: Sequence[Fraction | None]) -> str:
        radii = [100 * (float((score or lowest) - lowest) / spread * 0.92 + 0.08) for score in scores]
        return " ".join(_point(angle, radius) for angle, radius in zip(angles, radii, strict=True))

    return Radar(
        rings=tuple(corners([Fraction(value)] * len(now)) for value in range(lowest, highest + 1)),
        axes=tuple((f"{100 * sin(angle):.2f}", f"{-100 * cos(angle):.2f}") for angle in angles),
        now=corners(now),
        target=corners(target),
        digits=tuple(
            (f"{112 * sin(angle):.2f}", f"{-112 * cos(angle) + 4:.2f}", str(index + 1))
            for index, angle in enumerate(angles)
        ),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """An action's months on a band 100 wide."""

    start: str
    width: str


def bar(start: Month, end: Month, *, first: Month, last: Month) -> Bar:
    total = _months(first, last) + 1
    begin, length = _months(first, start), _months(start, end) + 1
    return Bar(f"{100 * begin / total:.2f}", f"{100 * length / total:.2f}")


def _months(start: Month, end: Month) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


@dataclass(frozen=True, slots=True)
class MapPlate:
    """One cell of the map on the cover: corner, side, where its number stands, and its colours."""

    x: str
    y: str
    width: str
    height: str
    text_x: str
    text_y: str
    text: str
    fill: str
    ink: str
    edge: str
    hatched: bool


@dataclass(frozen=True, slots=True)
class CoverMap:
    width: str
    height: str
    plates: tuple[MapPlate, ...]


def cover_map(rows: Sequence[Sequence[tuple[str, int] | None]]) -> CoverMap:
    """
    The map of cells, 150 mm wide; a plate is never higher than 25 mm.

    Args:
        rows: per row and column the shown score and the tone of its band; None where the framework has no cell.
    """
    columns = max(map(len, rows))
    side = 150 / columns
    high = min(25.0, side)
    plates = [
        MapPlate(
            x=f"{column * side + 0.15:.2f}",
            y=f"{row * high + 0.15:.2f}",
            width=f"{side - 0.8:.2f}",
            height=f"{high - 0.8:.2f}",
            text_x=f"{column * side + 2.4:.2f}",
            text_y=f"{row * high + high - 3.5:.2f}",
            text=cell[0],
            fill=TONE_FILL[cell[1]],
            ink=TONE_INK[cell[1]],
            edge=TONE_EDGE[cell[1]],
            hatched=cell[1] == 0,
        )
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell is not None
    ]
    return CoverMap("150", f"{high * len(rows):.2f}", tuple(plates))


@dataclass(frozen=True, slots=True)
class Step:
    x: str
    y: str
    width: str
    height: str


def neatline() -> tuple[Step, ...]:
    """The light steps in the ruled edge of the cover, A4 in millimetres: the edge of a map sheet."""
    across, down = (210 - 26.4) / 12, (297 - 26.4) / 17
    steps = []
    for index in range(0, 12, 2):
        steps.append(Step(f"{13.2 + index * across:.2f}", "10.35", f"{across:.2f}", "2.50"))
        steps.append(Step(f"{13.2 + (index + 1) * across:.2f}", "284.15", f"{across:.2f}", "2.50"))
    for index in range(1, 17, 2):
        for edge in ("10.35", "197.15"):
            steps.append(Step(edge, f"{13.2 + index * down:.2f}", "2.50", f"{down:.2f}"))
    return tuple(steps)


def _text(place: float | None) -> str | None:
    return None if place is None else f"{place:.1f}"


def _point(angle: float, radius: float) -> str:
    return f"{radius * sin(angle):.2f},{-radius * cos(angle):.2f}"
