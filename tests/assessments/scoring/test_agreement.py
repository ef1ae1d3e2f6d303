from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.agreement import (
    Agreement,
    Comparison,
    Kappa,
    Pair,
    agreement,
    agreement_label,
    agreement_of_parts,
    compare,
    kappa_reading,
    large_differences,
    weighted_kappa,
)
from assessments.scoring.types import Value
from tests.assessments.scoring.specs import grade_spec, levels, make_indicator, make_spec, value

drawn = settings(max_examples=150, derandomize=True, deadline=None, database=None)

CODES = ("P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F1.02")
SPEC = make_spec([make_indicator(code, critical=code == "P2.F1.02") for code in CODES])

OWN = (3, 4, 2, 3, 5, 3, 2, 4, 3, 3, 4, 2)
PEER = (2, 3, 2, 3, 4, 2, 2, 3, 3, 1, 4, 2)

RATINGS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=40)


def paired(both: list[tuple[int, int]]) -> list[Pair]:
    return [Pair(f"P1.F1.{number:02}", own, peer) for number, (own, peer) in enumerate(both, start=1)]


def textbook_kappa(both: list[tuple[int, int]]) -> Fraction | None:
    """Kappa with the printed weights ((i-j)/4)^2 over observed and expected joint shares."""
    number = len(both)
    scale = range(1, 6)
    weight = {(i, j): Fraction(i - j, 4) ** 2 for i in scale for j in scale}
    own_share = {i: Fraction(sum(own == i for own, _ in both), number) for i in scale}
    peer_share = {j: Fraction(sum(peer == j for _, peer in both), number) for j in scale}
    observed = sum(v * Fraction(both.count(cell), number) for cell, v in weight.items())
    expected = sum(v * own_share[i] * peer_share[j] for (i, j), v in weight.items())
    return None if not expected else 1 - observed / expected


def test_agreement_of_the_methodology():
    found = agreement(paired(list(zip(OWN, PEER, strict=True))))

    assert found == Agreement(12, Fraction(7, 12), Fraction(7, 12), Fraction(1, 2), Fraction(11, 12))
    assert f"{float(found.bias):.3f}" == f"{float(found.mean_absolute_error):.3f}" == "0.583"
    assert (f"{float(found.exact):.1%}", f"{float(found.within_one):.1%}") == ("50.0%", "91.7%")


def test_kappa_of_the_methodology_is_of_a_small_sample():
    found = weighted_kappa(paired(list(zip(OWN, PEER, strict=True))))

    assert f"{float(found.value):.3f}" == "0.603"
    assert found == Kappa(Fraction(41, 68), 12, Fraction(1, 2), "small_sample")


def test_bias_is_negative_when_peers_see_the_country_higher():
    found = agreement(paired([(1, 3), (4, 3), (2, 2), (2, 5)]))

    assert found == Agreement(4, Fraction(-1), Fraction(3, 2), Fraction(1, 4), Fraction(1, 2))


def test_nothing_compared_has_no_figures():
    assert agreement([]) == Agreement(0, None, None, None, None)
    assert weighted_kappa([]) == Kappa(None, 0, None, "no_pairs")


def test_kappa_of_equal_ratings_is_not_computable_but_their_agreement_is():
    assert weighted_kappa(paired([(3, 3)] * 40)) == Kappa(None, 40, Fraction(1), "no_variation")


def test_two_constant_sides_that_differ_agree_no_better_than_chance():
    assert weighted_kappa(paired([(3, 4)] * 40)) == Kappa(Fraction(0), 40, Fraction(0), None)


@pytest.mark.parametrize(("number", "caution"), [(29, "small_sample"), (30, None)])
def test_kappa_needs_thirty_pairs_to_stand_without_a_caution(number, caution):
    found = weighted_kappa(paired([(1 + index % 5, 1 + index % 5) for index in range(number)]))

    assert found == Kappa(Fraction(1), number, Fraction(1), caution)


@pytest.mark.parametrize(
    ("figure", "reading"),
    [
        ("-0.3", "slight"),
        ("0.2", "slight"),
        ("0.2001", "fair"),
        ("0.4", "fair"),
        ("0.6", "moderate"),
        ("41/68", "substantial"),
        ("0.8", "substantial"),
        ("0.801", "almost_perfect"),
        ("1", "almost_perfect"),
    ],
)
def test_each_word_for_kappa_reaches_up_to_its_limit(figure, reading):
    assert kappa_reading(Fraction(figure)) == reading


@drawn
@given(both=RATINGS.filter(bool))
def test_kappa_equals_the_formula_as_printed(both):
    assert weighted_kappa(paired(both)).value == textbook_kappa(both)


@drawn
@given(both=RATINGS)
def test_exchanged_sides_turn_the_bias_and_leave_the_rest(both):
    there, back = paired(both), paired([(peer, own) for own, peer in both])
    one, other = agreement(there), agreement(back)

    assert weighted_kappa(back) == weighted_kappa(there)
    assert other.bias == (None if one.bias is None else -one.bias)
    assert (other.mean_absolute_error, other.exact, other.within_one) == (
        one.mean_absolute_error,
        one.exact,
        one.within_one,
    )


