"""The scorecard of one assessment: computed while it may still change, frozen afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.agreement import label_of
from assessments.queries.context import AssessmentContext, ValueView, context_of, value_view
from assessments.queries.frozen import frozen
from assessments.queries.previous import PreviousScores, previous_scores
from assessments.queries.publication import consent_for, reads_as_donor_only
from assessments.queries.settled import evidenced_indicators, settled_values
from assessments.scoring.display import shown, shown_difference
from assessments.scoring.engine import score, target_result
from assessments.scoring.gaps import Gap, default_targets, gaps
from assessments.scoring.types import NodeScore, Result, Value
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotAllowed, NotVisible


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One cell, category or the total. ``display`` and ``target_display`` are as shown to people; "-" for no score."""

    code: str
    name: str
    node: NodeScore
    display: str
    band_name: str
    band_value: int | None
    target: NodeScore
    target_display: str
    gap_display: str
    """Shown target minus shown score."""
    exact: str | None
    """The score as an exact fraction; None for no score, and for donors: few questions to a cell, and the level of one shows."""
    target_exact: str | None


@dataclass(frozen=True, slots=True)
class ScoreDimension:
    """The categories of one dimension (IBM: pillars, fields, tiers), in the framework's order."""

    code: str
    name: str
    plural: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class CriticalRow:
    code: str
    title: str
    level: ValueView
    target: str


@dataclass(frozen=True, slots=True)
class ScorecardCounts:
    indicators: int
    settled: int
    applicable: int
    """Indicators that are not settled as not applicable."""
    not_applicable: int
    insufficient: int


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    context: AssessmentContext
    result: Result
    targets: Result
    cells: Mapping[str, ScoreRow]
    dimensions: tuple[ScoreDimension, ...]
    total: ScoreRow
    gaps: tuple[Gap, ...]
    """Highest attention first, without those that have none; empty for donors."""
    critical_below: tuple[CriticalRow, ...]
    """Critical indicators below the general target (IBM: level 3); empty for donors."""
    levels: Mapping[str, ValueView]
    """Indicator code → national level; empty for donors."""
    shows_levels: bool
    label: str
    is_frozen: bool
    frozen_at: datetime | None
    receipt_hash: str | None
    counts: ScorecardCounts
    previous: PreviousScores | None
    """The country's frozen scores before this assessment, of the same framework version; None for donors."""


def scorecard(person: User, at: datetime, assessment_id: int, *, with_plan: bool = True) -> ScorecardPage:
    """
    Return the scorecard as the person may read it; eight queries at most.

    A donor with the consent "profile" gets the scores of cells, categories and the total; nothing in them tells a single
    indicator's level.

    Args:
        with_plan: also gaps, critical indicators and earlier scores; a reader of scores alone need not wait for them.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: not in this state, or the country opened its report but not its scores.
    """
    seen = see(person, at, assessment_id, Action.READ_SCORECARD)
    as_donor = reads_as_donor_only(seen, Action.READ_SCORECARD)
    if as_donor:
        _require_profile(seen)
    stored = frozen(assessment_id) if seen.status in (Status.ACCEPTED, Status.PUBLISHED) else None
    if stored is not None:
        settled, result = stored.settled, stored.result
    else:
        settled = settled_values(seen.assessment)
        result = score(seen.spec, settled, evidenced_indicators(seen.assessment))
    planned = with_plan and not as_donor
    targets = default_targets(seen.spec, settled)
    target = target_result(seen.spec, settled, targets)
    if as_donor:
        result, target = _without_levels(result), _without_levels(target)
    return ScorecardPage(
        context=context_of(seen),
        result=result,
        targets=target,
        cells={
            node.code: _row(seen, node, _cell_name(seen, node.code), target, exact=not as_donor)
            for node in result.cells
        },
        dimensions=tuple(
            ScoreDimension(
                dimension.code,
                dimension.name,
                dimension.plural,
                tuple(
                    _row(seen, result.category(category.code), category.name, target, exact=not as_donor)
                    for category in dimension.categories
                    if ("category", category.code) in result.nodes
                ),
            )
            for dimension in seen.spec.dimensions
        ),
        total=_row(seen, result.total, _("Total"), target, exact=not as_donor),
        gaps=() if not planned else tuple(gap for gap in gaps(seen.spec, settled, targets) if gap.gap),
        critical_below=() if not planned else _critical_below(seen, settled, targets),
        levels={} if as_donor else {code: value_view(seen.framework, value) for code, value in settled.items()},
        shows_levels=not as_donor,
        label=label_of(seen.assessment, settled),
        is_frozen=stored is not None,
        frozen_at=None if stored is None else stored.frozen_at,
        receipt_hash=None if stored is None else stored.receipt_hash,
        counts=_counts(seen, settled),
        previous=None if not planned else previous_scores(seen.assessment),
    )


