"""Results at a glance (cells, pillars, fields, critical minimum) and the view across the cells (tiers)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.scoring.display import shown
from assessments.scoring.types import NodeScore
from frameworks.spec import Dimension
from reports import charts
from reports.content.sheet import Plate, Sheet
from reports.content.summary import HeatMap, build_heat_map, in_sentence
from reports.content.words import bound

LOWEST_LISTED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One Category in a table: its numbers and their picture."""

    code: str
    name: str
    now: str
    tone: int
    band: str
    floor: str
    target: str
    gap: str
    change: str
    marks: charts.Dumbbell
    marks_words: str


@dataclass(frozen=True, slots=True)
class Group:
    """One Dimension with its Categories, and the owner's sentence on it."""

    heading: str
    column: str
    introduction: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wheel:
    marks: charts.Radar
    words: str
    names: tuple[tuple[str, str, str, str], ...]
    """Number on the wheel, name, now, target."""


@dataclass(frozen=True, slots=True)
class Results:
    heading: str
    lead: str
    heat: HeatMap
    groups: tuple[Group, ...]
    wheel: Wheel | None
    critical_heading: str
    critical: tuple[tuple[Plate, str, str], ...]
    total: str
    total_note: str
    compared: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One Category of a dimension that cuts across the cells, with the Indicators that stand lowest in it."""

    line: Line
    definition: str
    explanation: str
    lowest: tuple[tuple[Plate, str, str], ...]


@dataclass(frozen=True, slots=True)
class Across:
    heading: str
    lead: str
    places: tuple[tuple[str, tuple[Place, ...]], ...]
    """Name of the dimension and its places."""


def build_results(sheet: Sheet) -> Results:
    pair = sheet.spec.cell_dimensions
    single = [dimension for dimension in sheet.spec.dimensions if dimension.assignment == "one"]
    reached = sum((sheet.node(unit).score or 0) >= sheet.threshold for unit in sheet.units)
    wheel_dimension = pair[1] if pair else single[0]
    minimum = sheet.result.critical_minimum
    at_minimum = sheet.result.critical_at_minimum
    return Results(
        heading=bound(
            _("%(reached)d of %(all)d cells have reached level %(level)d")
            % {"reached": reached, "all": len(sheet.units), "level": sheet.threshold}
        ),
        lead=_(
            "A score is a mean, held down by its lowest critical question. The number under it says where the lowest stands."
        ),
        heat=build_heat_map(sheet),
        groups=tuple(_group(sheet, dimension) for dimension in single),
        wheel=_wheel(sheet, wheel_dimension),
        critical_heading=(
            _("No critical question is settled")
            if minimum is None
            else ngettext(
                "%(number)d critical question stands at %(level)d, the lowest",
                "%(number)d critical questions stand at %(level)d, the lowest",
                len(at_minimum),
            )
            % {"number": len(at_minimum), "level": minimum}
        ),
        critical=tuple((sheet.plate(code), code, sheet.indicators[code].title) for code in at_minimum),
        total=sheet.now("total", "TOTAL"),
        total_note=_("Mean of all scored cells. No country is ranked by it: it sums unlike subjects."),
        compared=sheet.snapshot.previous is not None
        and sheet.snapshot.previous.framework_version == sheet.spec.version,
    )


def build_across(sheet: Sheet) -> Across | None:
    """None for a framework whose dimensions all sort each Indicator once."""
    many = [dimension for dimension in sheet.spec.dimensions if dimension.assignment == "many"]
    if not many:
        return None
    places = tuple((dimension.name, tuple(_places(sheet, dimension))) for dimension in many)
    scored = [place for _name, group in places for place in group if place.line.tone]
    heading = _("No level is settled yet")
    if scored:
        low = min(scored, key=lambda place: float(place.line.now))
        heading = _("Lowest at %(score)s: %(place)s") % {
            "place": in_sentence(low.line.name),
            "score": low.line.now,
        }
    return Across(
        heading=bound(heading),
        lead=" ".join(dimension.introduction for dimension in many if dimension.introduction),
        places=places,
    )


def _group(sheet: Sheet, dimension: Dimension) -> Group:
    return Group(
        heading=dimension.plural,
        column=dimension.name,
        introduction=dimension.introduction,
        lines=tuple(category_line(sheet, category.code, category.name) for category in dimension.categories),
    )


def category_line(sheet: Sheet, code: str, name: str) -> Line:
    node, target = sheet.result.category(code), sheet.target.category(code)
    before = sheet.before("category", code)
    return Line(
        code=code,
        name=name,
        now=shown(node.score),
        tone=sheet.tone(node.band),
        band=sheet.band_name(node.band),
        floor=_floor(node),
        target=shown(target.score),
        gap=sheet.gap("category", code),
        change=sheet.change("category", code),
        marks=charts.dumbbell(
            node.score,
            target.score,
            before,
            lowest=sheet.spec.levels[0].value,
            highest=sheet.spec.levels[-1].value,
        ),
        marks_words=marks_words(shown(node.score), shown(target.score), shown(before) if before is not None else ""),
    )


def marks_words(now: str, target: str, before: str) -> str:
    """The sentence that stands for a dumbbell where it cannot be seen."""
    if before:
        return _("From %(now)s now to the target %(target)s; %(before)s before") % {
            "now": now,
            "target": target,
            "before": before,
        }
    return _("From %(now)s now to the target %(target)s") % {"now": now, "target": target}


def _floor(node: NodeScore) -> str:
    return "–" if node.floor is None else str(node.floor)


def _wheel(sheet: Sheet, dimension: Dimension) -> Wheel | None:
    nodes = sheet.result.categories(dimension.code)
    marks = charts.radar(
        [node.score for node in nodes],
        [sheet.target.category(node.code).score for node in nodes],
        lowest=sheet.spec.levels[0].value,
        highest=sheet.spec.levels[-1].value,
    )
    if marks is None:
        return None
    names = {category.code: category.name for category in dimension.categories}
    return Wheel(
        marks=marks,
        words=_("Now and target as a wheel with %(number)d spokes; the numbers stand in the list beside it")
        % {"number": len(nodes)},
        names=tuple(
            (str(index), names[node.code], shown(node.score), sheet.aim("category", node.code))
            for index, node in enumerate(nodes, start=1)
        ),
    )


def _places(sheet: Sheet, dimension: Dimension) -> list[Place]:
    found = []
    # One and the same sentence under each would say nothing of any of them.
    told = len({category.definition for category in dimension.categories}) > 1
    for category in dimension.categories:
        standing = [
            (level.value, not indicator.critical, indicator.code)
            for indicator in sheet.spec.indicators
            if category.code in indicator.categories.get(dimension.code, ())
            and (level := sheet.standing(indicator.code)) is not None
        ]
        lowest = [code for value, _critical, code in sorted(standing) if value < sheet.threshold][:LOWEST_LISTED]
        found.append(
            Place(
                line=category_line(sheet, category.code, category.name),
                definition=category.definition if told else "",
                explanation=category.explanation,
                lowest=tuple((sheet.plate(code), code, sheet.indicators[code].title) for code in lowest),
            )
        )
    return found