@drawn
@given(both=RATINGS, random=st.randoms(use_true_random=False))
def test_order_of_the_pairs_changes_nothing(both, random):
    pairs = paired(both)
    shuffled = random.sample(pairs, len(pairs))

    assert agreement(shuffled) == agreement(pairs)
    assert weighted_kappa(shuffled) == weighted_kappa(pairs)


@drawn
@given(ratings=st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_equal_sides_have_kappa_one_unless_nothing_varies(ratings):
    found = weighted_kappa(paired([(rating, rating) for rating in ratings]))

    assert found.value == (Fraction(1) if len(set(ratings)) > 1 else None)
    assert found.exact == 1


@drawn
@given(both=RATINGS)
def test_figures_stay_in_their_bounds(both):
    figures, kappa = agreement(paired(both)), weighted_kappa(paired(both))

    if both:
        assert 0 <= figures.exact <= figures.within_one <= 1
        assert abs(figures.bias) <= figures.mean_absolute_error <= 4
        assert kappa.exact == figures.exact
    assert kappa.value is None or -1 <= kappa.value <= 1
    assert (kappa.value is None) == (kappa.caution in ("no_pairs", "no_variation"))


def test_only_what_both_sides_gave_a_level_is_paired():
    own = levels(P1_F1_01="1*", P1_F1_02="NA", P1_F2_01="NA", P2_F1_01="4")
    peer = levels(P2_F1_02="5", P1_F2_01="NA", P1_F1_02="2", P1_F1_01="2")

    found = compare(SPEC, own, peer)

    assert found == Comparison((Pair("P1.F1.01", 1, 2),), ("P1.F1.02",), ("P1.F2.01",))


def test_levels_count_by_their_value_on_any_scale():
    spec = grade_spec({"a": "x", "b": "x"})

    found = compare(spec, {"a": Value.at("A"), "b": Value.at("C")}, {"a": Value.at("C"), "b": Value.at("C")})

    assert [pair.difference for pair in found.pairs] == [2, 0]


def test_unknown_codes_are_refused():
    with pytest.raises(ValueError, match="no indicator"):
        compare(SPEC, {"P9.F1.01": value("1")}, {})
    with pytest.raises(ValueError, match="no level"):
        compare(SPEC, {}, {"P1.F1.01": Value.at("9")})


def test_parts_have_figures_of_their_own_pairs():
    own = levels(P1_F1_01="3", P1_F1_02="4", P1_F2_01="2", P2_F1_01="5")
    peer = levels(P1_F1_01="2", P1_F1_02="4", P1_F2_01="4", P2_F1_01="NA")

    parts = agreement_of_parts(SPEC, compare(SPEC, own, peer))

    assert parts["cell", "P1.F1"] == Agreement(2, Fraction(1, 2), Fraction(1, 2), Fraction(1, 2), Fraction(1))
    assert parts["category", "P1"] == Agreement(3, Fraction(-1, 3), Fraction(1), Fraction(1, 3), Fraction(2, 3))
    assert parts["category", "P2"] == Agreement(0, None, None, None, None)
    assert parts["category", "F1"] == parts["cell", "P1.F1"]
    assert parts["total", "TOTAL"] == parts["category", "P1"]


def test_differences_of_two_levels_are_listed_widest_then_critical_then_code():
    own = levels(P1_F1_01="1", P1_F1_02="5", P1_F2_01="2", P2_F1_01="3", P2_F1_02="4")
    peer = levels(P1_F1_01="3", P1_F1_02="1", P1_F2_01="3", P2_F1_01="1", P2_F1_02="2")

    listed = large_differences(SPEC, compare(SPEC, own, peer))

    assert [(pair.indicator, pair.difference) for pair in listed] == [
        ("P1.F1.02", 4),
        ("P2.F1.02", 2),
        ("P1.F1.01", -2),
        ("P2.F1.01", 2),
    ]


@pytest.mark.parametrize(
    ("own", "peer", "label"),
    [
        (("3", "2"), (None, None), "self_assessed"),
        (("3", None), (None, "2"), "self_assessed"),
        (("3", "2"), ("3", "2"), "peer_agreed"),
        (("3", "2"), ("3", None), "peer_agreed"),
        (("1*", "2"), ("1", "2"), "peer_agreed"),
        (("NA", "2"), ("NA", "2"), "peer_agreed"),
        (("NA", "2"), ("NA", None), "self_assessed"),
        (("3", "2"), ("3", "1"), "peer_differs"),
        (("NA", "2"), ("1", "2"), "peer_differs"),
        (("3", None), ("NA", None), "peer_differs"),
    ],
)
def test_label_says_how_far_peers_confirm_the_levels(own, peer, label):
    def sheet(words):
        return {code: value(word) for code, word in zip(CODES, words, strict=False) if word is not None}

    assert agreement_label(compare(SPEC, sheet(own), sheet(peer))) == label
