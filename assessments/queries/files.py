"""The files of an assessment: the register, one file's bytes, and everything a person may have in one archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from assessments import scanning, storing
from assessments.models import FileVersion, Release, ScanState, StoredFile
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.context import context_of
from assessments.queries.seen import evidence_seen, files_seen
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, NotVisible
from ibm_platform.common.isolation import isolated

PAGE = 50
"""Files on one page of the register."""
PORTION = 500
"""Files that a manifest reads at once."""


class FileInfected(Conflict):
    """A virus was found in the file; nobody gets it."""

    code = "file_infected"


class FileWaiting(Conflict):
    """The virus scanner has not seen the file yet."""

    code = "file_waiting"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its newest version; ``agency_code`` and ``agency_name`` are empty for the country's own."""

    id: int
    label: str
    agency_code: str
    agency_name: str
    kind: str
    size: int
    number: int
    """Of the newest version."""
    versions: int
    """How many the person may have."""
    scan_state: str
    flags: tuple[str, ...]
    parts: int | None
    questions: tuple[str, ...]
    """Codes of the indicators behind which the person sees it, in the framework's order."""
    uploaded_at: datetime
    uploaded_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileFilter:
    """What of the register is asked for; an empty word asks for all. ``agency`` is a code, "-" the country's own."""

    agency: str = ""
    kind: str = ""
    scan_state: str = ""


