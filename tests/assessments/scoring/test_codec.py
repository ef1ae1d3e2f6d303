import json
from fractions import Fraction

import pytest

from assessments.scoring.canonical import canonical_bytes, fraction_text
from assessments.scoring.codec import (
    answers_document,
    answers_hash,
    receipt,
    receipt_bytes,
    verify_receipt,
)
from assessments.scoring.engine import score
from assessments.scoring.types import Value
from tests.assessments.scoring.specs import cell_case, grade_spec, make_indicator, make_spec

SPEC, SETTLED = cell_case({"P1.F1": "1C 3C 4 4", "P2.F1": "3C 3 2 2", "P3.F4": "1* NA ?"})
EVIDENCE = {"P1.F1.02", "P2.F1.01"}


def stored() -> dict:
    """A receipt as it comes back from a file."""
    return json.loads(receipt_bytes(receipt(SPEC, "f" * 64, SETTLED, EVIDENCE)))


def step(document: dict, kind: str, code: str) -> dict:
    (found,) = [one for one in document["trail"] if (one["kind"], one["code"]) == (kind, code)]
    return found


def test_answers_hash_does_not_depend_on_order_and_changes_with_a_level():
    reversed_order = dict(reversed(SETTLED.items()))

    assert answers_hash(reversed_order) == answers_hash(SETTLED)
    assert answers_hash({**SETTLED, "P1.F1.01": Value.at("2")}) != answers_hash(SETTLED)
    assert list(answers_document(reversed_order)) == sorted(SETTLED)
    assert answers_document(SETTLED)["P3.F4.01"] == {"kind": "insufficient", "level": None}


def test_receipt_carries_the_rule_trail_of_every_node():
    cell = step(stored(), "cell", "P1.F1")

    assert (cell["rule"], cell["mean"], cell["cap"], cell["score"], cell["floor"], cell["band"]) == (
        "capped_mean",
        "3/1",
        2,
        "2/1",
        1,
        "2",
    )
    assert cell["capped_by"] == ["P1.F1.01"]
    assert cell["inputs"][0] == {"code": "P1.F1.01", "value": "1/1", "weight": "1/1", "critical": True}
    assert [one["code"] for one in step(stored(), "category", "F1")["inputs"]] == ["P1.F1", "P2.F1"]
    assert step(stored(), "total", "TOTAL")["score"] == fraction_text(score(SPEC, SETTLED).total.score)


def test_receipt_verifies_from_itself_and_against_its_framework():
    assert verify_receipt(stored()) == []
    assert verify_receipt(stored(), SPEC) == []


def test_recomputed_receipt_has_the_same_bytes():
    document = stored()

    again = receipt(SPEC, "f" * 64, dict(reversed(SETTLED.items())), sorted(EVIDENCE, reverse=True))

    assert receipt_bytes(again) == receipt_bytes(document)


def test_receipt_of_a_framework_without_cells_verifies():
    spec = grade_spec({"a1": "A", "a2": "A", "b1": "B"}, rule="lookup")
    document = json.loads(receipt_bytes(receipt(spec, "", {"a1": Value.at("B"), "a2": Value.at("D")})))

    assert (document["sensitivity"], document["evidence"], document["evidence_share"]) == (None, None, None)
    assert verify_receipt(document, spec) == []


def test_changed_score_is_named():
    document = stored()
    step(document, "cell", "P1.F1")["score"] = "3/1"

    assert verify_receipt(document) == ["trail[cell P1.F1].score: the receipt says '3/1', recomputation gives '2/1'."]


def test_changed_answer_is_noticed_by_hash_and_score():
    document = stored()
    document["answers"]["P1.F1.01"]["level"] = "5"

    found = verify_receipt(document)

    assert any(line.startswith("answers_hash:") for line in found)
    assert any(line.startswith("trail[cell P1.F1].score:") for line in found)


def test_other_framework_version_is_noticed():
    other = make_spec([make_indicator(indicator.code, weight=2) for indicator in SPEC.indicators])

    found = verify_receipt(stored(), other)

    assert found
    assert all(line.startswith("framework.indicators[") for line in found)


@pytest.mark.parametrize("name", ["framework", "framework_hash", "answers", "trail", "evidence_share"])
def test_receipt_with_a_part_missing_does_not_verify(name):
    document = stored()
    del document[name]

    assert len(verify_receipt(document)) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("scoring_version",), "2"),
        (("framework", "levels"), "12345"),
        (("framework", "indicators", 0, "weight"), "1/0"),
        (("framework", "indicators", 0, "weight"), 1.5),
        (("framework", "scoring", "cell", "rule"), "guess"),
        (("framework", "scoring", "total", "of"), "tiers"),
        (("answers", "P1.F1.01"), {"kind": "level", "level": None}),
        (("answers", "P1.F1.01"), {"kind": "perhaps"}),
        (("evidence",), [7]),
        (("remark",), 0.5),
    ],
)
def test_damaged_receipt_is_one_sentence_and_no_crash(path, value):
    document = stored()
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert len(verify_receipt(document)) == 1


def test_floats_have_no_canonical_form():
    with pytest.raises(TypeError, match=r"the document\.a\[1\] is a float"):
        canonical_bytes({"a": [1, 0.5]})


def test_canonical_bytes_are_sorted_compact_and_unescaped():
    assert canonical_bytes({"b": None, "a": ["ü", True]}) == '{"a":["ü",true],"b":null}'.encode()
    assert (fraction_text(Fraction(6, 4)), fraction_text(Fraction(3)), fraction_text(None)) == ("3/2", "3/1", None)
