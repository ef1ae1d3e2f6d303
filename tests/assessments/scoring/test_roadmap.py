from fractions import Fraction

import pytest

from assessments.scoring.roadmap import Month, build_roadmap
from tests.assessments.scoring.specs import cell_case, hard, levels, make_indicator, make_spec, soft

AGENCIES = {"GUARD": ("BG", "IMM"), "CUSTOMS": ("CUS",)}


def roadmap(spec, settled, targets, *, agencies=AGENCIES, relevance=None):
    return build_roadmap(spec, settled, targets, agencies, 2026, relevance)


def keys(actions) -> list[str]:
    return [action.key for action in actions]


def chain_spec(*edges, **wanted):
    codes = sorted({code for edge in edges for code in (edge.indicator, edge.target)})
    return make_spec([make_indicator(code) for code in codes], prerequisites=edges, **wanted)


def test_worked_example_of_the_methodology():
    patrols = make_indicator("P3.F3.01", effort="medium")
    agreement = make_indicator("P3.F1.01", critical=True, effort="high")
    others = [make_indicator(f"P3.F2.0{number}") for number in range(1, 5)]
    spec = make_spec(
        [patrols, agreement, *others],
        prerequisites=[hard("P3.F1.01", "3", other.code, "3") for other in (patrols, *others)],
    )

    made = roadmap(
        spec,
        levels(P3_F3_01="1", P3_F1_01="2"),
        {"P3.F3.01": "3"},
        relevance={"P3.F3.01": 3, "P3.F1.01": 3},
    )

    first, second = made.actions
    assert (first.key, first.wave, first.gained, first.added, first.attention) == ("P3.F1.01@3", 1, 1, True, 3)
    assert (second.key, second.wave, second.gained, second.added, second.attention) == ("P3.F3.01@3", 2, 2, False, 3)
    assert second.prerequisites == ("P3.F1.01@3",)
    assert (first.start, first.end) == (Month(2026, 1), Month(2027, 12))
    assert (second.start, second.end, second.months) == (Month(2028, 1), Month(2029, 12), 24)
    assert (second.cost_from, second.cost_to) == (100_000, 1_000_000)
    assert (made.cost_from, made.cost_to) == (600_000, 6_000_000)


def test_prerequisites_are_added_recursively():
    spec = chain_spec(
        hard("P1.F1.01", "2", "P1.F1.02", "3"),
        hard("P1.F1.02", "3", "P1.F1.03", "3"),
        hard("P1.F1.03", "3", "P1.F1.04", "5"),
    )
    settled = levels(P1_F1_01="1", P1_F1_02="1", P1_F1_03="1", P1_F1_04="1")

    made = roadmap(spec, settled, {"P1.F1.04": "5"})

    assert [(action.key, action.wave) for action in made.actions] == [
        ("P1.F1.01@2", 1),
        ("P1.F1.02@3", 2),
        ("P1.F1.03@3", 3),
        ("P1.F1.04@5", 4),
    ]
    assert keys(roadmap(spec, settled, {"P1.F1.04": "4"}).actions) == ["P1.F1.04@4"]


def test_indicator_needed_lower_than_wanted_gives_two_actions():
    spec = chain_spec(hard("P1.F1.01", "3", "P1.F1.02", "2"))

    made = roadmap(spec, levels(P1_F1_01="1", P1_F1_02="1"), {"P1.F1.01": "4", "P1.F1.02": "2"})

    lower, higher, follower = made.actions
    assert (lower.key, lower.from_level, lower.gained, lower.added) == ("P1.F1.01@3", "1", 2, False)
    assert (higher.key, higher.from_level, higher.gained, higher.added) == ("P1.F1.01@4", "3", 1, False)
    assert higher.prerequisites == ("P1.F1.01@3",)
    assert (higher.wave, follower.key, follower.wave) == (1, "P1.F1.02@2", 2)
    assert higher.start == lower.end.later(1)


def test_prerequisite_that_is_not_applicable_is_ignored_and_an_unsettled_one_is_marked():
    spec = chain_spec(hard("P1.F1.01", "3", "P1.F1.03", "3"), hard("P1.F1.02", "2", "P1.F1.03", "3"))

    made = roadmap(spec, levels(P1_F1_01="NA", P1_F1_03="2"), {"P1.F1.03": "3", "P1.F1.01": "5"})

    assert [(action.key, action.unsettled_prerequisite, action.added) for action in made.actions] == [
        ("P1.F1.02@2", True, True),
        ("P1.F1.03@3", False, False),
    ]


