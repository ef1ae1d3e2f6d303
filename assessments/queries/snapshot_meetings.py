"""What a report prints of the national workshop and the peer review, as plain data. No permission is asked here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from assessments.models import (
    Assessment,
    Attendance,
    Dissent,
    PeerLevelRevision,
    Remark,
    RemarkReply,
    SettledRevision,
    Workshop,
    WorkshopItem,
    WorkshopVote,
)
from assessments.models.workshop import WorkshopState
from assessments.queries.framework import KnownFramework
from assessments.scoring.types import Value


@dataclass(frozen=True, slots=True)
class SnapshotVote:
    """What one agency said in a vote that was shown to the room; ``round`` is 1 or 2."""

    round: int
    agency: str
    value: Value


@dataclass(frozen=True, slots=True)
class SnapshotDissent:
    """``value`` None: the agency named none."""

    agency: str
    value: Value | None
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """One question of a workshop; ``value`` None where it was put off."""

    indicator: str
    votes: tuple[SnapshotVote, ...]
    value: Value | None
    reason: str
    dissent: tuple[SnapshotDissent, ...]
    present: int
    """People in the room when it was settled."""


@dataclass(frozen=True, slots=True)
class SnapshotPresence:
    """``agency`` is a code, empty for who sat there for none."""

    name: str
    agency: str
    role: str


@dataclass(frozen=True, slots=True)
class SnapshotWorkshop:
    """A workshop that was opened; ``signed_by`` is empty while its minutes are not signed."""

    title: str
    begins_on: date
    ends_on: date
    chair: str
    rapporteur: str
    signed_on: date | None
    signed_by: str
    items: tuple[SnapshotItem, ...]
    """Those that were settled in it, or put off."""
    presence: tuple[SnapshotPresence, ...]


@dataclass(frozen=True, slots=True)
class SnapshotRemark:
    """A remark that was sent to the country. ``decision`` and ``reply`` are of the last reply, empty without one."""

    number: int
    round: int
    indicator: str
    kind: str
    is_blocking: bool
    text: str
    decision: str
    reply: str
    is_closed: bool
    closing_words: str


def snapshot_workshops(assessment: Assessment, framework: KnownFramework) -> tuple[SnapshotWorkshop, ...]:
    """Return the workshops, the earliest first; one query without one, six with any."""
    rows = list(
        Workshop.objects.filter(assessment=assessment)
        .exclude(state=WorkshopState.PLANNED)
        .select_related("chair", "rapporteur", "minutes_signed_by")
        .order_by("begins_on", "pk")
    )
    if not rows:
        return ()
    zone = ZoneInfo(assessment.country.time_zone)
    items, presence = _items(assessment, framework), _presence(assessment)
    return tuple(
        SnapshotWorkshop(
            title=row.title,
            begins_on=row.begins_on,
            ends_on=row.ends_on,
            chair=row.chair.name,
            rapporteur=row.rapporteur.name if row.rapporteur else "",
            signed_on=row.minutes_signed_at.astimezone(zone).date() if row.minutes_signed_at else None,
            signed_by=row.minutes_signed_by.name if row.minutes_signed_by else "",
            items=tuple(items[row.pk]),
            presence=tuple(presence[row.pk]),
        )
        for row in rows
    )


def _items(assessment: Assessment, framework: KnownFramework) -> Mapping[int, list[SnapshotItem]]:
    """Workshop id → its questions, in the order of its agenda; four queries."""
    votes: dict[int, list[SnapshotVote]] = defaultdict(list)
    shown = WorkshopVote.objects.filter(item__workshop__assessment=assessment, revealed_at__isnull=False)
    for item_id, number, agency, kind, level_id in shown.order_by("round", "agency__code").values_list(
        "item_id", "round", "agency__code", "kind", "level_id"
    ):
        votes[item_id].append(SnapshotVote(number, agency, framework.value(kind, level_id)))
    dissent: dict[int, list[SnapshotDissent]] = defaultdict(list)
    objections = Dissent.objects.filter(settled_revision__workshop_item__workshop__assessment=assessment)
    for revision_id, agency, kind, level_id, text in objections.order_by("agency__code").values_list(
        "settled_revision_id", "agency__code", "kind", "level_id", "text"
    ):
        value = framework.value(kind, level_id) if kind else None
        dissent[revision_id].append(SnapshotDissent(agency, value, text))
    outcomes = {
        row.workshop_item_id: row
        for row in SettledRevision.objects.filter(workshop_item__workshop__assessment=assessment).order_by("revision")
    }
    found: dict[int, list[SnapshotItem]] = defaultdict(list)
    for item in WorkshopItem.objects.filter(workshop__assessment=assessment).order_by("position"):
        outcome = outcomes.get(item.pk)
        if outcome is None and not votes[item.pk]:
            continue
        found[item.workshop_id].append(
            SnapshotItem(
                indicator=framework.indicator_codes[item.indicator_id],
                votes=tuple(votes[item.pk]),
                value=framework.value(outcome.kind, outcome.level_id) if outcome else None,
                reason=outcome.reason if outcome else "",
                dissent=tuple(dissent[outcome.pk]) if outcome else (),
                present=len(outcome.in_the_room) if outcome else 0,
            )
        )
    return found


def _presence(assessment: Assessment) -> Mapping[int, list[SnapshotPresence]]:
    """Workshop id → who was in the room at any time, each once, in the order in which they came; one query."""
    found: dict[int, dict[SnapshotPresence, None]] = defaultdict(dict)
    rows = Attendance.objects.filter(workshop__assessment=assessment).order_by("pk")
    for workshop_id, name, agency, role in rows.values_list("workshop_id", "name", "agency__code", "role"):
        found[workshop_id].setdefault(SnapshotPresence(name, agency or "", role))
    return defaultdict(list, {workshop_id: list(people) for workshop_id, people in found.items()})


def snapshot_peer(assessment: Assessment, framework: KnownFramework) -> dict[str, Value]:
    """Indicator code → the last level that reviewers proposed in a round that was sent to the country; one query."""
    rows = PeerLevelRevision.objects.filter(peer_level__assessment=assessment, round__sent_at__isnull=False)
    return {
        framework.indicator_codes[indicator_id]: framework.value(kind, level_id)
        for indicator_id, kind, level_id in rows.order_by("revision").values_list(
            "peer_level__indicator_id", "kind", "level_id"
        )
    }


def snapshot_remarks(assessment: Assessment, framework: KnownFramework) -> tuple[SnapshotRemark, ...]:
    """Return the remarks that the country was sent, by number and without their authors; two queries at most."""
    rows = list(
        Remark.objects.filter(assessment=assessment, round__sent_at__isnull=False)
        .select_related("round")
        .order_by("number")
    )
    if not rows:
        return ()
    replies = {row.remark_id: row for row in RemarkReply.objects.filter(remark__in=rows).order_by("pk")}
    return tuple(
        SnapshotRemark(
            number=row.number,
            round=row.round.number,
            indicator=framework.indicator_codes[row.indicator_id],
            kind=row.kind,
            is_blocking=row.is_blocking,
            text=row.text,
            decision=replies[row.pk].decision if row.pk in replies else "",
            reply=replies[row.pk].text if row.pk in replies else "",
            is_closed=row.closed_at is not None,
            closing_words=row.closing_words,
        )
        for row in rows
    )
