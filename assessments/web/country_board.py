"""The board of countries as its page draws it: a small map, what comes next, and what the filter leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments import charts
from assessments.charts.plates import EMPTY, FAINT, GREY, OUTLINE, OUTLINED
from assessments.lifecycle import Status
from assessments.queries import STATUS_WORDS, Portfolio, PortfolioFilter
from assessments.queries.portfolio import BandCell, PortfolioRow
from frameworks.spec import FrameworkSpec

NEXT: Mapping[Status, Promise] = {
    Status.SETUP: _("Focal point prepares, signatory approves the scope"),
    Status.COLLECTION: _("Agencies answer"),
    Status.CONSOLIDATION: _("Focal point settles the levels"),
    Status.VALIDATED: _("Signatory submits"),
    Status.SUBMITTED: _("You check it"),
    Status.RETURNED: _("Country answers what was returned"),
    Status.ACCEPTED: _("Signatory decides on publication"),
    Status.PUBLISHED: _("Nothing, it is published"),
    Status.WITHDRAWN: _("Nothing, it is withdrawn"),
}
WAITING: Mapping[str, Promise] = {
    "coordinator": _("Me"),
    "focal_point": _("Focal point"),
    "officer": _("Agencies"),
    "signatory": _("Signatory"),
}
TIMES: Mapping[str, Promise] = {
    "over": _("Past its date"),
    "week": _("Due within a week"),
    "still": _("Unmoved for a month"),
}
SIDE, STEP = 12, 14
"""A square of the map and the way to the next, in the map's own units."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    row: PortfolioRow
    map: str
    """An ``<svg>``, ready."""
    next: str | Promise
    since_days: int
    is_late: bool
    days_over: int
    has_levels: bool
    """Settling has begun; before that there is nothing to count."""


@dataclass(frozen=True, slots=True)
class CountryBoard:
    rows: tuple[BoardRow, ...]
    total: int
    waiting_for_me: int
    late: int
    next_review: int | None
    """The assessment that has waited longest for the coordinator."""
    key: tuple[charts.KeyEntry, ...]
    states: tuple[tuple[str, str | Promise], ...]
    waiting: tuple[tuple[str, str | Promise], ...]
    times: tuple[tuple[str, str | Promise], ...]
    chosen: PortfolioFilter


def country_board(page: Portfolio, at: datetime, chosen: PortfolioFilter) -> CountryBoard:
    """Return the rows that the filter leaves; the counts of the heading are those of all countries."""
    mine = [row for row in page.rows if row.status == Status.SUBMITTED]
    kept = chosen.kept(page.rows, at)
    maps = _Maps(page.spec) if page.spec is not None else None
    rows = tuple(_row(row, at, maps) for row in kept)
    return CountryBoard(
        rows=rows,
        total=len(page.rows),
        waiting_for_me=len(mine),
        late=sum(row.is_late for row in page.rows),
        next_review=min(mine, key=lambda row: row.since).assessment_id if mine else None,
        key=charts.level_key(page.spec.levels) if page.spec is not None else (),
        states=tuple(
            (one.value, STATUS_WORDS[one]) for one in Status if one in page.by_status or one.value == chosen.status
        ),
        waiting=tuple(WAITING.items()),
        times=tuple(TIMES.items()),
        chosen=chosen,
    )


def _row(row: PortfolioRow, at: datetime, maps: _Maps | None) -> BoardRow:
    return BoardRow(
        row=row,
        map="" if maps is None else maps.draw(row),
        next=NEXT[row.status],
        since_days=row.days_in_state(at),
        is_late=row.is_late,
        days_over=-(row.days_left or 0) if row.is_late else 0,
        has_levels=row.settled > 0 or row.status not in (Status.SETUP, Status.COLLECTION),
    )


class _Maps:
    """
    The small maps of many countries as ready strings.

    A template loop costs about 18 µs a square; two hundred countries have 3 600. So each square of a place and colour is
    written once, and the map of a country is one join.
    """

    def __init__(self, spec: FrameworkSpec) -> None:
        self.shades = charts.shades(spec.levels)
        pair = spec.cell_dimensions
        self.across = len(pair[1].categories) if pair else len(spec.dimensions[0].categories)
        self.places: dict[str, tuple[int, int]] = {}
        outer = [one.code for one in pair[0].categories] if pair else [""]
        inner = [one.code for one in (pair[1] if pair else spec.dimensions[0]).categories]
        for down, row in enumerate(outer):
            for across, column in enumerate(inner):
                self.places[f"{row}.{column}" if row else column] = (across, down)
        self.down = len(outer)
        self.squares: dict[tuple[str, str, str], SafeString] = {}
        self.outlined = self._svg([self._square(code, EMPTY, FAINT) for code in self.places], hidden=True)

    def draw(self, row: PortfolioRow) -> SafeString:
        """Plates where the scorecard is frozen; before that every cell outlined."""
        bands = {band.code: band for band in row.bands if band is not None}
        if not bands:
            return self.outlined
        return self._svg([self._square(code, *self._paint(bands.get(code))) for code in self.places], hidden=False)

    def _paint(self, band: BandCell | None) -> tuple[str, str]:
        # A frozen scorecard is complete: a cell without a score has no question that applies.
        if band is None or not band.band:
            return GREY, GREY
        shade = self.shades[band.band]
        fill = charts.PLATES[shade]
        return fill, OUTLINE if shade in OUTLINED else fill

    def _square(self, code: str, fill: str, stroke: str) -> SafeString:
        key = (code, fill, stroke)
        if key not in self.squares:
            across, down = self.places[code]
            self.squares[key] = format_html(
                '<rect x="{}.5" y="{}.5" width="{}" height="{}" fill="{}" stroke="{}"/>',
                across * STEP, down * STEP, SIDE, SIDE, fill, stroke,
            )  # fmt: skip
        return self.squares[key]

    def _svg(self, squares: Sequence[SafeString], *, hidden: bool) -> SafeString:
        label = _("Cells not visible before the result is frozen") if hidden else _("Level of each cell")
        width, height = self.across * STEP, self.down * STEP
        return format_html(
            '<svg class="cells" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            round(width * 6 / 7), round(height * 6 / 7), width, height, label,
            format_html("{}" * len(squares), *squares),
        )  # fmt: skip
