"""
From targets to a dated plan: which levels to gain, in which order, by whom and when.

Source: methodology 7.2, steps 3 to 6. Duration and cost follow the effort word until a country enters its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from frameworks.spec import Effort, FrameworkSpec, Indicator

from .closure import Lift, Standing, close, in_wave_order, starting_levels, waves
from .compiled import CompiledFramework, compile_framework
from .gaps import attention_index
from .types import Settled


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, 1 to 12."""

    year: int
    month: int

    @property
    def half(self) -> int:
        """1 for January to June, 2 for July to December."""
        return 1 if self.month <= 6 else 2

    def later(self, months: int) -> Month:
        """The month that lies ``months`` after this one."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)


@dataclass(frozen=True, slots=True)
class Action:
    """Lift one Indicator to one level. Costs are whole EUR for all levels gained; ``end`` is the last working month."""

    key: str
    """``P1.F2.03@3``: Indicator code and the level to reach."""
    indicator: str
    from_level: str
    to_level: str
    gained: int
    wave: int
    lead: str | None
    """Agency code; None when the country lists no agency of a type that the Indicator names."""
    partners: tuple[str, ...]
    prerequisites: tuple[str, ...]
    """Keys of the actions that end before this one starts."""
    critical: bool
    effort: Effort
    months: int
    cost_from: int
    cost_to: int
    attention: Fraction
    start: Month
    end: Month
    added: bool
    """Nobody asked for this level: another action needs it."""
    unsettled_prerequisite: bool
    """The Indicator is not settled and was taken to stand at the lowest level."""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Actions by wave, inside a wave in the order of 7.2."""

    actions: tuple[Action, ...]

    @property
    def waves(self) -> Mapping[int, tuple[Action, ...]]:
        grouped: dict[int, tuple[Action, ...]] = {}
        for action in self.actions:
            grouped[action.wave] = (*grouped.get(action.wave, ()), action)
        return grouped

    @property
    def cost_from(self) -> int:
        return sum(action.cost_from for action in self.actions)

    @property
    def cost_to(self) -> int:
        return sum(action.cost_to for action in self.actions)


def build_roadmap(
    spec: FrameworkSpec,
    settled: Settled,
    targets: Mapping[str, str],
    agencies: Mapping[str, tuple[str, ...]],
    start_year: int,
    relevance: Mapping[str, int] | None = None,
) -> Roadmap:
    """
    Return the actions that reach ``targets``, with every hard prerequisite that is lacking, dated and led.

    Args:
        targets: Indicator code → Level code. One that is met, or whose Indicator is not applicable or not settled,
            asks for no action.
        agencies: the country's agencies in its own order: agency code → agency types.
        start_year: no action starts before January of this year.
        relevance: Indicator code → 1, 2 or 3 from the national risk analysis; the framework's default elsewhere.

    Raises:
        ValueError: an Indicator or a Level is not of this version, or its prerequisites form a circle.
    """
    framework = compile_framework(spec)
    standing = Standing.of(framework, settled)
    wanted = _wanted(framework, standing, targets)
    lifts = close(standing, wanted.items())
    starts = starting_levels(standing, lifts)
    attention = {
        lift: attention_index(spec, framework.indicators[lift[0]], lift[1] - starts[lift], relevance) for lift in lifts
    }
    wave_of = waves(standing, lifts)
    calendar = _Calendar(spec.planning.actions_per_lead_and_year, Month(start_year, 1))
    actions: list[Action] = []
    for wave in sorted(set(wave_of.values())):
        members = [lift for lift in wave_of if wave_of[lift] == wave]
        rank = {lift: (-attention[lift], not framework.indicators[lift[0]].critical) for lift in members}
        for lift in in_wave_order(standing, members, rank):
            code, level = lift
            indicator = framework.indicators[code]
            needs = _waits_for(standing, lift, starts)
            lead, partners = _lead_and_partners(indicator, agencies)
            scale, gained = spec.planning.efforts[indicator.effort], level - starts[lift]
            months = scale.months * gained
            key = _key(framework, lift)
            start = calendar.book(key, lead, months, after=needs)
            actions.append(
                Action(
                    key=key,
                    indicator=code,
                    from_level=framework.code_of[starts[lift]],
                    to_level=framework.code_of[level],
                    gained=gained,
                    wave=wave,
                    lead=lead,
                    partners=partners,
                    prerequisites=needs,
                    critical=indicator.critical,
                    effort=indicator.effort,
                    months=months,
                    cost_from=scale.cost_from * gained,
                    cost_to=scale.cost_to * gained,
                    attention=attention[lift],
                    start=start,
                    end=start.later(months - 1),
                    added=level > wanted.get(code, standing.values[code]),
                    unsettled_prerequisite=code in standing.unsettled,
                )
            )
    return Roadmap(tuple(actions))


def _wanted(framework: CompiledFramework, standing: Standing, targets: Mapping[str, str]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for code, level in targets.items():
        framework.indicator(code)
        value = framework.level_value(level)
        if code in standing.values and code not in standing.unsettled and standing.values[code] < value:
            wanted[code] = value
    return wanted


def _key(framework: CompiledFramework, lift: Lift) -> str:
    return f"{lift[0]}@{framework.code_of[lift[1]]}"


def _waits_for(standing: Standing, lift: Lift, starts: Mapping[Lift, int]) -> tuple[str, ...]:
    code, _ = lift
    needed = set(standing.unmet(lift, standing.framework.hard))
    if starts[lift] > standing.values[code]:
        needed.add((code, starts[lift]))
    return tuple(_key(standing.framework, other) for other in sorted(needed))


def _lead_and_partners(
    indicator: Indicator, agencies: Mapping[str, tuple[str, ...]]
) -> tuple[str | None, tuple[str, ...]]:
    named = [
        agency for agency_type in indicator.agency_types for agency, types in agencies.items() if agency_type in types
    ]
    once = tuple(dict.fromkeys(named))
    return (once[0], once[1:]) if once else (None, ())


class _Calendar:
    """Books actions so that no lead agency has more than ``limit`` of them in any year that they run in."""

    def __init__(self, limit: int, first: Month) -> None:
        if limit < 1:
            raise ValueError("A lead agency can run at least one action in a year.")
        self._limit = limit
        self._first = first
        self._running: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._free_from: dict[str, Month] = {}

    def book(self, key: str, lead: str | None, months: int, *, after: tuple[str, ...]) -> Month:
        """Book an action at the first possible month: after all of ``after``, and later years where a year is full."""
        start = max((self._free_from[other] for other in after), default=self._first)
        if lead is not None:
            while full := [year for year in _years(start, months) if self._running[lead, year] >= self._limit]:
                start = Month(full[-1] + 1, 1)
            for year in _years(start, months):
                self._running[lead, year] += 1
        self._free_from[key] = start.later(months)
        return start


def _years(start: Month, months: int) -> range:
    return range(start.year, start.later(months - 1).year + 1)
