"""What the pages about a framework show: plain values made from its spec, without a query of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frameworks.spec import (
    AgencyType,
    Category,
    Dimension,
    EffortScale,
    FrameworkSpec,
    Indicator,
    Level,
    Prerequisite,
    Source,
    VerificationMark,
)
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell of the matrix."""

    code: str
    column: str
    indicators: int
    critical: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    category: Category
    cells: tuple[CellLine, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Where the first two dimensions that sort each indicator once meet."""

    rows_name: str
    columns_name: str
    columns: tuple[Category, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    category: Category
    indicators: int


@dataclass(frozen=True, slots=True)
class DimensionPart:
    dimension: Dimension
    categories: tuple[CategoryLine, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    spec: FrameworkSpec
    matrix: Matrix | None
    parts: tuple[DimensionPart, ...]
    critical: int


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    code: str
    title: str
    critical: bool
    may_be_not_applicable: bool


@dataclass(frozen=True, slots=True)
class CellPage:
    spec: FrameworkSpec
    code: str
    row_dimension: Dimension
    column_dimension: Dimension
    row: Category
    column: Category
    description: str
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class CategoryPage:
    spec: FrameworkSpec
    dimension: Dimension
    category: Category
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A level on the scale; ``shade`` is the colour of its plate, 1 to 5, spread over scales of other lengths."""

    level: Level
    shade: int
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A prerequisite seen from one of its ends: the other ``indicator`` and the two levels."""

    indicator: IndicatorLine
    level: Level
    target_level: Level
    hard: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as an indicator cites it."""

    source: Source
    place: str
    mark: VerificationMark


@dataclass(frozen=True, slots=True)
class Placing:
    """A dimension and the categories in which an indicator stands."""

    dimension: Dimension
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    spec: FrameworkSpec
    indicator: Indicator
    cell: str | None
    placings: tuple[Placing, ...]
    rungs: tuple[Rung, ...]
    effort: EffortScale
    agency_types: tuple[AgencyType, ...]
    needs: tuple[Edge, ...]
    unlocks: tuple[Edge, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ScalePage:
    spec: FrameworkSpec
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    spec: FrameworkSpec
    sources: tuple[Reference, ...]
    """Each source as a whole; ``place`` is empty."""


def version_page(spec: FrameworkSpec) -> VersionPage:
    """The front page of a version: its matrix where it has cells, and every dimension with its categories."""
    return VersionPage(
        spec=spec,
        matrix=_matrix(spec),
        parts=tuple(_part(spec, dimension) for dimension in spec.dimensions),
        critical=sum(indicator.critical for indicator in spec.indicators),
    )


def cell_page(spec: FrameworkSpec, code: str) -> CellPage:
    """
    One cell with its indicators.

    Raises:
        NotVisible: the version has no such cell.
    """
    pair = spec.cell_dimensions
    if pair is not None:
        for row in pair[0].categories:
            for column in pair[1].categories:
                if code == f"{row.code}.{column.code}":
                    inside = [indicator for indicator in spec.indicators if spec.cell_of(indicator) == code]
                    description = spec.cell_descriptions.get(code, "")
                    return CellPage(spec, code, pair[0], pair[1], row, column, description, _lines(inside))
    raise NotVisible(_("This framework version has no such cell."))


def category_page(spec: FrameworkSpec, code: str) -> CategoryPage:
    """
    One category with its indicators.

    Raises:
        NotVisible: the version has no such category.
    """
    for dimension in spec.dimensions:
        for category in dimension.categories:
            if category.code == code:
                inside = [one for one in spec.indicators if code in one.categories[dimension.code]]
                return CategoryPage(spec, dimension, category, _lines(inside))
    raise NotVisible(_("This framework version has no such category."))


def indicator_page(spec: FrameworkSpec, code: str) -> IndicatorPage:
    """
    All that a version says about one indicator.

    Raises:
        NotVisible: the version has no such indicator.
    """
    by_code = {indicator.code: indicator for indicator in spec.indicators}
    indicator = by_code.get(code)
    if indicator is None:
        raise NotVisible(_("This framework version has no such indicator."))
    agency_types = {agency_type.code: agency_type for agency_type in spec.agency_types}
    return IndicatorPage(
        spec=spec,
        indicator=indicator,
        cell=spec.cell_of(indicator),
        placings=tuple(_placing(dimension, indicator) for dimension in spec.dimensions),
        rungs=_rungs(spec, indicator.facts),
        effort=spec.planning.efforts[indicator.effort],
        agency_types=tuple(agency_types[code] for code in indicator.agency_types),
        needs=tuple(_edge(spec, edge, by_code[edge.indicator]) for edge in spec.prerequisites if edge.target == code),
        unlocks=tuple(_edge(spec, edge, by_code[edge.target]) for edge in spec.prerequisites if edge.indicator == code),
        references=_references(spec, indicator),
    )


def scale_page(spec: FrameworkSpec) -> ScalePage:
    """The levels and how to read them."""
    return ScalePage(spec, _rungs(spec, {}))


def source_page(spec: FrameworkSpec) -> SourcePage:
    """The sources, and how far each was checked."""
    marks = {mark.code: mark for mark in spec.marks}
    return SourcePage(spec, tuple(Reference(source, "", marks[source.mark]) for source in spec.sources))


def _matrix(spec: FrameworkSpec) -> Matrix | None:
    pair = spec.cell_dimensions
    if pair is None:
        return None
    rows, columns = pair
    inside = Counter(spec.cell_of(indicator) for indicator in spec.indicators)
    critical = Counter(spec.cell_of(indicator) for indicator in spec.indicators if indicator.critical)
    return Matrix(
        rows_name=rows.name,
        columns_name=columns.name,
        columns=columns.categories,
        rows=tuple(
            MatrixRow(
                row,
                tuple(
                    CellLine(code, column.name, inside[code], critical[code])
                    for column in columns.categories
                    for code in (f"{row.code}.{column.code}",)
                ),
            )
            for row in rows.categories
        ),
    )


def _part(spec: FrameworkSpec, dimension: Dimension) -> DimensionPart:
    inside = Counter(code for indicator in spec.indicators for code in indicator.categories[dimension.code])
    return DimensionPart(dimension, tuple(CategoryLine(one, inside[one.code]) for one in dimension.categories))


def _lines(indicators: Sequence[Indicator]) -> tuple[IndicatorLine, ...]:
    return tuple(_line(indicator) for indicator in indicators)


def _line(indicator: Indicator) -> IndicatorLine:
    return IndicatorLine(indicator.code, indicator.title, indicator.critical, indicator.may_be_not_applicable)


def _rungs(spec: FrameworkSpec, facts: Mapping[str, str]) -> tuple[Rung, ...]:
    last = max(len(spec.levels) - 1, 1)
    return tuple(
        Rung(level, 1 + (8 * position + last) // (2 * last), facts.get(level.code, ""))
        for position, level in enumerate(spec.levels)
    )


def _edge(spec: FrameworkSpec, edge: Prerequisite, other: Indicator) -> Edge:
    levels = {level.code: level for level in spec.levels}
    return Edge(_line(other), levels[edge.level], levels[edge.target_level], edge.hard, edge.reason)


def _placing(dimension: Dimension, indicator: Indicator) -> Placing:
    stands = indicator.categories[dimension.code]
    return Placing(dimension, tuple(category for category in dimension.categories if category.code in stands))


def _references(spec: FrameworkSpec, indicator: Indicator) -> tuple[Reference, ...]:
    sources = {source.code: source for source in spec.sources}
    marks = {mark.code: mark for mark in spec.marks}
    return tuple(Reference(sources[use.source], use.place, marks[use.mark]) for use in indicator.sources)
