"""A worker makes one report: claim, gather, render in a child, store, finish."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ibm_platform.common.errors import Conflict, DomainError, NotVisible
from reports.content import build_report, html_of, snapshot_digest, take_snapshot
from reports.models import Failure, Report, Stage, State
from reports.operations.noticing import tell_ready
from reports.operations.storing import forget, store
from reports.permissions import chosen_edition
from reports.queries import file_of
from reports.rendering import Limits, Lost, Rendered, RenderFailed, render_in_child

Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)
# What another try may cure: the machine was busy, or the child was killed from outside. The rest fails alike each time.
_PASSING = (Failure.WALL, Failure.DIED)
_PROGRESS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Claim:
    """One worker's hold on a row. ``attempt`` is its token: an update with an older number finds no row."""

    report_id: UUID
    attempt: int
    clock: Clock

    def update(self, **values: object) -> bool:
        """Write to the row if this worker still holds it; False when it lost it."""
        held = Report.objects.filter(pk=self.report_id, state=State.RENDERING, attempts=self.attempt)
        return bool(held.update(heartbeat_at=self.clock(), **values))

    def enter(self, stage: Stage) -> None:
        if not self.update(stage=stage):
            raise Lost


def make_report(*, report_id: UUID, clock: Clock, limits: Limits | None = None) -> str:
    """
    Make the file of one queued report and return the state it is in afterwards.

    A second message for the same report finds nothing to claim and leaves. Whatever happens between claim and finish, the
    row ends ready, failed, cancelled or queued for the sweeper; a killed worker is found by its silent heartbeat.

    Args:
        clock: the present moment; asked again and again, because a rendering lasts.
        limits: of the child; the platform's own when left out.
    """
    claim = _claim(report_id, clock)
    if claim is None:
        return _state(report_id)
    try:
        rendered = _render(claim, limits)
        if rendered is not None:
            _finish(claim, rendered)
    except Lost:
        _log.info("report %s: attempt %d lost its row and stopped", report_id, claim.attempt)
    except RenderFailed as error:
        _log.error("report %s: attempt %d failed: %s", report_id, claim.attempt, error)
        _give_up(claim, Failure(error.code), error.detail, final=error.code not in _PASSING)
    except Exception as error:  # noqa: BLE001 - the row must say that it ended, whatever it was
        _log.exception("report %s: attempt %d ended", report_id, claim.attempt)
        _give_up(claim, Failure.BROKEN, f"{type(error).__name__}: {error}"[:2000], final=False)
    return _state(report_id)


def make_for_operator(*, report_id: UUID, clock: Clock) -> bytes:
    """
    Return the file of a report, made in this process if it waits; for the person at the machine's own terminal.

    Raises:
        NotVisible: there is no such report.
        Conflict: another process makes it, or it failed; the message says which.
    """
    state = make_report(report_id=report_id, clock=clock)
    report = Report.objects.filter(pk=report_id).select_related("assessment__country", "assessment__cycle").first()
    if report is None:
        raise NotVisible(_("There is no such report."))
    if state == State.READY:
        return file_of(report).content
    if report.error_code:
        raise Conflict(f"{Failure(report.error_code).label} {report.error_detail}".strip())
    raise Conflict(
        _("Another process makes this report, or it was called off; its state is: %(state)s.") % {"state": state}
    )


def _claim(report_id: UUID, clock: Clock) -> _Claim | None:
    """Take the row: counted before the dangerous step, so that a report that kills its worker cannot do so for ever."""
    now = clock()
    taken = Report.objects.filter(pk=report_id, state=State.QUEUED, attempts__lt=settings.REPORT_ATTEMPTS).update(
        state=State.RENDERING,
        attempts=F("attempts") + 1,
        stage=Stage.CONTENT,
        pages_set=0,
        started_at=now,
        heartbeat_at=now,
        finished_at=None,
        error_code="",
        error_detail="",
    )
    if not taken:
        return None
    return _Claim(report_id, Report.objects.values_list("attempts", flat=True).get(pk=report_id), clock)


def _render(claim: _Claim, limits: Limits | None) -> Rendered | None:
    """Return the file; None when the row was ended instead (no right any more, or a newer report took its place)."""
    report = Report.objects.select_related(
        "assessment__country", "assessment__cycle", "assessment__framework_version", "requested_by"
    ).get(pk=claim.report_id)
    try:
        chosen_edition(
            actor=report.requested_by, at=claim.clock(), assessment=report.assessment, edition=report.edition
        )
    except DomainError:
        claim.update(state=State.CANCELLED, error_code=Failure.RIGHTS, finished_at=claim.clock())
        return None
    snapshot = take_snapshot(report.assessment, language=report.language)
    digest = snapshot_digest(snapshot)
    if digest != report.snapshot_hash and not _follow(claim, digest, printed_status=snapshot.status):
        return None
    content = build_report(snapshot, edition=report.edition, language=report.language)
    html = html_of(content)
    claim.enter(Stage.LAYOUT)
    return render_in_child(
        html,
        title=content.title,
        identifier=bytes.fromhex(digest)[:16],
        progress=_progress(claim),
        alive=claim.update,
        beat_seconds=settings.REPORT_HEARTBEAT_SECONDS,
        limits=limits,
    )


def _follow(claim: _Claim, digest: str, *, printed_status: str) -> bool:
    """
    Point the row at the answers as they stand now; False when another report already stands for them.

    Between the request and the rendering somebody may have saved: who waits gets the newer answers, not an old copy.
    """
    try:
        with transaction.atomic():
            if not claim.update(snapshot_hash=digest, printed_status=printed_status):
                raise Lost
    except IntegrityError:
        claim.update(state=State.CANCELLED, error_code=Failure.REPLACED, finished_at=claim.clock())
        return False
    return True


def _progress(claim: _Claim) -> Callable[[str, int], None]:
    """Write a new stage at once, and further pages at most once a second."""
    written: dict[str, float | str] = {"stage": "", "at": 0.0}

    def progress(stage: str, pages: int) -> None:
        now = time.monotonic()
        if stage != written["stage"] or now - float(written["at"]) >= _PROGRESS_SECONDS:
            written.update(stage=stage, at=now)
            if not claim.update(stage=stage, pages_set=pages):
                raise Lost

    return progress


def _finish(claim: _Claim, rendered: Rendered) -> None:
    claim.enter(Stage.STORING)
    name = store(rendered.pdf)
    at = claim.clock()
    with transaction.atomic():
        kept = claim.update(
            state=State.READY,
            stored_name=name,
            size=len(rendered.pdf),
            pages=rendered.pages,
            pages_set=rendered.pages,
            sha256=rendered.sha256,
            finished_at=at,
        )
        if kept:
            tell_ready(report_id=claim.report_id, at=at)
    if not kept:
        forget(name)
        raise Lost


def _give_up(claim: _Claim, code: Failure, detail: str, *, final: bool) -> None:
    """End as failed, or leave the row queued for the sweeper, which waits longer after each attempt."""
    now = claim.clock()
    if final or claim.attempt >= settings.REPORT_ATTEMPTS:
        claim.update(state=State.FAILED, error_code=code, error_detail=detail, finished_at=now)
        return
    claim.update(
        state=State.QUEUED,
        stage="",
        error_code=code,
        error_detail=detail,
        queued_at=now,
        last_sent_at=now,
        sends=claim.attempt,
    )


def _state(report_id: UUID) -> str:
    return Report.objects.values_list("state", flat=True).filter(pk=report_id).first() or ""
