"""What pages and the API show of reports, and the file itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Gone, NotVisible
from reports.models import Edition, Failure, Report, Stage, State

SAMPLE = 20
"""Latest finished reports that an estimate is made from."""


class FileUnsound(Conflict):
    """The stored file is missing or not the one that was made."""

    code = "file_unsound"


@dataclass(frozen=True, slots=True)
class StageView:
    """One step of the making for a timeline: "done", "here" or "ahead"."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as a person may see it. ``waits`` is True while the page should ask again."""

    id: UUID
    assessment_id: int
    country: str
    cycle: str
    edition: str
    edition_label: str
    language: str
    language_label: str
    state: str
    state_label: str
    waits: bool
    is_draft: bool
    step: int
    steps: int
    stage_label: str
    pages_set: int
    attempts: int
    pages: int | None
    size: int | None
    sha256: str
    failure: str
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    file_name: str
    can_retry: bool
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    report: ReportView
    stages: tuple[StageView, ...]
    ahead: int
    """Reports that stand before this one in the line."""
    estimate: int | None
    """Seconds until it is done, from the latest ones; None when nothing is known."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    name: str
    content: bytes
    sha256: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers under which both doors give it: an attachment that is not sniffed, not framed and in no shared cache."""
        return {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{self.name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }


def reports_visible_to(person: User, at: datetime) -> QuerySet[Report]:
    """Reports that the person may read, newest first, with what a list shows of them."""
    return Report.objects.visible_to(person, at).select_related(
        "assessment__country", "assessment__cycle", "requested_by"
    )


def report_view(report: Report, *, person: User) -> ReportView:
    """Describe one report of ``reports_visible_to``; no query."""
    return ReportView(
        id=report.pk,
        assessment_id=report.assessment_id,
        country=report.assessment.country.name,
        cycle=report.assessment.cycle.name,
        edition=report.edition,
        edition_label=str(Edition(report.edition).label),
        language=report.language,
        language_label=str(dict(settings.LANGUAGES).get(report.language, report.language)),
        state=report.state,
        state_label=str(State(report.state).label),
        waits=report.state in (State.QUEUED, State.RENDERING),
        is_draft=_is_draft(report),
        step=report.step,
        steps=len(Stage),
        stage_label=str(Stage(report.stage).label) if report.stage else "",
        pages_set=report.pages_set,
        attempts=report.attempts,
        pages=report.pages,
        size=report.size,
        sha256=report.sha256,
        failure=_failure(report),
        requested_by=report.requested_by.name if report.edition == Edition.INTERNAL else "",
        requested_at=report.requested_at,
        finished_at=report.finished_at,
        file_name=_file_name(report),
        can_retry=report.state in (State.FAILED, State.CANCELLED, State.EXPIRED),
        can_cancel=report.state in (State.QUEUED, State.RENDERING) and report.requested_by_id == person.pk,
    )


def report_page(*, person: User, at: datetime, report_id: UUID) -> ReportPage:
    """
    Return one report with its place in the line and an estimate.

    Raises:
        NotVisible: there is no such report for this person.
        Gone: the country took the report back.
    """
    report = _find(person, at, report_id)
    view = report_view(report, person=person)
    ahead = _ahead(report)
    return ReportPage(report=view, stages=_stages(report), ahead=ahead, estimate=_estimate(report, ahead, at))


def report_file(*, person: User, at: datetime, report_id: UUID) -> ReportFile:
    """
    Return the file of a ready report, read whole and compared with the hash that was stored when it was made.

    Raises:
        NotVisible: there is no such report for this person.
        Gone: the country took the report back, or the file is no longer kept.
        Conflict: it is not ready.
        FileUnsound: the file is missing or was changed.
    """
    return file_of(_find(person, at, report_id))


def file_of(report: Report) -> ReportFile:
    """Return the file of a row that the caller may read; errors as ``report_file``."""
    if report.state == State.EXPIRED:
        raise Gone(_("This draft is no longer kept. Ask for the report again."))
    if report.state != State.READY:
        raise Conflict(_("The report is not ready yet; its page says how far it is."))
    try:
        with default_storage.open(report.stored_name) as file:
            content = file.read()
    except OSError as error:
        raise FileUnsound(_("The file of this report cannot be read. Tell the operator.")) from error
    if hashlib.sha256(content).hexdigest() != report.sha256:
        raise FileUnsound(_("The file of this report is not the one that was made. Tell the operator."))
    return ReportFile(name=_file_name(report), content=content, sha256=report.sha256)


def _find(person: User, at: datetime, report_id: UUID) -> Report:
    report = reports_visible_to(person, at).filter(pk=report_id).first()
    if report is not None:
        return report
    if person.is_authenticated and Report.objects.filter(pk=report_id).was_opened_to(person).exists():
        raise Gone(_("The country has withdrawn this publication. Ask its signatory for the reasons."))
    raise NotVisible(_("There is no such report."))


def _is_draft(report: Report) -> bool:
    return report.printed_status not in (Status.ACCEPTED, Status.PUBLISHED)


def _failure(report: Report) -> str:
    over = report.state in (State.FAILED, State.CANCELLED)
    return str(Failure(report.error_code).label) if over and report.error_code else ""


def _file_name(report: Report) -> str:
    """``arvenia-2027.pdf``; only letters, digits and hyphens, so no header or disk reads it in another way."""
    country = slugify(report.assessment.country.name) or report.assessment.country.code.lower()
    return f"{country}-{slugify(report.assessment.cycle.code)}{'-draft' if _is_draft(report) else ''}.pdf"


def _ahead(report: Report) -> int:
    if report.state != State.QUEUED:
        return 0
    before = Report.objects.filter(state=State.QUEUED, queued_at__lt=report.queued_at).count()
    return before + Report.objects.filter(state=State.RENDERING).count()


def _estimate(report: Report, ahead: int, at: datetime) -> int | None:
    """The middle duration of the latest ones for each report in the line, less what this one has had."""
    if report.state not in (State.QUEUED, State.RENDERING):
        return None
    latest = (
        Report.objects.filter(state=State.READY, started_at__isnull=False, finished_at__isnull=False)
        .order_by("-finished_at")
        .values_list("started_at", "finished_at")[:SAMPLE]
    )
    durations = sorted((finished - started).total_seconds() for started, finished in latest)
    if not durations:
        return None
    each = durations[len(durations) // 2]
    spent = (at - report.started_at).total_seconds() if report.state == State.RENDERING and report.started_at else 0.0
    return max(1, round(each * (ahead + 1) - spent))


def _stages(report: Report) -> tuple[StageView, ...]:
    done = len(Stage) + 1 if report.state == State.READY else report.step
    views = []
    for number, stage in enumerate(Stage, start=1):
        state = "done" if number < done else "here" if number == done else "ahead"
        note = ""
        if stage == Stage.LAYOUT and report.pages_set and number <= done:
            note = _("%(pages)d pages") % {"pages": report.pages_set}
        views.append(StageView(str(stage.label), state, note))
    return tuple(views)
