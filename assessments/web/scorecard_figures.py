"""The pictures of one scorecard, ready for the components: heat map, radar, tier strip, dumbbells, list of gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import charts
from assessments.permissions import Action
from assessments.queries import ScorecardPage
from assessments.scoring.display import NO_SCORE, shown, shown_percent
from assessments.scoring.types import NodeKind
from frameworks.spec import Dimension, FrameworkSpec

WIDEST = 7
"""So many gaps of cells stand open; the others are one click away."""
FIRST_GAPS = 12
AXES_OF_A_RADAR = 3

EFFORT_WORDS: Mapping[str, Promise] = {
    "low": gettext_lazy("low"),
    "medium": gettext_lazy("medium"),
    "high": gettext_lazy("high"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A level as ``components/_level_badge.html`` draws it."""

    value: int
    shade: int
    name: str
    insufficient: bool = False


@dataclass(frozen=True, slots=True)
class GapRow:
    code: str
    title: str
    url: str
    critical: bool
    now: Badge
    target: Badge
    gap: int
    effort: str | Promise


@dataclass(frozen=True, slots=True)
class CriticalRow:
    code: str
    title: str
    url: str
    now: Badge


@dataclass(frozen=True, slots=True)
class Held:
    """A score that a critical indicator holds below the mean."""

    code: str
    name: str
    shown: str
    mean: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierPart:
    dimension: Dimension
    plates: tuple[charts.Plate, ...]
    lowest: str
    highest: str


@dataclass(frozen=True, slots=True)
class Figures:
    heat: charts.HeatMap | None
    rows_name: str
    columns_name: str
    lists: tuple[TierPart, ...]
    """Dimensions that sort each indicator once, for a framework without cells: its first picture is a list."""
    key: tuple[charts.KeyEntry, ...]
    profile: Dimension
    """The dimension that the radar shows."""
    profile_part: TierPart
    """The same as a table, where there is no radar."""
    radar: charts.Radar | None
    tiers: tuple[TierPart, ...]
    widest: charts.Dumbbell
    others: charts.Dumbbell | None
    all_rows: int
    gaps: tuple[GapRow, ...]
    further_gaps: tuple[GapRow, ...]
    critical: tuple[CriticalRow, ...]
    held: tuple[Held, ...]
    general_target: int
    """Value of the level that critical indicators are held against."""
    evidence: str
    """Share in percent; empty when unknown."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A score of an earlier cycle, as far as a change needs it."""

    score: Fraction | None
    floor: int | None = None
    band: str | None = None
    counted: int = 0
    applicable: int = 0


def figures(page: ScorecardPage) -> Figures:
    """Build every picture from the numbers of the page; nothing is read or computed anew."""
    spec = page.context.spec
    earlier = None
    if page.previous is not None:
        earlier = {key: _Earlier(score) for key, score in page.previous.scores.items()}
    nodes = page.result.nodes
    once = [dimension for dimension in spec.dimensions if dimension.assignment == "one"]
    cells = spec.cell_dimensions
    rows = _rows_by_gap(page)
    gaps = _gaps(page)
    return Figures(
        heat=charts.heat_map(spec, nodes, earlier=earlier, links=_cell_links(page)),
        rows_name=cells[0].name if cells else "",
        columns_name=cells[1].name if cells else "",
        lists=() if cells else tuple(_part(page, dimension, earlier) for dimension in once),
        key=charts.level_key(spec.levels),
        profile=profile_of(spec),
        profile_part=_part(page, profile_of(spec), earlier),
        radar=_radar(page),
        tiers=tuple(_part(page, one, earlier) for one in spec.dimensions if one.assignment == "many"),
        widest=charts.dumbbell(rows[:WIDEST], spec.levels),
        others=charts.dumbbell(rows[WIDEST:], spec.levels) if rows[WIDEST:] else None,
        all_rows=len(rows),
        gaps=gaps[:FIRST_GAPS],
        further_gaps=gaps[FIRST_GAPS:],
        critical=_critical(page),
        held=_held(page),
        general_target=next(level.value for level in spec.levels if level.code == spec.planning.target),
        evidence=shown_percent(page.result.evidence_share) if page.result.evidence_share is not None else "",
    )


def profile_of(spec: FrameworkSpec) -> Dimension:
    """The second dimension of the cells (IBM: fields); without cells the first one."""
    return spec.cell_dimensions[1] if spec.cell_dimensions else spec.dimensions[0]


def indicator_url(page: ScorecardPage, code: str) -> str:
    """The indicator's page in the framework version of the assessment."""
    context = page.context
    return reverse("frameworks:indicator", args=[context.framework_code, context.framework_version, code])


def _cell_links(page: ScorecardPage) -> dict[str, str]:
    """Cell code → its levels on the page of national levels, for whoever reads them."""
    if Action.READ_SETTLED not in page.context.allowed_actions:
        return {}
    levels = reverse("assessments:review", args=[page.context.id])
    return {code: f"{levels}#{code}" for code in page.cells}


