"""
One child process for each report: it starts from the warm parent, takes its limits, renders and exits.

A fork costs 0.64 of a new interpreter, leaks nothing from one country to the next, and takes no database connection along:
every descriptor but its two is closed first. ``multiprocessing`` is refused in a Celery pool process, a plain fork is not.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from reports.rendering import confinement
from reports.rendering.assets import assets

FONT_VARIABLE = "FONTCONFIG_FILE"
FONT_SETTINGS = str(Path(__file__).with_name("fonts.conf"))
FOLDER_PREFIX = "ibm-report-"
FOLDER_AGE = 3600
"""Seconds after which a folder that a killed process left behind is removed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one rendering may use. Bytes and seconds; measured peaks are 160 MiB and 10 s at 187 pages."""

    memory: int = 1_536 * 1024 * 1024
    processor: int = 120
    wall: float = 180.0
    files: int = 64
    file_size: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rendered:
    pdf: bytes
    pages: int
    sha256: str


class RenderFailed(Exception):
    """``code``: memory, processor, wall, size, refused, died or broken; ``detail`` is for the log, never for a page."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Lost(Exception):
    """The caller's ``alive`` said no: somebody else has the report now, or nobody wants it."""


@cache
def warm() -> None:
    """Import WeasyPrint and draw one line in every font, once per process, so that each child starts ready."""
    # WeasyPrint says that the machine gives it no fonts: just so.
    warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
    before = os.environ.get(FONT_VARIABLE)
    os.environ[FONT_VARIABLE] = FONT_SETTINGS
    try:
        from reports.rendering.document import render_one_line

        render_one_line(assets())
    finally:
        # Programs that this process starts later (a browser in tests) keep the machine's own fonts.
        if before is None:
            del os.environ[FONT_VARIABLE]
        else:
            os.environ[FONT_VARIABLE] = before


def render_in_child(
    html: str,
    *,
    title: str,
    identifier: bytes,
    progress: Callable[[str, int], None],
    alive: Callable[[], bool],
    beat_seconds: float,
    limits: Limits | None = None,
) -> Rendered:
    """
    Return the PDF that a child of this process made of ``html``.

    Args:
        progress: told each new stage and the pages laid out so far.
        alive: asked every ``beat_seconds``; False stops the child.

    Raises:
        RenderFailed: the child passed a limit, died or met something it may not print.
        Lost: ``alive`` answered False.
    """
    warm()
    limits = limits or Limits()
    _remove_old_folders()
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    reader, writer = os.pipe()
    try:
        child = os.fork()
        if child == 0:
            _be_the_child(html, title, identifier, folder, writer, limits)
        os.close(writer)
        writer = -1
        try:
            status = _watch(child, reader, progress, alive, beat_seconds, limits)
        except BaseException:
            _end(child)
            raise
        return _result(status, folder)
    finally:
        os.close(reader)
        if writer >= 0:
            os.close(writer)
        shutil.rmtree(folder, ignore_errors=True)


def _watch(
    child: int,
    reader: int,
    progress: Callable[[str, int], None],
    alive: Callable[[], bool],
    beat_seconds: float,
    limits: Limits,
) -> int:
    """Pass progress on until the child closes its end; return its wait status."""
    began = beaten = time.monotonic()
    pending = b""
    while True:
        now = time.monotonic()
        if now - began > limits.wall:
            raise RenderFailed("wall", f"not done after {limits.wall:.0f} s")
        if now - beaten >= beat_seconds:
            beaten = now
            if not alive():
                raise Lost
        wait = min(beat_seconds - (now - beaten), limits.wall - (now - began))
        if not select.select([reader], [], [], max(0.01, wait))[0]:
            continue
        read = os.read(reader, 65536)
        if not read:
            return os.waitpid(child, 0)[1]
        *lines, pending = (pending + read).split(b"\n")
        for line in lines:
            stage, _, pages = line.decode("ascii").partition(" ")
            progress(stage, int(pages))


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _result(status: int, folder: Path) -> Rendered:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            raise RenderFailed("processor", "used its processor time up")
        raise RenderFailed("died", f"ended by signal {number}")
    try:
        outcome = json.loads((folder / "outcome.json").read_bytes())
        if "failed" in outcome:
            raise RenderFailed(outcome["failed"], outcome["detail"])
        pdf = (folder / "report.pdf").read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise RenderFailed("died", f"left with status {status} and no result") from error
    if sha256(pdf).hexdigest() != outcome["sha256"]:
        raise RenderFailed("died", "left a file that is not the one it made")
    return Rendered(pdf, outcome["pages"], outcome["sha256"])


def _be_the_child(html: str, title: str, identifier: bytes, folder: Path, writer: int, limits: Limits) -> NoReturn:
    """Never returns: whatever happens, this process ends here and runs no clean-up of its parent's."""
    status = 1
    try:
        confinement.confine(keep=writer)
        gc.freeze()
        gc.disable()
        os.environ[FONT_VARIABLE] = FONT_SETTINGS
        tempfile.tempdir = str(folder)
        os.chdir(folder)
        for kind, value in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, limits.processor),
            (resource.RLIMIT_NOFILE, limits.files),
            (resource.RLIMIT_FSIZE, limits.file_size),
            (resource.RLIMIT_CORE, 0),
        ):
            confinement.lower(kind, value)
        outcome = _render(html, title, identifier, folder, writer)
        (folder / "outcome.json").write_text(json.dumps(outcome))
        status = 0
    finally:
        os._exit(status)


def _render(html: str, title: str, identifier: bytes, folder: Path, writer: int) -> dict[str, str | int]:
    from reports.rendering.document import make_document
    from reports.rendering.fetcher import RefusedAddress
    from reports.rendering.quick import hurry

    def progress(stage: str, pages: int) -> None:
        os.write(writer, f"{stage} {pages}\n".encode("ascii"))

    try:
        hurry()
        document = make_document(html, title=title, identifier=identifier, files=assets(), progress=progress)
        (folder / "report.pdf").write_bytes(document.pdf)
    except (MemoryError, SystemError) as error:
        # A SystemError is C code below Python that fails without saying why: it got no memory either.
        return {"failed": "memory", "detail": f"asked for more memory than it may have: {type(error).__name__} {error}"}
    except RefusedAddress as error:
        return {"failed": "refused", "detail": str(error)}
    except OSError as error:
        return {"failed": "size", "detail": f"{type(error).__name__}: {error}"}
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent must hear of it
        return {"failed": "broken", "detail": f"{type(error).__name__}: {error}"[:2000]}
    return {"pages": document.pages, "sha256": sha256(document.pdf).hexdigest()}


def _remove_old_folders() -> None:
    """Remove what a process that was killed in mid-render could not remove itself."""
    limit = time.time() - FOLDER_AGE
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        try:
            if folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
