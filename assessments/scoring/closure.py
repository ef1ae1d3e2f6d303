"""
Which actions a target profile needs, in which wave, and what comes first inside a wave.

Source: methodology 7.2, steps 3 and 5. An action lifts one Indicator to one level; its key is ``P1.F2.03@3``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from frameworks.spec import Prerequisite

from .compiled import CompiledFramework
from .types import Settled

Lift: TypeAlias = tuple[str, int]
"""Indicator code and the level value it is lifted to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where every applicable Indicator stands; an unsettled one at the lowest level."""

    framework: CompiledFramework
    values: Mapping[str, int]
    unsettled: Collection[str]

    @classmethod
    def of(cls, framework: CompiledFramework, settled: Settled) -> Standing:
        sheet = framework.sheet(settled)
        values: dict[str, int] = {}
        unsettled: set[str] = set()
        for position, code in enumerate(framework.codes):
            if sheet.applicable[position]:
                value = sheet.values[position]
                values[code] = framework.lowest if value is None else value
                if value is None:
                    unsettled.add(code)
        return cls(framework, values, unsettled)

    def unmet(self, lift: Lift, edges: Mapping[str, tuple[Prerequisite, ...]]) -> list[Lift]:
        """The lifts that ``lift`` asks for through ``edges``; one that is not applicable is not asked for."""
        code, level = lift
        level_value = self.framework.level_value
        return [
            (edge.indicator, level_value(edge.level))
            for edge in edges.get(code, ())
            if level_value(edge.target_level) <= level
            and edge.indicator in self.values
            and self.values[edge.indicator] < level_value(edge.level)
        ]


def close(standing: Standing, wanted: Iterable[Lift]) -> set[Lift]:
    """Return ``wanted`` together with every lift that it needs through hard prerequisites, directly or not."""
    closed: set[Lift] = set()
    waiting = list(wanted)
    while waiting:
        lift = waiting.pop()
        if lift not in closed:
            closed.add(lift)
            waiting.extend(standing.unmet(lift, standing.framework.hard))
    return closed


def starting_levels(standing: Standing, lifts: Iterable[Lift]) -> Mapping[Lift, int]:
    """Return where each lift starts: at the next lower lift of the same Indicator, else where the Indicator stands."""
    starts: dict[Lift, int] = {}
    reached = dict(standing.values)
    for code, level in sorted(lifts):
        starts[code, level] = reached[code]
        reached[code] = level
    return starts


def waves(standing: Standing, lifts: Collection[Lift]) -> Mapping[Lift, int]:
    """
    Return the wave of each lift: 1 without unmet hard prerequisite, else one more than the highest it waits for.

    Raises:
        ValueError: the hard prerequisites form a circle.
    """
    known: dict[Lift, int] = {}
    open_lifts: set[Lift] = set()

    def wave(lift: Lift) -> int:
        if lift in known:
            return known[lift]
        if lift in open_lifts:
            raise ValueError(f"The hard prerequisites of '{lift[0]}' form a circle.")
        open_lifts.add(lift)
        known[lift] = 1 + max(map(wave, standing.unmet(lift, standing.framework.hard)), default=0)
        open_lifts.discard(lift)
        return known[lift]

    return {lift: wave(lift) for lift in sorted(lifts)}


def in_wave_order(
    standing: Standing, lifts: Collection[Lift], rank: Mapping[Lift, tuple[Fraction, bool]]
) -> Sequence[Lift]:
    """
    Return the lifts of one wave in their order.

    A lower lift of the same Indicator and soft prerequisites come first; then by ``rank`` from low to high, then code.

    Args:
        rank: per lift, what to sort by, lowest first.

    Raises:
        ValueError: the prerequisites form a circle.
    """
    followers: dict[Lift, set[Lift]] = defaultdict(set)
    waiting_for: dict[Lift, int] = dict.fromkeys(lifts, 0)
    for lift in lifts:
        code, level = lift
        before = {other for other in lifts if other[0] == code and other[1] < level}
        for soft, needed in standing.unmet(lift, standing.framework.soft):
            meeting = [other for other in lifts if other[0] == soft and other[1] >= needed]
            before.update(sorted(meeting)[:1])
        for earlier in before:
            followers[earlier].add(lift)
        waiting_for[lift] = len(before)
    ready = [(rank[lift], lift) for lift, number in waiting_for.items() if number == 0]
    heapify(ready)
    ordered: list[Lift] = []
    while ready:
        _, lift = heappop(ready)
        ordered.append(lift)
        for follower in followers[lift]:
            waiting_for[follower] -= 1
            if waiting_for[follower] == 0:
                heappush(ready, (rank[follower], follower))
    if len(ordered) != len(waiting_for):
        raise ValueError("The prerequisites form a circle.")
    return ordered
