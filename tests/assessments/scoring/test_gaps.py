from fractions import Fraction

from assessments.scoring.gaps import default_targets, gap_shares, gaps
from tests.assessments.scoring.specs import cell_case, hard, levels, make_indicator, make_spec


def test_default_targets_of_the_methodology_with_their_gaps_and_share():
    spec, settled = cell_case({"P1.F1": "1C 3C 3 4"})

    targets = default_targets(spec, settled)

    assert list(targets.values()) == ["3", "4", "3", "3"]
    assert {gap.indicator[-2:]: gap.gap for gap in gaps(spec, settled, targets)} == {"01": 2, "02": 1, "03": 0, "04": 0}
    assert gap_shares(spec, settled, targets)["P1.F1"] == Fraction(1, 3)


def test_what_is_not_applicable_gets_no_target_and_what_is_unsettled_one_from_the_lowest_level():
    spec, settled = cell_case({"P1.F1": "NA ?C 1*C 2C 5"})

    assert list(default_targets(spec, settled).values()) == ["3", "3", "4", "3"]


def test_gap_share_without_room_above_is_no_share():
    spec, settled = cell_case({"P1.F1": "5 5", "P1.F2": "NA ?", "P1.F3": "1 5"})

    shares = gap_shares(spec, settled, default_targets(spec, settled))

    assert (shares["P1.F1"], shares["P1.F2"], shares["P1.F3"]) == (None, None, Fraction(1, 2))


def test_attention_of_the_worked_example():
    patrols = make_indicator("P3.F3.01", effort="medium")
    agreement = make_indicator("P3.F1.01", critical=True, effort="high")
    others = [make_indicator(f"P3.F2.0{number}") for number in range(1, 5)]
    spec = make_spec(
        [patrols, agreement, *others],
        prerequisites=[hard("P3.F1.01", "3", other.code, "3") for other in (patrols, *others)],
    )

    found = gaps(
        spec,
        levels(P3_F3_01="1", P3_F1_01="2"),
        {"P3.F3.01": "3", "P3.F1.01": "3"},
        relevance={"P3.F3.01": 3, "P3.F1.01": 3},
    )

    assert [(gap.indicator, gap.attention) for gap in found] == [("P3.F1.01", 3), ("P3.F3.01", 3)]


def test_gaps_are_sorted_by_attention_then_critical_then_code():
    spec = make_spec(
        [
            make_indicator("P1.F1.04", effort="low"),
            make_indicator("P1.F1.03", effort="medium"),
            make_indicator("P1.F1.02", effort="medium", critical=True),
            make_indicator("P1.F1.01", effort="low"),
        ]
    )

    found = gaps(
        spec,
        levels(P1_F1_01="2", P1_F1_02="2", P1_F1_03="1", P1_F1_04="3"),
        dict.fromkeys(["P1.F1.01", "P1.F1.02", "P1.F1.03", "P1.F1.04"], "3"),
    )

    assert [(gap.indicator, gap.attention) for gap in found] == [
        ("P1.F1.02", 2),
        ("P1.F1.01", 2),
        ("P1.F1.03", 2),
        ("P1.F1.04", 0),
    ]
