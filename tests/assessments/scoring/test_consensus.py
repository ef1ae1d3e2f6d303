from fractions import Fraction

import pytest

from assessments.scoring.consensus import AgencyAnswerValue, propose, spread
from assessments.scoring.types import INSUFFICIENT, NOT_APPLICABLE, Value
from tests.assessments.scoring.specs import make_indicator, make_spec, value

SPEC = make_spec([make_indicator("P1.F1.01"), make_indicator("P2.F1.01")])


def answers(*words: str) -> list[AgencyAnswerValue]:
    """``BG:3`` → the agency of type BG says 3; two types are joined with a plus sign."""
    found = []
    for word in words:
        types, _, level = word.partition(":")
        found.append(AgencyAnswerValue(word.partition(":")[0], tuple(types.split("+")), value(level)))
    return found


@pytest.mark.parametrize(
    ("indicator", "given", "expected"),
    [
        ("P2.F1.01", ["A:1", "B:2", "C:2", "D:3"], Value.at("2")),
        ("P2.F1.01", ["A:4", "B:5"], Value.at("4")),
        ("P2.F1.01", ["A:2", "B:4", "C:3"], Value.at("3")),
        ("P2.F1.01", ["A:NA", "B:5"], Value.at("5")),
        ("P2.F1.01", ["A:NA", "B:NA"], NOT_APPLICABLE),
        ("P2.F1.01", [], None),
        ("P2.F1.01", ["A:1*", "B:1*", "C:3"], INSUFFICIENT),
        ("P2.F1.01", ["A:1*", "B:1", "C:3"], Value.at("1")),
        ("P2.F1.01", ["A:1*", "B:3", "C:3"], Value.at("3")),
        ("P1.F1.01", ["BG:2", "CUS:3", "MOJ:5", "MOF:5", "ASY:5"], Value.at("2")),
        ("P1.F1.01", ["BG+IMM:4", "CUS:2", "POL:4", "MOJ:1"], Value.at("4")),
        ("P1.F1.01", ["MOJ:5", "MOF:3"], Value.at("3")),
        ("P1.F1.01", ["BG:NA", "MOJ:5"], NOT_APPLICABLE),
        ("P2.F1.01", ["BG:2", "MOJ:5", "MOF:5"], Value.at("5")),
    ],
)
def test_proposed_national_level(indicator, given, expected):
    assert propose(SPEC, indicator, answers(*given)) == expected


@pytest.mark.parametrize(
    ("given", "distance", "mad", "median", "flagged"),
    [
        (["A:1", "B:2", "C:2", "D:3"], 2, Fraction(1, 2), 2, True),
        (["A:2", "B:4", "C:3"], 2, Fraction(2, 3), 3, True),
        (["A:4", "B:5"], 1, Fraction(1, 2), 4, False),
        (["A:4", "B:NA"], 0, 0, 4, True),
        (["A:NA", "B:NA"], None, None, None, False),
        (["A:1*", "B:1"], 0, 0, 1, False),
        ([], None, None, None, False),
    ],
)
def test_spread_of_all_agencies(given, distance, mad, median, flagged):
    found = spread(SPEC, answers(*given))

    assert (found.range, found.mad, found.lower_median, found.flagged) == (distance, mad, median, flagged)


def test_order_of_agencies_does_not_matter():
    given = answers("A:1*", "B:4", "C:2", "D:NA", "E:5")

    assert propose(SPEC, "P2.F1.01", given) == propose(SPEC, SPEC.indicators[1], given[::-1]) == Value.at("2")


def test_agency_that_answers_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        propose(SPEC, "P2.F1.01", answers("A:1", "A:2"))
