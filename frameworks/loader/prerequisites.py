"""What has to stand before what: the edges, and that the hard ones lead nowhere in a circle."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from frameworks.spec import Level, Prerequisite

from .places import Codes, Place


def read_prerequisites(
    places: Sequence[Place], indicators: Codes, level_codes: Codes, levels: Sequence[Level]
) -> tuple[Prerequisite, ...]:
    edges: dict[tuple[str, str, str, str], Place] = {}
    found: list[Prerequisite] = []
    sound = indicators.complete and level_codes.complete
    for place in places:
        record = place.record(("indicator", "level", "target", "target_level", "kind", "reason"))
        edge = Prerequisite(
            indicator=record.reference("indicator", indicators),
            level=record.reference("level", level_codes),
            target=record.reference("target", indicators),
            target_level=record.reference("target_level", level_codes),
            hard=record.word("kind", ["soft", "hard"]) == "hard",
            reason=record.text("reason"),
        )
        ends = (edge.indicator, edge.level, edge.target, edge.target_level)
        if "" in ends:
            sound = False
        elif edge.indicator == edge.target:
            place.wrong(f"The indicator '{edge.target}' cannot be its own prerequisite.")
            continue
        elif ends in edges:
            place.wrong(f"This prerequisite stands on line {edges[ends].node.line} already.")
            continue
        edges[ends] = place
        found.append(edge)
    if sound:
        _refuse_circle([edge for edge in found if edge.hard], edges, levels)
    return tuple(found)


def _refuse_circle(
    hard: Sequence[Prerequisite], places: dict[tuple[str, str, str, str], Place], levels: Sequence[Level]
) -> None:
    """
    Note a circle of hard prerequisites with its members by name.

    A node is an indicator at a level. Reaching a level means having reached the one below, so two indicators may need each other at
    different levels; only a true circle can never be begun.
    """
    order = {level.code: position for position, level in enumerate(levels)}
    graph: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for edge in hard:
        if edge.level not in order or edge.target_level not in order:
            return
        graph.setdefault((edge.target, order[edge.target_level]), set()).add((edge.indicator, order[edge.level]))
    reached: dict[str, set[int]] = {}
    for indicator, position in [node for target, before in graph.items() for node in (target, *before)]:
        reached.setdefault(indicator, set()).add(position)
    for indicator, positions in reached.items():
        for below, above in pairwise(sorted(positions)):
            graph.setdefault((indicator, above), set()).add((indicator, below))
    try:
        # Sorted, so that the same document gives the same message.
        TopologicalSorter({node: sorted(before) for node, before in sorted(graph.items())}).prepare()
    except CycleError as error:
        circle = [f"{indicator}@{levels[position].code}" for indicator, position in error.args[1]]
        codes = {node[0] for node in error.args[1]}
        place = next(
            place for (indicator, _, target, _), place in places.items() if indicator in codes and target in codes
        )
        place.wrong(f"Hard prerequisites lead in a circle: {' before '.join(circle)}.")
