"""A real ClamAV daemon with a signature of our own: what it has not seen waits, what it finds is never given out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assessments import operations
from assessments.models import AssessmentEvent, FileVersion
from assessments.operations import FileInfected, files
from assessments.operations.verifying import verify_chain
from assessments.queries.files import FileWaiting, file_content, file_rows
from ibm_platform.celery import app
from tests.builders import cast_of, make_assessment
from tests.files import attach, replace, text
from tests.people import now
from tests.virus_scanner import OWN_VIRUS, virus_scanner

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virus_scanner(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    backend = {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}


def states() -> list[str]:
    return list(FileVersion.objects.order_by("pk").values_list("scan_state", flat=True))


def test_what_waits_is_not_given_out_and_what_is_infected_never(settings, daemon):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    settings.IBM_CLAMD = daemon
    clean, sick = attach(assessment, officer, text("Clean.txt"), text("Sick.txt", f"Says: {OWN_VIRUS.decode()}."))
    assert states() == ["waiting", "waiting"]
    with pytest.raises(FileWaiting, match="being checked") as caught:
        file_content(officer, now(), assessment.pk, clean.evidence.file_id)
    assert caught.value.status == 409

    operations.scan_waiting(clock=now)
    operations.scan_waiting(clock=now)

    assert states() == ["clean", "infected"]
    with file_content(officer, now(), assessment.pk, clean.evidence.file_id).chunks as content:
        assert content.read() == b"The order of 12 May."
    with pytest.raises(FileInfected):
        file_content(officer, now(), assessment.pk, sick.evidence.file_id)
    with pytest.raises(FileInfected):
        operations.use_file(
            actor=officer,
            at=now(),
            assessment_id=assessment.pk,
            agency_id=sick.evidence.agency_id,
            indicator_code="P1.F2.01",
            file_id=sick.evidence.file_id,
        )
    event = AssessmentEvent.objects.get(kind="file_infected")
    assert (event.details["label"], event.details["found"]) == ("Sick.txt", "Tests.Harmless.UNOFFICIAL")
    assert verify_chain(assessment.pk) == []
    # A clean version in its place is given out again; the infected one stays held back.
    replace(assessment, officer, sick.evidence.file_id, text("Cured.txt", "Nothing is wrong here."))
    operations.scan_waiting(clock=now)
    with file_content(officer, now(), assessment.pk, sick.evidence.file_id).chunks as content:
        assert content.read() == b"Nothing is wrong here."
    with pytest.raises(FileInfected):
        file_content(officer, now(), assessment.pk, sick.evidence.file_id, 1)


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.socket", "tcp://127.0.0.1:9"])
def test_a_scanner_that_is_gone_leaves_files_waiting_and_is_asked_again(settings, daemon, address):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    settings.IBM_CLAMD = address
    (kept,) = attach(assessment, officer)

    operations.scan_waiting(clock=now)

    assert (kept.code, states()) == ("", ["waiting"])
    assert [row.scan_state for row in file_rows(officer, now(), assessment.pk).rows] == ["waiting"]
    settings.IBM_CLAMD = daemon
    operations.scan_waiting(clock=now)
    assert states() == ["clean"]


def test_a_file_that_the_scanner_gives_no_verdict_on_does_not_keep_the_others_waiting(settings, tmp_path):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    with virus_scanner(tmp_path / "clamd", largest="1K") as small:
        settings.IBM_CLAMD = small
        attach(assessment, officer, text("Large.txt", "A long order.\n" * 1000), text("Small.txt"))

        operations.scan_waiting(clock=now)

    assert states() == ["waiting", "clean"]


def test_files_from_before_the_scanner_are_given_out_and_scanned_and_switching_it_off_frees_what_waits(
    settings, daemon
):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    (before,) = attach(assessment, officer)
    settings.IBM_CLAMD = daemon
    assert states() == ["off"]
    file_content(officer, now(), assessment.pk, before.evidence.file_id).chunks.close()

    operations.scan_waiting(clock=now)
    attach(assessment, officer, text("Later.txt"))
    settings.IBM_CLAMD = ""
    operations.scan_waiting(clock=now)

    assert states() == ["clean", "off"]


def test_an_upload_asks_for_its_scan_as_soon_as_its_rows_stand(settings, daemon, django_capture_on_commit_callbacks):
    assessment = make_assessment()
    settings.IBM_CLAMD = daemon
    with django_capture_on_commit_callbacks() as callbacks:
        attach(assessment, cast_of(assessment).officers["CUS"])
    assert messages(settings) == []

    for callback in callbacks:
        callback()

    (message,) = messages(settings)
    assert f"({FileVersion.objects.get().pk},)" in message.replace("[", "(").replace("]", ",)")


def test_every_message_of_the_clock_about_files_has_somebody_who_answers_it(settings):
    app.loader.import_default_modules()

    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"assessments.scan_waiting", "assessments.sweep_files"} <= sent
    assert sent <= set(app.tasks)


def messages(settings: Any) -> list[str]:
    """Those in the queue that ask for a scan; the tests' broker is a folder."""
    found = [path.read_text() for path in (settings.DATA_DIR / "queue").iterdir()]
    return [message for message in found if files.SCAN in message]
