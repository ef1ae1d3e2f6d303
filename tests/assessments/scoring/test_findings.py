from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.consistency import warnings, without_evidence
from assessments.scoring.findings import (
    Finding,
    Reference,
    evidence_findings,
    findings,
    movement_findings,
    prerequisite_findings,
    reference_key,
    still_open,
    target_findings,
)
from assessments.scoring.gaps import default_targets
from assessments.scoring.types import NOT_APPLICABLE, Value
from tests.assessments.scoring.specs import cell_case, grade_spec, hard, levels, make_indicator, make_spec, soft, value

drawn = settings(max_examples=150, derandomize=True, deadline=None, database=None)

CODES = ("P1.F2.03", "P1.F3.01", "P1.F3.02", "P2.F1.01")
SPEC = make_spec(
    [make_indicator(code) for code in CODES],
    prerequisites=[hard("P1.F2.03", "3", "P1.F3.01", "4"), soft("P1.F2.03", "3", "P1.F3.02", "2")],
)
ORDER = Reference(reference_key(title="Joint order", dated_on=date(2024, 3, 1)))
LATER_ORDER = Reference(reference_key(title="Joint order", dated_on=date(2026, 3, 1)))
STATISTICS = Reference(reference_key(title="Statistics", dated_on=None))
SCAN = Reference(reference_key(title="Scan of the order", dated_on=None), sha256="a" * 64)

WORDS = st.sampled_from(["1", "2", "3", "4", "5", "1*", "NA"])
SHEETS = st.dictionaries(st.sampled_from(CODES), WORDS.map(value))
REFERENCES = st.dictionaries(st.sampled_from(CODES), st.sets(st.sampled_from([ORDER, LATER_ORDER, STATISTICS])))
TARGETS = st.dictionaries(st.sampled_from(CODES), st.sampled_from("12345"))


def all_findings(settled, **known):
    nothing = {"evidence": {}, "previous": {}, "previous_evidence": {}, "targets": {}}
    return findings(SPEC, settled, **nothing | known)


def test_unmet_hard_prerequisite_keeps_its_code_and_asks_for_an_explanation():
    settled = levels(P1_F2_03="1*", P1_F3_01="5", P1_F3_02="5")

    (found,) = prerequisite_findings(SPEC, settled)

    assert found == Finding(
        kind="prerequisite",
        code="P1.F2.03@3>P1.F3.01@4",
        remedy="explain",
        sentence="prerequisite_unmet",
        indicators=("P1.F3.01", "P1.F2.03"),
        parameters={
            "target": "P1.F3.01",
            "target_level": "4",
            "target_value": 5,
            "prerequisite": "P1.F2.03",
            "prerequisite_level": "3",
            "prerequisite_value": 1,
            "reason": "because",
        },
    )


def test_level_without_reference_is_to_be_fixed_from_three_on_and_explained_at_two():
    spec, settled = cell_case({"P1.F1": "1 2 2 3 3 5 1* NA ?"})

    found = evidence_findings(spec, settled, {"P1.F1.03": [ORDER], "P1.F1.05": [ORDER], "P1.F1.04": []})

    assert [(one.code, one.remedy, one.sentence) for one in found] == [
        ("evidence:P1.F1.02@2", "explain", "reference_missing"),
        ("evidence:P1.F1.04@3", "fix", "reference_required"),
        ("evidence:P1.F1.06@5", "fix", "reference_required"),
    ]
    assert (found[1].indicators, found[1].parameters) == (("P1.F1.04",), {"indicator": "P1.F1.04", "value": 3})


def test_threshold_of_references_is_the_frameworks_own():
    spec = grade_spec({"a": "x", "b": "x"})

    found = evidence_findings(spec, {"a": Value.at("C"), "b": Value.at("D")}, {})

    assert [(one.code, one.remedy) for one in found] == [("evidence:a@2", "fix")]