def _part(page: ScorecardPage, dimension: Dimension, earlier: charts.Nodes | None) -> TierPart:
    plates = tuple(
        charts.plate("category", (one.code, one.name), page.result.nodes, page.context.spec.levels, earlier=earlier)
        for one in dimension.categories
    )
    scores = sorted(
        node.score
        for one in dimension.categories
        if (node := page.result.nodes.get(("category", one.code))) is not None and node.score is not None
    )
    return TierPart(dimension, plates, shown(scores[0]) if scores else "", shown(scores[-1]) if scores else "")


def _radar(page: ScorecardPage) -> charts.Radar | None:
    """One axis a category; None with fewer than three, which a table shows better."""
    spec = page.context.spec
    categories = profile_of(spec).categories
    if len(categories) < AXES_OF_A_RADAR:
        return None
    keys: list[tuple[NodeKind, str]] = [("category", one.code) for one in categories]
    series: list[tuple[charts.SeriesKind, str, Mapping[str, Fraction | None]]] = [
        ("now", page.context.cycle_code, {key[1]: page.result.nodes[key].score for key in keys}),
        ("target", _("Target"), {key[1]: page.targets.nodes[key].score for key in keys}),
    ]
    if page.previous is not None:
        before = {key[1]: page.previous.scores.get(key) for key in keys}
        series.insert(0, ("before", page.previous.cycle_code, before))
    return charts.radar(categories, spec.levels, series)


def _rows_by_gap(page: ScorecardPage) -> list[charts.DumbbellInput]:
    """Cells (without cells: the categories of the first dimension), widest gap first, then by code; none without a score."""
    spec = page.context.spec
    pair = spec.cell_dimensions
    if pair is None:
        kind: NodeKind = "category"
        names = {one.code: (one.name, "") for one in spec.dimensions[0].categories}
    else:
        kind = "cell"
        names = {
            f"{outer.code}.{inner.code}": (inner.name, outer.name)
            for outer in pair[0].categories
            for inner in pair[1].categories
        }
    links = _cell_links(page)
    before = page.previous.scores if page.previous is not None else {}
    found = []
    for code, (name, group) in names.items():
        now, target = page.result.nodes.get((kind, code)), page.targets.nodes.get((kind, code))
        if now is None or now.score is None or target is None or target.score is None:
            continue
        row = charts.DumbbellInput(
            code=code,
            name=name,
            now=now.score,
            target=target.score,
            before=before.get((kind, code)),
            group=group,
            url=links.get(code, ""),
        )
        found.append((now.score - target.score, code, row))
    return [row for _gap, _code, row in sorted(found, key=lambda one: one[:2])]


def _badges(spec: FrameworkSpec) -> Mapping[str, Badge]:
    shade = charts.shades(spec.levels)
    return {level.code: Badge(level.value, shade[level.code], level.name) for level in spec.levels}


def _gaps(page: ScorecardPage) -> tuple[GapRow, ...]:
    spec = page.context.spec
    badges = _badges(spec)
    values = {level.code: level.value for level in spec.levels}
    titles = {indicator.code: indicator.title for indicator in spec.indicators}
    return tuple(
        GapRow(
            code=gap.indicator,
            title=titles[gap.indicator],
            url=indicator_url(page, gap.indicator),
            critical=gap.critical,
            now=Badge(
                values[gap.level], badges[gap.level].shade, badges[gap.level].name, insufficient=gap.insufficient
            ),
            target=badges[gap.target],
            gap=gap.gap,
            effort=EFFORT_WORDS.get(gap.effort, gap.effort),
        )
        for gap in page.gaps
    )


def _critical(page: ScorecardPage) -> tuple[CriticalRow, ...]:
    spec = page.context.spec
    badges = _badges(spec)
    rows = []
    for one in page.critical_below:
        badge = badges[one.level.level or spec.scoring.insufficient_level]
        now = Badge(badge.value, badge.shade, badge.name, insufficient=one.level.kind == "insufficient")
        rows.append(CriticalRow(one.code, one.title, indicator_url(page, one.code), now))
    return tuple(rows)


def _held(page: ScorecardPage) -> tuple[Held, ...]:
    """Cells whose mean lies above what their critical indicators allow."""
    return tuple(
        Held(row.code, row.name, row.display, shown(row.node.mean), row.node.capped_by)
        for row in page.cells.values()
        if row.node.capped_by and row.display != NO_SCORE
    )


def critical_counted(page: ScorecardPage) -> int:
    """How many critical indicators have a level that counts."""
    critical = {indicator.code for indicator in page.context.spec.indicators if indicator.critical}
    return sum(code in critical and value.kind != "not_applicable" for code, value in page.levels.items())
