"""Remarks and what the country replied: as a list under a filter, and one of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.models import Remark, RemarkReply, SettledLevel
from assessments.models.peer_review import RemarkKind, ReplyDecision, RoundState
from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen, see
from assessments.queries.context import AssessmentContext, LevelOption, ValueView, context_of, level_options, value_view
from assessments.queries.layout import Column, column_of, columns
from assessments.queries.seen import indicators_reviewed, remarks_seen
from frameworks.spec import Indicator
from ibm_platform.accounts.models import Role, User
from ibm_platform.common.errors import NotVisible

LEVEL_KINDS = (RemarkKind.FACTUAL, RemarkKind.SCORING)
"""Remarks that can change a national level when the country accepts them."""


@dataclass(frozen=True, slots=True)
class ReplyView:
    decision: ReplyDecision
    decision_label: str | Promise
    text: str
    by: str
    at: datetime
    settled_revision: int | None


@dataclass(frozen=True, slots=True)
class RemarkView:
    number: int
    round: int
    indicator: str
    title: str
    """Of the question."""
    field: str
    kind: RemarkKind
    kind_label: str | Promise
    is_blocking: bool
    text: str
    author: str
    at: datetime
    replies: tuple[ReplyView, ...]
    """The last one stands."""
    closed_at: datetime | None
    closed_by: str
    closing_words: str
    may_reply: bool
    may_close: bool

    @property
    def reply(self) -> ReplyView | None:
        return self.replies[-1] if self.replies else None

    @property
    def state(self) -> str:
        """ "open" without a reply, "replied", or "closed"."""
        if self.closed_at is not None:
            return "closed"
        return "replied" if self.replies else "open"


@dataclass(frozen=True, slots=True)
class RemarkFilter:
    """Which remarks somebody looks at; everything without one."""

    kind: str = ""
    state: str = ""
    field: str = ""
    only_blocking: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.kind or self.state or self.field or self.only_blocking)

    def keeps(self, one: RemarkView) -> bool:
        return (
            self.kind in ("", one.kind)
            and self.state in ("", one.state)
            and self.field in ("", one.field)
            and (one.is_blocking or not self.only_blocking)
        )


@dataclass(frozen=True, slots=True)
class RemarksPage:
    context: AssessmentContext
    remarks: tuple[RemarkView, ...]
    """By number, after the filter."""
    total: int
    chosen: RemarkFilter
    fields: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RemarkPage:
    context: AssessmentContext
    remark: RemarkView
    indicator: Indicator
    own: ValueView | None
    own_revision: int
    levels: tuple[LevelOption, ...]
    may_settle: bool
    """An accepting reply may settle another national level."""


def remarks(person: User, at: datetime, assessment_id: int, wanted: RemarkFilter | None = None) -> RemarksPage:
    """
    Return the remarks that the person may read; five queries at most.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: no role of the review, not declared, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_REVIEW)
    chosen = wanted or RemarkFilter()
    found = remark_views(seen, remarks_seen(seen))
    reviewed, ids = indicators_reviewed(seen), seen.framework.indicator_ids
    read = {field for code, field in column_of(seen.spec).items() if ids[code] in reviewed}
    return RemarksPage(
        context=context_of(seen),
        remarks=tuple(one for one in found if chosen.keeps(one)),
        total=len(found),
        chosen=chosen,
        fields=tuple(column for column in columns(seen.spec) if column.code in read),
    )


def remark(person: User, at: datetime, assessment_id: int, number: int) -> RemarkPage:
    """
    Return one remark with the national level that it is about; six queries at most.

    Raises:
        NotVisible: no such assessment or remark for the person.
        NotAllowed: no role of the review, not declared, or not in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_REVIEW)
    found = remark_views(seen, remarks_seen(seen).filter(number=number))
    if not found:
        raise NotVisible(_("There is no such remark."))
    (one,) = found
    row = SettledLevel.objects.filter(assessment=seen.assessment, indicator__code=one.indicator).first()
    indicator = seen.framework.indicators[one.indicator]
    value = None if row is None else seen.framework.value(row.kind, row.level_id)
    return RemarkPage(
        context=context_of(seen),
        remark=one,
        indicator=indicator,
        own=None if value is None else value_view(seen.framework, value),
        own_revision=0 if row is None else row.revision,
        levels=level_options(seen.framework, indicator),
        may_settle=one.may_reply and one.kind in LEVEL_KINDS,
    )


def remark_views(seen: Seen, rows: QuerySet[Remark]) -> tuple[RemarkView, ...]:
    """Describe remarks of ``remarks_seen`` with their replies; two queries."""
    found = list(rows.select_related("round", "author", "closed_by").order_by("number"))
    replies: dict[int, list[ReplyView]] = defaultdict(list)
    for reply in RemarkReply.objects.filter(remark__in=found).select_related("author").order_by("pk"):
        decision = ReplyDecision(reply.decision)
        replies[reply.remark_id].append(
            ReplyView(decision, decision.label, reply.text, reply.author.name, reply.at, reply.settled_revision)
        )
    column = column_of(seen.spec)
    return tuple(_view(seen, row, tuple(replies[row.pk]), column) for row in found)


def _view(seen: Seen, row: Remark, replies: tuple[ReplyView, ...], column: dict[str, str]) -> RemarkView:
    code = seen.framework.indicator_codes[row.indicator_id]
    kind, with_country = RemarkKind(row.kind), row.round.state == RoundState.WITH_COUNTRY
    is_open = row.closed_at is None
    return RemarkView(
        number=row.number,
        round=row.round.number,
        indicator=code,
        title=seen.framework.indicators[code].title,
        field=column[code],
        kind=kind,
        kind_label=kind.label,
        is_blocking=row.is_blocking,
        text=row.text,
        author=row.author.name,
        at=row.at,
        replies=replies,
        closed_at=row.closed_at,
        closed_by=row.closed_by.name if row.closed_by else "",
        closing_words=row.closing_words,
        may_reply=is_open and with_country and seen.may(Action.REPLY_REMARK),
        may_close=is_open and not with_country and closes(seen, row),
    )


def closes(seen: Seen, row: Remark) -> bool:
    """Whether the person may close a remark that the person reads: an own one, and the coordinator any."""
    roles = granted_by(Action.CLOSE_REMARK, rights=seen.rights, assessment=seen.assessment)
    return Role.COORDINATOR in roles or (bool(roles) and row.author_id == seen.person.pk)
