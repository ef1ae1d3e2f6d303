"""The divergence page in words: what its rows come to, and where the marks stand on the scale."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.divergence import AgencySaid, DivergenceFilter, DivergencePage, DivergenceRow
from assessments.scoring.display import shown_deviation
from assessments.web.settling_words import apart, in_words
from ibm_platform.common.isolation import isolated, isolated_list

WALK = "divergence"
"""Value of ``order`` in the address of a question that is reached from the divergence page."""


@dataclass(frozen=True, slots=True)
class Place:
    """One step of the scale, and the agencies that stand on it."""

    value: int
    said: tuple[AgencySaid, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``beside`` are the agencies that say "not applicable"; they stand beside the scale, not on it."""

    row: DivergenceRow
    places: tuple[Place, ...]
    beside: tuple[AgencySaid, ...]
    by_agency: tuple[AgencySaid | None, ...]
    """In the order of the page's agencies; None where one gave no answer."""
    apart: str
    range: str
    deviation: str
    middle: str


def filter_of(asked: QueryDict) -> DivergenceFilter:
    """Return the filter that an address asks for."""
    return DivergenceFilter(
        group=asked.get("part", ""),
        column=asked.get("field", ""),
        only_flagged=bool(asked.get("flagged")),
        only_critical=bool(asked.get("critical")),
    )


def walk_of(asked: QueryDict) -> DivergenceFilter | None:
    """Return the filter with which somebody goes from question to question; None for the framework's order."""
    return filter_of(asked) if asked.get("order") == WALK else None


def in_address(chosen: DivergenceFilter, **more: str) -> str:
    """Return the query of an address that asks for the filter again; empty for none."""
    asked = {
        "part": chosen.group,
        "field": chosen.column,
        "flagged": "1" if chosen.only_flagged else "",
        "critical": "1" if chosen.only_critical else "",
        **more,
    }
    found = urlencode({name: value for name, value in asked.items() if value})
    return f"?{found}" if found else ""


def shown_rows(page: DivergencePage, chosen: DivergenceFilter) -> tuple[ShownRow, ...]:
    """Return the rows that the filter keeps, with their marks in place."""
    return tuple(_shown(page, row) for row in page.rows if chosen.keeps(row))


def finding(page: DivergencePage) -> str:
    """Return the page's heading."""
    compared = [row for row in page.rows if row.is_compared]
    flagged = sum(row.is_flagged for row in compared)
    if not page.rows:
        return _("There is nothing to compare yet")
    if len(page.agencies) == 1:
        return _("Only %(agency)s stands here so far") % {"agency": isolated(page.agencies[0].name)}
    if not compared:
        return _("No question has two answers yet")
    if flagged:
        return ngettext(
            "%(flagged)d of %(total)d questions needs a talk between the agencies",
            "%(flagged)d of %(total)d questions need a talk between the agencies",
            flagged,
        ) % {"flagged": flagged, "total": len(compared)}
    if any(row.spread.range for row in compared):
        return _("Nowhere do the agencies lie far apart")
    return _("The agencies agree wherever two have answered")


def summary(page: DivergencePage) -> str:
    """
    Return what the rows come to, each question counted once.

    Where some agencies give a level and others call the question not applicable, that is what counts, however far the
    levels lie apart.
    """
    if not page.rows:
        return _nothing(page)
    limit = page.context.spec.proposal.flag_range
    counts = Counter(_kind_of(row) for row in page.rows)
    parts = [
        words % {"count": counts[kind], "limit": in_words(limit)}
        for kind, words in (
            ("agree", _("agree on %(count)d")),
            (
                "near",
                _("lie one level apart on %(count)d")
                if limit == 2
                else _("lie less than %(limit)s levels apart on %(count)d"),
            ),
            ("far", _("lie %(limit)s levels or more apart on %(count)d")),
            ("applies", _("differ on whether it applies on %(count)d")),
        )
        if counts[kind]
    ]
    compared = counts.total() - counts["single"]
    said = []
    if compared:
        said.append(
            ngettext(
                "Of %(total)d question that two agencies or more answered, they %(parts)s.",
                "Of %(total)d questions that two agencies or more answered, they %(parts)s.",
                compared,
            )
            % {"total": compared, "parts": get_text_list(parts, _("and"))}
        )
    if counts["single"]:
        said.append(
            ngettext(
                "%(count)d question has one answer and is compared with nothing.",
                "%(count)d questions have one answer each and are compared with nothing.",
                counts["single"],
            )
            % {"count": counts["single"]}
        )
    return " ".join(said)


def waiting(page: DivergencePage) -> str:
    """Return who is not in the comparison because nothing is released; empty when everybody has, or the reader is not told."""
    if not page.waiting or not page.rows:
        return ""
    return _("Not released: %(agencies)s.") % {"agencies": isolated_list(one.name for one in page.waiting)}


def _nothing(page: DivergencePage) -> str:
    if page.reads_for_agency:
        return _("Your agency did not hand over its answers; those of the others are not open to it.")
    if page.waiting:
        return _(
            "No agency has released its answers yet. What an agency writes before its release is read by it alone."
        )
    return _("No agency has handed over an answer.")


def _kind_of(row: DivergenceRow) -> str:
    if not row.is_compared:
        return "single"
    if row.differs_in_kind:
        return "applies"
    if not row.spread.range:
        return "agree"
    return "far" if row.is_flagged else "near"


def _shown(page: DivergencePage, row: DivergenceRow) -> ShownRow:
    given = {one.agency.code: one for one in row.said}
    spread = row.spread
    return ShownRow(
        row=row,
        places=tuple(
            Place(level.value, tuple(one for one in row.said if one.standing == level.value))
            for level in page.context.spec.levels
        ),
        beside=tuple(one for one in row.said if one.standing is None),
        by_agency=tuple(given.get(agency.code) for agency in page.agencies),
        apart=_apart(row),
        range="–" if spread.range is None else str(spread.range),
        deviation="–" if spread.mad is None else shown_deviation(spread.mad),
        middle="–" if spread.lower_median is None else str(spread.lower_median),
    )


def _apart(row: DivergenceRow) -> str:
    if not row.is_compared:
        return _("one answer")
    if row.differs_in_kind and row.spread.range:
        return _("%(apart)s; applies or not?") % {"apart": apart(row.spread)}
    return apart(row.spread) or _("agree")
