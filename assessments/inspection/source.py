"""A file as the examiners see it: places of it, read in pieces, and never by its name."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO, Final

from .limits import CHUNK

HEAD: Final = 4096
TAIL: Final = 22 + 0xFFFF
"""The directory of a ZIP archive ends at most this far from the end of the file."""


class Source:
    """The stream is borrowed: it must be seekable, it is never written, and its place is left anywhere."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = stream.seek(0, io.SEEK_END)

    def at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes; fewer only at the end of the file."""
        self.stream.seek(offset)
        return self.stream.read(length)

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to ``end``; each piece is sought for itself, so two readers may take turns."""
        end = self.size if end is None else min(end, self.size)
        while start < end:
            piece = self.at(start, min(CHUNK, end - start))
            if not piece:
                return
            yield piece
            start += len(piece)

    def find(self, pattern: re.Pattern[bytes], *, longest: int, start: int = 0, end: int | None = None) -> int | None:
        """
        Return the place of the first match between ``start`` and ``end``.

        Args:
            longest: bytes that a match can have, so that one across two pieces is not missed.
        """
        before = b""
        for piece in self.chunks(start, end):
            window = before + piece
            if found := pattern.search(window):
                return start - len(before) + found.start()
            before = window[-(longest - 1) :] if longest > 1 else b""
            start += len(piece)
        return None

    @cached_property
    def head(self) -> bytes:
        return self.at(0, HEAD)

    @cached_property
    def tail(self) -> bytes:
        return self.at(max(0, self.size - TAIL), TAIL)

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for piece in self.chunks():
            digest.update(piece)
        return digest.hexdigest()
