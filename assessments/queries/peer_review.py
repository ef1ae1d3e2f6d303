"""Self and peer beside each other: the rounds of a review, its questions, and one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.models import ReviewRound, SettledLevel
from assessments.models.peer_review import MOST_ROUNDS, RoundState
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.attached import with_files
from assessments.queries.context import (
    AssessmentContext,
    EvidenceView,
    LevelOption,
    ValueView,
    context_of,
    evidence_view,
    level_options,
    value_view,
)
from assessments.queries.layout import Column, column_of, columns
from assessments.queries.remarks import RemarkView, remark_views
from assessments.queries.seen import evidence_seen, indicators_reviewed, peer_revisions_seen, reads_unsent, remarks_seen
from frameworks.spec import Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class RoundView:
    number: int
    state: RoundState
    state_label: str | Promise
    opened_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Every round, and the steps that the person may take now ("open", "send", "confirm", "close")."""

    rounds: tuple[RoundView, ...]
    steps: tuple[str, ...]

    @property
    def current(self) -> RoundView | None:
        """The round that is not closed."""
        return next((one for one in self.rounds if one.state != RoundState.CLOSED), None)

    @property
    def is_open(self) -> bool:
        """Reviewers are at work."""
        return self.current is not None and self.current.state == RoundState.OPEN

    @property
    def waits_for_country(self) -> bool:
        return self.current is not None and self.current.state == RoundState.WITH_COUNTRY


@dataclass(frozen=True, slots=True)
class PeerView:
    value: ValueView
    reason: str
    revision: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """One indicator as the country settled it and as the reviewer sees it. ``difference`` is own minus peer, in levels."""

    code: str
    title: str
    is_critical: bool
    field: str
    own: ValueView | None
    own_reason: str
    own_revision: int
    peer: PeerView | None
    difference: int | None
    remarks: int
    open_remarks: int


@dataclass(frozen=True, slots=True)
class PeerReviewPage:
    context: AssessmentContext
    rounds: Rounds
    fields: tuple[Column, ...]
    """Those that the person reads."""
    chosen: str
    rows: tuple[ReviewedRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ReviewedQuestionPage:
    context: AssessmentContext
    rounds: Rounds
    indicator: Indicator
    levels: tuple[LevelOption, ...]
    row: ReviewedRow
    evidence: tuple[EvidenceView, ...]
    remarks: tuple[RemarkView, ...]
    may_propose: bool
    may_remark: bool
    previous_code: str | None
    next_code: str | None


def peer_review(person: User, at: datetime, assessment_id: int, *, field: str = "") -> PeerReviewPage:
    """
    Return self and peer of every question that the person reads, or of one field; six queries.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: no role of the review, not declared, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_REVIEW)
    rows = reviewed_rows(seen)
    fields = tuple(column for column in columns(seen.spec) if any(row.field == column.code for row in rows))
    chosen = field if field in {column.code for column in fields} else ""
    return PeerReviewPage(
        context=context_of(seen),
        rounds=rounds_of(seen),
        fields=fields,
        chosen=chosen,
        rows=tuple(row for row in rows if not chosen or row.field == chosen),
        total=len(rows),
    )


def reviewed_question(person: User, at: datetime, assessment_id: int, indicator_code: str) -> ReviewedQuestionPage:
    """
    Return one question of the review with its facts, references and remarks; ten queries.

    Raises:
        NotVisible: no such assessment for the person, or no such question in the fields that the person reads.
        NotAllowed: no role of the review, not declared, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_REVIEW)
    indicator_id = seen.framework.indicator_ids.get(indicator_code)
    if indicator_id is None or indicator_id not in indicators_reviewed(seen):
        raise NotVisible(_("This question is in no field that you review."))
    rows = reviewed_rows(seen, with_remarks=False)
    codes = [row.code for row in rows]
    place = codes.index(indicator_code)
    indicator = seen.framework.indicators[indicator_code]
    found = with_files(evidence_seen(seen).filter(indicator_id=indicator_id).order_by("added_at", "pk"))
    evidence = tuple(evidence_view(seen.framework, one) for one in found)
    rounds = rounds_of(seen)
    remarks = remark_views(seen, remarks_seen(seen).filter(indicator_id=indicator_id))
    still_open = sum(one.closed_at is None for one in remarks)
    return ReviewedQuestionPage(
        context=context_of(seen),
        rounds=rounds,
        indicator=indicator,
        levels=level_options(seen.framework, indicator, evidence),
        row=replace(rows[place], remarks=len(remarks), open_remarks=still_open),
        evidence=evidence,
        remarks=remarks,
        may_propose=rounds.is_open and seen.may(Action.PROPOSE_PEER_LEVEL),
        may_remark=rounds.is_open and seen.may(Action.WRITE_REMARK),
        previous_code=codes[place - 1] if place else None,
        next_code=codes[place + 1] if place + 1 < len(codes) else None,
    )


