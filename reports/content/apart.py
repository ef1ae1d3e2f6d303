"""Where the agencies stood apart before they agreed, and how far they agree at all. Internal edition only (methodology 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import ShownAlpha, shown_alpha
from assessments.scoring.consensus import AgencyAnswerValue
from assessments.scoring.display import shown_deviation
from assessments.scoring.divergence import IndicatorDivergence, agency_alpha, divergence
from reports.content.sheet import Plate, Sheet


@dataclass(frozen=True, slots=True)
class AgencyPlace:
    """One agency and the level that it said."""

    agency: str
    plate: Plate


@dataclass(frozen=True, slots=True)
class ApartRow:
    """``range`` and ``deviation`` are in levels, "–" where fewer than two agencies gave one."""

    code: str
    title: str
    critical: bool
    places: tuple[AgencyPlace, ...]
    range: str
    deviation: str
    settled: Plate


@dataclass(frozen=True, slots=True)
class Apart:
    heading: str
    compared: str
    alpha: ShownAlpha
    limit: int
    """Levels from which on two agencies count as far apart."""
    rows: tuple[ApartRow, ...]
    """Critical first, then the widest range, then the largest mean deviation."""


def build_apart(sheet: Sheet) -> Apart | None:
    """Return the annex; None for partners: what one service said of another's work is not theirs to read."""
    if sheet.shared:
        return None
    answers = {
        code: [AgencyAnswerValue(one.agency, one.types, one.value) for one in said]
        for code, said in sheet.snapshot.said.items()
    }
    found = divergence(sheet.spec, answers)
    compared = [row for row in found if len(row.dots) + len(row.not_applicable) >= 2]
    flagged = [row for row in compared if row.spread.flagged]
    return Apart(
        heading=_heading(compared, flagged),
        compared=ngettext(
            "%(number)d question was answered by two agencies or more.",
            "%(number)d questions were answered by two agencies or more.",
            len(compared),
        )
        % {"number": len(compared)},
        alpha=shown_alpha(agency_alpha(sheet.spec, answers)),
        limit=sheet.spec.proposal.flag_range,
        rows=tuple(_row(sheet, row) for row in flagged),
    )


def _heading(compared: Sequence[IndicatorDivergence], flagged: Sequence[IndicatorDivergence]) -> str | Promise:
    if not compared:
        return _("No question has two answers")
    if not flagged:
        return _("Nowhere did the agencies lie far apart")
    return ngettext(
        "On %(number)d question the agencies lay far apart",
        "On %(number)d questions the agencies lay far apart",
        len(flagged),
    ) % {"number": len(flagged)}


def _row(sheet: Sheet, row: IndicatorDivergence) -> ApartRow:
    spread, codes = row.spread, {level.value: level.code for level in sheet.spec.levels}
    placed = [
        AgencyPlace(sheet.agencies[one.agency], sheet.level_plate(codes[one.value], one.insufficient))
        for one in row.dots
    ]
    beside = [AgencyPlace(sheet.agencies[agency], Plate(_("n/a"), 0)) for agency in row.not_applicable]
    return ApartRow(
        code=row.indicator,
        title=sheet.indicators[row.indicator].title,
        critical=row.critical,
        places=(*placed, *beside),
        range="–" if spread.range is None else str(spread.range),
        deviation="–" if spread.mad is None else shown_deviation(spread.mad),
        settled=sheet.plate(row.indicator),
    )
