"""Gap and priority analysis, and the sequenced roadmap (methodology 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.scoring.display import shown_percent
from assessments.scoring.roadmap import Action, Month
from reports import charts
from reports.content.findings import effort_word, lead_name, needs
from reports.content.sheet import Plate, Sheet
from reports.content.words import bound, euro_range, figures, month, span


@dataclass(frozen=True, slots=True)
class CellGap:
    code: str
    name: str
    now: str
    target: str
    gap: str
    share: str


@dataclass(frozen=True, slots=True)
class IndicatorGap:
    """One line of the gap table with what the order was made of."""

    code: str
    title: str
    critical: bool
    now: Plate
    target: Plate
    gap: int
    relevance: int
    unlocks: int
    effort: str


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Codes with a gap of one, and of more, for one effort word."""

    effort: str
    small: tuple[str, ...]
    large: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapAnalysis:
    heading: str
    lead: str
    cells: tuple[CellGap, ...]
    indicators: tuple[IndicatorGap, ...]
    quadrants: tuple[Quadrant, ...]
    choice: str


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    title: str
    start: Plate
    end: Plate
    critical: bool
    lead: str
    needs: str
    when: str
    cost: str
    effort: str
    bar: charts.Bar


@dataclass(frozen=True, slots=True)
class Wave:
    number: int
    heading: str
    note: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RoadmapPages:
    heading: str
    lead: str
    rules: tuple[str, ...]
    first: str
    last: str
    waves: tuple[Wave, ...]
    leads: tuple[tuple[str, int, str], ...]
    """Lead agency, number of its actions, their cost; by name, agencies are never ranked."""


def build_gaps(sheet: Sheet) -> GapAnalysis:
    unlocks: dict[str, int] = {}
    for edge in sheet.spec.prerequisites:
        if edge.hard:
            unlocks[edge.indicator] = unlocks.get(edge.indicator, 0) + 1
    open_gaps = [gap for gap in sheet.gaps if gap.gap > 0]
    planning = sheet.spec.planning
    return GapAnalysis(
        heading=bound(
            ngettext(
                "%(number)d question stands below its target",
                "%(number)d questions stand below their target",
                len(open_gaps),
            )
            % {"number": len(open_gaps)}
        ),
        lead=_(
            "The target is level %(target)s, for critical questions %(critical)s, and never more than %(step)d levels "
            "above where a question stands."
        )
        % {
            "target": sheet.levels[planning.target].value,
            "critical": sheet.levels[planning.critical_target].value,
            "step": planning.max_step,
        },
        cells=tuple(
            CellGap(
                unit.code,
                unit.name,
                sheet.now(unit.kind, unit.code),
                sheet.aim(unit.kind, unit.code),
                sheet.gap(unit.kind, unit.code),
                shown_percent(sheet.shares.get(unit.code)),
            )
            for unit in sheet.units
        ),
        indicators=tuple(
            IndicatorGap(
                code=gap.indicator,
                title=sheet.indicators[gap.indicator].title,
                critical=gap.critical,
                now=sheet.plate(gap.indicator),
                target=sheet.level_plate(gap.target),
                gap=gap.gap,
                relevance=planning.relevance,
                unlocks=unlocks.get(gap.indicator, 0),
                effort=effort_word(gap.effort),
            )
            for gap in open_gaps
        ),
        quadrants=tuple(
            Quadrant(
                effort_word(effort),
                tuple(gap.indicator for gap in open_gaps if gap.effort == effort and gap.gap == 1),
                tuple(gap.indicator for gap in open_gaps if gap.effort == effort and gap.gap > 1),
            )
            for effort in ("low", "medium", "high")
        ),
        choice=_(
            "These are the default targets of the model. The order is a sorting aid, not a score: the gap, doubled where "
            "critical, times the relevance from the national risk analysis (%(relevance)d where none is given), more "
            "where others wait for it, divided by the effort."
        )
        % {"relevance": planning.relevance},
    )


