from fractions import Fraction

import pytest

from assessments.scoring.display import index, shown, shown_difference, shown_percent
from tests.assessments.scoring.specs import FIVE_LEVELS, make_spec

SPEC = make_spec([], levels=FIVE_LEVELS)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("59/20", "2.9"),
        ("71/24", "2.9"),
        ("13/4", "3.3"),
        ("19/4", "4.8"),
        ("5", "5.0"),
        ("8/3", "2.7"),
        ("43/18", "2.4"),
        ("2999/1000", "2.9"),
        ("0", "0.0"),
    ],
)
def test_one_decimal_half_up_and_never_across_a_band_edge(score, expected):
    assert shown(Fraction(score)) == expected


def test_no_score_is_a_dash_and_not_a_zero():
    assert (shown(None), shown_difference(None, Fraction(1)), shown_percent(None)) == ("-", "-", "-")
    assert index(None, SPEC) is None


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [("59/20", "5/2", "+0.4"), ("5/2", "59/20", "-0.4"), ("9/4", "231/100", "0.0"), ("3", "59/20", "+0.1")],
)
def test_shown_difference_is_what_a_reader_subtracts(later, earlier, expected):
    assert shown_difference(Fraction(later), Fraction(earlier)) == expected


def test_percent_is_cut_off_so_that_hundred_means_all():
    assert shown_percent(Fraction(999, 1000)) == "99 %"
    assert shown_percent(Fraction(1)) == "100 %"


def test_level_three_of_five_is_half_of_the_way():
    assert index(Fraction(3), SPEC) == 50