def receipt_text(person: User, at: datetime, assessment_id: int) -> str:
    """
    Return the receipt of the frozen scorecard, exactly the bytes that were hashed, as text. It holds every level.

    Raises:
        NotVisible: no such assessment for the person, or no frozen scorecard yet.
        NotAllowed: the person does not read national levels.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    text = seen.assessment.scorecards.values_list("receipt", flat=True).first()
    if text is None:
        raise NotVisible(_("There is no receipt before the assessment is accepted."))
    return text


def _require_profile(seen: Seen) -> None:
    given = consent_for(seen)
    if given is None:
        raise NotVisible(_("There is no such assessment."))
    if not given.profile:
        raise NotAllowed(_("The country has opened its report, not its scores."))


def _without_levels(result: Result) -> Result:
    """The same scores without what names or tells single indicators: lowest levels, caps and critical minima."""
    nodes = {key: replace(node, floor=None, cap=None, capped_by=(), mean=None) for key, node in result.nodes.items()}
    return replace(result, nodes=nodes, critical_minimum=None, critical_at_minimum=())


def _row(seen: Seen, node: NodeScore, name: str, target: Result, *, exact: bool) -> ScoreRow:
    aim = target.nodes[node.kind, node.code]
    level = next((one for one in seen.spec.levels if one.code == node.band), None)
    return ScoreRow(
        code=node.code,
        name=name,
        node=node,
        display=shown(node.score),
        band_name="" if level is None else level.name,
        band_value=None if level is None else level.value,
        target=aim,
        target_display=shown(aim.score),
        gap_display=shown_difference(aim.score, node.score),
        exact=str(node.score) if exact and node.score is not None else None,
        target_exact=str(aim.score) if exact and aim.score is not None else None,
    )


def _cell_name(seen: Seen, code: str) -> str:
    pair = seen.spec.cell_dimensions
    if pair is None:
        return code
    first, second = pair
    for outer in first.categories:
        for inner in second.categories:
            if code == f"{outer.code}.{inner.code}":
                return f"{outer.name} – {inner.name}"
    return code


def _critical_below(seen: Seen, settled: Mapping[str, Value], targets: Mapping[str, str]) -> tuple[CriticalRow, ...]:
    """Below the framework's general target (IBM: 3), lowest first, then by code."""
    framework = seen.framework
    wanted = framework.level_values[seen.spec.planning.target]
    found = []
    for indicator in seen.spec.indicators:
        value = settled.get(indicator.code)
        standing = None if value is None else framework.standing(value)
        if value is not None and indicator.critical and standing is not None and standing < wanted:
            row = CriticalRow(
                indicator.code, indicator.title, value_view(framework, value), targets.get(indicator.code, "")
            )
            found.append((standing, indicator.code, row))
    return tuple(row for _standing, _code, row in sorted(found, key=lambda one: one[:2]))


def _counts(seen: Seen, settled: Mapping[str, Value]) -> ScorecardCounts:
    total = len(seen.spec.indicators)
    not_applicable = sum(value.kind == "not_applicable" for value in settled.values())
    return ScorecardCounts(
        indicators=total,
        settled=len(settled),
        applicable=total - not_applicable,
        not_applicable=not_applicable,
        insufficient=sum(value.kind == "insufficient" for value in settled.values()),
    )
