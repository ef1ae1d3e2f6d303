"""Scores as plates: the heat map, the small map of cells, the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, Protocol

from assessments.scoring.display import shown, shown_difference
from assessments.scoring.types import TOTAL, NodeKind
from frameworks.spec import Category, FrameworkSpec, Level

CellState = Literal["score", "no_data", "not_applicable"]

# Five plates from sand to indigo; the number on a plate, never its colour alone, says the level.
PLATES: Final[Mapping[int, str]] = {1: "#fdf1d3", 2: "#9bc577", 3: "#3d9c9b", 4: "#456693", 5: "#273357"}
OUTLINE: Final = "#4a4a4a"
OUTLINED: Final = frozenset({1, 2})
EMPTY, EDGE, FAINT, HERE, GREY = "#ffffff", "#7b838a", "#c9c6bd", "#6a2654", "#e6e6e6"


class Node(Protocol):
    """What a picture needs of one score: a ``NodeScore``, or a frozen value that was read back."""

    @property
    def score(self) -> Fraction | None: ...
    @property
    def floor(self) -> int | None: ...
    @property
    def band(self) -> str | None: ...
    @property
    def counted(self) -> int: ...
    @property
    def applicable(self) -> int: ...


Nodes = Mapping[tuple[NodeKind, str], Node]
"""(kind, code) → score, as in ``Result.nodes``. What is missing has no data."""


@dataclass(frozen=True, slots=True)
class Plate:
    """
    One score as a plate. ``shade`` 1–5 is the class ``l1``–``l5``, 0 without a score.

    ``level`` and ``number`` are name and value of the level the score has reached; empty and None without a score.
    """

    code: str
    name: str
    state: CellState
    shown: str
    shade: int
    level: str
    number: int | None
    change: str
    """Shown difference to the earlier score with its sign; empty when there is none."""
    lowest: int | None
    counted: int
    applicable: int
    url: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    code: str
    name: str
    cells: tuple[Plate, ...]
    total: Plate


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One plate of the key: level ``number`` and ``name``, and the scores it covers (``2.0``, ``2.9``; equal at the top)."""

    number: int
    name: str
    shade: int
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    columns: tuple[Category, ...]
    rows: tuple[HeatRow, ...]
    foot: tuple[Plate, ...]
    total: Plate
    key: tuple[KeyEntry, ...]


@dataclass(frozen=True, slots=True)
class Square:
    x: str
    y: str
    size: str
    fill: str
    stroke: str


@dataclass(frozen=True, slots=True)
class CellMap:
    """The small map: one square a cell. ``width`` and ``height`` in pixels."""

    width: int
    height: int
    view_box: str
    squares: tuple[Square, ...]


def shades(levels: Sequence[Level]) -> Mapping[str, int]:
    """Return level code → shade 1 to 5, spread evenly from the first level to the last; longer scales share shades."""
    last = max(len(levels) - 1, 1)
    return {level.code: 1 + (8 * position + last) // (2 * last) for position, level in enumerate(levels)}


def level_key(levels: Sequence[Level]) -> tuple[KeyEntry, ...]:
    """Return one entry a level, lowest first."""
    shade = shades(levels)
    tops = [Fraction(later.value) - Fraction(1, 10) for later in levels[1:]] + [Fraction(levels[-1].value)]
    return tuple(
        KeyEntry(level.value, level.name, shade[level.code], shown(Fraction(level.value)), shown(top))
        for level, top in zip(levels, tops, strict=True)
    )


def plate(
    kind: NodeKind,
    category: tuple[str, str],
    nodes: Nodes,
    levels: Sequence[Level],
    *,
    earlier: Nodes | None = None,
    links: Mapping[str, str] | None = None,
) -> Plate:
    """Return the plate of one node; ``category`` is its code and the name that a list shows beside it."""
    code, name = category
    node = nodes.get((kind, code))
    before = (earlier or {}).get((kind, code))
    url = (links or {}).get(code, "")
    if node is None or node.score is None or node.band is None:
        state: CellState = "not_applicable" if node is not None and not node.applicable else "no_data"
        applicable = node.applicable if node is not None else 0
        return Plate(code, name, state, "", 0, "", None, "", None, 0, applicable, url)
    reached = next(level for level in levels if level.code == node.band)
    return Plate(
        code=code,
        name=name,
        state="score",
        shown=shown(node.score),
        shade=shades(levels)[reached.code],
        level=reached.name,
        number=reached.value,
        change=shown_difference(node.score, before.score) if before and before.score is not None else "",
        lowest=node.floor,
        counted=node.counted,
        applicable=node.applicable,
        url=url,
    )


def heat_map(
    spec: FrameworkSpec,
    nodes: Nodes,
    *,
    earlier: Nodes | None = None,
    links: Mapping[str, str] | None = None,
) -> HeatMap | None:
    """
    Return the table of all cells with the scores of its rows, its columns and the whole; None without cells.

    Args:
        earlier: scores of the assessment before, for the change; the caller leaves it out where versions differ.
        links: cell code → address of its questions.
    """
    if spec.cell_dimensions is None:
        return None
    rows, columns = (dimension.categories for dimension in spec.cell_dimensions)

    def of(kind: NodeKind, code: str, name: str) -> Plate:
        return plate(kind, (code, name), nodes, spec.levels, earlier=earlier, links=links)

    return HeatMap(
        columns=columns,
        rows=tuple(
            HeatRow(
                row.code,
                row.name,
                tuple(of("cell", f"{row.code}.{column.code}", column.name) for column in columns),
                of("category", row.code, row.name),
            )
            for row in rows
        ),
        foot=tuple(of("category", column.code, column.name) for column in columns),
        total=of("total", TOTAL, ""),
        key=level_key(spec.levels),
    )


def cell_map(spec: FrameworkSpec, *, here: str = "", nodes: Nodes | None = None, side: int = 7) -> CellMap | None:
    """
    Return the small map: "you are here" (``here`` is a cell code), or the plates of ``nodes``; None without cells.

    With neither, every cell is outlined, which means "not visible before submission", not "no data".

    Args:
        side: of one square, in pixels.
    """
    if spec.cell_dimensions is None:
        return None
    rows, columns = (dimension.categories for dimension in spec.cell_dimensions)
    step = side + 2
    squares = []
    for down, row in enumerate(rows):
        for across, column in enumerate(columns):
            fill, stroke = _paint(f"{row.code}.{column.code}", here, spec.levels, nodes)
            squares.append(Square(f"{step * across}.5", f"{step * down}.5", str(side), fill, stroke))
    width, height = step * len(columns), step * len(rows)
    return CellMap(width, height, f"0 0 {width} {height}", tuple(squares))


def tier_strip(spec: FrameworkSpec, nodes: Nodes, *, earlier: Nodes | None = None) -> tuple[Plate, ...]:
    """Return the plates of every Dimension that sorts an Indicator more than once (for IBM: the four tiers)."""
    return tuple(
        plate("category", (category.code, category.name), nodes, spec.levels, earlier=earlier)
        for dimension in spec.dimensions
        if dimension.assignment == "many"
        for category in dimension.categories
    )


def _paint(code: str, here: str, levels: Sequence[Level], nodes: Nodes | None) -> tuple[str, str]:
    """Fill and stroke of one square."""
    if nodes is None:
        return (HERE, HERE) if code == here else (EMPTY, EDGE if here else FAINT)
    found = plate("cell", (code, ""), nodes, levels)
    if found.state == "score":
        fill = PLATES[found.shade]
        return fill, OUTLINE if found.shade in OUTLINED else fill
    return (GREY, GREY) if found.state == "not_applicable" else (EMPTY, EDGE)
