"""
What the agencies' released answers propose as the national level, and how far they lie apart.

A proposal is never taken over silently: the focal point settles each Indicator. Agencies are not ranked.
Source: methodology 6.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from frameworks.spec import FrameworkSpec, Indicator

from .compiled import CompiledFramework, compile_framework
from .statistics import lower_median, mean_absolute_deviation, value_range
from .types import INSUFFICIENT, NOT_APPLICABLE, Value

PROPOSAL_RULES: Final[Mapping[str, Callable[[Sequence[int]], int | None]]] = {"lower_median": lower_median}


@dataclass(frozen=True, slots=True)
class AgencyAnswerValue:
    """The released judgement of one agency; a merged service is one agency with several types."""

    agency: str
    agency_types: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Spread:
    """
    How far the agencies' levels lie apart; the three numbers are None when no agency gave a level.

    ``flagged`` asks for a talk: the range reaches the framework's threshold, or one agency says "not applicable" where
    another gives a level.
    """

    range: int | None
    mad: Fraction | None
    lower_median: int | None
    flagged: bool


def propose(spec: FrameworkSpec, indicator: Indicator | str, answers: Sequence[AgencyAnswerValue]) -> Value | None:
    """
    Return the proposed national value of one Indicator.

    Args:
        indicator: the Indicator or its code.
        answers: released answers of the agencies it is assigned to, one per agency.

    Returns:
        "not applicable" when all that count say so; "insufficient" only when every answer at that lowest proposed
        level is insufficient; None without answers.

    Raises:
        ValueError: an agency appears twice, or a code or the proposal rule is unknown.
    """
    framework = compile_framework(spec)
    of_indicator = framework.indicator(indicator) if isinstance(indicator, str) else indicator
    _refuse_doubles(answers)
    rule = PROPOSAL_RULES.get(spec.proposal.rule)
    if rule is None:
        raise ValueError(f"There is no proposal rule '{spec.proposal.rule}'.")
    if not answers:
        return None
    core_types = _core_types(spec, of_indicator)
    core = [answer for answer in answers if core_types.intersection(answer.agency_types)]
    taken = core or list(answers)
    middle = rule(_levels(framework, taken))
    if middle is None:
        return NOT_APPLICABLE
    at_middle = [answer.value for answer in taken if framework.standing(answer.value) == middle]
    if all(value.kind == "insufficient" for value in at_middle):
        return INSUFFICIENT
    return Value.at(framework.code_of[middle])


def spread(spec: FrameworkSpec, answers: Sequence[AgencyAnswerValue]) -> Spread:
    """
    Return how far all agencies' answers to one Indicator lie apart, core agency or not.

    Raises:
        ValueError: an agency appears twice, or a level code is unknown.
    """
    framework = compile_framework(spec)
    _refuse_doubles(answers)
    levels = _levels(framework, answers)
    distance = value_range(levels)
    differ_in_kind = 0 < len(levels) < len(answers)
    return Spread(
        range=distance,
        mad=mean_absolute_deviation(levels),
        lower_median=lower_median(levels),
        flagged=differ_in_kind or (distance is not None and distance >= spec.proposal.flag_range),
    )


def _levels(framework: CompiledFramework, answers: Sequence[AgencyAnswerValue]) -> list[int]:
    return [level for answer in answers if (level := framework.standing(answer.value)) is not None]


def _core_types(spec: FrameworkSpec, indicator: Indicator) -> set[str]:
    stands_in = {category for categories in indicator.categories.values() for category in categories}
    return {code for core in spec.proposal.core if core.category in stands_in for code in core.agency_types}


def _refuse_doubles(answers: Sequence[AgencyAnswerValue]) -> None:
    if len({answer.agency for answer in answers}) != len(answers):
        raise ValueError("An agency answers an indicator once.")
