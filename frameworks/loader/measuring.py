"""How a document measures: scoring steps, the proposed national level, and the defaults of planning."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Final, Literal, cast

from frameworks.spec import (
    CoreRule,
    Dimension,
    EffortScale,
    Indicator,
    Level,
    PlanningDefaults,
    ProposalRule,
    ScoringRules,
    StepRule,
)

from .indicators import EFFORTS
from .places import Codes, Place

# The conversion tables behind "lookup" cover these parts and this scale only.
LOOKUP_PARTS: Final = 4
LOOKUP_SCALE: Final = (1, 2, 3, 4)
NO_STEP: Final = StepRule("mean", "indicators")


class Steps:
    """Reads single steps; knows what there is to aggregate."""

    def __init__(
        self,
        rule_names: tuple[str, ...],
        dimensions: tuple[Dimension, ...],
        indicators: tuple[Indicator, ...],
        levels: tuple[Level, ...],
    ) -> None:
        self.rule_names = rule_names
        self.indicators = indicators
        self.scale = tuple(level.value for level in levels)
        single = [dimension.code for dimension in dimensions if dimension.assignment == "one"]
        self.pair = tuple(single[:2]) if len(single) >= 2 else ()

    def step(self, place: Place, *, cells_lie_in_it: bool, most_parts: int) -> StepRule:
        record = place.record(("rule", "of"), ("cap_margin",))
        rule = record.word("rule", self.rule_names)
        of = cast("Literal['indicators', 'cells']", record.word("of", ["indicators", "cells"]))
        margin = record.whole("cap_margin", 0, 100) if record.get("cap_margin") else None
        if of == "cells" and not cells_lie_in_it:
            place.wrong("This step cannot aggregate cells: it needs a rule for cells, and cells that lie in it.")
        if rule == "capped_mean" and (margin is None or of != "indicators"):
            place.wrong(
                "The rule 'capped_mean' needs a cap_margin and works on indicators, because only they are critical."
            )
        if rule != "capped_mean" and margin is not None:
            place.wrong(f"The rule '{rule}' has no cap_margin; only 'capped_mean' has one.")
        if rule == "lookup" and (of != "indicators" or self.scale not in (LOOKUP_SCALE, ())):
            place.wrong("The rule 'lookup' works on indicators of a scale with the values 1, 2, 3 and 4.")
        elif rule == "lookup" and most_parts > LOOKUP_PARTS:
            place.wrong(f"The rule 'lookup' combines up to {LOOKUP_PARTS} indicators, not {most_parts}.")
        return StepRule(rule, of, margin)

    def most_in_a_cell(self) -> int:
        found = Counter(tuple(one.categories.get(code, ()) for code in self.pair) for one in self.indicators)
        return max(found.values(), default=0)

    def most_in_a_category(self, dimension: str) -> int:
        found = Counter(code for one in self.indicators for code in one.categories.get(dimension, ()))
        return max(found.values(), default=0)


def read_scoring(
    place: Place | None,
    rule_names: tuple[str, ...],
    dimensions: tuple[Dimension, ...],
    indicators: tuple[Indicator, ...],
    levels: tuple[Level, ...],
    level_codes: Codes,
) -> ScoringRules:
    if place is None:
        return ScoringRules(None, {}, NO_STEP, "", "")
    record = place.record(
        ("total", "insufficient_level", "evidence_from_level"), ("cell", "categories", "limited_evidence_below")
    )
    steps = Steps(rule_names, dimensions, indicators, levels)
    cell_place = record.get("cell")
    cell = None
    if cell_place is not None:
        if not steps.pair:
            cell_place.wrong("There are no cells: fewer than two dimensions have the assignment 'one'.")
        cell = steps.step(cell_place, cells_lie_in_it=False, most_parts=steps.most_in_a_cell())
    has_cells = cell is not None and bool(steps.pair)
    total = record.get("total")
    share = record.get("limited_evidence_below")
    return ScoringRules(
        cell=cell,
        categories=_category_steps(record.get("categories"), steps, dimensions, has_cells),
        total=steps.step(total, cells_lie_in_it=has_cells, most_parts=len(indicators)) if total else NO_STEP,
        insufficient_level=record.reference("insufficient_level", level_codes),
        evidence_from_level=record.reference("evidence_from_level", level_codes),
        limited_evidence_below=_share(share) if share else Fraction(85, 100),
    )


def _category_steps(
    place: Place | None, steps: Steps, dimensions: tuple[Dimension, ...], has_cells: bool
) -> dict[str, StepRule]:
    if place is None:
        return {}
    known = {dimension.code: 0 for dimension in dimensions}
    given = {}
    for name, step in place.fields():
        code = name.reference(Codes("dimension", known, bool(known)))
        cells_lie_in_it = has_cells and code in steps.pair
        given[code] = steps.step(step, cells_lie_in_it=cells_lie_in_it, most_parts=steps.most_in_a_category(code))
    return {code: given[code] for code in known if code in given}


def _share(place: Place) -> Fraction:
    share = place.fraction()
    if share > 1:
        place.wrong("A share from 0 to 1 belongs here.")
    return share


def read_proposal(
    place: Place | None, proposal_rules: tuple[str, ...], categories: Codes, agency_types: Codes
) -> ProposalRule:
    if place is None:
        return ProposalRule("", (), 1)
    record = place.record(("rule", "flag_range"), ("core",))
    core = []
    for one in record.items("core"):
        rule = one.record(("category", "agency_types"))
        core.append(CoreRule(rule.reference("category", categories), rule.references("agency_types", agency_types)))
    return ProposalRule(
        rule=record.word("rule", proposal_rules), core=tuple(core), flag_range=record.whole("flag_range", 1, 1000)
    )


def read_planning(place: Place | None, levels: Codes) -> PlanningDefaults:
    if place is None:
        return PlanningDefaults("", "", 1, 1, 1, {})
    record = place.record(
        ("target", "critical_target", "max_step", "relevance", "actions_per_lead_and_year", "efforts")
    )
    efforts = record.get("efforts")
    return PlanningDefaults(
        target=record.reference("target", levels),
        critical_target=record.reference("critical_target", levels),
        max_step=record.whole("max_step", 1, 1000),
        relevance=record.whole("relevance", 0, 1000),
        actions_per_lead_and_year=record.whole("actions_per_lead_and_year", 1, 1000),
        efforts=_efforts(efforts) if efforts else {},
    )


def _efforts(place: Place) -> dict[str, EffortScale]:
    record = place.record(EFFORTS)
    found = {}
    for effort in EFFORTS:
        one = record.get(effort)
        if one is None:
            continue
        scale = one.record(("factor", "months", "cost_from", "cost_to"))
        found[effort] = EffortScale(
            factor=scale.whole("factor", 1, 1000),
            months=scale.whole("months", 1, 1000),
            cost_from=scale.whole("cost_from", 0, 999_999_999),
            cost_to=scale.whole("cost_to", 0, 999_999_999),
        )
        if found[effort].cost_to < found[effort].cost_from and scale.get("cost_from") and scale.get("cost_to"):
            scale.members["cost_to"].wrong("The cost reaches from a lower to a higher amount.")
    return found
