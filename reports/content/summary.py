"""The one-page summary: the map, what stands out, what comes first, what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.scoring.display import shown
from assessments.scoring.types import NodeScore
from ibm_platform.common.isolation import isolated
from reports.content.sheet import Plate, Sheet
from reports.content.texts import line
from reports.content.words import bound, euro_range, month

LISTED = 5
"""Strengths and priorities at most (methodology 8)."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    shown: str
    tone: int
    change: str
    floor: int | None
    words: str
    """Said instead of a number: nothing settled, or nothing applicable."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...], str], ...]
    """Name, cells and score of each row."""
    sums: tuple[str, ...]
    row_word: str
    column_word: str
    total: str
    key: tuple[tuple[Plate, str], ...]
    since: str
    width: str
    """Class of the width of one column."""


@dataclass(frozen=True, slots=True)
class Summary:
    heading: str
    lead: str
    heat: HeatMap
    strengths: tuple[tuple[str, str], ...]
    strengths_note: str
    critical_heading: str
    critical: tuple[tuple[Plate, str], ...]
    critical_note: str
    priorities: tuple[tuple[str, str], ...]
    priorities_note: str
    asked: tuple[str, ...]


def build_heat_map(sheet: Sheet) -> HeatMap:
    """The map of cells as a table; one row for a framework without cells."""
    pair = sheet.spec.cell_dimensions
    units = {unit.code: unit for unit in sheet.units}

    def cell(code: str) -> HeatCell | None:
        unit = units.get(code)
        if unit is None:
            return None
        node = sheet.node(unit)
        words = ""
        if node.score is None:
            words = _("not settled") if node.applicable else _("not applicable")
        return HeatCell(shown(node.score), sheet.tone(node.band), sheet.change(unit.kind, unit.code), node.floor, words)

    if pair is None:
        columns = tuple(unit.name for unit in sheet.units)
        rows = (("", tuple(cell(unit.code) for unit in sheet.units), ""),)
        sums: tuple[str, ...] = ()
    else:
        columns = tuple(category.name for category in pair[1].categories)
        rows = tuple(
            (
                row.name,
                tuple(cell(f"{row.code}.{column.code}") for column in pair[1].categories),
                sheet.now("category", row.code),
            )
            for row in pair[0].categories
        )
        sums = tuple(sheet.now("category", column.code) for column in pair[1].categories)
    previous = sheet.snapshot.previous
    comparable = previous is not None and previous.framework_version == sheet.spec.version
    return HeatMap(
        columns=columns,
        rows=rows,
        sums=sums,
        row_word=pair[0].name if pair else "",
        column_word=pair[1].name if pair else "",
        total=sheet.now("total", "TOTAL"),
        key=tuple((sheet.level_plate(level.code), level.name) for level in sheet.spec.levels),
        since=_("Change: since %(cycle)s") % {"cycle": line(previous.cycle_code)} if previous and comparable else "",
        width=f"c{min(len(columns), 12)}",
    )


def build_summary(sheet: Sheet) -> Summary:
    strong = _strongest(sheet)
    threshold = sheet.levels[sheet.spec.planning.target]
    critical, below = _critical_below(sheet)
    first = [gap for gap in sheet.gaps if gap.gap > 0][:LISTED]
    shown_critical = below[:6]
    return Summary(
        heading=bound(headline(sheet)),
        lead=_lead(sheet, critical=critical, below=len(below)),
        heat=build_heat_map(sheet),
        strengths=tuple((shown(node.score), name) for node, name in strong),
        strengths_note=_fewer(len(strong), _("A strength stands at %(level)d or above.") % {"level": threshold.value}),
        critical_heading=_("Critical, below %(level)d") % {"level": threshold.value},
        critical=tuple((sheet.plate(code), sheet.indicators[code].title) for code in shown_critical),
        critical_note=_critical_note(critical, len(below), len(shown_critical)),
        priorities=tuple((gap.indicator, sheet.indicators[gap.indicator].title) for gap in first),
        priorities_note=_fewer(len(first), _("A priority has a target above its level.")),
        asked=_asked(sheet),
    )


def headline(sheet: Sheet) -> str:
    """The finding of the summary: from the lowest to the highest category of the last single dimension."""
    pair = sheet.spec.cell_dimensions
    dimension = pair[1] if pair else sheet.spec.dimensions[0]
    scored = [node for node in sheet.result.categories(dimension.code) if node.score is not None]
    if not scored:
        return _("No level is settled yet")
    low = min(scored, key=lambda node: (node.score or 0, node.floor or 0, node.code))
    high = max(scored, key=lambda node: (node.score or 0, node.floor or 0))
    names = {category.code: category.name for category in dimension.categories}
    if shown(low.score) == shown(high.score):
        return _("All stand at %(score)s") % {"score": shown(low.score)}
    return _("From %(low)s in %(low_name)s to %(high)s in %(high_name)s") % {
        "low": shown(low.score),
        "low_name": in_sentence(names[low.code]),
        "high": shown(high.score),
        "high_name": in_sentence(names[high.code]),
    }


def in_sentence(name: str) -> str:
    """A category's name inside a sentence: small first letter, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _lead(sheet: Sheet, *, critical: int, below: int) -> str:
    threshold = sheet.threshold
    reached = sum((sheet.node(unit).score or 0) >= threshold for unit in sheet.units)
    sentences = [
        _("%(reached)d of %(all)d cells have reached level %(level)d.")
        % {"reached": reached, "all": len(sheet.units), "level": threshold}
    ]
    if critical:
        sentences.append(
            _("%(below)d of %(all)d critical questions stand below it.") % {"below": below, "all": critical}
        )
    actions = sheet.roadmap.actions
    if actions:
        sentences.append(
            ngettext(
                "The targets of %(country)s ask for %(number)d action, in work from %(start)s to %(end)s.",
                "The targets of %(country)s ask for %(number)d actions, in work from %(start)s to %(end)s.",
                len(actions),
            )
            % {
                "country": isolated(line(sheet.snapshot.country_name)),
                "number": len(actions),
                "start": month(min(action.start for action in actions)),
                "end": month(max(action.end for action in actions)),
            }
        )
    return " ".join(sentences)


