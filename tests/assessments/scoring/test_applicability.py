from assessments.scoring.applicability import proposed_not_applicable
from frameworks.spec import ApplicabilityRule
from tests.assessments.scoring.specs import make_indicator, make_spec

SPEC = make_spec(
    [make_indicator(code) for code in ("P3.F1.02", "P3.F1.05", "P2.F3.06")],
    applicability=[
        ApplicabilityRule((("land_border", "no"),), ("P3.F1.02",), "There is no land border."),
        ApplicabilityRule(
            (("land_border", "no"), ("juxtaposed", "no")), ("P3.F1.02", "P3.F1.05"), "No control on foreign soil."
        ),
    ],
)


def test_rule_applies_only_when_every_condition_holds():
    assert proposed_not_applicable(SPEC, {"land_border": "no", "juxtaposed": "yes"}) == {
        "P3.F1.02": "There is no land border."
    }
    assert proposed_not_applicable(SPEC, {"land_border": "no", "juxtaposed": "no"}) == {
        "P3.F1.02": "There is no land border.",
        "P3.F1.05": "No control on foreign soil.",
    }


def test_question_without_answer_proposes_nothing():
    assert proposed_not_applicable(SPEC, {"juxtaposed": "no"}) == {}
