"""What the loader understands, and what it says about what it does not."""

from fractions import Fraction

import pytest

from frameworks.loader import FrameworkProblems, load
from frameworks.rule_names import PROPOSAL_RULES, SCORING_RULES
from tests.frameworks.documents import line_of, tiny


def problems_of(source: bytes) -> list[tuple[str, str]]:
    """Path and message of each problem."""
    with pytest.raises(FrameworkProblems) as caught:
        load(source)
    return [(problem.path, problem.message) for problem in caught.value.problems]


def test_another_framework_loads_with_its_own_dimension_levels_and_rules():
    spec = load(tiny())

    assert [dimension.code for dimension in spec.dimensions] == ["area"]
    assert [(level.code, level.value) for level in spec.levels] == [("D", 1), ("C", 2), ("B", 3), ("A", 4)]
    assert spec.cell_dimensions is None
    assert spec.scoring.cell is None
    assert spec.scoring.total.rule == "lookup"
    assert [indicator.weight for indicator in spec.indicators] == [Fraction(1), Fraction(1, 3)]
    assert [indicator.may_be_not_applicable for indicator in spec.indicators] == [False, True]


def test_every_value_is_text_and_a_bare_no_is_norway():
    spec = load(tiny(('version: "2.1"', "version: 3.10")))

    assert spec.agency_types[0].code == "NO"
    assert spec.indicators[0].agency_types == ("NO", "HM")
    assert spec.version == "3.10"


def test_a_bare_no_as_the_name_of_a_field_stays_a_word():
    source = tiny(
        ("code: D, value", "code: NO, value"),
        ("{D: No light", "{NO: No light"),
        ("{D: No table", "{NO: No table"),
        ("insufficient_level: D", "insufficient_level: NO"),
    )

    assert list(load(source).indicators[0].facts) == ["NO", "C", "B", "A"]


def test_order_of_fields_says_nothing():
    source = tiny(("{D: No light works., C: Some lights work.,", "{C: Some lights work., D: No light works.,"))

    assert load(source) == load(tiny())


def test_all_problems_are_told_at_once_with_path_and_line():
    source = tiny(
        ("name: Weak, meaning", "nam: Weak, meaning"),
        ("effort: low", "effort: tiny"),
        ("target: W1", "target: W9"),
    )

    with pytest.raises(FrameworkProblems) as caught:
        load(source)

    assert [(problem.line, problem.path) for problem in caught.value.problems] == [
        (line_of("nam: Weak", source), "levels[D]"),
        (line_of("nam: Weak", source), "levels[D]"),
        (line_of("effort: tiny", source), "indicators[Q1].effort"),
        (line_of("W9", source), "prerequisites[1].target"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("    action: Print the table.\n", "", "indicators[W1]", "The field 'action' is missing."),
        (", A: The table is checked.", "", "indicators[W1].facts", "The fact for level 'A' is missing."),
        ("A: The table is", "E: The table is", "indicators[W1].facts.E", "There is no level 'E' in this document."),
        (
            "code: W1\n",
            "code: Q1\n",
            "indicators[Q1].code",
            "The code 'Q1' is taken: another indicator on line 35 has it.",
        ),
        (
            "code: W1\n",
            "code: W 1\n",
            "indicators[2].code",
            "A code belongs here: 1 to 40 of A–Z, a–z, 0–9, '.', '_' and '-', not 'W 1'.",
        ),
        ("in: {area: A2}", "in: {area: A7}", "indicators[W1].in.area", "There is no category of 'area' 'A7' in this document."),
        ("[NO, HM]", "[NO, XX]", "indicators[Q1].agencies[2]", "There is no agency type 'XX' in this document."),
        ("[NO, HM]", "[NO, NO]", "indicators[Q1].agencies[2]", "The agency type 'NO' stands in this list twice."),
        ("mark: V}", "mark: Z}", "indicators[Q1].sources[1].mark", "There is no mark 'Z' in this document."),
        ("source: BOOK,", "source: FILM,", "indicators[Q1].sources[1].source", "There is no source 'FILM' in this document."),
        ("{tides: no}", "{moon: no}", "applicability[1].when.moon", "There is no profile question 'moon' in this document."),
        (
            "{tides: no}",
            "{berths: no}",
            "applicability[1].when.berths",
            "The profile question 'berths' is not answered with yes or no.",
        ),
        ("{tides: no}", "{tides: No}", "applicability[1].when.tides", "One of these words belongs here: 'yes', 'no', not 'No'."),
        (
            "indicators: [W1]",
            "indicators: [Q1]",
            "applicability[1]",
            "The indicator 'Q1' has no 'not_applicable' condition, so no rule may propose it.",
        ),
        ('value: "3"', 'value: "2"', "levels[B].value", "The values of levels rise: 2 stands after 2."),
        ('value: "3"', 'value: "2.5"', "levels[B].value", "A whole number from -1000 to 1000 belongs here, not '2.5'."),
        ("weight: 1/3", "weight: 0", "indicators[W1].weight", "A weight is above zero."),
        (
            "weight: 1/3",
            "weight: 1/0",
            "indicators[W1].weight",
            "A number belongs here, written like 2, 0.85 or 3/4, not '1/0'.",
        ),
        (
            "weight: 1/3",
            "weight: -1",
            "indicators[W1].weight",
            "A number belongs here, written like 2, 0.85 or 3/4, not '-1'.",
        ),
        (
            "rule: lower_median",
            "rule: loudest_voice",
            "proposal.rule",
            "One of these words belongs here: 'lower_median', not 'loudest_voice'.",
        ),
        (
            "rule: weakest_link",
            "rule: capped_mean",
            "scoring.categories.area",
            "The rule 'capped_mean' needs a cap_margin and works on indicators, because only they are critical.",
        ),
        (
            "{rule: weakest_link, of: indicators}",
            '{rule: mean, of: indicators, cap_margin: "1"}',
            "scoring.categories.area",
            "The rule 'mean' has no cap_margin; only 'capped_mean' has one.",
        ),
        (
            "of: indicators}}",
            "of: cells}}",
            "scoring.categories.area",
            "This step cannot aggregate cells: it needs a rule for cells, and cells that lie in it.",
        ),
        (
            'value: "4"',
            'value: "5"',
            "scoring.total",
            "The rule 'lookup' works on indicators of a scale with the values 1, 2, 3 and 4.",
        ),
        ("indicator: Q1", "indicator: W1", "prerequisites[1]", "The indicator 'W1' cannot be its own prerequisite."),
        ('months: "3"', 'months: "0"', "planning.efforts.low.months", "A whole number from 1 to 1000 belongs here, not '0'."),
        ('cost_to: "10"', 'cost_to: "9", cost_ot: "1"', "planning.efforts.low", None),
        ("code: A2", "code: TOTAL", "dimensions[area].categories[TOTAL].code", None),
        ("language: en", "language: English please", "language", None),
        ('format: "1"', 'format: "2"', "format", "One of these words belongs here: '1', not '2'."),
        (
            "about: [A harbour is safe when everybody comes home.]",
            "about: []",
            "about",
            "At least one paragraph belongs here.",
        ),
        ("Mend the lights.", '""', "indicators[Q1].action", "Nothing stands here."),
        ("Mend the lights.", '"Mend \\e[31m the lights."', "indicators[Q1].action", None),
        ("Mend the lights.", '"Mend \\u202e the lights."', "indicators[Q1].action", None),
        ("Mend the lights.", "x" * 1001, "indicators[Q1].action", "The text has 1001 characters; at most 1000 are allowed here."),
        ("title: Lights", "title: [Lights]", "indicators[Q1].title", "A text belongs here."),
        ("evidence: [Log of lights]", "evidence: Log of lights", "indicators[Q1].evidence", "A list belongs here."),
        ("language: en\n", "language: en\ncells: {A1.A2: What is this?}\n", "cells.A1.A2", None),
    ],
)  # fmt: skip
def test_each_mistake_is_named_where_it_stands(old, new, path, message):
    found = problems_of(tiny((old, new)))

    assert path in [where for where, _ in found]
    if message is not None:
        assert (path, message) in found


