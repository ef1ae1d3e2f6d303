"""
Pictures of scores as plain records: numbers in, frozen values out. No Django, no words, no markup.

One template per picture draws the record on a page and in a PDF. The SVG carries marks and digits only; words stand in HTML beside
it, because a PDF draws joined letters inside SVG apart and in the wrong order. Colours are presentation attributes for the same
reason: the sheet of a page does not reach an SVG in a PDF. Coordinates are strings, so that no language turns a point into a comma.
"""

from assessments.charts.lines import (
    Axis,
    AxisValue,
    Dumbbell,
    DumbbellInput,
    DumbbellRow,
    Point,
    Radar,
    Series,
    SeriesKind,
    Tick,
    dumbbell,
    radar,
)
from assessments.charts.plates import (
    PLATES,
    CellMap,
    CellState,
    HeatMap,
    HeatRow,
    KeyEntry,
    Node,
    Nodes,
    Plate,
    Square,
    cell_map,
    heat_map,
    level_key,
    plate,
    shades,
    tier_strip,
)

__all__ = [
    "PLATES",
    "Axis",
    "AxisValue",
    "CellMap",
    "CellState",
    "Dumbbell",
    "DumbbellInput",
    "DumbbellRow",
    "HeatMap",
    "HeatRow",
    "KeyEntry",
    "Node",
    "Nodes",
    "Plate",
    "Point",
    "Radar",
    "Series",
    "SeriesKind",
    "Square",
    "Tick",
    "cell_map",
    "dumbbell",
    "heat_map",
    "level_key",
    "plate",
    "radar",
    "shades",
    "tier_strip",
]
