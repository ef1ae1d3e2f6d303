"""How far self and peer agree: per cell, per pillar and on the whole, and the label that says it in a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import AssessmentContext, context_of
from assessments.queries.framework import known_framework
from assessments.queries.layout import layout
from assessments.queries.peer_review import ReviewedRow, reviewed_rows
from assessments.queries.snapshot_meetings import snapshot_peer
from assessments.scoring.agreement import (
    SMALL_KAPPA_PAIRS,
    Agreement,
    AgreementLabel,
    Comparison,
    Kappa,
    agreement,
    agreement_label,
    agreement_of_parts,
    compare,
    large_differences,
    weighted_kappa,
)
from assessments.scoring.types import Value
from frameworks.spec import FrameworkSpec
from ibm_platform.accounts.models import User

LABELS: Mapping[AgreementLabel, str | Promise] = {
    "self_assessed": _("self-assessed"),
    "peer_agreed": _("peer-agreed"),
    "peer_differs": _("self-assessed, peer view differs"),
}


@dataclass(frozen=True, slots=True)
class AgreementRow:
    code: str
    name: str
    figures: Agreement


@dataclass(frozen=True, slots=True)
class AgreementPage:
    context: AssessmentContext
    label: str
    total: Agreement
    parts: tuple[AgreementRow, ...]
    """Of the framework's first sorting (IBM: the pillars)."""
    cells: tuple[AgreementRow, ...]
    kappa: Kappa
    """Without a value below thirty pairs; never shown without exact agreement beside it."""
    differences: tuple[ReviewedRow, ...]
    """Two levels or more apart, the widest first."""
    one_not_applicable: tuple[str, ...]


def agreement_page(person: User, at: datetime, assessment_id: int) -> AgreementPage:
    """
    Return the figures over what the person reads of the review; four queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: no role of the review, not declared, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_REVIEW)
    rows = {row.code: row for row in reviewed_rows(seen, with_remarks=False)}
    found = _comparison(seen, rows)
    figures = agreement_of_parts(seen.spec, found)
    groups = layout(seen.spec)
    return AgreementPage(
        context=context_of(seen),
        label=str(LABELS[agreement_label(found)]),
        total=agreement(found.pairs),
        parts=tuple(
            AgreementRow(group.code, group.name, figures["category", group.code])
            for group in groups
            if ("category", group.code) in figures
        ),
        cells=tuple(
            AgreementRow(row.code, row.name, figures["cell", row.code])
            for group in groups
            for row in group.rows
            if ("cell", row.code) in figures and figures["cell", row.code].pairs
        ),
        kappa=kappa_to_show(found),
        differences=tuple(rows[pair.indicator] for pair in large_differences(seen.spec, found)),
        one_not_applicable=found.one_not_applicable,
    )


def kappa_to_show(found: Comparison) -> Kappa:
    """Return kappa without its value where the sample is too small to show it."""
    kappa = weighted_kappa(found.pairs)
    return replace(kappa, value=None) if kappa.pairs < SMALL_KAPPA_PAIRS else kappa


def _comparison(seen: Seen, rows: Mapping[str, ReviewedRow]) -> Comparison:
    own = {code: Value(row.own.kind, row.own.level) for code, row in rows.items() if row.own}  # type: ignore[arg-type]
    peer = {
        code: Value(row.peer.value.kind, row.peer.value.level)  # type: ignore[arg-type]
        for code, row in rows.items()
        if row.peer
    }
    return compare(seen.spec, own, peer)


def label_of(assessment: Assessment, settled: Mapping[str, Value]) -> str:
    """Return how the result came about, from the peer levels that were sent to the country; one query. Open to everybody."""
    framework = known_framework(assessment.framework_version)
    return label_from(framework.spec, settled, snapshot_peer(assessment, framework))


def label_from(spec: FrameworkSpec, settled: Mapping[str, Value], peer: Mapping[str, Value]) -> str:
    """Return the label in words, from levels at hand."""
    return str(LABELS[agreement_label(compare(spec, settled, peer))])
