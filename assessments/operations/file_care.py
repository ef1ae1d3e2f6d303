"""What the clock does for files: ask the virus scanner about those it has not seen, and remove bytes that belong to nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from assessments import scanning, storing
from assessments.limits import SWEEP_AGE_HOURS
from assessments.models import Assessment, FileVersion, ScanState
from assessments.operations.events import record
from ibm_platform.common.errors import DomainError

UNSCANNED = (ScanState.OFF, ScanState.WAITING)
NAMES_AT_ONCE = 500
_log = logging.getLogger(__name__)


def scan_file(*, version_id: int, clock: Callable[[], datetime]) -> bool:
    """
    Ask the scanner about one version and write its verdict down; a version with a verdict, or an unknown one, is left alone.

    Returns:
        False when the scanner or the store did not answer: asking about others makes no sense now.
    """
    version = FileVersion.objects.filter(pk=version_id, scan_state__in=UNSCANNED).first()
    if version is None or not scanning.is_on():
        return True
    try:
        with storing.open_stored(version.storage_name) as content:
            verdict = scanning.scan(content)
    except storing.FileMissing:
        _log.error("file version %s has no bytes in the store", version_id)
        return True
    except scanning.ScannerRefused as refusal:
        _log.warning("file version %s got no verdict from the virus scanner: %s", version_id, refusal)
        return True
    except (scanning.ScannerSilent, DomainError) as error:
        _log.warning("file version %s waits for its scan: %s", version_id, type(error).__name__)
        return False
    _write(version, verdict, clock())
    return True


def scan_waiting(*, clock: Callable[[], datetime]) -> None:
    """
    Ask the scanner about every version that it has not seen; stop when it does not answer.

    Where the scanner was switched off, what waited for it waits no longer.
    """
    if not scanning.is_on():
        FileVersion.objects.filter(scan_state=ScanState.WAITING).update(scan_state=ScanState.OFF)
        return
    waiting = FileVersion.objects.filter(scan_state__in=UNSCANNED).order_by("pk").values_list("pk", flat=True)
    for version_id in list(waiting):
        if not scan_file(version_id=version_id, clock=clock):
            return


def sweep_files(*, at: datetime) -> int:
    """
    Delete stored files that no row names and that are older than a day; return how many.

    Left behind by an upload that broke off between storing and writing its rows. Younger ones may be under way.
    """
    oldest = at - timedelta(hours=SWEEP_AGE_HOURS)
    deleted = 0
    for names in _in_portions(storing.stored_names()):
        known = set(FileVersion.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))
        for name in names:
            if name not in known and _is_old(name, oldest):
                storing.forget(name)
                deleted += 1
    if deleted:
        _log.info("deleted %s stored files that belonged to nothing", deleted)
    return deleted


def _is_old(name: str, oldest: datetime) -> bool:
    try:
        return storing.stored_at(name) < oldest
    except storing.FileMissing:
        # Another sweep was quicker.
        return False


def _in_portions(names: Iterator[str]) -> Iterator[list[str]]:
    while portion := list(islice(names, NAMES_AT_ONCE)):
        yield portion


@transaction.atomic
def _write(version: FileVersion, verdict: scanning.Verdict, at: datetime) -> None:
    assessment = Assessment.objects.filter(pk=version.file.assessment_id).lock().get()
    state = ScanState.INFECTED if verdict.is_infected else ScanState.CLEAN
    # Of two scans at once the first one writes.
    changed = FileVersion.objects.filter(pk=version.pk, scan_state__in=UNSCANNED).update(
        scan_state=state, scanned_at=at
    )
    if changed and verdict.is_infected:
        record(
            assessment,
            "file_infected",
            version.uploaded_by,
            at,
            {
                "agency": version.file.agency_id,
                "file": version.file_id,
                "version": version.number,
                "label": version.label,
                "found": verdict.found,
            },
        )
