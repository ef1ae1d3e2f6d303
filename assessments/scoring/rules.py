"""
The scoring rules a framework can name: pure functions from parts to an outcome.

A part is an Indicator with its level value, or a cell with its score. Rules see counted parts only, at least one, and
calculate exactly. A new rule is a function with ``@register("name")``; a framework chooses rules by name.
"""

from __future__ import annotations

from collections.abc import Callable, KeysView, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from frameworks.spec import StepRule


@dataclass(frozen=True, slots=True)
class Parts:
    """Counted parts as parallel sequences. ``weights`` are whole numbers in the framework's proportions (cells: 1)."""

    codes: Sequence[str]
    values: Sequence[int | Fraction]
    weights: Sequence[int]
    critical: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one step in levels. ``cap`` is None without one, ``capped_by`` empty unless it lowered the score."""

    score: Fraction
    mean: Fraction
    cap: int | None = None
    capped_by: tuple[str, ...] = ()


Rule = Callable[[Parts, StepRule], Outcome]

RULES: Final[dict[str, Rule]] = {}
RULE_NAMES: Final[KeysView[str]] = RULES.keys()


def register(name: str) -> Callable[[Rule], Rule]:
    """
    Make a rule known under ``name``.

    Raises:
        ValueError: the name is taken; a rule never changes its meaning, since receipts name it.
    """
    if name in RULES:
        raise ValueError(f"The scoring rule '{name}' is registered already.")

    def keep(rule: Rule) -> Rule:
        RULES[name] = rule
        return rule

    return keep


def rule_named(name: str) -> Rule:
    """
    Return the rule of that name.

    Raises:
        ValueError: no such rule.
    """
    try:
        return RULES[name]
    except KeyError:
        raise ValueError(f"There is no scoring rule '{name}'. Known rules: {', '.join(sorted(RULES))}.") from None


def step_problem(step: StepRule, *, parts: int, level_values: Sequence[int]) -> str | None:
    """
    Say in a sentence why ``step`` cannot work on ``parts`` parts of this scale; None when it can.

    Raises:
        ValueError: the rule is unknown.
    """
    rule_named(step.rule)
    if step.rule == "capped_mean" and (step.of != "indicators" or step.cap_margin is None):
        return "The rule 'capped_mean' needs a cap_margin and works on indicators, because only they are critical."
    if step.rule == "lookup":
        if step.of != "indicators" or tuple(level_values) != (1, 2, 3, 4):
            return "The rule 'lookup' works on indicators of a scale with the values 1, 2, 3 and 4."
        if parts > max(_LOOKUP):
            return f"The rule 'lookup' combines up to {max(_LOOKUP)} indicators, not {parts}."
    return None


def _plain_mean(parts: Parts) -> Fraction:
    return Fraction(sum(parts.values), len(parts.values))


def _weighted_mean(parts: Parts) -> Fraction:
    weighted = sum(value * weight for value, weight in zip(parts.values, parts.weights, strict=True))
    return Fraction(weighted, sum(parts.weights))


@register("mean")
def mean(parts: Parts, step: StepRule) -> Outcome:
    """Arithmetic mean; every part counts the same."""
    result = _plain_mean(parts)
    return Outcome(score=result, mean=result)


@register("weighted_mean")
def weighted_mean(parts: Parts, step: StepRule) -> Outcome:
    """Mean with the framework's weights."""
    result = _weighted_mean(parts)
    return Outcome(score=result, mean=result)


@register("capped_mean")
def capped_mean(parts: Parts, step: StepRule) -> Outcome:
    """Weighted mean, never more than ``cap_margin`` levels above the lowest critical Indicator."""
    uncapped = _weighted_mean(parts)
    critical = [
        (int(value), code)
        for value, code, is_critical in zip(parts.values, parts.codes, parts.critical, strict=True)
        if is_critical
    ]
    if not critical:
        return Outcome(score=uncapped, mean=uncapped)
    if step.cap_margin is None:
        raise ValueError("The rule 'capped_mean' needs a cap_margin.")
    lowest = min(value for value, _ in critical)
    cap = lowest + step.cap_margin
    if cap >= uncapped:
        return Outcome(score=uncapped, mean=uncapped, cap=cap)
    capped_by = tuple(sorted(code for value, code in critical if value == lowest))
    return Outcome(score=Fraction(cap), mean=uncapped, cap=cap, capped_by=capped_by)


@register("weakest_link")
def weakest_link(parts: Parts, step: StepRule) -> Outcome:
    """The lowest part: a stage is reached when every part has reached it."""
    return Outcome(score=Fraction(min(parts.values)), mean=_weighted_mean(parts))


@register("weakest_link_plus")
def weakest_link_plus(parts: Parts, step: StepRule) -> Outcome:
    """The lowest part, half a level more when any other part is higher (PEFA's method M1, "+" as one half)."""
    lowest = Fraction(min(parts.values))
    plus = Fraction(1, 2) if max(parts.values) > lowest else Fraction(0)
    return Outcome(score=lowest + plus, mean=_weighted_mean(parts))


_LOOKUP: Final[dict[int, tuple[str, ...]]] = {
    # Number of parts → results for the sums from that number upward, with 1 = D … 4 = A.
    1: ("1", "2", "3", "4"),
    2: ("1", "3/2", "2", "5/2", "3", "7/2", "4"),
    3: ("1", "3/2", "3/2", "2", "5/2", "3", "3", "7/2", "4", "4"),
    4: ("1", "1", "3/2", "3/2", "2", "5/2", "5/2", "3", "3", "7/2", "7/2", "4", "4"),
}


@register("lookup")
def lookup(parts: Parts, step: StepRule) -> Outcome:
    """
    Conversion table over the sum of up to four parts with values 1 to 4 (PEFA's method M2, "+" as one half).

    Raises:
        ValueError: more than four parts, or a value outside 1 to 4.
    """
    number = len(parts.values)
    if number not in _LOOKUP or min(parts.values) < 1 or max(parts.values) > 4:
        raise ValueError("The rule 'lookup' combines one to four parts with values from 1 to 4.")
    result = Fraction(_LOOKUP[number][int(sum(parts.values)) - number])
    return Outcome(score=result, mean=_plain_mean(parts))
