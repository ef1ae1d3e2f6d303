from fractions import Fraction

import pytest

from assessments.scoring.engine import score, sensitivity, target_result
from assessments.scoring.gaps import default_targets
from assessments.scoring.types import NOT_APPLICABLE, Value
from frameworks.spec import ScoringRules, StepRule
from tests.assessments.scoring.specs import (
    MEAN_OF_CELLS,
    PILLAR_FIELD_TIER,
    cell_case,
    grade_spec,
    levels,
    make_dimension,
    make_indicator,
    make_spec,
)


@pytest.mark.parametrize(
    ("cell", "words", "mean", "cap", "expected", "floor", "band"),
    [
        ("P1.F1", "1C 3C 4 4", "3", 2, "2", 1, "2"),
        ("P2.F1", "3C 3 2 2", "5/2", 4, "5/2", 2, "2"),
        ("P3.F1", "3C NA 3 2 NA NA", "8/3", 4, "8/3", 2, "2"),
        ("P1.F2", "5 5 4 5", "19/4", None, "19/4", 4, "4"),
        ("P2.F4", "1* 3 3 3", "5/2", None, "5/2", 1, "2"),
        ("P2.F4", "NAC 3C 5 5", "13/3", 4, "4", 3, "4"),
        ("P2.F4", "?C 5 5", "5", None, "5", 5, "5"),
    ],
)
def test_cell_vectors_of_the_methodology(cell, words, mean, cap, expected, floor, band):
    spec, settled = cell_case({cell: words})

    node = score(spec, settled).cell(cell)

    assert (node.mean, node.cap, node.score, node.floor, node.band) == (
        Fraction(mean),
        cap,
        Fraction(expected),
        floor,
        band,
    )


def test_cap_names_the_critical_indicators_that_lowered_the_score():
    spec, settled = cell_case({"P1.F1": "1C 3C 1C 5 5 5", "P2.F1": "3C 3 2 2"})

    result = score(spec, settled)

    assert result.cell("P1.F1").capped_by == ("P1.F1.01", "P1.F1.03")
    assert result.cell("P2.F1").capped_by == ()


def test_unsettled_cell_has_no_score_and_differs_from_one_that_is_not_applicable():
    spec, settled = cell_case({"P1.F1": "? ? ?", "P1.F2": "NA NA"})

    result = score(spec, settled)

    unsettled, without = result.cell("P1.F1"), result.cell("P1.F2")
    assert (unsettled.score, unsettled.floor, unsettled.band, unsettled.completeness) == (None, None, None, 0)
    assert (without.score, without.floor, without.band, without.completeness) == (None, None, None, None)
    assert result.total.score is None
    assert result.critical_minimum is None


def test_field_is_the_mean_of_its_scored_cells():
    spec, settled = cell_case({"P1.F1": "1C 3C 4 4", "P2.F1": "3C 3 2 2", "P3.F1": "3C NA 3 2"})

    field = score(spec, settled).category("F1")

    assert (field.score, field.band, field.floor, field.dimension) == (Fraction(43, 18), "2", 1, "field")


def test_cell_without_score_is_left_out_of_its_field():
    spec, settled = cell_case({"P1.F4": "3 3", "P2.F4": "? ?", "P3.F4": "4"})

    field = score(spec, settled).category("F4")

    assert (field.score, field.band) == (Fraction(7, 2), "3")
    assert (field.counted, field.applicable, field.completeness) == (3, 5, Fraction(3, 5))


def test_cells_weigh_the_same_in_the_total_whatever_their_size():
    spec, settled = cell_case({"P1.F1": "2 2 2 2 2", "P2.F1": "5"})

    assert score(spec, settled).total.score == Fraction(7, 2)


def test_tier_is_a_weighted_mean_of_all_indicators_that_carry_it_and_is_never_capped():
    spec = make_spec(
        [
            make_indicator("P1.F1.01", critical=True, tiers=("T1", "T2")),
            make_indicator("P2.F3.01", weight=3, tiers=("T2",)),
        ]
    )

    result = score(spec, levels(P1_F1_01="1", P2_F3_01="5"))

    assert result.category("T1").score == 1
    assert result.category("T2").score == 4
    assert result.category("T3").score is None


def test_weight_acts_inside_a_cell_and_not_between_cells():
    spec = make_spec(
        [
            make_indicator("P1.F1.01", weight=3),
            make_indicator("P1.F1.02"),
            make_indicator("P1.F2.01"),
        ]
    )

    result = score(spec, levels(P1_F1_01="5", P1_F1_02="1", P1_F2_01="2"))

    assert result.cell("P1.F1").score == 4
    assert result.category("P1").score == 3


