"""What is done to an uploaded file before anybody asks where to keep it: looked at, and a picture drawn anew."""

from __future__ import annotations

import errno
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from assessments import redrawing, storing
from assessments.inspection import Accepted, Flag, Kind, Refusal, inspect, words
from assessments.inspection.limits import CHUNK
from ibm_platform.common.errors import Invalid, StorageFull

PICTURES = (Kind.PNG, Kind.JPEG)


@dataclass(frozen=True, slots=True)
class Upload:
    """
    A file as it came.

    Args:
        file: seekable; borrowed, left open.
        name: untrusted.
        size: bytes that were announced; None when nothing was.
        client_key: names this upload, so that a repeated one is stored once; at most 64 characters, empty for none.
    """

    file: BinaryIO
    name: str
    size: int | None = None
    client_key: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it is to be kept; ``stream`` ends with the ``with`` that gave it."""

    stream: BinaryIO
    label: str
    kind: str
    media_type: str
    size: int
    sha256: str
    flags: tuple[str, ...]
    parts: int | None


class FileRefused(Invalid):
    """The file may not be kept; ``code`` says why, as in ``assessments.inspection.REFUSALS``."""

    code = "file_refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(words(refusal, translate=_))
        self.code = refusal.code


@contextmanager
def prepared(upload: Upload) -> Iterator[Prepared]:
    """
    Give the file as it is to be kept.

    Raises:
        FileRefused: what it is, or what it is called, is not accepted.
        StorageFull: there is no room to draw a picture anew.
    """
    found = inspect(upload.file, name=upload.name, size=upload.size)
    if isinstance(found, Refusal):
        raise FileRefused(found)
    if found.kind not in PICTURES:
        yield _prepared(upload.file, found, size=found.size, sha256=found.sha256)
        return
    with _temporary() as drawn:
        _redraw(upload.file, found, drawn)
        yield _prepared(drawn, found, size=drawn.seek(0, io.SEEK_END), sha256=_sha256(drawn))


def _redraw(original: BinaryIO, found: Accepted, target: BinaryIO) -> None:
    try:
        with _as_file(original) as picture:
            redrawing.redraw(picture, found.kind.value, target)
    except redrawing.NotDrawn:
        raise FileRefused(Refusal("too_complex")) from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFull(
                _("There is no room left for files. Tell the operator and upload the file again later.")
            ) from error
        raise FileRefused(Refusal("not_checked")) from error


@contextmanager
def _as_file(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """Give a file of the system that another process can read: the upload itself, or a nameless copy of it."""
    try:
        stream.fileno()
        stream.flush()
    except (AttributeError, OSError):
        with _temporary() as copy:
            stream.seek(0)
            shutil.copyfileobj(stream, copy, CHUNK)
            copy.flush()
            yield copy
    else:
        yield stream


def _temporary() -> IO[bytes]:
    """A nameless file where uploads arrive too: the usual folder may be memory."""
    return tempfile.TemporaryFile(dir=storing.temporary_folder())


def _prepared(stream: BinaryIO, found: Accepted, *, size: int, sha256: str) -> Prepared:
    # What stood behind the end of a picture is gone with the drawing.
    kept = found.flags - {Flag.EXTRA_BYTES}
    return Prepared(
        stream=stream,
        label=found.name,
        kind=found.kind.value,
        media_type=found.media_type,
        size=size,
        sha256=sha256,
        flags=tuple(sorted(flag.value for flag in kept)),
        parts=found.parts,
    )


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
