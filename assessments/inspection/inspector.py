"""One file from its name to its verdict: the order in which the examiners are asked."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from .confinement import probe
from .documents import refuse_bad_frame
from .images import examine_jpeg, examine_png
from .limits import MAX_FILE_BYTES
from .names import ENDINGS, clean_name, ending_of, proposed_ending
from .packages import examine_package
from .signatures import recognise
from .source import Source
from .texts import examine_text
from .verdicts import Accepted, Finding, Kind, Refusal, Refused

MEDIA_TYPES: Final = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.CSV: "text/csv",
    Kind.TXT: "text/plain",
}


def inspect(file: BinaryIO | Path, *, name: str, size: int | None = None) -> Accepted | Refusal:
    """
    Decide by its content whether a file may be kept, in bounded time and memory.

    Args:
        file: seekable; it is read only, and its place is left anywhere. A path is opened here.
        name: as it was sent, untrusted.
        size: bytes that were announced; None when nothing was.

    Returns:
        What the file is and how it is to be named and served, or why it is refused. No file makes it raise.
    """
    try:
        if not isinstance(file, Path):
            return _inspect(Source(file), name, size)
        with file.open("rb") as opened:
            return _inspect(Source(opened), name, size)
    except Refused as refused:
        return refused.refusal
    except OSError:
        return Refusal("unreadable")


def _inspect(source: Source, name: str, size: int | None) -> Accepted:
    label = clean_name(name)
    if source.size == 0:
        raise Refused("empty")
    if source.size > MAX_FILE_BYTES or (size is not None and size > MAX_FILE_BYTES):
        raise Refused("too_large")
    if size is not None and size != source.size:
        raise Refused("incomplete", arrived=source.size, expected=size)
    ending = ending_of(label)
    finding = _examine(source, ending)
    kind = finding.kind
    if not ending:
        raise Refused("name_ending", found=kind.value, ending=proposed_ending(kind))
    if ENDINGS.get(ending) is not kind:
        raise Refused("content_differs", claimed=ending, found=kind.value, ending=proposed_ending(kind))
    charset = f"; charset={finding.charset}" if finding.charset else ""
    return Accepted(
        kind=kind,
        media_type=MEDIA_TYPES[kind] + charset,
        name=label,
        sha256=source.sha256(),
        size=source.size,
        flags=finding.flags,
        parts=finding.parts,
    )


def _examine(source: Source, ending: str) -> Finding:
    match recognise(source):
        case "pdf":
            refuse_bad_frame(source)
            return probe(source, Kind.PDF)
        case "png":
            seen = examine_png(source)
            probe(source, Kind.PNG)
            return seen
        case "jpeg":
            seen = examine_jpeg(source)
            probe(source, Kind.JPEG)
            return seen
        case "zip":
            return examine_package(source)
        case _:
            return examine_text(source, ending)
