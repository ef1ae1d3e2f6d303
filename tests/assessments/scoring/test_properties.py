"""What must hold for every framework and every set of answers, tried on drawn ones."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.codec import receipt, receipt_bytes, verify_receipt
from assessments.scoring.display import shown, shown_tenths
from assessments.scoring.engine import score, sensitivity, target_result
from assessments.scoring.gaps import default_targets, gaps
from assessments.scoring.roadmap import build_roadmap
from assessments.scoring.types import INSUFFICIENT, NOT_APPLICABLE, Value
from frameworks.spec import FrameworkSpec, Level, Prerequisite, ScoringRules, StepRule
from tests.assessments.scoring.specs import FIVE_LEVELS, FOUR_LEVELS, make_dimension, make_indicator, make_spec

drawn = settings(max_examples=150, derandomize=True, deadline=None, database=None)

UNEVEN_LEVELS = tuple(Level(f"v{value}", value, "", "") for value in (0, 1, 3, 7))
INDICATOR_RULES = [
    StepRule("capped_mean", "indicators", 1),
    StepRule("capped_mean", "indicators", 0),
    StepRule("weighted_mean", "indicators"),
    StepRule("mean", "indicators"),
    StepRule("weakest_link", "indicators"),
    StepRule("weakest_link_plus", "indicators"),
]
CELL_RULES = [StepRule("mean", "cells"), StepRule("weighted_mean", "cells"), StepRule("weakest_link", "cells")]
WEIGHTS = st.fractions(min_value=Fraction(1, 10), max_value=10, max_denominator=12)


@st.composite
def specs(draw: st.DrawFn) -> FrameworkSpec:
    """Two pillars, three fields, two tiers; some cells without Indicator; any scale and any rule."""
    levels = draw(st.sampled_from([FIVE_LEVELS, FOUR_LEVELS, UNEVEN_LEVELS]))
    indicators = []
    for cell in ("P1.F1", "P1.F2", "P1.F3", "P2.F1", "P2.F2"):
        for number in range(draw(st.integers(0, 4))):
            indicators.append(
                make_indicator(
                    f"{cell}.{number:02}",
                    critical=draw(st.booleans()),
                    weight=draw(WEIGHTS),
                    tiers=draw(st.sampled_from([("T1",), ("T2",), ("T1", "T2")])),
                    effort=draw(st.sampled_from(["low", "medium", "high"])),
                )
            )
    rule_of_indicators, rule_of_cells = st.sampled_from(INDICATOR_RULES), st.sampled_from(CELL_RULES)
    return make_spec(
        indicators,
        dimensions=(
            make_dimension("pillar", "one", ("P1", "P2")),
            make_dimension("field", "one", ("F1", "F2", "F3")),
            make_dimension("tier", "many", ("T1", "T2")),
        ),
        levels=levels,
        scoring=ScoringRules(
            cell=draw(rule_of_indicators),
            categories={"pillar": draw(rule_of_cells), "field": draw(rule_of_cells), "tier": draw(rule_of_indicators)},
            total=draw(st.one_of(rule_of_cells, rule_of_indicators)),
            insufficient_level=levels[0].code,
            evidence_from_level=levels[2].code,
        ),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[FrameworkSpec, dict[str, Value]]:
    """A framework and settled values; some Indicators stay unsettled."""
    spec = draw(specs())
    values = st.sampled_from([None, NOT_APPLICABLE, INSUFFICIENT, *[Value.at(level.code) for level in spec.levels] * 2])
    settled = {indicator.code: draw(values) for indicator in spec.indicators}
    return spec, {code: value for code, value in settled.items() if value is not None}


def scores(spec: FrameworkSpec, settled: dict[str, Value]) -> dict:
    return {key: (node.score, node.floor, node.band) for key, node in score(spec, settled).nodes.items()}


def order_of(spec: FrameworkSpec, code: str | None) -> int:
    return [level.code for level in spec.levels].index(code)


@drawn
@given(cases(), st.data())
def test_raising_a_settled_level_lowers_no_score(case, data):
    spec, settled = case
    codes = [code for code, value in settled.items() if value.kind != "not_applicable"]
    if not codes:
        return
    code = data.draw(st.sampled_from(codes))
    present = order_of(spec, settled[code].level or spec.scoring.insufficient_level)
    higher = data.draw(st.sampled_from(spec.levels[present:]))

    before, after = score(spec, settled), score(spec, {**settled, code: Value.at(higher.code)})

    for key, node in before.nodes.items():
        if node.score is None:
            assert after.nodes[key].score is None
        else:
            assert after.nodes[key].score >= node.score
            assert after.nodes[key].floor >= node.floor
            assert order_of(spec, after.nodes[key].band) >= order_of(spec, node.band)


@drawn
@given(cases())
def test_scores_stay_on_the_scale_and_never_above_the_mean_or_the_cap(case):
    spec, settled = case

    for node in score(spec, settled).nodes.values():
        assert (node.score is None) == (node.counted == 0)
        if node.score is not None:
            assert spec.levels[0].value <= node.score <= spec.levels[-1].value
            assert node.floor <= node.score
            assert node.cap is None or node.score <= node.cap
            assert bool(node.capped_by) == (node.cap is not None and node.cap < node.mean)


@drawn
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_answers_and_of_indicators_does_not_matter(case, random):
    spec, settled = case
    indicators, answers = list(spec.indicators), list(settled.items())
    random.shuffle(indicators)
    random.shuffle(answers)

    assert scores(replace(spec, indicators=tuple(indicators)), dict(answers)) == scores(spec, settled)


@drawn
@given(cases(), WEIGHTS, st.booleans())
def test_indicator_that_is_not_applicable_changes_no_score(case, weight, critical):
    spec, settled = case
    extra = make_indicator("P1.F1.99", weight=weight, critical=critical, tiers=("T1", "T2"))
    larger = replace(spec, indicators=(*spec.indicators, extra))

    before, after = score(spec, settled), score(larger, {**settled, "P1.F1.99": NOT_APPLICABLE})

    assert after == before


@drawn
@given(cases(), WEIGHTS)
def test_only_proportions_of_weights_matter(case, factor):
    spec, settled = case
    scaled = tuple(replace(indicator, weight=indicator.weight * factor) for indicator in spec.indicators)

    assert score(replace(spec, indicators=scaled), settled) == score(spec, settled)


@drawn
@given(cases())
def test_receipt_is_the_same_bytes_every_time_and_verifies_from_itself(case):
    spec, settled = case
    evidence = [code for code, value in settled.items() if value.kind == "level"][::2]

    first = receipt_bytes(receipt(spec, "hash", settled, evidence))
    copy = replace(spec, indicators=tuple(spec.indicators))
    second = receipt_bytes(receipt(copy, "hash", dict(reversed(settled.items())), evidence[::-1]))

    assert first == second
    assert verify_receipt(json.loads(first), spec) == []


@drawn
@given(cases())
def test_target_profile_and_sensitivity_enclose_the_present_scores(case):
    spec, settled = case
    targets = {indicator.code: spec.levels[-1].code for indicator in spec.indicators}

    present, target, bounds = score(spec, settled), target_result(spec, settled, targets), sensitivity(spec, settled)

    assert all(node.score in (None, spec.levels[-1].value) for node in target.nodes.values())
    if bounds is not None:
        assert bounds[0] <= present.total.score <= bounds[1]


@settings(drawn, max_examples=300)
@given(st.fractions(min_value=0, max_value=10, max_denominator=1000))
def test_shown_number_never_claims_a_whole_level_that_is_not_reached(value):
    tenths = shown_tenths(value)

    assert tenths // 10 == value.numerator // value.denominator
    assert abs(Fraction(tenths, 10) - value) < Fraction(1, 10)
    assert Fraction(shown(value)) == Fraction(tenths, 10)


@st.composite
def road_cases(draw: st.DrawFn) -> tuple[FrameworkSpec, dict[str, Value]]:
    codes = [f"P1.F{field}.0{number}" for field in range(1, 4) for number in range(1, 4)]
    edges = []
    for _ in range(draw(st.integers(0, 14))):
        first, second = sorted(draw(st.lists(st.integers(0, len(codes) - 1), min_size=2, max_size=2, unique=True)))
        low, high = draw(st.integers(2, 5)), draw(st.integers(2, 5))
        edges.append(Prerequisite(codes[first], str(low), codes[second], str(high), draw(st.booleans()), ""))
    spec = make_spec(
        [
            make_indicator(
                code,
                critical=draw(st.booleans()),
                effort=draw(st.sampled_from(["low", "medium", "high"])),
                agency_types=draw(st.sampled_from([("BG",), ("CUS", "BG"), ("MFA",)])),
            )
            for code in codes
        ],
        prerequisites=edges,
        actions_per_lead_and_year=draw(st.integers(1, 3)),
    )
    words = st.sampled_from([None, NOT_APPLICABLE, INSUFFICIENT, *[Value.at(level.code) for level in spec.levels]])
    settled = {code: draw(words) for code in codes}
    return spec, {code: value for code, value in settled.items() if value is not None}


@drawn
@given(road_cases(), st.randoms(use_true_random=False))
def test_roadmap_reaches_its_targets_in_order_and_within_capacity(case, random):
    spec, settled = case
    agencies = {"GUARD": ("BG",), "CUSTOMS": ("CUS",)}
    targets = default_targets(spec, settled)

    made = build_roadmap(spec, settled, targets, agencies, 2026)

    by_key = {action.key: action for action in made.actions}
    places = {action.key: place for place, action in enumerate(made.actions)}
    assert {gap.indicator for gap in gaps(spec, settled, targets) if gap.gap} == {
        action.indicator for action in made.actions if not action.added
    }
    running: dict[tuple[str, int], int] = {}
    for action in made.actions:
        for key in action.prerequisites:
            assert places[key] < places[action.key]
            assert by_key[key].end < action.start
            assert by_key[key].wave < action.wave or by_key[key].indicator == action.indicator
        if action.lead is not None:
            for year in range(action.start.year, action.end.year + 1):
                running[action.lead, year] = running.get((action.lead, year), 0) + 1
    assert max(running.values(), default=0) <= spec.planning.actions_per_lead_and_year

    shuffled = list(settled.items())
    random.shuffle(shuffled)
    assert build_roadmap(spec, dict(shuffled), targets, agencies, 2026) == made


def test_settled_value_without_its_level_cannot_be_made():
    with pytest.raises(ValueError, match="level code"):
        Value("level")