def reviewed_rows(seen: Seen, *, with_remarks: bool = True) -> list[ReviewedRow]:
    """The questions that the person reads, in the framework's order; three queries, two without counting remarks."""
    framework, reviewed, column = seen.framework, indicators_reviewed(seen), column_of(seen.spec)
    settled = {
        row.indicator_id: row
        for row in SettledLevel.objects.filter(assessment=seen.assessment, indicator_id__in=reviewed)
    }
    peers = peer_views(seen)
    asked: Counter[int] = Counter()
    still_open: Counter[int] = Counter()
    remarks = remarks_seen(seen).order_by().values_list("indicator_id", "closed_at") if with_remarks else ()
    for indicator_id, closed_at in remarks:
        asked[indicator_id] += 1
        still_open[indicator_id] += closed_at is None
    rows = []
    for indicator in seen.spec.indicators:
        pk = framework.indicator_ids[indicator.code]
        if pk not in reviewed:
            continue
        own, peer = settled.get(pk), peers.get(pk)
        value = None if own is None else framework.value(own.kind, own.level_id)
        rows.append(
            ReviewedRow(
                code=indicator.code,
                title=indicator.title,
                is_critical=indicator.critical,
                field=column[indicator.code],
                own=None if value is None else value_view(framework, value),
                own_reason="" if own is None else own.reason,
                own_revision=0 if own is None else own.revision,
                peer=peer,
                difference=None if value is None or peer is None else _apart(seen, value_view(framework, value), peer),
                remarks=asked[pk],
                open_remarks=still_open[pk],
            )
        )
    return rows


def _apart(seen: Seen, own: ValueView, peer: PeerView) -> int | None:
    values = [_standing(seen, one) for one in (own, peer.value)]
    return None if None in values else values[0] - values[1]  # type: ignore[operator]


def _standing(seen: Seen, value: ValueView) -> int | None:
    if value.kind == "not_applicable":
        return None
    return seen.framework.level_values[value.level or seen.spec.scoring.insufficient_level]


def peer_views(seen: Seen) -> Mapping[int, PeerView]:
    """Indicator's row → the latest peer level that the person may read; one query."""
    framework = seen.framework
    return {
        row.peer_level.indicator_id: PeerView(
            value=value_view(framework, framework.value(row.kind, row.level_id)),
            reason=row.reason,
            revision=row.revision,
            by=row.saved_by.name,
            at=row.saved_at,
        )
        for row in peer_revisions_seen(seen).select_related("peer_level", "saved_by")
    }


def rounds_of(seen: Seen) -> Rounds:
    """Every round that the person may know of, and the next steps; one query."""
    rows = list(ReviewRound.objects.filter(assessment=seen.assessment).order_by("number"))
    steps = [step for step, action in _STEPS.items() if seen.may(action) and _follows(step, rows)]
    shown = rows if reads_unsent(seen) else [row for row in rows if row.sent_at is not None]
    return Rounds(
        tuple(
            RoundView(
                row.number,
                row.state,
                row.state.label,
                row.opened_at,
                row.sent_at,
                row.confirmed_at,
                row.closed_at,
            )
            for row in shown
        ),
        tuple(steps),
    )


_STEPS: Mapping[str, Action] = {
    "open": Action.MANAGE_ROUNDS,
    "send": Action.MANAGE_ROUNDS,
    "confirm": Action.CONFIRM_RESPONSE,
    "close": Action.MANAGE_ROUNDS,
}
_AFTER = {"send": RoundState.OPEN, "confirm": RoundState.WITH_COUNTRY, "close": RoundState.CONFIRMED}


def _follows(step: str, rows: list[ReviewRound]) -> bool:
    last = rows[-1].state if rows else RoundState.CLOSED
    if step == "open":
        return last == RoundState.CLOSED and len(rows) < MOST_ROUNDS
    return last == _AFTER[step]


def review_rounds(person: User, at: datetime, assessment_id: int) -> Rounds:
    """
    Return the rounds of the review that the person may know of.

    Raises:
        NotVisible, NotAllowed: as ``peer_review``.
    """
    return rounds_of(see(person, at, assessment_id, Action.READ_REVIEW))
