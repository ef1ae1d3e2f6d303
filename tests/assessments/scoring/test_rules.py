from fractions import Fraction

import pytest

from assessments.scoring.consensus import PROPOSAL_RULES
from assessments.scoring.engine import score
from assessments.scoring.rules import RULE_NAMES, Parts, register, rule_named
from assessments.scoring.types import Value
from frameworks.rule_names import PROPOSAL_RULES as PROPOSAL_NAMES
from frameworks.rule_names import SCORING_RULES
from frameworks.spec import StepRule
from tests.assessments.scoring.specs import grade_spec

LETTERS = {1: "D", 2: "C", 3: "B", 4: "A"}


def letters(result: Fraction) -> str:
    """3/2 → D+."""
    return LETTERS[int(result)] + ("+" if result.denominator == 2 else "")


@pytest.mark.parametrize(
    ("rule", "grades", "expected"),
    [
        ("weakest_link_plus", "DAA", "D+"),
        ("weakest_link_plus", "ABB", "B+"),
        ("weakest_link_plus", "CCC", "C"),
        ("weakest_link", "CAB", "C"),
        ("lookup", "DCC", "D+"),
        ("lookup", "CBA", "B"),
        ("lookup", "DDDC", "D"),
        ("lookup", "BAAA", "A"),
        ("lookup", "DA", "C+"),
        ("lookup", "CCBB", "C+"),
        ("lookup", "B", "B"),
    ],
)
def test_pefa_checks_of_the_methodology(rule, grades, expected):
    codes = [f"a{number}" for number in range(len(grades))]
    spec = grade_spec(dict.fromkeys(codes, "A"), rule=rule)

    result = score(spec, {code: Value.at(grade) for code, grade in zip(codes, grades, strict=True)})

    assert letters(result.category("A").score) == expected


def test_mean_counts_parts_the_same_and_weighted_mean_does_not():
    parts = Parts(codes=("a", "b"), values=(1, 4), weights=(2, 1), critical=(False, False))

    assert rule_named("mean")(parts, StepRule("mean", "indicators")).score == Fraction(5, 2)
    assert rule_named("weighted_mean")(parts, StepRule("weighted_mean", "indicators")).score == 2


def test_frameworks_may_name_exactly_the_rules_that_exist():
    assert set(SCORING_RULES) == set(RULE_NAMES)
    assert set(PROPOSAL_NAMES) == set(PROPOSAL_RULES)


def test_unknown_rule_is_refused_with_the_names_that_are_known():
    with pytest.raises(ValueError, match="Known rules: capped_mean, lookup, mean, weakest_link"):
        rule_named("median")


def test_rule_name_is_given_once():
    with pytest.raises(ValueError, match="registered already"):
        register("mean")

    assert "mean" in RULE_NAMES


def test_lookup_of_more_than_four_indicators_is_refused():
    spec = grade_spec(dict.fromkeys(["a", "b", "c", "d", "e"], "A"), rule="lookup")

    with pytest.raises(ValueError, match="up to 4 indicators, not 5"):
        score(spec, {})
