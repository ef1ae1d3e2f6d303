"""Lists and archives of files: the blind rule, a count of queries that does not grow, memory that does not grow either."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import operations
from assessments.models import EvidenceReference, FileVersion, StoredFile
from assessments.operations import Upload
from assessments.queries.file_archive import HEAD, MANIFEST, all_files, manifest_csv
from assessments.queries.files import file_content, file_row, file_rows
from assessments.queries.framework import known_framework
from ibm_platform.common.errors import NotVisible
from tests.builders import cast_of, make_assessment
from tests.files import QUESTION, attach, replace, text
from tests.people import make_stranger, now

pytestmark = pytest.mark.django_db

MANY = 10_000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    backend = {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    return tmp_path


def labels(person: Any, assessment: Any) -> list[str]:
    return [row.label for row in file_rows(person, now(), assessment.pk).rows]


def test_each_person_lists_what_the_blind_rule_leaves(folder):
    assessment = make_assessment(release=True, level=2)
    cast = cast_of(assessment)
    operations.reopen_release(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["BG"].pk,
        reason="One file is missing.",
    )
    attach(assessment, cast.officers["BG"], text("Guard.txt"), agency="BG")

    assert labels(cast.officers["BG"], assessment) == ["Guard.txt"]
    for person in (cast.officers["CUS"], cast.focal_point, cast.signatory):
        assert labels(person, assessment) == []
        assert StoredFile.objects.get().label not in "".join(manifest_csv(person, now(), assessment.pk))
    file_id = StoredFile.objects.get().pk
    for person in (cast.officers["CUS"], cast.focal_point, make_stranger("officer")):
        with pytest.raises(NotVisible):
            file_content(person, now(), assessment.pk, file_id)
        with pytest.raises(NotVisible):
            file_row(person, now(), assessment.pk, file_id)
    for read in (file_rows, manifest_csv, all_files):
        with pytest.raises(NotVisible):
            read(make_stranger("officer"), now(), assessment.pk)


def test_a_row_says_what_the_file_is_and_where_it_stands(folder):
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer = cast.officers["CUS"]
    file_id = attach(assessment, officer)[0].evidence.file_id
    here = {"at": now(), "assessment_id": assessment.pk, "agency_id": cast.agencies["CUS"].pk}
    operations.use_file(actor=officer, indicator_code="P1.F2.01", file_id=file_id, **here)
    replace(assessment, officer, file_id, text("Order 13.csv", "=1+1,2\n"))

    row = file_row(officer, now(), assessment.pk, file_id)

    assert (row.label, row.kind, row.flags, row.number, row.versions) == ("Order 13.csv", "csv", ("formulas",), 2, 2)
    assert (row.agency_code, row.questions, row.uploaded_by) == ("CUS", (QUESTION, "P1.F2.01"), officer.name)


def test_ten_thousand_files_take_as_many_queries_as_one(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    attach(assessment, officer)
    few = queries_of_a_list(officer, assessment)

    fill(assessment, MANY - 1)

    assert queries_of_a_list(officer, assessment) == few <= 12
    page = file_rows(officer, now(), assessment.pk, page=7)
    assert (len(page.rows), page.count, page.page, page.pages) == (50, MANY, 7, 200)
    assert file_rows(officer, now(), assessment.pk, page=999).page == 200
    rows = list(csv.reader(io.StringIO("".join(manifest_csv(officer, now(), assessment.pk)).lstrip("\ufeff"))))
    assert (tuple(rows[0]), len(rows)) == (HEAD, MANY + 1)


def queries_of_a_list(person: Any, assessment: Any) -> int:
    known_framework(assessment.framework_version)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        file_rows(person, now(), assessment.pk)
    return len(queries)


def fill(assessment: Any, count: int) -> None:
    """As many files as a country could attach in years, beside the first one."""
    first = EvidenceReference.objects.get(file__isnull=False)
    version = FileVersion.objects.get()
    made = StoredFile.objects.bulk_create(
        StoredFile(
            assessment=assessment,
            agency_id=first.agency_id,
            label=f"Order {number}.txt",
            created_at=version.uploaded_at,
            created_by=version.uploaded_by,
        )
        for number in range(count)
    )
    FileVersion.objects.bulk_create(copy_of(version, file=file, storage_name=f"made-{file.pk}") for file in made)
    EvidenceReference.objects.bulk_create(copy_of(first, file=file, title=file.label) for file in made)


def copy_of(row: Any, **changed: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    changed_values = {"file_id": changed.pop("file").pk, **changed}
    return type(row)(**{**values, **changed_values})


def test_the_archive_holds_the_newest_versions_with_their_list(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    first, second, third = attach(assessment, officer, text(), text(content="Another of that name."), text("=cmd.txt"))
    replace(assessment, officer, second.evidence.file_id, text(content="The newest of that name."))
    FileVersion.objects.filter(file=third.evidence.file_id).update(scan_state="infected", scanned_at=now())

    archive = zipfile.ZipFile(io.BytesIO(b"".join(all_files(officer, now(), assessment.pk))))

    ids = [one.evidence.file_id for one in (first, second, third)]
    assert archive.testzip() is None
    assert archive.namelist() == [f"CUS/{ids[0]} Order 12.txt", f"CUS/{ids[1]} Order 12.txt", MANIFEST]
    assert archive.read(archive.namelist()[1]) == b"The newest of that name."
    rows = list(csv.DictReader(io.StringIO(archive.read(MANIFEST).decode("utf-8-sig"))))
    assert [(row["file"], row["version"], row["name"], row["in_archive"]) for row in rows] == [
        (str(ids[0]), "1", "Order 12.txt", archive.namelist()[0]),
        (str(ids[1]), "1", "Order 12.txt", ""),
        (str(ids[1]), "2", "Order 12.txt", archive.namelist()[1]),
        (str(ids[2]), "1", "'=cmd.txt", ""),
    ]


def test_a_file_whose_bytes_are_gone_is_left_out_and_said(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    kept, lost = attach(assessment, officer, text("a.txt"), text("b.txt"))
    (folder / lost.version.storage_name).unlink()

    archive = zipfile.ZipFile(io.BytesIO(b"".join(all_files(officer, now(), assessment.pk))))

    assert archive.namelist() == [f"CUS/{kept.evidence.file_id} a.txt", MANIFEST]


def test_the_archive_is_written_while_it_is_sent(folder):
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    line = b"The order was given and carried out at every post.\n"
    attach(assessment, officer, *[Upload(io.BytesIO(line * 200_000), f"{number}.txt") for number in range(4)])

    tracemalloc.start()
    sent = sum(len(piece) for piece in all_files(officer, now(), assessment.pk))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sent > 4 * 200_000 * len(line)
    assert peak < 4 * 1024 * 1024
