from fractions import Fraction

import pytest

from assessments.scoring.statistics import lower_median, mean_absolute_deviation, value_range


@pytest.mark.parametrize(
    ("values", "median", "distance", "mad"),
    [
        ([1, 2, 2, 3], 2, 2, Fraction(1, 2)),
        ([2, 4, 3], 3, 2, Fraction(2, 3)),
        ([4, 5], 4, 1, Fraction(1, 2)),
        ([3], 3, 0, 0),
        ([], None, None, None),
    ],
)
def test_spread_vectors_of_the_methodology(values, median, distance, mad):
    assert (lower_median(values), value_range(values), mean_absolute_deviation(values)) == (median, distance, mad)
