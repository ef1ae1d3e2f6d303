"""
The peer review: self and peer beside each other, and the matrix of remarks with the country's replies.

Reviewers are never named. Partners read the figures and how many remarks of each kind there were; the words of remarks and
replies bear no marking and stay with the country.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import (
    Figures,
    RemarkKind,
    ReplyDecision,
    ShownKappa,
    SnapshotRemark,
    shown_agreement,
    shown_kappa,
)
from assessments.scoring.agreement import (
    agreement,
    agreement_of_parts,
    compare,
    large_differences,
    weighted_kappa,
)
from reports.content.sheet import Plate, Sheet
from reports.content.texts import Text, flow

NOTHING = Text(())


@dataclass(frozen=True, slots=True)
class AgreementLine:
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    code: str
    title: str
    own: Plate
    peer: Plate


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """``reply`` and ``closing`` are empty texts where there is none."""

    number: int
    round: int
    code: str
    kind: str | Promise
    blocking: bool
    text: Text
    decision: str | Promise
    reply: Text
    closing: Text
    closed: bool


@dataclass(frozen=True, slots=True)
class Review:
    heading: str
    label: str
    total: Figures
    parts: tuple[AgreementLine, ...]
    """Of the framework's first sorting (IBM: the pillars)."""
    kappa: ShownKappa
    differences: tuple[DifferenceLine, ...]
    """Two levels or more apart; empty for partners."""
    remarks: tuple[RemarkLine, ...]
    """Empty for partners."""
    counted: str
    """How many remarks of each kind; empty for none."""


def build_review(sheet: Sheet) -> Review | None:
    """Return the annex; None where reviewers sent the country nothing."""
    snapshot = sheet.snapshot
    if not snapshot.peer and not snapshot.remarks:
        return None
    found = compare(sheet.spec, sheet.settled, snapshot.peer)
    of_parts = agreement_of_parts(sheet.spec, found)
    total = agreement(found.pairs)
    return Review(
        heading=_heading(shown_agreement(total)),
        label=snapshot.label,
        total=shown_agreement(total),
        parts=tuple(
            AgreementLine(category.name, shown_agreement(of_parts["category", category.code]))
            for category in sheet.first_dimension.categories
            if ("category", category.code) in of_parts
        ),
        kappa=shown_kappa(weighted_kappa(found.pairs)),
        differences=()
        if sheet.shared
        else tuple(
            DifferenceLine(
                pair.indicator,
                sheet.indicators[pair.indicator].title,
                sheet.plate(pair.indicator),
                sheet.value_plate(snapshot.peer[pair.indicator]),
            )
            for pair in large_differences(sheet.spec, found)
        ),
        remarks=() if sheet.shared else tuple(_remark(one) for one in snapshot.remarks),
        counted=_counted(snapshot.remarks),
    )


def _heading(total: Figures) -> str:
    if not total.pairs:
        return _("Reviewers proposed no level that can be compared")
    return ngettext(
        "Self and peer agree on %(exact)s of %(number)d question",
        "Self and peer agree on %(exact)s of %(number)d questions",
        total.pairs,
    ) % {"exact": total.exact, "number": total.pairs}


def _remark(one: SnapshotRemark) -> RemarkLine:
    return RemarkLine(
        number=one.number,
        round=one.round,
        code=one.indicator,
        kind=RemarkKind(one.kind).label,
        blocking=one.is_blocking,
        text=flow(one.text),
        decision=ReplyDecision(one.decision).label if one.decision else _("no reply"),
        reply=flow(one.reply) if one.reply else NOTHING,
        closing=flow(one.closing_words) if one.closing_words else NOTHING,
        closed=one.is_closed,
    )


def _counted(remarks: tuple[SnapshotRemark, ...]) -> str:
    if not remarks:
        return ""
    counts = Counter(one.kind for one in remarks)
    kinds = ", ".join(f"{kind.label} {counts[kind.value]}" for kind in RemarkKind if counts[kind.value])
    return ngettext(
        "%(number)d remark (%(kinds)s); %(replied)d with a reply, %(closed)d closed.",
        "%(number)d remarks (%(kinds)s); %(replied)d with a reply, %(closed)d closed.",
        len(remarks),
    ) % {
        "number": len(remarks),
        "kinds": kinds,
        "replied": sum(bool(one.decision) for one in remarks),
        "closed": sum(one.is_closed for one in remarks),
    }
