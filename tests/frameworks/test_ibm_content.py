"""The IBM model as data: complete, counted, and the owner's words unchanged."""

import re
from collections import Counter

import pytest

from frameworks.loader import load
from tests.frameworks.documents import IBM_PATH

ABOUT = (
    (
        "The Integrated Border Management (IBM) concept calls for cooperation and coordination between all actors involved in "
        "border management at the national and international level. By improving communication, information exchange and mutual "
        "assistance of and between border authorities, the state border can be managed more effectively and efficiently."
    ),
    "The IBM concept aims at simultaneously enhancing trade facilitation and ensuring a high level of border security.",
    (
        "The IBM concept originated in 2002 as a solution designed to address the management of the external borders of the "
        "member states of the European Union, before evolving into a regionally and globally recognised standard in ensuring "
        "coordination and cooperation among all relevant authorities involved in border security and trade facilitation. Today, "
        "the IBM concept is the foundation for border management in multiple countries in Europe, the Western Balkans, the "
        "Middle East, North Africa and Central Asia."
    ),
)
STRUCTURE = (
    "The IBM Concept consists of a modular structure broken down into three IBM pillars, six main fields and four spatial "
    "tiers of control access."
)
INTRODUCTIONS = {
    "pillar": (
        "The Three Pillars of IBM are the three levels of cooperation and coordination that should take place at all times."
    ),
    "field": (
        "Based on the three pillar approach of cooperation and coordination, work on establishing and implementing an IBM "
        "approach at the national level should take place across six main fields. All of the fields are addressed in some "
        "form by the IBM Silk Routes project."
    ),
    "tier": (
        "While the IBM Concept is based on these principles of cooperation and coordination is it also based on a spatial "
        "approach, split into four different areas or tiers where access control measures are applied. This allows a "
        "fully-fledged IBM concept to address all forms of border management activities that take place at the physical "
        "border zone, as well as either side of it."
    ),
}
TIER = "one of the four spatial tiers of access control"
OWNER = {
    "P1": ("Intra-service cooperation", "within a service or ministry"),
    "P2": ("Inter-agency cooperation", "between different ministries or border management agencies"),
    "P3": ("International cooperation", "with other countries and international organisations"),
    "F1": (
        "Legal and regulatory framework",
        "ensuring the legal basis for cooperation and information exchange",
    ),
    "F2": (
        "Institutional framework",
        "developing or supporting an organisational setting for introducing IBM",
    ),
    "F3": ("Procedures", "procedures and processes required for cooperation to take place"),
    "F4": ("Human resources and training", "recruitment and educational or training issues"),
    "F5": (
        "Communication and information exchange",
        "creating a standardised and efficient flow and exchange of information",
    ),
    "F6": (
        "Infrastructure and equipment",
        "recommending how equipment and facilities can support cooperation and coordination at all levels",
    ),
    "T1": ("Measures within the country", TIER),
    "T2": ("Border control measures conducted in the border region", TIER),
    "T3": ("Cooperation with neighbouring countries", TIER),
    "T4": ("Measures in third countries", TIER),
}
PER_CELL = {
    "P1": (4, 4, 5, 5, 4, 5),
    "P2": (4, 5, 7, 4, 6, 4),
    "P3": (6, 4, 7, 4, 5, 5),
}
PER_TIER = {
    "F1": (10, 12, 6, 4),
    "F2": (9, 10, 6, 4),
    "F3": (9, 15, 7, 5),
    "F4": (7, 10, 4, 4),
    "F5": (10, 11, 5, 7),
    "F6": (5, 13, 4, 3),
    "P1": (19, 26, 4, 7),
    "P2": (22, 29, 4, 6),
    "P3": (9, 16, 24, 14),
}
EMPTY_TRIPLETS = {
    ("P1", "F3", "T3"),
    ("P1", "F6", "T3"),
    ("P2", "F1", "T3"),
    ("P2", "F3", "T3"),
    ("P2", "F4", "T3"),
    ("P2", "F6", "T4"),
}


@pytest.fixture(scope="module")
def ibm():
    return load(IBM_PATH.read_bytes())


