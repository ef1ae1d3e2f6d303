"""National levels in words: how far the agencies lie apart, what a row of the list says, and which rows a filter keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.queries.layout import LayoutGroup, layout
from assessments.queries.settling import AgencyColumn, SettlePage
from assessments.queries.settling_list import SettlingList, SettlingRow
from assessments.scoring.consensus import Spread
from assessments.web.new_words import new_words
from assessments.web.previous_words import compared
from assessments.web.word_difference import Piece
from ibm_platform.common.isolation import isolated

NUMBERS: Mapping[int, Promise] = {
    1: gettext_lazy("one"),
    2: gettext_lazy("two"),
    3: gettext_lazy("three"),
    4: gettext_lazy("four"),
    5: gettext_lazy("five"),
    6: gettext_lazy("six"),
    7: gettext_lazy("seven"),
    8: gettext_lazy("eight"),
    9: gettext_lazy("nine"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for: one pillar, only what is open, the workshop's order instead of the framework's."""

    group: str = ""
    only_open: bool = False
    agenda: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.group) or self.only_open or self.agenda


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    row: SettlingRow
    apart: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Rows under one heading; without a name when the list stands in the workshop's order."""

    code: str
    name: str
    rows: tuple[ShownIndicator, ...]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One agency beside the others; its words as pieces, those that are new since its last answer marked."""

    column: AgencyColumn
    reason: tuple[Piece, ...]
    comment: tuple[Piece, ...]

    @property
    def is_marked(self) -> bool:
        return any(piece.change == "added" for piece in (*self.reason, *self.comment))


def finding(page: SettlingList) -> str:
    """Return the list's heading."""
    if page.settled == page.total:
        return _("All %(total)d national levels are settled") % {"total": page.total}
    open_and_flagged = sum(row.is_flagged and row.settled is None for row in page.rows)
    if open_and_flagged:
        return ngettext(
            "%(count)d question needs a talk between the agencies",
            "%(count)d questions need a talk between the agencies",
            open_and_flagged,
        ) % {"count": open_and_flagged}
    return _("%(settled)d of %(total)d national levels are settled") % {"settled": page.settled, "total": page.total}


def groups(page: SettlingList) -> tuple[LayoutGroup, ...]:
    """The framework's first sorting (IBM: pillars), for headings and the filter."""
    return layout(page.context.spec)


def shown_groups(page: SettlingList, chosen: Filter) -> tuple[ShownGroup, ...]:
    """Return what the filter keeps, under its headings; groups without a row are left out."""
    place = {code: group for group in groups(page) for row in group.rows for code in row.indicators}
    kept = [
        row
        for row in (page.agenda if chosen.agenda else page.rows)
        if (not chosen.group or place[row.code].code == chosen.group)
        and (not chosen.only_open or row.settled is None or row.is_returned)
    ]
    if chosen.agenda:
        found: tuple[ShownGroup, ...] = (ShownGroup("agenda", "", tuple(_shown(row) for row in kept)),)
    else:
        found = tuple(
            ShownGroup(group.code, group.name, tuple(_shown(row) for row in kept if place[row.code].code == group.code))
            for group in groups(page)
        )
    return tuple(group for group in found if group.rows)


def first_open(page: SettlingList) -> str | None:
    """The indicator to continue with, in the framework's order; None when everything is settled."""
    returned = next((row.code for row in page.rows if row.is_returned), None)
    return returned or next((row.code for row in page.rows if row.settled is None), None)


def _shown(row: SettlingRow) -> ShownIndicator:
    notes = []
    if row.is_returned:
        notes.append(_("returned"))
    if row.differs:
        notes.append(_("differs from the proposal"))
    if row.lacks_evidence:
        notes.append(_("needs a reference"))
    if row.settled is not None and row.settled.kind == "not_applicable":
        notes.append(_("approved") if row.na_approved else _("waits for the coordinator's approval"))
    if row.warnings:
        notes.append(ngettext("%(count)d warning", "%(count)d warnings", row.warnings) % {"count": row.warnings})
    if row.unread_comments:
        notes.append(
            ngettext("%(count)d new comment", "%(count)d new comments", row.unread_comments)
            % {"count": row.unread_comments}
        )
    return ShownIndicator(row, apart(row.spread), tuple(notes))


def apart(spread: Spread) -> str:
    """Return how far the agencies' levels lie apart; empty where they agree or nobody gave a level."""
    if not spread.range:
        return _("applies or not?") if spread.flagged else ""
    return ngettext("%(levels)s level apart", "%(levels)s levels apart", spread.range) % {
        "levels": in_words(spread.range)
    }