def test_rule_names_are_those_that_scoring_knows():
    from assessments.scoring.consensus import PROPOSAL_RULES as KNOWN_PROPOSALS
    from assessments.scoring.rules import RULE_NAMES

    assert set(SCORING_RULES) == set(RULE_NAMES)
    assert set(PROPOSAL_RULES) == set(KNOWN_PROPOSALS)


def test_an_unknown_scoring_rule_is_refused_and_the_known_ones_are_named():
    found = problems_of(tiny(("rule: weakest_link", "rule: best_guess")))

    assert found == [
        (
            "scoring.categories.area.rule",
            (
                "One of these words belongs here: 'mean', 'weighted_mean', 'capped_mean', 'weakest_link', "
                "'weakest_link_plus', 'lookup', not 'best_guess'."
            ),
        )
    ]


def test_a_circle_of_hard_prerequisites_is_named():
    source = tiny(
        (
            "prerequisites:\n",
            (
                "prerequisites:\n"
                "  - {indicator: W1, level: B, target: Q1, target_level: C, kind: hard, reason: It is a circle.}\n"
            ),
        )
    )

    assert problems_of(source) == [
        ("prerequisites[1]", "Hard prerequisites lead in a circle: Q1@C before W1@B before Q1@C.")
    ]


def test_a_circle_may_lead_over_levels_in_between():
    source = tiny(
        (
            "prerequisites:\n",
            (
                "prerequisites:\n"
                "  - {indicator: W1, level: A, target: Q1, target_level: C, kind: hard, reason: It is a circle.}\n"
            ),
        )
    )

    assert problems_of(source) == [
        ("prerequisites[1]", "Hard prerequisites lead in a circle: Q1@C before W1@B before W1@A before Q1@C.")
    ]


def test_two_indicators_may_need_each_other_at_different_levels_and_soft_ones_in_a_circle():
    needs_later = "  - {indicator: W1, level: B, target: Q1, target_level: B, kind: hard, reason: It comes later.}\n"
    soft_circle = "  - {indicator: W1, level: B, target: Q1, target_level: C, kind: soft, reason: It helps.}\n"

    spec = load(tiny(("prerequisites:\n", "prerequisites:\n" + needs_later + soft_circle)))

    assert len(spec.prerequisites) == 3


def test_the_same_prerequisite_twice_is_refused():
    edge = "  - {indicator: Q1, level: C, target: W1, target_level: B, kind: hard, reason: Again.}\n"

    found = problems_of(tiny(("prerequisites:\n", "prerequisites:\n" + edge)))

    assert found == [("prerequisites[2]", "This prerequisite stands on line 56 already.")]


def test_references_into_a_section_that_cannot_be_read_are_not_problems_of_their_own():
    found = problems_of(tiny(("levels:\n", "levels: none\nstages:\n")))

    assert [path for path, _ in found] == ["levels", ""]
