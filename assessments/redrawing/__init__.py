"""
Pictures are drawn anew before they are kept: what is stored holds the dots of the picture and nothing that came with it, neither
the place where a telephone took it nor anything hidden behind its end.

The drawing happens in a process of its own with an end to its memory and time, as when the picture was inspected.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO, BinaryIO, Final

from assessments.inspection.limits import PROBE_MEMORY_BYTES

PROGRAM: Final = Path(__file__).with_name("draw.py")
PROCESSOR_SECONDS: Final = 30
WALL_SECONDS: Final = 60.0
MOST_BYTES: Final = 200 * 1024 * 1024
"""The largest picture that is accepted has this many bytes when it cannot be packed at all."""


class NotDrawn(Exception):
    """The picture could not be drawn within the limits."""


def redraw(picture: IO[bytes], kind: str, target: BinaryIO) -> None:
    """
    Write the picture anew into ``target``.

    Args:
        picture: a real file of the system, inspected before.
        kind: "png" or "jpeg".
        target: a real file of the system, empty.

    Raises:
        NotDrawn: it could not be done within the limits.
        OSError: there is no room for it.
    """
    picture.seek(0)
    try:
        ended = subprocess.run(
            [
                sys.executable,
                "-IB",
                str(PROGRAM),
                kind,
                str(PROBE_MEMORY_BYTES),
                str(PROCESSOR_SECONDS),
                str(MOST_BYTES),
            ],
            stdin=picture,
            stdout=target,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn from None
    if ended.returncode != 0:
        raise NotDrawn