@dataclass(frozen=True, slots=True)
class FilePage:
    rows: tuple[FileRow, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    label: str
    kind: str
    size: int
    parts: int | None
    scan_state: str
    flags: tuple[str, ...]
    uploaded_at: datetime
    uploaded_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """``chunks`` is open at its first byte and can be sought in; whoever sends it closes it."""

    name: str
    media_type: str
    size: int
    sha256: str
    chunks: File[bytes]


class FileRegister(Sequence[FileRow]):
    """The files of an assessment that a person may have, newest first; a slice of it asks for its rows alone."""

    def __init__(self, seen: Seen, wanted: FileFilter) -> None:
        self._seen = seen
        self._all = files_seen(seen)
        self._files = _wanted(self._all, wanted)
        self.context = context_of(seen)

    def __len__(self) -> int:
        return self._files.count()

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return _rows(self._seen, _newest_first(self._files)[place])
        return _rows(self._seen, _newest_first(self._files)[place : place + 1])[0]

    def agencies(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every agency that has a file here; one query."""
        found = self._all.filter(agency__isnull=False).order_by("agency__name")
        return tuple(found.values_list("agency__code", "agency__name").distinct())


def file_register(person: User, at: datetime, assessment_id: int, *, wanted: FileFilter | None = None) -> FileRegister:
    """
    Return the register, of which a page is asked for afterwards: two queries now, five more for a page and its count.

    Raises:
        NotVisible: no such assessment for the person.
    """
    return FileRegister(see(person, at, assessment_id), wanted or FileFilter())


def file_rows(person: User, at: datetime, assessment_id: int, *, page: int = 1) -> FilePage:
    """
    Return one page of the assessment's files that the person may have, newest first; seven queries, however many there are.

    A page beyond the last one is the last one.

    Raises:
        NotVisible: no such assessment for the person.
    """
    seen = see(person, at, assessment_id)
    files = files_seen(seen)
    count = files.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = _newest_first(files)[(page - 1) * PAGE : page * PAGE]
    return FilePage(_rows(seen, rows), count, page, pages)


def file_row(person: User, at: datetime, assessment_id: int, file_id: int) -> FileRow:
    """
    Return one file.

    Raises:
        NotVisible: no such file for the person.
    """
    seen = see(person, at, assessment_id)
    rows = _rows(seen, _newest_first(files_seen(seen).filter(pk=file_id)))
    if not rows:
        raise _no_file()
    return rows[0]


def file_versions(person: User, at: datetime, assessment_id: int, file_id: int) -> tuple[VersionRow, ...]:
    """
    Return the versions of a file that the person may have, newest first.

    Of another agency's file these are what stood when it handed its answers over, and what came afterwards: drafts stay its own.

    Raises:
        NotVisible: no such file for the person.
    """
    seen = see(person, at, assessment_id)
    return tuple(
        VersionRow(
            number=version.number,
            label=version.label,
            kind=version.kind,
            size=version.size,
            parts=version.parts,
            scan_state=version.scan_state,
            flags=tuple(version.flags),
            uploaded_at=version.uploaded_at,
            uploaded_by=version.uploaded_by.name,
            sha256=version.sha256,
        )
        for version in reversed(_versions_of(seen, _file(seen, file_id)))
    )


def reusable_files(
    person: User, at: datetime, assessment_id: int, agency_id: int | None, indicator_code: str
) -> tuple[FileRow, ...]:
    """
    Return the files that may be used for a question and do not stand behind it yet, newest first, at most 50.

    An agency uses its own files; the country its own and those that the person reads of agencies.

    Raises:
        NotVisible: no such assessment, agency or question for the person.
    """
    seen = see(person, at, assessment_id)
    if agency_id is not None:
        require_own_agency(seen, agency_id)
    indicator_id = seen.framework.indicator_ids.get(indicator_code)
    if indicator_id is None:
        raise NotVisible(_("This version of the framework has no such question."))
    files = files_seen(seen)
    if agency_id is not None:
        files = files.filter(agency_id=agency_id)
    here = evidence_seen(seen).filter(agency_id=agency_id, indicator_id=indicator_id, file__isnull=False)
    return _rows(seen, _newest_first(files.exclude(pk__in=here.values("file_id")))[:PAGE])


def file_content(
    person: User, at: datetime, assessment_id: int, file_id: int, number: int | None = None
) -> FileContent:
    """
    Open one version of a file, the newest without ``number``.

    Raises:
        NotVisible: no such file or version for the person.
        FileInfected: a virus was found in it.
        FileWaiting: it has not been checked for viruses yet.
        FileMissing, Unavailable: (``assessments.storing``) its bytes cannot be read.
    """
    seen = see(person, at, assessment_id)
    versions = _versions_of(seen, _file(seen, file_id))
    chosen = [version for version in versions if number is None or version.number == number]
    if not chosen:
        raise _no_file()
    version = chosen[-1]
    if version.scan_state == ScanState.INFECTED:
        raise FileInfected(_("A virus was found in %(file)s, so nobody gets it.") % {"file": isolated(version.label)})
    if is_held_back(version.scan_state):
        raise FileWaiting(
            _("%(file)s is being checked for viruses. Try again in a few minutes.") % {"file": isolated(version.label)}
        )
    return FileContent(
        name=version.label,
        media_type=version.media_type,
        size=version.size,
        sha256=version.sha256,
        chunks=storing.open_stored(version.storage_name),
    )


def is_held_back(scan_state: str) -> bool:
    """Whether nobody gets a version in this state now; one that was stored before the scanner came is not held back."""
    return scan_state == ScanState.INFECTED or (scan_state == ScanState.WAITING and scanning.is_on())


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One version of one file; ``storage_name`` is for the archive and never told."""

    file: FileRow
    version: FileVersion


def manifest_rows(person: User, at: datetime, assessment_id: int) -> Iterator[ManifestRow]:
    """
    Give every version of every file that the person may have, oldest file first, a few hundred files at a time.

    Raises:
        NotVisible: no such assessment for the person.
    """
    seen = see(person, at, assessment_id)
    return _manifest(seen)


def _manifest(seen: Seen) -> Iterator[ManifestRow]:
    last = 0
    while True:
        files = list(files_seen(seen).filter(pk__gt=last).select_related("agency").order_by("pk")[:PORTION])
        if not files:
            return
        last = files[-1].pk
        versions = _visible_versions(seen, files)
        for row in _as_rows(seen, files, versions):
            for version in versions[row.id]:
                yield ManifestRow(row, version)


def _wanted(files: QuerySet[StoredFile], wanted: FileFilter) -> QuerySet[StoredFile]:
    if wanted.agency:
        own = wanted.agency == "-"
        files = files.filter(agency__isnull=True) if own else files.filter(agency__code=wanted.agency)
    newest = FileVersion.objects.filter(file=OuterRef("pk")).order_by("-number")
    for name, value in (("kind", wanted.kind), ("scan_state", wanted.scan_state)):
        if value:
            files = files.annotate(**{f"newest_{name}": Subquery(newest.values(name)[:1])})
            files = files.filter(**{f"newest_{name}": value})
    return files


def _newest_first(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    return files.select_related("agency").order_by("-created_at", "-pk")


def _rows(seen: Seen, files: Iterable[StoredFile]) -> tuple[FileRow, ...]:
    known = list(files)
    return tuple(_as_rows(seen, known, _visible_versions(seen, known)))


def _as_rows(
    seen: Seen, files: Sequence[StoredFile], versions: Mapping[int, Sequence[FileVersion]]
) -> Iterator[FileRow]:
    questions = _questions(seen, files)
    for file in files:
        visible = versions[file.pk]
        newest = visible[-1]
        yield FileRow(
            id=file.pk,
            label=newest.label,
            agency_code=file.agency.code if file.agency else "",
            agency_name=file.agency.name if file.agency else "",
            kind=newest.kind,
            size=newest.size,
            number=newest.number,
            versions=len(visible),
            scan_state=newest.scan_state,
            flags=tuple(newest.flags),
            parts=newest.parts,
            questions=questions.get(file.pk, ()),
            uploaded_at=newest.uploaded_at,
            uploaded_by=newest.uploaded_by.name,
            sha256=newest.sha256,
        )


def _questions(seen: Seen, files: Sequence[StoredFile]) -> dict[int, tuple[str, ...]]:
    codes = seen.framework.indicator_codes
    found: dict[int, list[str]] = defaultdict(list)
    rows = evidence_seen(seen).filter(file__in=files).order_by("indicator__position")
    for file_id, indicator_id in rows.values_list("file_id", "indicator_id"):
        if codes[indicator_id] not in found[file_id]:
            found[file_id].append(codes[indicator_id])
    return {file_id: tuple(names) for file_id, names in found.items()}


def _visible_versions(seen: Seen, files: Sequence[StoredFile]) -> dict[int, list[FileVersion]]:
    """File → its versions that the person may have, oldest first; never empty, because the newest one stands."""
    found: dict[int, list[FileVersion]] = defaultdict(list)
    rows = FileVersion.objects.filter(file__in=files).select_related("uploaded_by").order_by("file_id", "number")
    for version in rows:
        found[version.file_id].append(version)
    others = {file.pk: file.agency_id for file in files if file.agency_id not in {None, *seen.own_agencies}}
    releases = _releases(seen, others.values()) if others else {}
    return {
        file_id: _handed_over(versions, releases.get(others[file_id], [])) if file_id in others else versions
        for file_id, versions in found.items()
    }


def _releases(seen: Seen, agencies: Iterable[int | None]) -> dict[int | None, list[datetime]]:
    """Agency → the moments at which it handed its answers over, in their order."""
    rows = Release.objects.filter(
        participation__assessment=seen.assessment, participation__agency_id__in=set(agencies)
    ).order_by("at")
    moments: dict[int | None, list[datetime]] = defaultdict(list)
    for agency_id, moment in rows.values_list("participation__agency_id", "at"):
        moments[agency_id].append(moment)
    return moments


def _handed_over(versions: list[FileVersion], releases: list[datetime]) -> list[FileVersion]:
    """The versions that stood at a release, those that came after the last one, and always the newest."""
    last = releases[-1] if releases else None
    kept = []
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        stood = any(
            version.uploaded_at <= moment and (following is None or following.uploaded_at > moment)
            for moment in releases
        )
        if stood or following is None or (last is not None and version.uploaded_at > last):
            kept.append(version)
    return kept


def _file(seen: Seen, file_id: int) -> StoredFile:
    file = files_seen(seen).filter(pk=file_id).first()
    if file is None:
        raise _no_file()
    return file


def _versions_of(seen: Seen, file: StoredFile) -> list[FileVersion]:
    return _visible_versions(seen, [file])[file.pk]


def _no_file() -> NotVisible:
    return NotVisible(_("There is no such file."))
