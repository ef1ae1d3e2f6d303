import pytest

from assessments.scoring.consistency import warnings, without_evidence
from tests.assessments.scoring.specs import cell_case, hard, levels, make_indicator, make_spec, soft

SPEC = make_spec(
    [make_indicator(code) for code in ("P1.F2.03", "P1.F3.01", "P1.F3.02")],
    prerequisites=[hard("P1.F2.03", "3", "P1.F3.01", "4"), soft("P1.F2.03", "3", "P1.F3.02", "2")],
)


def test_claim_above_an_unmet_hard_prerequisite_asks_for_an_explanation():
    (warning,) = warnings(SPEC, levels(P1_F2_03="2", P1_F3_01="5", P1_F3_02="5"))

    assert warning.code == "P1.F2.03@3>P1.F3.01@4"
    assert (warning.prerequisite, warning.prerequisite_level, warning.prerequisite_value) == ("P1.F2.03", "3", 2)
    assert (warning.target, warning.target_level, warning.target_value) == ("P1.F3.01", "4", 5)
    assert warning.reason == "because"


def test_insufficient_prerequisite_counts_as_the_lowest_level():
    (warning,) = warnings(SPEC, levels(P1_F2_03="1*", P1_F3_01="4"))

    assert warning.prerequisite_value == 1


@pytest.mark.parametrize(
    "settled",
    [
        levels(P1_F2_03="3", P1_F3_01="5"),
        levels(P1_F2_03="1", P1_F3_01="3"),
        levels(P1_F2_03="NA", P1_F3_01="5"),
        levels(P1_F3_01="5"),
        levels(P1_F2_03="1"),
        levels(P1_F2_03="1", P1_F3_01="NA"),
    ],
)
def test_met_ignored_and_open_prerequisites_warn_of_nothing(settled):
    assert warnings(SPEC, settled) == ()


def test_level_that_needs_a_reference_and_has_none_is_listed():
    spec, settled = cell_case({"P1.F1": "2 3 4 5 1* NA ?"})

    assert without_evidence(spec, settled, {"P1.F1.03"}) == ("P1.F1.02", "P1.F1.04")
