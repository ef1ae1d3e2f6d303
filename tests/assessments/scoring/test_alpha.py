"""Krippendorff's alpha, against the methodology's figures and against the formula as it is printed."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.divergence import Alpha, alpha, alpha_reading

drawn = settings(max_examples=150, derandomize=True, deadline=None, database=None)

UNITS = st.lists(st.lists(st.integers(1, 5), max_size=5), max_size=14)

TEN_UNITS = [(2, 3, 3), (4, 4), (1, 2, 2, 3), (3, 3, 3), (5, 4), (2, 2, 1), (3,), (2, 4, 3), (1, 1, 2), (4, 4, 5)]
PUBLISHED_RATERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
PUBLISHED = [
    [int(rating) for rating in unit if rating != "."]
    for unit in zip(*(rater.split() for rater in PUBLISHED_RATERS), strict=True)
]


def textbook_alpha(units: list[list[int]], metric: str) -> Fraction | None:
    """Alpha by the coincidence matrix, step by step as the formula is printed."""
    coincidences: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        for one, other in permutations(unit, 2):
            coincidences[one, other] = coincidences.get((one, other), Fraction(0)) + Fraction(1, len(unit) - 1)
    categories = sorted({one for one, _ in coincidences})
    frequency = {one: sum(coincidences.get((one, other), Fraction(0)) for other in categories) for one in categories}
    number = sum(frequency.values())

    def distance(one: int, other: int) -> Fraction:
        if metric == "nominal":
            return Fraction(one != other)
        if metric == "interval":
            return Fraction((one - other) ** 2)
        low, high = sorted((one, other))
        between = sum((frequency[category] for category in categories if low <= category <= high), Fraction(0))
        return (between - (frequency[low] + frequency[high]) / 2) ** 2

    pairs = [(one, other) for one in categories for other in categories]
    observed = sum(coincidences.get(pair, Fraction(0)) * distance(*pair) for pair in pairs)
    expected = sum(frequency[one] * frequency[other] * distance(one, other) for one, other in pairs)
    return None if not expected else 1 - (number - 1) * observed / expected


def test_ordinal_alpha_of_the_methodology_ignores_the_unit_with_one_rating():
    found = alpha(TEN_UNITS)

    assert found.value is not None and f"{float(found.value):.3f}" == "0.734"
    assert (found.units, found.ratings) == (9, 26)
    assert found == alpha([unit for unit in TEN_UNITS if len(unit) > 1])


@pytest.mark.parametrize(
    ("metric", "expected", "exact"),
    [
        ("nominal", "0.743", "113/152"),
        ("ordinal", "0.815", "108577/133160"),
        ("interval", "0.849", "951/1120"),
    ],
)
def test_alpha_of_the_published_example_of_four_raters(metric, expected, exact):
    found = alpha(PUBLISHED, metric)

    assert f"{float(found.value):.3f}" == expected
    assert found == Alpha(Fraction(exact), 11, 40, None)


@pytest.mark.parametrize(
    ("units", "caution", "counts"),
    [
        ([(3, 3, 3), (3, 3, 3)], "no_variation", (2, 6)),
        ([(3, 3), (3, 3, 3), (5,)], "no_variation", (2, 5)),
        ([(1,), (5,), ()], "no_pairs", (0, 0)),
        ([], "no_pairs", (0, 0)),
    ],
)
def test_alpha_that_cannot_be_computed_says_why(units, caution, counts):
    assert alpha(units) == Alpha(None, *counts, caution)


@pytest.mark.parametrize(("pairable", "caution"), [(9, "small_sample"), (10, None)])
def test_small_sample_counts_only_units_with_two_ratings(pairable, caution):
    units = [(1 + number % 5, 1 + number % 5) for number in range(pairable)] + [(3,)] * 5

    assert alpha(units) == Alpha(Fraction(1), pairable, 2 * pairable, caution)


def test_systematic_disagreement_lies_below_zero():
    found = alpha([(1, 5)] * 10)

    assert found.value == Fraction(-9, 10)


@pytest.mark.parametrize(
    ("figure", "reading"),
    [
        ("1", "reliable"),
        ("0.8", "reliable"),
        ("0.7999", "tentative"),
        ("0.667", "tentative"),
        ("2/3", "not_reliable"),
        ("-1/2", "not_reliable"),
    ],
)
def test_alpha_is_read_by_its_unrounded_value(figure, reading):
    assert alpha_reading(Fraction(figure)) == reading


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
@drawn
@given(units=UNITS)
def test_alpha_equals_the_formula_as_printed(metric, units):
    pairable = [unit for unit in units if len(unit) > 1]

    assert alpha(units, metric).value == textbook_alpha(pairable, metric)


@drawn
@given(units=UNITS, random=st.randoms(use_true_random=False))
def test_alpha_knows_neither_the_order_of_units_nor_of_raters(units, random):
    shuffled = [random.sample(unit, len(unit)) for unit in units]
    random.shuffle(shuffled)

    assert alpha(shuffled) == alpha(units)


@drawn
@given(levels=st.lists(st.integers(1, 5), min_size=2, max_size=14), raters=st.integers(2, 5))
def test_full_agreement_with_variation_is_one_and_without_it_nothing(levels, raters):
    found = alpha([[level] * raters for level in levels])

    assert found.value == (Fraction(1) if len(set(levels)) > 1 else None)


@drawn
@given(units=UNITS)
def test_ordinal_alpha_uses_the_order_of_the_levels_and_not_their_distances(units):
    stretched = {1: -7, 2: 0, 3: 1, 4: 50, 5: 51}

    assert alpha([[stretched[rating] for rating in unit] for unit in units]) == alpha(units)


@drawn
@given(units=UNITS)
def test_alpha_is_never_above_one_and_always_says_why_it_is_missing(units):
    found = alpha(units)

    assert found.value is None or found.value <= 1
    assert (found.value is None) == (found.caution in ("no_pairs", "no_variation"))
