"""Files: kept each for itself, in versions, for several questions, within limits, and never a row without its bytes."""

from __future__ import annotations

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assessments import operations, storing
from assessments.inspection import MAX_FILE_BYTES
from assessments.models import AgencyAnswer, AssessmentEvent, EvidenceReference, FileVersion, StoredFile
from assessments.operations import Upload, files
from assessments.operations.verifying import verify_chain
from assessments.queries.files import file_content, file_versions, reusable_files
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, answer_questions, cast_of, make_assessment
from tests.files import QUESTION, attach, photograph, replace, text
from tests.people import make_stranger, now

pytestmark = pytest.mark.django_db

OTHER = "P1.F2.01"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """The store of this test."""
    backend = {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    (tmp_path / "evidence").mkdir()
    return tmp_path / "evidence"


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def in_step(folder: Path) -> bool:
    """No row without its bytes, and no bytes without their row."""
    return sorted(os.listdir(folder)) == sorted(FileVersion.objects.values_list("storage_name", flat=True))


def test_a_bad_file_does_not_take_the_good_ones_with_it(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]

    good, program, empty, picture = attach(
        assessment,
        officer,
        text("Order 12.txt"),
        Upload(io.BytesIO(b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0"), "Order 13.pdf"),
        Upload(io.BytesIO(b""), "Order 14.pdf", 0),
        photograph(),
    )

    assert [one.code for one in (good, program, empty, picture)] == ["", "program", "empty", ""]
    assert [one.status for one in (good, program, empty, picture)] == [0, 422, 422, 0]
    assert "never accepted" in program.sentence and "empty" in empty.sentence
    assert (good.evidence.title, good.evidence.kind, good.evidence.marking) == ("Order 12", "E1", "restricted")
    version = FileVersion.objects.get(file=good.evidence.file)
    assert (version.number, version.label, version.kind, version.scan_state) == (1, "Order 12.txt", "txt", "off")
    assert "Order" not in version.storage_name
    assert in_step(folder)
    assert verify_chain(assessment.pk) == []


def test_a_picture_is_kept_upright_and_without_what_came_with_it(folder):
    assessment = make_assessment()

    (kept,) = attach(assessment, cast_of(assessment).officers["CUS"], photograph())

    stored = (folder / kept.version.storage_name).read_bytes()
    assert kept.version.size == len(stored)
    for hidden in (b"Secret Camera", b"hidden post", b"more than the picture", b"Exif"):
        assert hidden not in stored
    with Image.open(io.BytesIO(stored)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((20, 40), {})
    assert kept.flags == ()


def test_only_whom_the_question_is_open_to_stores_anything(folder, monkeypatch):
    assessment = make_assessment()
    cast = cast_of(assessment)
    monkeypatch.setattr(storing, "store", lambda stream: pytest.fail("nothing may be stored"))

    for person, error in (
        (cast.officers["BG"], NotVisible),
        (make_stranger("officer"), NotVisible),
        (cast.focal_point, NotAllowed),
        (cast.coordinator, NotAllowed),
    ):
        with pytest.raises(error):
            attach(assessment, person)
    with pytest.raises(NotAllowed):
        attach(assessment, cast.focal_point, agency=None)
    with pytest.raises(Invalid):
        attach(assessment, cast.officers["CUS"], question="P9.F9.99")


def test_a_question_that_closes_while_the_file_travels_keeps_nothing(folder, monkeypatch):
    assessment = make_assessment()
    cast = cast_of(assessment)
    real = storing.store

    def slow(stream: Any) -> str:
        operations.withdraw(actor=cast.signatory, at=now(), assessment_id=assessment.pk, reason="Begun too early.")
        return real(stream)

    monkeypatch.setattr(storing, "store", slow)

    (outcome,) = attach(assessment, cast.officers["CUS"])

    assert (outcome.code, outcome.status) == ("not_allowed", 403)
    assert (list(folder.iterdir()), EvidenceReference.objects.count()) == ([], 0)


def test_versions_are_kept_and_a_repeated_one_adds_nothing(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer = cast.officers["CUS"]
    file_id = attach(assessment, officer)[0].evidence.file_id

    newer = replace(assessment, officer, file_id, text("Order 13.txt", "The order of 13 May."))
    again = replace(assessment, officer, file_id, text("Order 13.txt", "The order of 13 May."))
    refused = replace(assessment, officer, file_id, text("Order 14.pdf"))

    assert [(one.code, one.status) for one in (newer, again, refused)] == [("", 0), ("", 0), ("content_differs", 422)]
    rows = file_versions(officer, now(), assessment.pk, file_id)
    assert [(row.number, row.label) for row in rows] == [(2, "Order 13.txt"), (1, "Order 12.txt")]
    for number, words in ((None, b"13 May"), (1, b"12 May")):
        with file_content(officer, now(), assessment.pk, file_id, number).chunks as content:
            assert words in content.read()
    event = AssessmentEvent.objects.get(kind="file_replaced")
    assert (event.details["from"]["label"], event.details["to"]["label"]) == ("Order 12.txt", "Order 13.txt")
    for person in (cast.officers["BG"], cast.focal_point, make_stranger("officer")):
        with pytest.raises(NotVisible):
            replace(assessment, person, file_id, text())
    assert in_step(folder)


def test_one_file_stands_behind_several_questions_without_a_second_upload(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer, customs = cast.officers["CUS"], cast.agencies["CUS"]
    (kept,) = attach(assessment, officer, marking="internal")
    here = {"at": now(), "assessment_id": assessment.pk, "agency_id": customs.pk, "indicator_code": OTHER}
    offered = reusable_files(officer, now(), assessment.pk, customs.pk, OTHER)

    used = operations.use_file(actor=officer, file_id=kept.evidence.file_id, **here)
    again = operations.use_file(actor=a_lead(customs), file_id=kept.evidence.file_id, **here)

    assert [row.id for row in offered] == [kept.evidence.file_id]
    assert reusable_files(officer, now(), assessment.pk, customs.pk, OTHER) == ()
    assert (used.title, used.marking, again.pk) == ("Order 12", "internal", used.pk)
    assert len(list(folder.iterdir())) == 1
    theirs = {**here, "agency_id": cast.agencies["BG"].pk}
    with pytest.raises(NotVisible):
        operations.use_file(actor=cast.officers["BG"], file_id=kept.evidence.file_id, **theirs)


def test_a_removed_reference_leaves_the_file_to_its_agency(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer = cast.officers["CUS"]
    (kept,) = attach(assessment, officer)

    operations.remove_evidence(actor=officer, at=now(), evidence_id=kept.evidence.pk)

    assert [row.id for row in reusable_files(officer, now(), assessment.pk, cast.agencies["CUS"].pk, QUESTION)] == [
        kept.evidence.file_id
    ]
    with pytest.raises(NotAllowed, match="No question uses"):
        replace(assessment, officer, kept.evidence.file_id, text("Order 13.txt"))
    assert in_step(folder)


def test_an_upload_that_is_sent_again_is_stored_once(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]

    first, second = (attach(assessment, officer, text(client_key="one-upload"))[0] for _ in range(2))
    other = attach(assessment, officer, text(content="Something else.", client_key="one-upload"))[0]
    elsewhere = attach(assessment, officer, text(client_key="one-upload"), question=OTHER)[0]

    assert second.evidence == first.evidence
    assert other.code == elsewhere.code == "idempotency_key_used"
    assert FileVersion.objects.count() == 1
    assert in_step(folder)


def test_limits_of_files_and_bytes_are_said_before_anything_is_stored(folder, monkeypatch):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    monkeypatch.setattr(files, "FILES_PER_QUESTION", 2)
    monkeypatch.setattr(files, "BYTES_PER_ASSESSMENT", 100)

    outcomes = attach(
        assessment,
        officer,
        text("1.txt", "a" * 60),
        text("2.txt", "b" * 41),
        text("3.txt", "c" * 40),
        text("4.txt", "d"),
    )

    assert [one.code for one in outcomes] == ["", "quota_reached", "", "too_many_files"]
    assert [one.status for one in outcomes] == [0, 409, 0, 409]
    assert in_step(folder)


def test_a_file_of_the_largest_size_is_kept_and_one_byte_more_is_refused(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    line = b"x" * 1023 + b"\n"
    largest = line * (MAX_FILE_BYTES // 1024)

    kept, refused = attach(
        assessment, officer, Upload(io.BytesIO(largest), "a.txt"), Upload(io.BytesIO(largest + b"x"), "b.txt")
    )

    assert (kept.code, refused.code) == ("", "too_large")


def test_a_full_disk_costs_the_large_file_alone(folder):
    assessment = make_assessment(answers={QUESTION: 2})
    officer = cast_of(assessment).officers["CUS"]
    before = AssessmentEvent.objects.count()
    large = b"x" * 1023 + b"\n"

    # The kernel itself refuses to let a file grow beyond ten megabytes.
    with no_file_larger_than(10 * 1024 * 1024):
        full, kept = attach(assessment, officer, Upload(io.BytesIO(large * 11 * 1024), "large.txt"), text())

    assert (full.code, full.status, kept.code) == ("storage_full", 507, "")
    assert "no room" in full.sentence
    assert (StoredFile.objects.count(), AssessmentEvent.objects.count()) == (1, before + 1)
    assert AgencyAnswer.objects.get(agency__code="CUS").level.code == "2"
    assert in_step(folder)


def test_a_store_that_is_gone_is_asked_once_and_leaves_no_row(folder):
    assessment = make_assessment()
    folder.rmdir()
    folder.write_text("no folder any more")

    outcomes = attach(assessment, cast_of(assessment).officers["CUS"], text("1.txt"), text("2.txt"))

    assert [(one.code, one.status) for one in outcomes] == [("unavailable", 503)] * 2
    assert (StoredFile.objects.count(), EvidenceReference.objects.count()) == (0, 0)


def test_rows_that_cannot_be_written_take_their_bytes_away(folder, monkeypatch):
    assessment = make_assessment()

    def broken(*args: Any) -> None:
        raise RuntimeError("the record broke")

    monkeypatch.setattr(files, "record", broken)

    with pytest.raises(RuntimeError):
        attach(assessment, cast_of(assessment).officers["CUS"])

    assert (list(folder.iterdir()), StoredFile.objects.count()) == ([], 0)


def test_the_sweep_takes_old_bytes_without_a_row_and_nothing_else(folder):
    assessment = make_assessment()
    attach(assessment, cast_of(assessment).officers["CUS"])
    for name in ("left-behind", "half-written.part"):
        (folder / name).write_bytes(b"x")

    swept = [operations.sweep_files(at=now() + timedelta(hours=hours)) for hours in (23, 25, 25)]

    assert swept == [0, 2, 0]
    assert in_step(folder)


def test_others_get_what_was_handed_over_and_no_drafts(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer, focal = cast.officers["CUS"], cast.focal_point
    (kept,) = attach(assessment, officer, text("Draft.txt"))
    file_id = kept.evidence.file_id
    replace(assessment, officer, file_id, text("Final.txt"))
    for person in (focal, cast.officers["BG"], cast.coordinator):
        with pytest.raises(NotVisible):
            file_content(person, now(), assessment.pk, file_id)

    hand_over(assessment)

    assert [row.label for row in file_versions(focal, now(), assessment.pk, file_id)] == ["Final.txt"]
    assert len(file_versions(officer, now(), assessment.pk, file_id)) == 2
    with pytest.raises(NotVisible):
        file_content(focal, now(), assessment.pk, file_id, 1)
    with pytest.raises(NotVisible):
        file_content(cast.officers["BG"], now(), assessment.pk, file_id)
    with pytest.raises(NotAllowed):
        attach(assessment, officer, text("Late.txt"))
    with pytest.raises(NotAllowed):
        replace(assessment, officer, file_id, text("Late.txt"))


def test_the_country_uses_what_agencies_handed_over(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    (kept,) = attach(assessment, cast.officers["CUS"])
    here = {"at": now(), "assessment_id": assessment.pk, "agency_id": None, "indicator_code": QUESTION}
    with pytest.raises(NotAllowed):
        operations.use_file(actor=cast.focal_point, file_id=kept.evidence.file_id, **here)
    hand_over(assessment)
    operations.start_consolidation(actor=cast.focal_point, at=now(), assessment_id=assessment.pk)

    used = operations.use_file(actor=cast.focal_point, file_id=kept.evidence.file_id, **here)
    (own,) = attach(assessment, cast.focal_point, text("Decree.txt"), agency=None)

    assert (used.agency_id, used.title) == (None, "Order 12")
    assert own.evidence.file.agency_id is None
    with pytest.raises(NotVisible):
        file_content(cast.officers["CUS"], now(), assessment.pk, own.evidence.file_id)
    with pytest.raises(NotVisible):
        replace(assessment, cast.focal_point, kept.evidence.file_id, text("Other.txt"))


def hand_over(assessment: Any) -> None:
    """Both agencies answer and release."""
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    for agency in cast.agencies.values():
        operations.release_answers(actor=a_lead(agency), at=now(), assessment_id=assessment.pk, agency_id=agency.pk)
