from fractions import Fraction

import pytest

from assessments.scoring.display import (
    index,
    shown,
    shown_coefficient,
    shown_deviation,
    shown_difference,
    shown_percent,
)
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


def test_deviation_has_two_decimals_rounded_half_up():
    assert [shown_deviation(value) for value in (Fraction(2, 3), Fraction(1, 8), Fraction(0), None)] == [
        "0.67",
        "0.13",
        "0.00",
        "-",
    ]


def test_coefficient_is_never_rounded_up_to_a_limit():
    limits = Fraction(4, 5), Fraction(667, 1000)

    assert shown_coefficient(Fraction(4, 5), *limits) == "0.800"
    assert shown_coefficient(Fraction(7996, 10000), *limits) == "0.799"
    assert shown_coefficient(Fraction(6669, 10000), *limits) == "0.666"
    assert shown_coefficient(Fraction(7338, 10000), *limits) == "0.734"
    assert shown_coefficient(Fraction(-1, 3), *limits) == "-0.333"
