"""Files behind references, as they stand beside a question: what each is, and where else it is used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from assessments.models import EvidenceReference, FileVersion, StoredFile
from assessments.queries.access import Seen
from assessments.queries.seen import files_seen

OFFERED = 200
"""Files that a question offers for use; the newest ones, because a longer list would only be scrolled."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """The newest version of the file behind a reference."""

    id: int
    label: str
    kind: str
    size: int
    parts: int | None
    flags: tuple[str, ...]
    scan_state: str
    versions: int
    """How many there are; the newest has this number."""


@dataclass(frozen=True, slots=True)
class FileChoice:
    """A file that may be used for a question, and the codes of those that it is used for."""

    id: int
    label: str
    agency: str
    """Code of the agency; empty for the country's own."""
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a person may use at one question."""

    choices: tuple[FileChoice, ...] = ()
    """Those not used there yet, newest first."""
    also_used: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """File → codes of the other questions that it is used for."""


def with_files(references: QuerySet[EvidenceReference]) -> QuerySet[EvidenceReference]:
    """References with their agency, their file, its newest version, and where they were taken over from, in one query."""
    newest = (
        FileVersion.objects.filter(file=OuterRef("file"))
        .order_by("-number")
        .values(
            told=JSONObject(
                number="number", kind="kind", size="size", parts="parts", flags="flags", scan_state="scan_state"
            )
        )
    )
    return references.select_related("agency", "file").annotate(
        newest_version=Subquery(newest[:1]),
        carried_cycle=F("carried_from__assessment__cycle__code"),
        carried_file=F("carried_from__file"),
    )


def file_ref(row: EvidenceReference) -> FileRef | None:
    """``row`` comes from ``with_files``."""
    if row.file is None:
        return None
    told = _read(row.newest_version)  # type: ignore[attr-defined]
    return FileRef(
        id=row.file.pk,
        label=row.file.label,
        kind=told["kind"],
        size=told["size"],
        parts=told["parts"],
        flags=tuple(_read(told["flags"])),
        scan_state=told["scan_state"],
        versions=told["number"],
    )


def files_of_agency(seen: Seen, agency_id: int, indicator_id: int) -> Files:
    """The files of the person's own agency; one query. What the country uses them for stays the country's."""
    own = StoredFile.objects.filter(assessment=seen.assessment, agency_id=agency_id)
    return _files(seen, own, Q(references__agency_id=agency_id), indicator_id)


def files_of_country(seen: Seen, indicator_id: int) -> Files:
    """The files that the person may read, for a reference of the country itself; one query."""
    return _files(seen, files_seen(seen), Q(), indicator_id)


def _files(seen: Seen, files: QuerySet[StoredFile], shown: Q, indicator_id: int) -> Files:
    standing = FilteredRelation("references", condition=Q(references__removed_at__isnull=True) & shown)
    rows = (
        files.annotate(standing=standing, question=F("standing__indicator_id"))
        .order_by("-created_at", "-pk")
        .values_list("pk", "label", "agency__code", "question")
    )
    return _sorted(seen, rows, indicator_id)


def _sorted(seen: Seen, rows: Iterable[tuple[Any, ...]], indicator_id: int) -> Files:
    codes = seen.framework.indicator_codes
    here = codes[indicator_id]
    places = {code: place for place, code in enumerate(seen.framework.indicators)}
    named: dict[int, tuple[str, str]] = {}
    used: dict[int, set[str]] = {}
    for pk, label, agency, question in rows:
        named[pk] = (label, agency or "")
        asked = used.setdefault(pk, set())
        if question is not None:
            asked.add(codes[question])
    sorted_codes = {pk: tuple(sorted(asked, key=places.__getitem__)) for pk, asked in used.items()}
    choices = [FileChoice(pk, *named[pk], questions) for pk, questions in sorted_codes.items() if here not in questions]
    return Files(
        choices=tuple(choices[:OFFERED]),
        also_used={pk: tuple(code for code in asked if code != here) for pk, asked in sorted_codes.items()},
    )


def _read(told: Any) -> Any:
    """SQLite gives JSON inside JSON as text."""
    return json.loads(told) if isinstance(told, str) else told
