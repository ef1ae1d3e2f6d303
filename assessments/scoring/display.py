"""How a score is written for people. Rounding happens here and nowhere else (methodology 4.2)."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final

from frameworks.spec import FrameworkSpec

NO_SCORE: Final = "-"


def shown_tenths(score: Fraction) -> int:
    """
    Return the shown number in tenths of a level: half up, cut off where rounding would cross a band edge.

    59/20 (2.95) gives 29, because 30 would claim a whole level that is not reached.
    """
    over, under = score.numerator, score.denominator
    rounded = (20 * over + under) // (2 * under)
    next_whole = (over // under + 1) * 10
    return min(rounded, next_whole - 1)


def shown(score: Fraction | None) -> str:
    """Return a score with one decimal, ``-`` for no score."""
    return NO_SCORE if score is None else _fixed(shown_tenths(score), 1)


def shown_difference(later: Fraction | None, earlier: Fraction | None) -> str:
    """
    Return the shown ``later`` minus the shown ``earlier`` with its sign, so that a reader's subtraction holds.

    ``+0.3``, ``-1.2`` or ``0.0``; ``-`` when either has no score. Sort by the unrounded difference, not by this.
    """
    if later is None or earlier is None:
        return NO_SCORE
    tenths = shown_tenths(later) - shown_tenths(earlier)
    return f"+{_fixed(tenths, 1)}" if tenths > 0 else _fixed(tenths, 1)


def shown_percent(share: Fraction | None) -> str:
    """Return a share in whole percent, cut off, so that 100 % is never claimed early; ``-`` for None."""
    return NO_SCORE if share is None else f"{floor(share * 100)} %"


def shown_deviation(deviation: Fraction | None) -> str:
    """Return a mean deviation in levels with two decimals, half up; ``-`` for none."""
    return NO_SCORE if deviation is None else _fixed(_half_up(deviation, 100), 2)


def shown_coefficient(value: Fraction, *limits: Fraction) -> str:
    """
    Return a coefficient from -1 to 1 with three decimals: half up, cut off where rounding would reach one of ``limits``.

    7997/10000 beside the limit 4/5 gives 0.799, because 0.800 would claim what is not reached.
    """
    thousandths = _half_up(value, 1000)
    if any(value < limit <= Fraction(thousandths, 1000) for limit in limits):
        thousandths = floor(value * 1000)
    return _fixed(thousandths, 3)


def index(score: Fraction | None, spec: FrameworkSpec) -> Fraction | None:
    """Return the distance travelled from the lowest to the highest Level, 0 to 100; None for no score."""
    lowest, highest = spec.levels[0].value, spec.levels[-1].value
    if score is None or lowest == highest:
        return None
    return (score - lowest) / (highest - lowest) * 100


def _half_up(value: Fraction, parts: int) -> int:
    return floor(value * parts + Fraction(1, 2))


def _fixed(parts: int, decimals: int) -> str:
    sign = "-" if parts < 0 else ""
    whole, rest = divmod(abs(parts), 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}"