def build_roadmap_pages(sheet: Sheet) -> RoadmapPages:
    actions = sheet.roadmap.actions
    first = Month(sheet.snapshot.reference_date.year + 1, 1)
    last = max((action.end for action in actions), default=first)
    last = Month(last.year, 12)
    waves = sheet.roadmap.waves
    if not actions:
        heading = _("No action is needed to reach the targets")
    else:
        heading = ngettext("%(actions)s in %(number)d wave", "%(actions)s in %(number)d waves", len(waves)) % {
            "actions": ngettext("%(n)d action", "%(n)d actions", len(actions)) % {"n": len(actions)},
            "number": len(waves),
        }
    return RoadmapPages(
        heading=bound(heading),
        lead=(
            _("From %(start)s to %(end)s, %(range)s.")
            % {
                "start": month(min(action.start for action in actions)),
                "end": month(max(action.end for action in actions)),
                "range": euro_range(sheet.roadmap.cost_from, sheet.roadmap.cost_to),
            }
            if actions
            else ""
        ),
        rules=_rules(sheet),
        first=str(first.year),
        last=str(last.year),
        waves=tuple(_wave(sheet, number, members, first, last) for number, members in waves.items()),
        leads=_leads(sheet, actions),
    )


def _rules(sheet: Sheet) -> tuple[str, ...]:
    planning = sheet.spec.planning
    efforts = "; ".join(
        _("%(effort)s %(months)d months and %(range)s")
        % {
            "effort": effort_word(effort),
            "months": scale.months,
            "range": euro_range(scale.cost_from, scale.cost_to),
        }
        for effort, scale in planning.efforts.items()
    )
    return (
        _("Wave 1 waits for nothing. An action of a later wave waits for at least one of the wave before."),
        _("An agency leads at most %(number)d actions in a year; what is over begins in a later year.")
        % {"number": planning.actions_per_lead_and_year},
        _("Duration and cost follow the effort until the country enters its own, for each level gained: %(efforts)s.")
        % {"efforts": efforts},
        _("An action that another one needs is added even if nobody asked for it."),
    )


def _wave(sheet: Sheet, number: int, members: tuple[Action, ...], first: Month, last: Month) -> Wave:
    low, high = sum(each.cost_from for each in members), sum(each.cost_to for each in members)
    return Wave(
        number=number,
        heading=_("Wave %(number)d") % {"number": number},
        note=_("%(actions)s, %(when)s, %(range)s")
        % {
            "actions": ngettext("%(n)d action", "%(n)d actions", len(members)) % {"n": len(members)},
            "when": span(min(each.start for each in members), max(each.end for each in members)),
            "range": euro_range(low, high),
        },
        steps=tuple(
            Step(
                code=action.indicator,
                title=sheet.indicators[action.indicator].title,
                start=sheet.level_plate(action.from_level),
                end=sheet.level_plate(action.to_level),
                critical=action.critical,
                lead=lead_name(sheet, action),
                needs=needs(action),
                when=_dates(action),
                cost=figures(action.cost_from, action.cost_to),
                effort=effort_word(action.effort),
                bar=charts.bar(action.start, action.end, first=first, last=last),
            )
            for action in members
        ),
    )


def _dates(action: Action) -> str:
    """ "01/2028–06/2029": short, because a table of eighty rows has no room for month names."""
    return f"{action.start.month:02d}/{action.start.year}–{action.end.month:02d}/{action.end.year}"


def _leads(sheet: Sheet, actions: tuple[Action, ...]) -> tuple[tuple[str, int, str], ...]:
    grouped: dict[str, list[Action]] = {}
    for action in actions:
        grouped.setdefault(lead_name(sheet, action), []).append(action)
    return tuple(
        (name, len(members), euro_range(sum(a.cost_from for a in members), sum(a.cost_to for a in members)))
        for name, members in sorted(grouped.items())
    )