def test_target_below_a_settled_level_asks_for_an_explanation():
    settled = levels(P1_F2_03="4", P1_F3_01="3", P1_F3_02="NA")
    targets = {"P1.F2.03": "2", "P1.F3.01": "3", "P1.F3.02": "1", "P2.F1.01": "1"}

    (found,) = target_findings(SPEC, settled, targets)

    assert (found.code, found.remedy, found.sentence) == ("target:P1.F2.03:4>2", "explain", "target_below_current")
    assert (found.indicators, found.parameters) == (
        ("P1.F2.03",),
        {"indicator": "P1.F2.03", "value": 4, "target": 2},
    )


@pytest.mark.parametrize(
    ("previous", "now", "sentence", "code"),
    [
        ("2", "4", "raised_without_new_evidence", "movement:P1.F2.03:2>4"),
        ("1*", "2", "raised_without_new_evidence", "movement:P1.F2.03:1>2"),
        ("4", "3", "lowered_without_new_evidence", "movement:P1.F2.03:4>3"),
        ("3", "1*", "lowered_without_new_evidence", "movement:P1.F2.03:3>1"),
    ],
)
def test_level_moved_on_the_references_of_last_time_asks_for_an_explanation(previous, now, sentence, code):
    before = {"P1.F2.03": value(previous)}

    (found,) = movement_findings(SPEC, {"P1.F2.03": value(now)}, {"P1.F2.03": [ORDER]}, before, {"P1.F2.03": [ORDER]})

    assert (found.code, found.remedy, found.sentence) == (code, "explain", sentence)
    assert found.parameters == {
        "indicator": "P1.F2.03",
        "previous": int(previous.rstrip("*")),
        "value": int(now.rstrip("*")),
    }


@pytest.mark.parametrize(
    ("previous", "now"), [("3", "3"), ("1", "1*"), ("1*", "1"), ("NA", "3"), ("3", "NA"), (None, "3"), ("3", None)]
)
def test_what_stands_or_was_not_applicable_or_not_settled_is_no_movement(previous, now):
    before = {} if previous is None else {"P1.F2.03": value(previous)}
    settled = {} if now is None else {"P1.F2.03": value(now)}

    assert movement_findings(SPEC, settled, {}, before, {}) == ()


@pytest.mark.parametrize(
    ("now", "before", "number"),
    [
        ([ORDER], [], 0),
        ([ORDER, LATER_ORDER], [ORDER], 0),
        ([LATER_ORDER], [ORDER], 0),
        ([ORDER], [ORDER, STATISTICS], 1),
        ([], [ORDER], 1),
        ([], [], 1),
        ([replace(LATER_ORDER, is_carried=True)], [ORDER], 1),
        ([SCAN], [replace(ORDER, sha256="a" * 64)], 1),
        ([SCAN], [replace(ORDER, sha256="b" * 64)], 0),
        ([SCAN, ORDER], [replace(SCAN, key="renamed")], 0),
    ],
)
def test_movement_rests_on_a_reference_that_was_not_there_last_time(now, before, number):
    settled, previous = levels(P1_F2_03="3"), levels(P1_F2_03="2")
    evidence = {"P1.F2.03": now, "P1.F3.01": [LATER_ORDER]}

    assert len(movement_findings(SPEC, settled, evidence, previous, {"P1.F2.03": before})) == number


def test_capitals_spaces_and_letter_forms_make_no_new_document():
    assert reference_key(title="  JOINT  order ", dated_on=date(2024, 3, 1)) == ORDER.key
    assert reference_key(title="Décret", dated_on=None) == reference_key(title="De\u0301cret", dated_on=None)
    assert len({ORDER, LATER_ORDER, STATISTICS}) == 3


def test_findings_come_by_kind_and_inside_it_in_the_frameworks_order():
    found = all_findings(
        levels(P2_F1_01="2", P1_F3_01="5", P1_F2_03="2"),
        previous=levels(P2_F1_01="1", P1_F2_03="4"),
        targets={"P2.F1.01": "1", "P1.F3.01": "3"},
    )

    assert [one.code for one in found] == [
        "P1.F2.03@3>P1.F3.01@4",
        "evidence:P1.F2.03@2",
        "evidence:P1.F3.01@5",
        "evidence:P2.F1.01@2",
        "target:P1.F3.01:5>3",
        "target:P2.F1.01:2>1",
        "movement:P1.F2.03:4>2",
        "movement:P2.F1.01:1>2",
    ]


