"""Everything a report computes, once: scores, targets, gaps and the roadmap of one snapshot, with the names to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.queries import NationalSnapshot
from assessments.scoring.display import NO_SCORE, shown, shown_difference
from assessments.scoring.engine import score, target_result
from assessments.scoring.gaps import Gap, default_targets, gap_shares, gaps
from assessments.scoring.roadmap import Roadmap, build_roadmap
from assessments.scoring.types import NodeKind, NodeScore, Result, Settled, Value
from frameworks.spec import Category, Dimension, FrameworkSpec, Indicator, Level
from reports.content.texts import line

TONES = 5
"""Plates have five colours; the levels of a longer or shorter scale are spread over them."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A level as a small square: its number (or sign) and the colour class; ``star`` marks insufficient information."""

    text: str
    tone: int
    star: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """One page of findings: a cell, or a Category of the first dimension in a framework without cells."""

    kind: NodeKind
    code: str
    name: str
    group: str
    """Name of the row the unit stands in; empty without cells."""
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    snapshot: NationalSnapshot
    shared: bool
    """True for the edition that partners read: it leaves out what is marked restricted, or not marked at all."""
    settled: Settled
    result: Result
    targets: Mapping[str, str]
    target: Result
    gaps: tuple[Gap, ...]
    shares: Mapping[str, Fraction | None]
    roadmap: Roadmap
    units: tuple[Unit, ...]
    indicators: Mapping[str, Indicator]
    levels: Mapping[str, Level]
    agencies: Mapping[str, str]
    """Agency code → name, ready to print."""

    @property
    def spec(self) -> FrameworkSpec:
        return self.snapshot.spec

    @property
    def first_dimension(self) -> Dimension:
        pair = self.spec.cell_dimensions
        return pair[0] if pair else self.spec.dimensions[0]

    @property
    def threshold(self) -> int:
        """The level that every Indicator should reach first (IBM: 3)."""
        return self.levels[self.spec.planning.target].value

    def node(self, unit: Unit) -> NodeScore:
        return self.result.nodes[unit.kind, unit.code]

    def now(self, kind: NodeKind, code: str) -> str:
        return shown(self.result.nodes[kind, code].score)

    def aim(self, kind: NodeKind, code: str) -> str:
        return shown(self.target.nodes[kind, code].score)

    def gap(self, kind: NodeKind, code: str) -> str:
        return shown_difference(self.target.nodes[kind, code].score, self.result.nodes[kind, code].score)

    def before(self, kind: NodeKind, code: str) -> Fraction | None:
        """The score of the country's last assessment, where it was measured by this very version."""
        previous = self.snapshot.previous
        if previous is None or previous.framework_version != self.spec.version:
            return None
        return previous.scores.get((kind, code))

    def change(self, kind: NodeKind, code: str) -> str:
        """The change since the last assessment; empty where there is none to compare."""
        earlier = self.before(kind, code)
        difference = shown_difference(self.result.nodes[kind, code].score, earlier)
        return "" if difference == NO_SCORE else difference

    def value(self, code: str) -> Value | None:
        return self.settled.get(code)

    def standing(self, code: str) -> Level | None:
        """The Level an Indicator counts as; None when not applicable or not settled."""
        value = self.settled.get(code)
        if value is None or value.kind == "not_applicable":
            return None
        return self.levels[value.level or self.spec.scoring.insufficient_level]

    def plate(self, code: str) -> Plate:
        """An Indicator's level as a plate: ``n/a`` and ``–`` (not settled) have no colour."""
        value = self.settled.get(code)
        return Plate("–", 0) if value is None else self.value_plate(value)

    def value_plate(self, value: Value) -> Plate:
        """What anybody said as a plate, as ``plate`` does for the country's level."""
        if value.kind == "not_applicable":
            return Plate(_("n/a"), 0)
        return self.level_plate(value.level or self.spec.scoring.insufficient_level, value.kind == "insufficient")

    def level_plate(self, level: str, star: bool = False) -> Plate:
        found = self.levels[level]
        return Plate(f"{found.value}*" if star else str(found.value), self.tone(level), star)

    def tone(self, level: str | None) -> int:
        """Colour class of a level code, 1 to 5; 0 for no score."""
        if level is None:
            return 0
        position = next(index for index, each in enumerate(self.spec.levels) if each.code == level)
        last = len(self.spec.levels) - 1
        return 1 if last == 0 else 1 + (position * (TONES - 1) + last // 2) // last

    def band_name(self, level: str | None) -> str:
        return "" if level is None else self.levels[level].name

    def next_level(self, level: Level) -> Level | None:
        later = [each for each in self.spec.levels if each.value > level.value]
        return later[0] if later else None


def build_sheet(snapshot: NationalSnapshot, *, shared: bool) -> Sheet:
    """Score a snapshot, set its default targets (methodology 7.2) and build its roadmap from the following year on."""
    spec = snapshot.spec
    settled = {code: level.value for code, level in snapshot.levels.items()}
    targets = default_targets(spec, settled)
    evidence = {reference.indicator for reference in snapshot.evidence}
    return Sheet(
        snapshot=snapshot,
        shared=shared,
        settled=settled,
        result=score(spec, settled, evidence),
        targets=targets,
        target=target_result(spec, settled, targets),
        gaps=gaps(spec, settled, targets),
        shares=gap_shares(spec, settled, targets),
        roadmap=build_roadmap(
            spec,
            settled,
            targets,
            {agency.code: agency.types for agency in snapshot.agencies},
            start_year=snapshot.reference_date.year + 1,
        ),
        units=_units(spec),
        indicators={indicator.code: indicator for indicator in spec.indicators},
        levels={level.code: level for level in spec.levels},
        agencies={agency.code: line(agency.name) for agency in snapshot.agencies},
    )


def _units(spec: FrameworkSpec) -> tuple[Unit, ...]:
    pair = spec.cell_dimensions
    if pair is None:
        dimension = spec.dimensions[0]
        return tuple(
            Unit("category", each.code, each.name, "", _members(spec, {dimension.code: each}))
            for each in dimension.categories
        )
    rows, columns = pair
    units = []
    for row in rows.categories:
        for column in columns.categories:
            members = _members(spec, {rows.code: row, columns.code: column})
            if members:
                units.append(Unit("cell", f"{row.code}.{column.code}", column.name, row.name, members))
    return tuple(units)


def _members(spec: FrameworkSpec, place: Mapping[str, Category]) -> tuple[Indicator, ...]:
    return tuple(
        indicator
        for indicator in spec.indicators
        if all(category.code in indicator.categories.get(dimension, ()) for dimension, category in place.items())
    )