def test_insufficient_information_counts_as_the_framework_says_and_is_counted_apart():
    spec, settled = cell_case({"P1.F1": "1* 3 ?", "P2.F1": "1* 1*"})

    total = score(spec, settled).total

    assert (total.insufficient, total.counted, total.applicable, total.floor) == (3, 4, 5, 1)


def test_critical_minimum_lists_the_indicators_that_stand_there():
    spec, settled = cell_case({"P2.F1": "2C 5", "P1.F1": "3C 2C 1", "P3.F1": "NAC"})

    result = score(spec, settled)

    assert (result.critical_minimum, result.critical_at_minimum) == (2, ("P1.F1.02", "P2.F1.01"))


def test_evidence_share_counts_indicators_above_the_lowest_level():
    spec, settled = cell_case({"P1.F1": "1 2 3 4 1* NA ?"})

    with_two = score(spec, settled, evidence={"P1.F1.02", "P1.F1.03", "P1.F1.01"})

    assert (with_two.evidence_share, with_two.limited_evidence) == (Fraction(2, 3), True)
    assert score(spec, settled, evidence=["P1.F1.02", "P1.F1.03", "P1.F1.04"]).limited_evidence is False
    assert score(spec, settled).evidence_share is None
    assert score(spec, {}, evidence=()).evidence_share is None


def test_target_profile_of_the_methodology():
    spec, settled = cell_case({"P1.F1": "1C 3C 3 4"})
    targets = default_targets(spec, settled)

    node = target_result(spec, settled, targets).cell("P1.F1")

    assert (node.mean, node.cap, node.score) == (Fraction(7, 2), 4, Fraction(7, 2))


def test_target_profile_uses_the_target_of_what_is_unsettled_and_no_target_of_what_is_not_applicable():
    spec, settled = cell_case({"P1.F1": "? NA 1* 5"})

    node = target_result(spec, settled, dict.fromkeys(spec_codes(spec), "3")).cell("P1.F1")

    assert (node.score, node.counted, node.applicable, node.insufficient) == (Fraction(11, 3), 3, 3, 0)


def test_target_at_the_level_that_insufficient_information_counts_as_leaves_the_mark():
    spec, settled = cell_case({"P1.F1": "1*"})

    assert target_result(spec, settled, {"P1.F1.01": "1"}).cell("P1.F1").insufficient == 1
    assert target_result(spec, settled, {"P1.F1.01": "2"}).cell("P1.F1").insufficient == 0


def test_sensitivity_doubles_each_cell_in_turn():
    spec, settled = cell_case({"P1.F1": "1", "P1.F2": "3", "P2.F1": "5", "P2.F2": "?"})

    assert sensitivity(spec, settled) == (Fraction(10, 4), Fraction(14, 4))
    assert sensitivity(spec, {}) is None


def test_framework_with_one_dimension_and_four_levels_has_categories_and_a_total_only():
    spec = grade_spec({"a1": "A", "a2": "A", "b1": "B"})

    result = score(spec, {"a1": Value.at("D"), "a2": Value.at("A"), "b1": NOT_APPLICABLE})

    assert result.cells == ()
    assert [(node.code, node.score, node.band) for node in result.categories("area")] == [
        ("A", Fraction(3, 2), "D"),
        ("B", None, None),
    ]
    assert (result.total.score, result.total.band) == (Fraction(5, 2), "C")
    assert sensitivity(spec, {"a1": Value.at("D")}) is None


@pytest.mark.parametrize("settled", [{"P9.F9.99": Value.at("1")}, {"P1.F1.01": Value.at("6")}])
def test_code_of_another_version_is_refused(settled):
    spec, _ = cell_case({"P1.F1": "1"})

    with pytest.raises(ValueError, match="is no (indicator|level) of TEST 1"):
        score(spec, settled)


def test_cell_rule_without_cells_is_refused():
    spec = make_spec(
        [make_indicator("a", categories={"area": ("A",)})],
        dimensions=(make_dimension("area", "one", "A"),),
    )

    with pytest.raises(ValueError, match="two dimensions"):
        score(spec, {})


def test_categories_that_hold_no_cells_cannot_aggregate_cells():
    rules = ScoringRules(PILLAR_FIELD_TIER.cell, {"tier": MEAN_OF_CELLS}, MEAN_OF_CELLS, "1", "3")
    spec = make_spec([make_indicator("P1.F1.01")], scoring=rules)

    with pytest.raises(ValueError, match="no cells lie in it"):
        score(spec, {})


def test_unknown_rule_is_refused():
    rules = ScoringRules(None, {}, StepRule("guess", "indicators"), "1", "3")
    spec = make_spec([make_indicator("P1.F1.01")], scoring=rules)

    with pytest.raises(ValueError, match="no scoring rule 'guess'"):
        score(spec, {})


def spec_codes(spec):
    return [indicator.code for indicator in spec.indicators]