def test_explanation_opens_everything_but_a_missing_reference_that_is_required():
    found = all_findings(levels(P1_F2_03="2", P1_F3_01="5"))
    codes = [one.code for one in found]

    assert codes == ["P1.F2.03@3>P1.F3.01@4", "evidence:P1.F2.03@2", "evidence:P1.F3.01@5"]
    assert still_open(found, ()) == found
    assert [one.code for one in still_open(found, codes)] == ["evidence:P1.F3.01@5"]


def test_explanation_of_a_level_does_not_explain_another_level():
    explained = [one.code for one in all_findings(levels(P1_F2_03="2"), previous=levels(P1_F2_03="1"))]

    found = all_findings(levels(P1_F2_03="2"), previous=levels(P1_F2_03="4"))

    assert [one.code for one in still_open(found, explained)] == ["movement:P1.F2.03:4>2"]


def test_code_of_a_finding_begins_the_same_at_every_level():
    found = all_findings(levels(P1_F2_03="2", P1_F3_01="5"), previous=levels(P1_F2_03="4"), targets={"P1.F2.03": "1"})

    assert [one.stem for one in found] == [
        "",
        "evidence:P1.F2.03@",
        "evidence:P1.F3.01@",
        "target:P1.F2.03:",
        "movement:P1.F2.03:",
    ]
    assert all(one.code.startswith(one.stem) for one in found)


@pytest.mark.parametrize(
    "given_values",
    [
        {"settled": {"P9.F1.01": value("1")}},
        {"settled": {}, "previous": {"P9.F1.01": value("1")}},
        {"settled": {}, "targets": {"P9.F1.01": "1"}},
        {"settled": {}, "targets": {"P2.F1.01": "9"}},
    ],
)
def test_codes_of_another_version_are_refused(given_values):
    with pytest.raises(ValueError, match=r"is no (indicator|level) of TEST 1"):
        all_findings(**given_values)


@drawn
@given(settled=SHEETS, evidence=REFERENCES, previous=SHEETS, before=REFERENCES, targets=TARGETS)
def test_findings_keep_to_the_rules_that_they_rest_on(settled, evidence, previous, before, targets):
    found = all_findings(settled, evidence=evidence, previous=previous, previous_evidence=before, targets=targets)

    codes = [one.code for one in found]
    supported = [code for code, references in evidence.items() if references]
    assert len(set(codes)) == len(codes)
    assert [one.code for one in found if one.kind == "prerequisite"] == [one.code for one in warnings(SPEC, settled)]
    assert tuple(one.indicators[0] for one in found if one.remedy == "fix") == without_evidence(
        SPEC, settled, supported
    )
    for one in found:
        assert all(code in settled and settled[code] != NOT_APPLICABLE for code in one.indicators)


@drawn
@given(settled=SHEETS, evidence=REFERENCES, random=st.randoms(use_true_random=False))
def test_order_of_what_is_given_changes_nothing(settled, evidence, random):
    codes = random.sample(sorted(settled), len(settled))
    other_way = {code: list(references)[::-1] for code, references in reversed(evidence.items())}

    assert all_findings({code: settled[code] for code in codes}, evidence=other_way, previous=settled) == (
        all_findings(settled, evidence=evidence, previous=settled)
    )


@drawn
@given(settled=SHEETS, evidence=REFERENCES)
def test_same_levels_as_last_time_find_no_movement(settled, evidence):
    found = all_findings(settled, evidence=evidence, previous=settled)

    assert {one.kind for one in found} <= {"prerequisite", "evidence"}


def test_proposed_targets_lie_below_levels_that_surpass_them():
    # Why the targets that a country has set are asked for, and not the proposed ones.
    settled = {code: Value.at("5") for code in CODES}

    assert len(target_findings(SPEC, settled, default_targets(SPEC, settled))) == len(CODES)
