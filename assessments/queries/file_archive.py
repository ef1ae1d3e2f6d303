"""Every file of an assessment that a person may have: a list as CSV, and one ZIP archive, both written while they are sent."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from assessments import storing
from assessments.inspection.limits import CHUNK
from assessments.queries.files import ManifestRow, is_held_back, manifest_rows
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import DomainError

HEAD = (
    "file",
    "version",
    "agency",
    "questions",
    "name",
    "kind",
    "bytes",
    "sha256",
    "flags",
    "virus_check",
    "uploaded_at",
    "uploaded_by",
    "in_archive",
)
MANIFEST = "manifest.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program calculates a cell that begins with one of these."""


def manifest_csv(person: User, at: datetime, assessment_id: int) -> Iterator[str]:
    """
    Give the list of files, line by line; ``in_archive`` says under which name the newest version stands in the archive.

    Raises:
        NotVisible: no such assessment for the person.
    """
    rows = manifest_rows(person, at, assessment_id)
    return _lines((row, "" if is_held_back(row.version.scan_state) else _place(row)) for row in rows)


def all_files(person: User, at: datetime, assessment_id: int) -> Iterator[bytes]:
    """
    Give one ZIP archive of the newest versions with the list of files at its end, piece by piece.

    A file that is held back, or whose bytes cannot be read, is missing in the archive and has no place in the list.

    Raises:
        NotVisible: no such assessment for the person.
    """
    return _archive(manifest_rows(person, at, assessment_id))


def _archive(rows: Iterable[ManifestRow]) -> Iterator[bytes]:
    target = _Outflow()
    # The list is told last, when it is known what could be read; a line has some 200 bytes.
    told: list[str] = []
    # What people upload is packed already, but for texts.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            place = ""
            if row.version.number == row.file.number and not is_held_back(row.version.scan_state):
                try:
                    with storing.open_stored(row.version.storage_name) as content:
                        place = _place(row)
                        with archive.open(_entry(place, row.version.uploaded_at), "w") as entry:
                            while piece := content.read(CHUNK):
                                entry.write(piece)
                                yield target.drained()
                except DomainError:
                    place = ""
            told.append(_line(_cells(row, place)))
        manifest = "\ufeff" + _line(HEAD) + "".join(told)
        archive.writestr(MANIFEST, manifest.encode(), zipfile.ZIP_DEFLATED)
    yield target.drained()


class _Outflow(io.RawIOBase):
    """What the archive writes, until it is taken away; it cannot be sought in, so the archive never looks back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        content = bytes(piece)  # type: ignore[call-overload]
        self._waiting += content
        return len(content)

    def drained(self) -> bytes:
        content = bytes(self._waiting)
        self._waiting.clear()
        return content


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=moment.astimezone(UTC).timetuple()[:6])


def _place(row: ManifestRow) -> str:
    """The name in the archive; the number keeps two files of one name apart."""
    return f"{row.file.agency_code or '_'}/{row.file.id} {row.version.label}"


def _lines(rows: Iterable[tuple[ManifestRow, str]]) -> Iterator[str]:
    # Spreadsheet programs take UTF-8 for something else without the mark.
    yield "\ufeff" + _line(HEAD)
    for row, place in rows:
        yield _line(_cells(row, place if row.version.number == row.file.number else ""))


def _cells(row: ManifestRow, place: str) -> tuple[str, ...]:
    file, version = row.file, row.version
    return (
        str(file.id),
        str(version.number),
        file.agency_code,
        " ".join(file.questions),
        version.label,
        version.kind,
        str(version.size),
        version.sha256,
        " ".join(version.flags),
        version.scan_state,
        version.uploaded_at.astimezone(UTC).isoformat(timespec="seconds"),
        version.uploaded_by.name,
        place,
    )


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return line.getvalue()
