"""The record as files, written entry by entry: a table for reading, and a JSON document that can be checked (docs/record.md)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from assessments.operations.verifying_exports import FORMAT
from assessments.queries.events import EventView, RecordExport
from assessments.web.event_words import sentence
from ibm_platform.common.cells import cell, one_line

COLUMNS = (
    "number",
    "at",
    "person",
    "in_whose_stead",
    "what",
    "kind",
    "details",
    "salt",
    "previous_hash",
    "hash",
)


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(export: RecordExport) -> Iterator[str]:
    """
    Return the lines of the table. Details are JSON; a text never ends a line and never begins a formula.

    The first sign says to spreadsheets that it is UTF-8.
    """
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in export.entries:
        values = (
            entry.number,
            moment(entry.at),
            entry.actor,
            entry.on_behalf_of,
            sentence(entry, export.agencies),
            entry.kind,
            "" if entry.is_withheld else json.dumps(entry.details, ensure_ascii=True, sort_keys=True),
            entry.salt,
            entry.previous_hash,
            entry.hash,
        )
        yield writer.writerow([cell(value) for value in values])


def json_lines(export: RecordExport) -> Iterator[str]:
    """Return the document in pieces: its head, one line for each entry, its end."""
    head = {
        "format": FORMAT,
        "assessment": export.assessment_id,
        "name": one_line(export.name),
        "length": export.length,
        "head": export.head,
    }
    # Only ASCII: no character of a name or text can be taken for the end of a line.
    yield json.dumps(head)[:-1] + ', "events": ['
    between = "\n"
    for entry in export.entries:
        yield between + json.dumps(as_exported(entry))
        between = ",\n"
    yield "\n]}\n"


def as_exported(entry: EventView) -> dict[str, Any]:
    """Return one entry as it stands in the document; of a withheld one no details and no salt."""
    shown: dict[str, Any] = {
        "number": entry.number,
        "at": moment(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor,
        "kind": entry.kind,
    }
    if entry.on_behalf_of_id is not None:
        shown |= {"on_behalf_of": entry.on_behalf_of_id, "on_behalf_of_name": entry.on_behalf_of}
    if not entry.is_withheld:
        shown |= {"details": entry.details, "salt": entry.salt}
    return shown | {"previous": entry.previous_hash, "hash": entry.hash}


def moment(at: datetime) -> str:
    """As it is sealed: UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
