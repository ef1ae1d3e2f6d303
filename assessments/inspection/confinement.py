"""Starts the probe in a process of its own, with an end to its memory and time, and believes nothing but its answer."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from .limits import (
    CHUNK,
    PROBE_MEMORY_BYTES,
    PROBE_PROCESSOR_SECONDS,
    PROBE_WALL_SECONDS,
    PROBES_AT_ONCE,
)
from .verdicts import Finding, Flag, Kind, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Source

PROGRAM: Final = Path(__file__).with_name("probe.py")
AT_ONCE: Final = threading.BoundedSemaphore(PROBES_AT_ONCE)
WAIT_SECONDS: Final = 30.0
"""How long a request waits for its turn; then the person is asked to come again."""


def probe(source: Source, kind: Kind) -> Finding:
    """
    Return what the library for ``kind`` found when it opened the file.

    Raises:
        Refused: starts_program, damaged, too_complex (it passed a limit or the library broke down), or not_checked (no process
            could be started, or too many files are being looked at).
    """
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise Refused("not_checked")
    try:
        with _as_file(source) as file:
            output = _run(file, kind)
    finally:
        AT_ONCE.release()
    return _finding(output, kind)


def _run(file: BinaryIO, kind: Kind) -> bytes:
    words = [
        sys.executable,
        "-IB",
        str(PROGRAM),
        kind.value,
        str(PROBE_MEMORY_BYTES),
        str(PROBE_PROCESSOR_SECONDS),
    ]
    try:
        ended = subprocess.run(
            words,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
            cwd="/",
            timeout=PROBE_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("too_complex") from None
    except OSError:
        raise Refused("not_checked") from None
    if ended.returncode != 0:
        raise Refused("too_complex")
    return ended.stdout


def _finding(output: bytes, kind: Kind) -> Finding:
    try:
        said = json.loads(output)
        if "refused" in said:
            refused = str(said["refused"])
            raise Refused(refused, found=kind.value) if refused == "damaged" else Refused(refused)
        flags = frozenset(Flag(flag) for flag in said["flags"])
        return Finding(kind=kind, flags=flags, parts=said["parts"])
    except (ValueError, KeyError, TypeError):
        raise Refused("too_complex") from None


@contextmanager
def _as_file(source: Source) -> Iterator[BinaryIO]:
    """Give the child a descriptor: the upload's own, or that of a nameless copy when it lies in memory."""
    stream = source.stream
    stream.seek(0)
    try:
        stream.flush()
        descriptor: int | None = stream.fileno()
    except (AttributeError, OSError, io.UnsupportedOperation):
        descriptor = None
    if descriptor is not None:
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, CHUNK)
        copy.flush()
        yield copy
