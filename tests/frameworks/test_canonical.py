"""One content, one hash; what is written can be read back."""

import json
from fractions import Fraction

import pytest

from frameworks.canonical import content_hash, number, to_document, to_yaml
from frameworks.loader import from_document, load
from tests.frameworks.documents import IBM_PATH, tiny


@pytest.fixture(scope="module", params=["tiny", "ibm"])
def spec(request):
    return load(tiny() if request.param == "tiny" else IBM_PATH.read_bytes())


def test_yaml_reads_back_to_the_same_content(spec):
    again = load(to_yaml(spec))

    assert again == spec
    assert content_hash(again) == content_hash(spec)


def test_the_document_survives_a_database_that_sorts_its_fields(spec):
    stored = json.loads(json.dumps(to_document(spec), sort_keys=True))

    assert from_document(stored) == spec


def test_comments_order_of_fields_and_written_out_defaults_do_not_change_the_hash():
    other = tiny(
        ("# One dimension", "# Another remark: one dimension"),
        ("    effort: low\n", "    weight: 1.0\n    effort: low\n"),
        ("    effort: high\n", "    effort: high\n    critical: no\n"),
        ("{code: V, meaning: It was read., verified: yes}", "{verified: yes, code: V, meaning: It was read.}"),
        ("  insufficient_level: D\n", "  insufficient_level: D\n  limited_evidence_below: 17/20\n"),
    )

    assert content_hash(load(other)) == content_hash(load(tiny()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Mend the lights.", "Mend the lights!"),
        ("weight: 1/3", "weight: 1/4"),
        ("kind: hard", "kind: soft"),
        ("critical: yes", "critical: no"),
        ("agencies: [NO, HM]", "agencies: [HM, NO]"),
        ('version: "2.1"', 'version: "2.2"'),
    ],
)
def test_every_change_of_content_changes_the_hash(old, new):
    assert content_hash(load(tiny((old, new)))) != content_hash(load(tiny()))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(2), "2"),
        (Fraction(85, 100), "0.85"),
        (Fraction(1, 3), "1/3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 1000), "0.001"),
    ],
)
def test_numbers_are_written_exactly(value, written):
    assert number(value) == written
