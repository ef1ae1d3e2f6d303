"""Which Indicators a country's profile proposes as not applicable; a person confirms each with a justification."""

from __future__ import annotations

from collections.abc import Mapping

from frameworks.spec import FrameworkSpec


def proposed_not_applicable(spec: FrameworkSpec, profile_answers: Mapping[str, str]) -> Mapping[str, str]:
    """
    Return Indicator code → reason, for every Indicator named by a rule whose conditions all hold.

    Args:
        profile_answers: ProfileQuestion code → answer ("yes" or "no" for yes-no questions). A question that is not
            answered fulfils no condition. Where several rules name an Indicator, the first in the document gives
            the reason.
    """
    reasons: dict[str, str] = {}
    for rule in spec.applicability:
        if all(profile_answers.get(question) == answer for question, answer in rule.when):
            for code in rule.indicators:
                reasons.setdefault(code, rule.reason)
    return reasons
