"""
How far the agencies' released answers lie apart: per Indicator for the workshop, as one figure for the annex.

Divergence is information, not fault; agencies are not ranked, so their dots stand in the order of their codes.
Source: methodology 6.1 to 6.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal, TypeAlias

from frameworks.spec import FrameworkSpec

from .compiled import compile_framework
from .consensus import AgencyAnswerValue, Spread, spread

Metric = Literal["nominal", "ordinal", "interval"]
AlphaReading = Literal["reliable", "tentative", "not_reliable"]
AlphaCaution = Literal["no_pairs", "no_variation", "small_sample"]
Distance: TypeAlias = Callable[[int, int], int]

SMALL_ALPHA_UNITS: Final = 10
"""With fewer units alpha is shown with the words "small sample" or not at all."""
RELIABLE_FROM: Final = Fraction(800, 1000)
TENTATIVE_FROM: Final = Fraction(667, 1000)


@dataclass(frozen=True, slots=True)
class Dot:
    """One agency on the scale: ``value`` is the level value that its answer counts as, also when ``insufficient``."""

    agency: str
    value: int
    insufficient: bool


@dataclass(frozen=True, slots=True)
class IndicatorDivergence:
    """
    What the agencies said on one Indicator.

    ``dots`` and ``not_applicable`` (agency codes) together name every agency that answered, each in the order of the
    codes. Range, deviation and lower median in ``spread`` are in levels and of the dots alone; its flag also stands
    when there are both dots and agencies that say "not applicable".
    """

    indicator: str
    critical: bool
    dots: tuple[Dot, ...]
    not_applicable: tuple[str, ...]
    spread: Spread


@dataclass(frozen=True, slots=True)
class Alpha:
    """
    Krippendorff's alpha, exact: 1 is full agreement, 0 what chance gives, below 0 worse than chance.

    ``value`` is None with caution "no_pairs" (no unit has two ratings) or "no_variation" (all ratings are equal, so
    agreement cannot be told from chance). "small_sample" stands beside a value that is never shown without these words.
    ``units`` and ``ratings`` count what entered: units with at least two ratings, and the ratings in them.
    """

    value: Fraction | None
    units: int
    ratings: int
    caution: AlphaCaution | None


def divergence(
    spec: FrameworkSpec, answers: Mapping[str, Sequence[AgencyAnswerValue]]
) -> tuple[IndicatorDivergence, ...]:
    """
    Return the agenda of the workshop: one row for every Indicator in ``answers``.

    Critical ones come first, then the widest range, then the largest mean deviation, then by code. A row without any
    level counts as one without range. An insufficient answer stands at the level it counts as; "not applicable"
    enters no figure, but is flagged beside a level.

    Args:
        answers: Indicator code → released answers of all its agencies, core or not; a merged service once.

    Raises:
        ValueError: an agency appears twice on one Indicator, or a code is unknown.
    """
    rows = [_row(spec, code, given) for code, given in answers.items()]
    return tuple(sorted(rows, key=_agenda_key))


def agency_alpha(spec: FrameworkSpec, answers: Mapping[str, Sequence[AgencyAnswerValue]]) -> Alpha:
    """
    Return the ordinal alpha across agencies; every Indicator is a unit, every level a rating.

    "Not applicable" is a missing rating; an insufficient answer rates the level it counts as.

    Args:
        answers: as for ``divergence``.

    Raises:
        ValueError: as for ``divergence``.
    """
    return alpha([[dot.value for dot in row.dots] for row in divergence(spec, answers)])


def alpha(units: Sequence[Sequence[int]], metric: Metric = "ordinal") -> Alpha:
    """
    Return alpha = 1 - Do/De over the pairs of ratings inside units and over all pairs of ratings.

    Raters need no name: only what was said of a unit together matters. A unit with one rating is ignored, its rating
    does not count among the frequencies either.

    Args:
        units: the ratings of each unit as level values, without the missing ones, in any order.
        metric: the distance of two ratings. "nominal": equal or not. "interval": squared difference. "ordinal": the
            square of the number of ratings from the one category to the other, of both ends one half.
    """
    pairable = [tuple(unit) for unit in units if len(unit) >= 2]
    frequencies = Counter(rating for unit in pairable for rating in unit)
    ratings = frequencies.total()
    if not pairable:
        return Alpha(None, 0, 0, "no_pairs")
    distance = _distance(metric, frequencies)
    observed = Fraction(0)
    for unit in pairable:
        apart = sum(distance(one, other) for one, other in combinations(unit, 2))
        observed += Fraction(2 * apart, len(unit) - 1)
    expected = 2 * sum(
        frequencies[one] * frequencies[other] * distance(one, other) for one, other in combinations(frequencies, 2)
    )
    if not expected:
        return Alpha(None, len(pairable), ratings, "no_variation")
    value = 1 - (ratings - 1) * observed / expected
    return Alpha(value, len(pairable), ratings, "small_sample" if len(pairable) < SMALL_ALPHA_UNITS else None)


def alpha_reading(value: Fraction) -> AlphaReading:
    """Return the common reading of an unrounded alpha: from 0.800 reliable, from 0.667 tentative only."""
    if value >= RELIABLE_FROM:
        return "reliable"
    return "tentative" if value >= TENTATIVE_FROM else "not_reliable"


def _row(spec: FrameworkSpec, code: str, given: Sequence[AgencyAnswerValue]) -> IndicatorDivergence:
    framework = compile_framework(spec)
    dots: list[Dot] = []
    not_applicable: list[str] = []
    for answer in sorted(given, key=lambda one: one.agency):
        value = framework.standing(answer.value)
        if value is None:
            not_applicable.append(answer.agency)
        else:
            dots.append(Dot(answer.agency, value, answer.value.kind == "insufficient"))
    return IndicatorDivergence(
        indicator=code,
        critical=framework.indicator(code).critical,
        dots=tuple(dots),
        not_applicable=tuple(not_applicable),
        spread=spread(spec, given),
    )


def _agenda_key(row: IndicatorDivergence) -> tuple[bool, int, Fraction, str]:
    return (not row.critical, -(row.spread.range or 0), -(row.spread.mad or Fraction(0)), row.indicator)


def _distance(metric: Metric, frequencies: Counter[int]) -> Distance:
    if metric == "nominal":
        return lambda one, other: int(one != other)
    if metric == "interval":
        return lambda one, other: (one - other) ** 2
    return _ordinal_distance(frequencies)


def _ordinal_distance(frequencies: Counter[int]) -> Distance:
    # Twice the rank in the middle of each category keeps whole numbers; the factor 4 is in Do and in De alike.
    middle: dict[int, int] = {}
    below = 0
    for rating in sorted(frequencies):
        middle[rating] = 2 * below + frequencies[rating]
        below += frequencies[rating]
    return lambda one, other: (middle[one] - middle[other]) ** 2
