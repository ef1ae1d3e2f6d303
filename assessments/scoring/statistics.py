"""Spread of a few levels, exactly (methodology 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def lower_median(values: Sequence[int]) -> int | None:
    """Return the middle value, of two middle ones the lower; None for no values."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def value_range(values: Sequence[int]) -> int | None:
    """Return the highest minus the lowest value; None for no values."""
    return max(values) - min(values) if values else None


def mean_absolute_deviation(values: Sequence[int]) -> Fraction | None:
    """Return the mean distance from the lower median; None for no values."""
    middle = lower_median(values)
    if middle is None:
        return None
    return Fraction(sum(abs(value - middle) for value in values), len(values))