def _strongest(sheet: Sheet) -> list[tuple[NodeScore, str]]:
    nodes = [(sheet.node(unit), unit) for unit in sheet.units]
    strong = [(node, unit) for node, unit in nodes if node.score is not None and node.score >= sheet.threshold]
    strong.sort(key=lambda pair: (-(pair[0].score or 0), -(pair[0].floor or 0), pair[0].code))
    return [
        (node, f"{unit.name}, {in_sentence(unit.group)}" if unit.group else unit.name) for node, unit in strong[:LISTED]
    ]


def _critical_below(sheet: Sheet) -> tuple[int, list[str]]:
    """Number of counted critical Indicators, and those below the threshold: lowest first, then by code."""
    counted = [
        (level.value, indicator.code)
        for indicator in sheet.spec.indicators
        if indicator.critical and (level := sheet.standing(indicator.code)) is not None
    ]
    return len(counted), [code for value, code in sorted(counted) if value < sheet.threshold]


def _critical_note(critical: int, below: int, listed_here: int) -> str:
    if not critical:
        return _("No critical question is settled.")
    if not below:
        return _("None of %(number)d.") % {"number": critical}
    if below > listed_here:
        return ngettext(
            "%(number)d more stands in annex A.", "%(number)d more stand in annex A.", below - listed_here
        ) % {"number": below - listed_here}
    return ""


def _fewer(number: int, rule: str) -> str:
    if number >= LISTED:
        return ""
    if number == 0:
        return _("None qualifies. %(rule)s") % {"rule": rule}
    return _("%(number)d qualify. %(rule)s") % {"number": number, "rule": rule}


def _asked(sheet: Sheet) -> tuple[str, ...]:
    actions = sheet.roadmap.actions
    if not actions:
        return (_("No settled question stands below its target, so nothing is asked yet."),)
    first = sheet.roadmap.waves[1]
    return (
        _(
            "%(number)s cost %(range)s by the effort scale of the model (an estimate until the country enters its own "
            "figures). State budget and committed aid are not recorded here, so the unfunded part is still to be agreed."
        )
        % {
            "number": ngettext("%(n)d action", "%(n)d actions", len(actions)) % {"n": len(actions)},
            "range": euro_range(sheet.roadmap.cost_from, sheet.roadmap.cost_to),
        },
        _(
            "Partners are asked to say which of the actions named above they can support, and first of all which of the "
            "%(number)d that wait for nothing else (wave 1, %(range)s)."
        )
        % {
            "number": len(first),
            "range": euro_range(sum(each.cost_from for each in first), sum(each.cost_to for each in first)),
        },
    )
