"""The published IBM version, scored as its own documents say."""

from collections import Counter
from pathlib import Path

import pytest

import frameworks
from assessments.scoring.compiled import compile_framework
from assessments.scoring.engine import score
from assessments.scoring.gaps import default_targets
from assessments.scoring.roadmap import build_roadmap
from assessments.scoring.rules import RULE_NAMES
from assessments.scoring.types import Value
from frameworks.loader import load

DOCUMENT = Path(frameworks.__file__).parent / "data" / "ibm" / "1.0.yaml"
AGENCIES = {"GUARD": ("BG", "IMM"), "CUSTOMS": ("CUS",), "FOREIGN": ("MFA",)}


@pytest.fixture(scope="module")
def ibm():
    return load(DOCUMENT.read_bytes())


@pytest.fixture
def at_one(ibm):
    return {indicator.code: Value.at("1") for indicator in ibm.indicators}


def test_default_waves_for_a_country_that_starts_everywhere_at_one(ibm, at_one):
    made = build_roadmap(ibm, at_one, default_targets(ibm, at_one), AGENCIES, 2026)

    assert Counter(action.wave for action in made.actions if not action.added) == {1: 58, 2: 19, 3: 8, 4: 3}
    # Exchange with most neighbours needs the border agreement one level above its own default target.
    assert [(action.key, action.wave) for action in made.actions if action.added] == [("P3.F1.01@4", 1)]
    assert [action.indicator for action in made.waves[4]] == ["P3.F5.03", "P2.F5.03", "P3.F3.02"]


def test_reaching_level_five_everywhere_takes_four_waves(ibm, at_one):
    made = build_roadmap(ibm, at_one, dict.fromkeys(at_one, "5"), AGENCIES, 2026)

    assert {action.indicator for action in made.waves[4]} == {
        "P2.F3.01",
        "P2.F5.03",
        "P3.F3.02",
        "P3.F3.07",
        "P3.F5.03",
    }
    assert max(made.waves) == 4


def test_every_node_of_the_model_is_scored(ibm, at_one):
    result = score(ibm, at_one)

    assert Counter(node.dimension or node.kind for node in result.nodes.values()) == {
        "cell": 18,
        "pillar": 3,
        "field": 6,
        "tier": 4,
        "total": 1,
    }
    assert {(node.score, node.band, node.completeness) for node in result.nodes.values()} == {(1, "1", 1)}


def test_indicator_that_unlocks_most_and_the_rules_that_are_named(ibm):
    framework = compile_framework(ibm)

    assert (framework.most_unlocks, framework.unlocks["P3.F1.01"]) == (5, 5)
    assert {node.step.rule for node in framework.nodes} <= set(RULE_NAMES)
