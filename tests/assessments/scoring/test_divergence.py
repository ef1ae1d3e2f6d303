from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.consensus import AgencyAnswerValue
from assessments.scoring.divergence import Dot, agency_alpha, alpha, divergence
from assessments.scoring.types import Value
from tests.assessments.scoring.specs import make_indicator, make_spec, value

drawn = settings(max_examples=150, derandomize=True, deadline=None, database=None)

CODES = ("P1.F1.01", "P1.F1.02", "P1.F1.03", "P2.F1.01", "P2.F1.02", "P2.F1.03")
SPEC = make_spec([make_indicator(code, critical=code in ("P1.F1.03", "P2.F1.03")) for code in CODES])


def said(**answers: str) -> list[AgencyAnswerValue]:
    """``said(BG="3", CUS="NA")`` → one released answer per agency."""
    return [AgencyAnswerValue(agency, (agency,), value(word)) for agency, word in answers.items()]


WORDS = st.sampled_from(["1", "2", "3", "4", "5", "1*", "NA"])
ANSWERS = st.dictionaries(
    st.sampled_from(CODES), st.dictionaries(st.sampled_from(["BG", "CUS", "IMM", "POL", "MOJ"]), WORDS), max_size=6
).map(lambda sheet: {code: said(**words) for code, words in sheet.items()})


def test_row_shows_each_agency_and_the_figures_of_their_levels():
    (row,) = divergence(SPEC, {"P1.F1.03": said(POL="3", BG="1*", MOJ="NA", CUS="2", IMM="2")})

    assert (row.indicator, row.critical) == ("P1.F1.03", True)
    assert row.dots == (Dot("BG", 1, True), Dot("CUS", 2, False), Dot("IMM", 2, False), Dot("POL", 3, False))
    assert row.not_applicable == ("MOJ",)
    assert (row.spread.range, row.spread.mad, row.spread.lower_median) == (2, Fraction(1, 2), 2)
    assert row.spread.flagged


@pytest.mark.parametrize(
    ("words", "distance", "mad", "median", "flagged"),
    [
        ({"A": "1", "B": "2", "C": "2", "D": "3"}, 2, Fraction(1, 2), 2, True),
        ({"A": "2", "B": "4", "C": "3"}, 2, Fraction(2, 3), 3, True),
        ({"A": "4", "B": "5"}, 1, Fraction(1, 2), 4, False),
        ({"A": "5", "B": "5", "C": "NA"}, 0, Fraction(0), 5, True),
        ({"A": "NA"}, None, None, None, False),
        ({}, None, None, None, False),
    ],
)
def test_figures_of_a_row_are_those_of_the_methodology(words, distance, mad, median, flagged):
    (row,) = divergence(SPEC, {"P2.F1.01": said(**words)})

    apart = row.spread
    assert (apart.range, apart.mad, apart.lower_median, apart.flagged) == (distance, mad, median, flagged)


def test_agenda_goes_by_critical_then_range_then_deviation_then_code():
    rows = divergence(
        SPEC,
        {
            "P1.F1.01": said(BG="1", CUS="5"),
            "P2.F1.01": said(BG="2", CUS="4", IMM="4", POL="4"),
            "P1.F1.02": said(BG="2", CUS="4"),
            "P2.F1.02": said(BG="2", CUS="4"),
            "P1.F1.03": [],
            "P2.F1.03": said(BG="3", CUS="4"),
        },
    )

    assert [row.indicator for row in rows] == [
        "P2.F1.03",
        "P1.F1.03",
        "P1.F1.01",
        "P1.F1.02",
        "P2.F1.02",
        "P2.F1.01",
    ]


def test_alpha_across_agencies_leaves_out_what_is_not_applicable():
    answers = {
        "P1.F1.01": said(BG="2", CUS="3", IMM="3", POL="NA"),
        "P1.F1.02": said(BG="1*", CUS="2"),
        "P2.F1.01": said(BG="4", CUS="NA"),
    }

    assert agency_alpha(SPEC, answers) == alpha([(2, 3, 3), (1, 2)])


def test_agency_that_answers_twice_and_an_unknown_code_are_refused():
    with pytest.raises(ValueError, match="once"):
        divergence(SPEC, {"P1.F1.01": [*said(BG="1"), *said(BG="2")]})
    with pytest.raises(ValueError, match="no indicator"):
        divergence(SPEC, {"P9.F1.01": said(BG="1")})
    with pytest.raises(ValueError, match="no level"):
        divergence(SPEC, {"P1.F1.01": [AgencyAnswerValue("BG", ("BG",), Value.at("9"))]})


@drawn
@given(answers=ANSWERS, random=st.randoms(use_true_random=False))
def test_order_of_indicators_and_agencies_changes_nothing(answers, random):
    codes = random.sample(sorted(answers), len(answers))
    shuffled = {code: random.sample(answers[code], len(answers[code])) for code in codes}

    assert divergence(SPEC, shuffled) == divergence(SPEC, answers)
    assert agency_alpha(SPEC, shuffled) == agency_alpha(SPEC, answers)


@drawn
@given(answers=ANSWERS, names=st.permutations(["BG", "CUS", "IMM", "POL", "MOJ"]))
def test_other_names_of_the_agencies_change_no_figure_and_no_place(answers, names):
    other = dict(zip(["BG", "CUS", "IMM", "POL", "MOJ"], names, strict=True))
    renamed = {
        code: [AgencyAnswerValue(other[one.agency], one.agency_types, one.value) for one in given_answers]
        for code, given_answers in answers.items()
    }

    before, after = divergence(SPEC, answers), divergence(SPEC, renamed)

    assert [(row.indicator, row.spread) for row in after] == [(row.indicator, row.spread) for row in before]
    assert [Counter(dot.value for dot in row.dots) for row in after] == [
        Counter(dot.value for dot in row.dots) for row in before
    ]
    assert agency_alpha(SPEC, renamed) == agency_alpha(SPEC, answers)


@drawn
@given(answers=ANSWERS)
def test_every_answer_stands_in_its_row_once(answers):
    for row in divergence(SPEC, answers):
        named = [dot.agency for dot in row.dots] + list(row.not_applicable)
        assert sorted(named) == sorted(one.agency for one in answers[row.indicator])
