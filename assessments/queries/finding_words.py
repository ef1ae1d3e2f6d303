"""Findings as sentences: one for the page, the record of problems, the API and the report."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scoring.findings import Finding, FindingKind, Sentence

_SENTENCES: Mapping[Sentence, str | Promise] = {
    "prerequisite_unmet": gettext_lazy(
        "%(target)s stands at %(target_value)s, although %(prerequisite)s, needed at level %(prerequisite_level)s, stands at "
        "%(prerequisite_value)s."
    ),
    "reference_required": gettext_lazy("%(indicator)s stands at level %(value)s without a reference."),
    "reference_missing": gettext_lazy("%(indicator)s stands at level %(value)s without a reference."),
    "target_below_current": gettext_lazy(
        "The target of %(indicator)s is level %(target)s, which is below the level where it stands, %(value)s."
    ),
    "raised_without_new_evidence": gettext_lazy(
        "%(indicator)s rose from level %(previous)s to %(value)s since the cycle before, without new evidence."
    ),
    "lowered_without_new_evidence": gettext_lazy(
        "%(indicator)s fell from level %(previous)s to %(value)s since the cycle before, without new evidence."
    ),
}
_RULES: Mapping[FindingKind, str | Promise] = {
    "evidence": gettext_lazy("A level above the lowest rests on a document."),
    "target": gettext_lazy("A target does not lie below the level where a question stands."),
    "movement": gettext_lazy("A level moves on evidence that the cycle before did not have."),
}


def sentence_of(finding: Finding) -> str:
    """Return what was found, as one sentence."""
    return str(_SENTENCES[finding.sentence]) % finding.parameters


def advice_of(finding: Finding) -> str:
    """Return what opens the way, as one sentence."""
    if finding.remedy == "fix":
        return _("Add a reference, or change the level.")
    if finding.kind == "prerequisite":
        return _("Change one of the two levels, or explain why both are true.")
    if finding.kind == "target":
        return _("Change the target, or explain it.")
    return _("Add a reference, change the level, or explain it.")


def rule_of(finding: Finding) -> str:
    """Return the rule behind the finding; of a prerequisite the framework's own words."""
    rule = _RULES.get(finding.kind)
    return str(finding.parameters["reason"]) if rule is None else str(rule)