def test_target_that_is_met_or_unsettled_asks_for_nothing():
    spec, settled = cell_case({"P1.F1": "3 4 ?"})

    assert roadmap(spec, settled, dict.fromkeys(["P1.F1.01", "P1.F1.02", "P1.F1.03"], "3")).actions == ()


def test_inside_a_wave_soft_prerequisites_come_first_then_attention_then_critical_then_code():
    spec = make_spec(
        [
            make_indicator("P1.F1.01", effort="high"),
            make_indicator("P1.F1.02", effort="low"),
            make_indicator("P1.F1.03", effort="low"),
            make_indicator("P1.F1.04", effort="medium", critical=True),
            make_indicator("P1.F1.05", effort="low"),
        ],
        prerequisites=[soft("P1.F1.01", "2", "P1.F1.02", "2")],
    )
    settled = levels(P1_F1_01="1", P1_F1_02="1", P1_F1_03="1", P1_F1_04="1", P1_F1_05="1")

    made = roadmap(spec, settled, dict.fromkeys(settled, "2"))

    assert keys(made.actions) == ["P1.F1.04@2", "P1.F1.03@2", "P1.F1.05@2", "P1.F1.01@2", "P1.F1.02@2"]
    assert keys(made.waves[1]) == keys(made.actions)


def test_lead_is_the_first_type_that_the_country_has_and_the_others_are_partners():
    spec = make_spec(
        [
            make_indicator("P1.F1.01", agency_types=("POL", "CUS", "IMM", "BG")),
            make_indicator("P1.F1.02", agency_types=("MFA",)),
        ]
    )

    first, second = roadmap(spec, levels(P1_F1_01="1", P1_F1_02="1"), {"P1.F1.01": "2", "P1.F1.02": "2"}).actions

    assert (first.lead, first.partners) == ("CUSTOMS", ("GUARD",))
    assert (second.lead, second.partners) == (None, ())


def test_full_year_of_a_lead_moves_an_action_to_the_next_year():
    codes = [f"P1.F1.0{number}" for number in range(1, 8)]
    spec = make_spec(
        [make_indicator(code, effort="low") for code in codes[:-1]]
        + [make_indicator(codes[-1], effort="low", agency_types=("CUS",))],
        actions_per_lead_and_year=5,
    )
    settled = {code: levels(x="1")["x"] for code in codes}

    made = roadmap(spec, settled, dict.fromkeys(codes, "2"))

    assert [(action.lead, action.start) for action in made.actions] == [
        *[("GUARD", Month(2026, 1))] * 5,
        ("GUARD", Month(2027, 1)),
        ("CUSTOMS", Month(2026, 1)),
    ]


def test_action_occupies_its_lead_in_every_year_it_runs():
    spec = make_spec(
        [
            make_indicator("P1.F1.01", effort="low", critical=True),
            make_indicator("P1.F1.02", effort="high"),
            make_indicator("P1.F1.03", effort="high"),
        ],
        actions_per_lead_and_year=1,
    )
    settled = levels(P1_F1_01="1", P1_F1_02="1", P1_F1_03="1")

    made = roadmap(spec, settled, dict.fromkeys(settled, "2"))

    assert [(action.start, action.end) for action in made.actions] == [
        (Month(2026, 1), Month(2026, 6)),
        (Month(2027, 1), Month(2028, 12)),
        (Month(2029, 1), Month(2030, 12)),
    ]
    assert [made.actions[0].start.half, made.actions[0].end.later(1).half] == [1, 2]


def test_action_starts_after_its_prerequisites_end_even_inside_a_year():
    spec = make_spec(
        [make_indicator("P1.F1.01", effort="low"), make_indicator("P1.F1.02", effort="low")],
        prerequisites=[hard("P1.F1.01", "2", "P1.F1.02", "2")],
    )

    made = roadmap(spec, levels(P1_F1_01="1", P1_F1_02="1"), {"P1.F1.02": "2"})

    assert [action.start for action in made.actions] == [Month(2026, 1), Month(2026, 7)]


def test_circle_of_hard_prerequisites_is_refused():
    spec = chain_spec(hard("P1.F1.01", "3", "P1.F1.02", "3"), hard("P1.F1.02", "3", "P1.F1.01", "3"))

    with pytest.raises(ValueError, match="circle"):
        roadmap(spec, levels(P1_F1_01="1", P1_F1_02="1"), {"P1.F1.01": "3"})


def test_attention_counts_the_levels_that_the_action_itself_gains():
    spec = chain_spec(hard("P1.F1.01", "3", "P1.F1.02", "2"))

    made = roadmap(spec, levels(P1_F1_01="1", P1_F1_02="1"), {"P1.F1.01": "4", "P1.F1.02": "2"})

    assert [action.attention for action in made.actions] == [3, Fraction(3, 2), 1]
