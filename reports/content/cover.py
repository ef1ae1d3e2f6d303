"""Cover and the words at the head and foot of every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments.scoring.display import shown
from ibm_platform.common.isolation import isolated
from reports import charts
from reports.content.sheet import Sheet
from reports.content.texts import line
from reports.content.words import day, short_hash

FINAL = ("accepted", "published")


@dataclass(frozen=True, slots=True)
class Running:
    """What stands at the head and foot of every page."""

    title: str
    edition: str
    card: str
    of: str


@dataclass(frozen=True, slots=True)
class Cover:
    brand: str
    occasion: str
    country: str
    title: str
    draft: bool
    map: charts.CoverMap
    map_words: str
    neatline: tuple[charts.Step, ...]
    facts: tuple[tuple[str, str], ...]


def is_draft(sheet: Sheet) -> bool:
    return sheet.snapshot.status not in FINAL


def build_running(sheet: Sheet, *, snapshot_hash: str) -> Running:
    snapshot = sheet.snapshot
    edition = _("Shared edition") if sheet.shared else _("Internal edition")
    marks = [edition, line(snapshot.label)]
    if is_draft(sheet):
        marks.append(_("DRAFT"))
    elif snapshot.status != "published":
        marks.append(_("not published"))
    frozen = snapshot.receipt_hash
    card = (
        _("scorecard %(hash)s") % {"hash": short_hash(frozen)}
        if frozen
        else _("answers %(hash)s") % {"hash": short_hash(snapshot_hash)}
    )
    return Running(
        title=f"{line(snapshot.country_name)}  ·  {line(snapshot.spec.name)} {line(snapshot.cycle_code)}",
        edition="  ·  ".join(marks),
        card=card,
        of=" " + _("of") + " ",
    )


def build_cover(sheet: Sheet) -> Cover:
    snapshot = sheet.snapshot
    present = [isolated(sheet.agencies[agency.code]) for agency in snapshot.agencies if not agency.absent]
    answered_by = ", ".join(present[:8])
    if len(present) > 8:
        answered_by = _("%(names)s and %(number)d more") % {"names": answered_by, "number": len(present) - 8}
    return Cover(
        brand=line(snapshot.spec.name),
        occasion=_("Maturity self-assessment, %(cycle)s") % {"cycle": line(snapshot.cycle_name)},
        country=line(snapshot.country_name, 60),
        title=_("Where border management stands, and what comes next"),
        draft=is_draft(sheet),
        map=charts.cover_map(_map_rows(sheet)),
        map_words=_("%(number)d scores as a map of colours; the same numbers stand in the table of the summary")
        % {"number": len(sheet.units)},
        neatline=charts.neatline(),
        facts=(
            (_("Status"), _status(sheet)),
            (_("Reference date"), day(snapshot.reference_date)),
            (_("Answered by"), answered_by or "–"),
            (_("Edition"), _edition(sheet)),
            (
                _("Model"),
                _("%(name)s, version %(version)s, fingerprint %(hash)s")
                % {
                    "name": line(snapshot.spec.name),
                    "version": snapshot.spec.version,
                    "hash": short_hash(snapshot.framework_hash),
                },
            ),
        ),
    )


def _status(sheet: Sheet) -> str:
    snapshot = sheet.snapshot
    if snapshot.accepted_on and not is_draft(sheet):
        when = _("Accepted on %(day)s, %(label)s") % {"day": day(snapshot.accepted_on), "label": line(snapshot.label)}
        return when if snapshot.status == "published" else _("%(status)s; not published") % {"status": when}
    if snapshot.status == "submitted" and snapshot.submitted_on:
        return _("DRAFT. Submitted on %(day)s, not yet accepted") % {"day": day(snapshot.submitted_on)}
    return _("DRAFT. Not yet accepted; numbers may change")


def _edition(sheet: Sheet) -> str:
    consent = sheet.snapshot.consent
    if not sheet.shared:
        return _("Internal: for the country and the coordinator. Handle as restricted")
    if consent and consent.report:
        return _("Shared, with the consent that the signatory gave on %(day)s") % {"day": day(consent.signed_on)}
    return _("Shared; the signatory has not given consent yet")


def _map_rows(sheet: Sheet) -> list[list[tuple[str, int] | None]]:
    pair = sheet.spec.cell_dimensions
    units = {unit.code: unit for unit in sheet.units}

    def plate(code: str) -> tuple[str, int] | None:
        if code not in units:
            return None
        node = sheet.node(units[code])
        return shown(node.score), sheet.tone(node.band)

    if pair is None:
        rows = [[plate(unit.code) for unit in sheet.units]]
    else:
        rows = [[plate(f"{row.code}.{column.code}") for column in pair[1].categories] for row in pair[0].categories]
    # A drawing is not mirrored by itself, and the table of the summary is.
    return [row[::-1] for row in rows] if get_language_bidi() else rows
