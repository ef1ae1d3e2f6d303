"""One snapshot becomes one report, in one language and edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.queries import NationalSnapshot
from reports.content.annex import Annex, build_annex
from reports.content.apart import Apart, build_apart
from reports.content.cover import Cover, Running, build_cover, build_running
from reports.content.findings import CellPage, build_findings
from reports.content.method import Context, Method, build_context, build_method
from reports.content.plan import GapAnalysis, RoadmapPages, build_gaps, build_roadmap_pages
from reports.content.register import Register, build_register
from reports.content.results import Across, Results, build_across, build_results
from reports.content.review import Review, build_review
from reports.content.sheet import build_sheet
from reports.content.snapshot import snapshot_digest
from reports.content.summary import Summary, build_summary
from reports.content.texts import line
from reports.content.workshop import Meeting, build_workshops

SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents: where it leads, and how deep it stands."""

    anchor: str
    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class ReportContent:
    language: str
    direction: str
    title: str
    running: Running
    cover: Cover
    contents: tuple[Entry, ...]
    summary: Summary
    context: Context
    method: Method
    results: Results
    findings: tuple[tuple[str, tuple[CellPage, ...]], ...]
    """Name of each row of cells with its pages."""
    across: Across | None
    gaps: GapAnalysis
    roadmap: RoadmapPages
    annex: Annex
    register: Register
    apart: Apart | None
    """None in the edition for partners."""
    workshops: tuple[Meeting, ...]
    review: Review | None
    """None where there was none."""
    snapshot_hash: str
    receipt_hash: str
    framework_hash: str


def build_report(snapshot: NationalSnapshot, *, edition: str, language: str) -> ReportContent:
    """Return everything the report prints. Equal arguments give equal values, whatever the day."""
    with translation.override(language):
        digest = snapshot_digest(snapshot)
        if edition == SHARED:
            # A change since an earlier cycle gives that cycle's scores away, and the consent names this one alone.
            snapshot = replace(snapshot, previous=None)
        sheet = build_sheet(snapshot, shared=edition == SHARED)
        pages: dict[str, list[CellPage]] = {}
        for page in build_findings(sheet):
            pages.setdefault(page.group, []).append(page)
        findings = tuple((group, tuple(members)) for group, members in pages.items())
        across, apart = build_across(sheet), build_apart(sheet)
        workshops, review = build_workshops(sheet), build_review(sheet)
        return ReportContent(
            language=language,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            title=line(
                _("%(country)s: %(model)s, assessment %(cycle)s")
                % {"country": snapshot.country_name, "model": snapshot.spec.name, "cycle": snapshot.cycle_code}
            ),
            running=build_running(sheet, snapshot_hash=digest),
            cover=build_cover(sheet),
            contents=_contents(
                findings,
                across,
                [
                    entry
                    for entry, is_printed in (
                        (Entry("annex-f", _("Annex F  Where the agencies differed"), 1), apart is not None),
                        (Entry("annex-g", _("Annex G  National workshop"), 1), bool(workshops)),
                        (Entry("annex-h", _("Annex H  Peer review"), 1), review is not None),
                    )
                    if is_printed
                ],
            ),
            summary=build_summary(sheet),
            context=build_context(sheet),
            method=build_method(sheet),
            results=build_results(sheet),
            findings=findings,
            across=across,
            gaps=build_gaps(sheet),
            roadmap=build_roadmap_pages(sheet),
            annex=build_annex(sheet),
            register=build_register(sheet),
            apart=apart,
            workshops=workshops,
            review=review,
            snapshot_hash=digest,
            receipt_hash=snapshot.receipt_hash or "",
            framework_hash=snapshot.framework_hash,
        )


def _contents(
    findings: tuple[tuple[str, tuple[CellPage, ...]], ...], across: Across | None, annexes: Sequence[Entry]
) -> tuple[Entry, ...]:
    entries = [
        Entry("summary", _("1 Summary"), 1),
        Entry("context", _("2 Border context"), 1),
        Entry("method", _("3 Method and limits"), 1),
        Entry("results", _("4 Results at a glance"), 1),
        Entry(findings[0][1][0].anchor, _("5 Findings"), 1),
    ]
    for group, pages in findings:
        if group:
            entries.append(Entry(pages[0].anchor, group, 2))
        entries += [Entry(page.anchor, f"{page.code}  {page.name}", 3) for page in pages]
    if across is not None:
        entries.append(Entry("across", _("6 Across the cells"), 1))
    entries += [
        Entry("gaps", _("7 Gaps and priorities"), 1),
        Entry("roadmap", _("8 Roadmap"), 1),
        Entry("annex-a", _("Annex A  Indicator sheet"), 1),
        Entry("annex-b", _("Annex B  Not applicable, and warnings explained"), 1),
        Entry("annex-c", _("Annex C  Glossary"), 1),
        Entry("annex-d", _("Annex D  Sources and fingerprints"), 1),
        Entry("annex-e", _("Annex E  Evidence register"), 1),
        *annexes,
    ]
    return tuple(entries)
