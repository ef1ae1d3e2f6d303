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
    return NO_SCORE if score is None else _decimal(shown_tenths(score))


def shown_difference(later: Fraction | None, earlier: Fraction | None) -> str:
    """
    Return the shown ``later`` minus the shown ``earlier`` with its sign, so that a reader's subtraction holds.

    ``+0.3``, ``-1.2`` or ``0.0``; ``-`` when either has no score. Sort by the unrounded difference, not by this.
    """
    if later is None or earlier is None:
        return NO_SCORE
    tenths = shown_tenths(later) - shown_tenths(earlier)
    return f"+{_decimal(tenths)}" if tenths > 0 else _decimal(tenths)


def shown_percent(share: Fraction | None) -> str:
    """Return a share in whole percent, cut off, so that 100 % is never claimed early; ``-`` for None."""
    return NO_SCORE if share is None else f"{floor(share * 100)} %"


def index(score: Fraction | None, spec: FrameworkSpec) -> Fraction | None:
    """Return the distance travelled from the lowest to the highest Level, 0 to 100; None for no score."""
    lowest, highest = spec.levels[0].value, spec.levels[-1].value
    if score is None or lowest == highest:
        return None
    return (score - lowest) / (highest - lowest) * 100


def _decimal(tenths: int) -> str:
    sign = "-" if tenths < 0 else ""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{tenth}"