def test_the_owners_paragraphs_stand_word_for_word(ibm):
    assert ibm.about[:3] == ABOUT
    assert ibm.about[3:] in ((), (STRUCTURE,))


def test_the_owners_sentences_on_the_dimensions_stand_word_for_word(ibm):
    assert {dimension.code: dimension.introduction for dimension in ibm.dimensions} == INTRODUCTIONS


def test_the_owners_names_and_definitions_stand_word_for_word_and_in_order(ibm):
    written = {
        category.code: (category.name, category.definition)
        for dimension in ibm.dimensions
        for category in dimension.categories
    }

    assert written == OWNER
    assert list(written) == list(OWNER)


def test_eighteen_cells_with_88_indicators(ibm):
    per_cell = Counter(ibm.cell_of(indicator) for indicator in ibm.indicators)

    assert len(ibm.indicators) == 88
    assert per_cell == {
        f"{pillar}.F{number}": count
        for pillar, counts in PER_CELL.items()
        for number, count in enumerate(counts, start=1)
    }
    assert set(ibm.cell_descriptions) == set(per_cell)


def test_codes_say_where_an_indicator_stands(ibm):
    assert [indicator.code for indicator in ibm.indicators] == sorted(indicator.code for indicator in ibm.indicators)
    assert all(indicator.code.startswith(f"{ibm.cell_of(indicator)}.") for indicator in ibm.indicators)


def test_tiers_are_covered_as_counted(ibm):
    found = Counter(
        (category, tier)
        for indicator in ibm.indicators
        for tier in indicator.categories["tier"]
        for category in (indicator.categories["pillar"][0], indicator.categories["field"][0])
    )

    assert found == {
        (category, f"T{number}"): count
        for category, counts in PER_TIER.items()
        for number, count in enumerate(counts, start=1)
    }


def test_exactly_six_triplets_are_empty(ibm):
    filled = {
        (indicator.categories["pillar"][0], indicator.categories["field"][0], tier)
        for indicator in ibm.indicators
        for tier in indicator.categories["tier"]
    }
    every = {
        (f"P{pillar}", f"F{field}", f"T{tier}") for pillar in (1, 2, 3) for field in range(1, 7) for tier in range(1, 5)
    }

    assert every - filled == EMPTY_TRIPLETS


def test_flags_and_prerequisites_are_as_many_as_designed(ibm):
    assert sum(indicator.critical for indicator in ibm.indicators) == 12
    assert sum(indicator.may_be_not_applicable for indicator in ibm.indicators) == 9
    assert Counter(edge.hard for edge in ibm.prerequisites) == {True: 49, False: 30}


def test_five_levels_by_their_names(ibm):
    assert [(level.value, level.name) for level in ibm.levels] == [
        (1, "Initial"),
        (2, "Emerging"),
        (3, "Established"),
        (4, "Consolidated"),
        (5, "Sustained"),
    ]


def test_each_cell_keeps_three_indicators_when_everything_that_may_is_not_applicable(ibm):
    left = Counter(ibm.cell_of(indicator) for indicator in ibm.indicators if not indicator.may_be_not_applicable)

    assert min(left.values()) >= 3


def test_facts_are_whole_sentences_and_differ_from_level_to_level(ibm):
    for indicator in ibm.indicators:
        assert len(set(indicator.facts.values())) == 5, indicator.code
        for fact in indicator.facts.values():
            assert re.fullmatch(r"[A-Z0-9‘'\"].*\.", fact), f"{indicator.code}: {fact}"
            assert len(fact.split()) >= 4, f"{indicator.code}: {fact}"
        assert indicator.question.endswith("?")
        assert indicator.evidence
        assert indicator.agency_types


def test_no_shorthand_is_left_in_the_texts():
    text = IBM_PATH.read_text(encoding="utf-8")

    assert re.findall(r"\bHQs?\b|n/a if|\bNone\.|\bNot known\.|\bTBD\b", text) == []


def test_the_word_tier_is_never_used_for_a_level(ibm):
    texts = " ".join(fact for indicator in ibm.indicators for fact in indicator.facts.values()).lower()

    assert re.findall(r"maturity tier|tier of maturity", texts) == []