def shown_columns(page: SettlePage) -> tuple[ShownColumn, ...]:
    """Return the agencies' columns; of an agency that never answered before nothing is marked."""
    shown = []
    for column in page.columns:
        said, earlier = column.answer, column.earlier
        if said is None:
            shown.append(ShownColumn(column, (), ()))
            continue
        shown.append(
            ShownColumn(
                column,
                new_words(said.reason if earlier is None else earlier.reason, said.reason),
                new_words(said.comment if earlier is None else earlier.comment, said.comment),
            )
        )
    return tuple(shown)


def earlier_reason(page: SettlePage) -> tuple[Piece, ...]:
    """Return why the country settled before, its words compared with those that stand now."""
    if page.previous is None:
        return ()
    return compared(page.previous.reason, page.settled.reason if page.settled else "")


def marked_since(page: SettlePage) -> str:
    """Return what the marks in the agencies' words say; empty where no word is marked."""
    cycles = {
        one.column.earlier.cycle_code for one in shown_columns(page) if one.is_marked and one.column.earlier is not None
    }
    if not cycles:
        return ""
    if len(cycles) == 1:
        return _("Words that are new since %(cycle)s are underlined.") % {"cycle": isolated(cycles.pop())}
    return _("Words that are new since the agency's last answer are underlined.")


def spread_sentence(page: SettlePage) -> str:
    """Return what the agencies' answers come to, and that nothing is settled by it."""
    answers = sum(column.answer is not None for column in page.columns)
    if not answers:
        if page.proposal_reason:
            return _("No agency answered. The country's profile proposes “not applicable”: %(reason)s") % {
                "reason": page.proposal_reason
            }
        return _("No agency handed over an answer; the country decides by what it knows.")
    levels = sum(column.answer is not None and column.answer.kind != "not_applicable" for column in page.columns)
    said = _agreement(page.spread, answers, levels)
    if page.settled is not None or page.proposal is None:
        return said
    return _("%(said)s %(proposal)s; nothing is settled until you say so.") % {
        "said": said,
        "proposal": _proposal(page, levels),
    }


def _agreement(spread: Spread, answers: int, levels: int) -> str:
    if answers == 1:
        return _("One agency answered.")
    number = in_words(answers)
    if spread.range is None:
        return _("The %(number)s answers give no level.") % {"number": number}
    if spread.flagged and not spread.range:
        return _("The %(number)s answers differ on whether the question applies.") % {"number": number}
    if spread.range == 0:
        return _("The %(number)s answers agree.") % {"number": number}
    lie = {"number": in_words(levels), "levels": in_words(spread.range)}
    if levels < answers:
        # Who says "not applicable" stands nowhere on the scale.
        apart_words = ngettext(
            "%(number)s answers lie %(levels)s level apart",
            "%(number)s answers lie %(levels)s levels apart",
            spread.range,
        )
        others = ngettext(
            "%(count)s says that the question does not apply.",
            "%(count)s say that the question does not apply.",
            answers - levels,
        )
        return capfirst(f"{apart_words % lie}; {others % {'count': in_words(answers - levels)}}")
    return (
        ngettext(
            "The %(number)s answers lie %(levels)s level apart.",
            "The %(number)s answers lie %(levels)s levels apart.",
            spread.range,
        )
        % lie
    )


def _proposal(page: SettlePage, levels: int) -> str:
    assert page.proposal is not None
    if page.proposal.kind == "not_applicable":
        return _("They propose “not applicable”")
    if page.proposal.kind == "insufficient":
        return _("They propose “information insufficient”, %(label)s") % {"label": page.proposal.label}
    value_of = {level.code: level.value for level in page.levels}
    if page.spread.range and value_of[page.proposal.level or ""] == page.spread.lower_median:
        # Of an even number none is in the middle; the lower of the two there is taken.
        if levels == 2:
            return _("The lower answer is %(label)s") % {"label": page.proposal.label}
        if levels % 2 == 0:
            return _("The lower of the two middle answers is %(label)s") % {"label": page.proposal.label}
        return _("The middle answer is %(label)s") % {"label": page.proposal.label}
    return _("The proposal is %(label)s") % {"label": page.proposal.label}


def in_words(number: int) -> str:
    """Return a small number as a word, a larger one as digits."""
    return str(NUMBERS.get(number, number))
