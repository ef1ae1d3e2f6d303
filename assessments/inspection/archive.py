"""
ZIP archives, read without trusting a word they say about themselves.

The directory is limited before it is read, checked before anything is unpacked, and every entry is counted while it is
unpacked: a size that does not agree is a refusal, not a surprise. ``zipfile`` is not used, because it reads a directory of
any length, allows entries that overlap and stops silently at the size that an entry claims.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .foreign import ZIP_END
from .limits import (
    CHUNK,
    MAX_ARCHIVE_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_FREE_BYTES,
)
from .source import Source
from .verdicts import Refused

STORED: Final = 0
DEFLATED: Final = 8
ENCRYPTED: Final = 0x1
UTF8: Final = 0x800

MAX_DIRECTORY_BYTES: Final = MAX_ARCHIVE_ENTRIES * 1024
"""An entry needs 46 bytes and its name; parts of documents have short names."""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


class Archive:
    """The entries of an archive that passed every check which needs no unpacking."""

    def __init__(self, source: Source) -> None:
        """
        Raises:
            Refused: damaged, something_before, something_after, locked_office, too_many_entries,
                unpacks_too_large, packed_too_densely, unsafe_entry or wrong_directory.
        """
        self.source = source
        start, end, count = _directory_place(source)
        self.entries = tuple(_entries(source.at(start, end - start), count))
        self._starts = _places(source, self.entries, start)
        self.by_name = {entry.name: entry for entry in self.entries}

    def content(self, entry: Entry) -> Iterator[bytes]:
        """
        Yield the unpacked bytes of an entry, in pieces of at most a quarter of a megabyte.

        Raises:
            Refused: wrong_directory as soon as there are more than the entry said, damaged at the end.
        """
        start = self._starts[entry]
        packed = self.source.chunks(start, start + entry.packed)
        count = checksum = 0
        for piece in packed if entry.method == STORED else _inflated(packed):
            count += len(piece)
            if count > entry.size:
                raise Refused("wrong_directory")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if count != entry.size:
            raise Refused("wrong_directory")
        if checksum != entry.checksum:
            raise Refused("damaged", found="package")

    def whole(self, entry: Entry, limit: int) -> bytes:
        """
        Return all bytes of a small entry.

        Raises:
            Refused: too_complex, it is larger than ``limit`` bytes.
        """
        if entry.size > limit:
            raise Refused("too_complex")
        return b"".join(self.content(entry))


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            if inflater.eof:
                raise Refused("damaged", found="package")
            waiting = piece
            while waiting and not inflater.eof:
                yield inflater.decompress(waiting, 4 * CHUNK)
                waiting = inflater.unconsumed_tail
            if inflater.unused_data:
                raise Refused("damaged", found="package")
        while not inflater.eof:
            rest = inflater.decompress(b"", 4 * CHUNK)
            if not rest:
                raise Refused("damaged", found="package")
            yield rest
    except zlib.error:
        raise Refused("damaged", found="package") from None


def _directory_place(source: Source) -> tuple[int, int, int]:
    """Return where the directory starts and ends, and how many entries it claims."""
    tail = source.tail
    place = tail.rfind(ZIP_END)
    if place < 0 or len(tail) < place + 22:
        raise Refused("damaged", found="package")
    disk, first_disk, here, count, length, offset, comment = struct.unpack_from("<HHHHIIH", tail, place + 4)
    end = source.size - len(tail) + place
    if end + 22 + comment > source.size:
        raise Refused("damaged", found="package")
    if end + 22 != source.size:
        # A comment is a place where another file can hide; no office program writes one.
        raise Refused("something_after", found="package")
    if count > MAX_ARCHIVE_ENTRIES or length > MAX_DIRECTORY_BYTES:
        raise Refused("too_many_entries")
    if disk or first_disk or here != count or not count:
        raise Refused("damaged", found="package")
    if offset + length != end:
        raise Refused("something_before" if offset + length < end else "damaged", found="package")
    return offset, end, count


def _entries(directory: bytes, count: int) -> Iterator[Entry]:
    place = total = 0
    names: set[str] = set()
    for _number in range(count):
        if len(directory) < place + 46 or directory[place : place + 4] != b"PK\x01\x02":
            raise Refused("damaged", found="package")
        flags, method, _time, _date, checksum, packed, size, name_length, extra, comment = struct.unpack_from(
            "<HHHHIIIHHH", directory, place + 8
        )
        offset = int(struct.unpack_from("<I", directory, place + 42)[0])
        raw = directory[place + 46 : place + 46 + name_length]
        place += 46 + name_length + extra + comment
        if flags & ENCRYPTED:
            raise Refused("locked_office")
        if method not in (STORED, DEFLATED) or 0xFFFFFFFF in (packed, size, offset) or len(raw) != name_length:
            raise Refused("damaged", found="package")
        name = _safe_name(raw, utf8=bool(flags & UTF8))
        if name.casefold() in names:
            # Of two parts with one name, one program reads the first and another the last.
            raise Refused("wrong_directory")
        names.add(name.casefold())
        total += size
        if total > MAX_UNPACKED_BYTES:
            raise Refused("unpacks_too_large")
        if size > RATIO_FREE_BYTES and size > MAX_RATIO * packed:
            raise Refused("packed_too_densely")
        if method == STORED and size != packed:
            raise Refused("wrong_directory")
        yield Entry(name=name, method=method, checksum=checksum, packed=packed, size=size, offset=offset)
    if place != len(directory):
        raise Refused("damaged", found="package")


def _safe_name(raw: bytes, *, utf8: bool) -> str:
    try:
        name = raw.decode("utf-8" if utf8 else "cp437")
    except UnicodeDecodeError:
        raise Refused("damaged", found="package") from None
    parts = name.split("/")
    if not name or name.startswith("/") or ".." in parts or re.search(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:", name):
        raise Refused("unsafe_entry")
    return name


def _places(source: Source, entries: tuple[Entry, ...], directory: int) -> dict[Entry, int]:
    """
    Return where the packed bytes of each entry start.

    Entries that share bytes are the trick of a small file that unpacks without end.
    """
    starts: dict[Entry, int] = {}
    free_from = 0
    for number, entry in enumerate(sorted(entries, key=lambda one: one.offset)):
        if entry.offset < free_from:
            raise Refused("wrong_directory")
        if number == 0 and entry.offset:
            raise Refused("something_before", found="package")
        header = source.at(entry.offset, 30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise Refused("damaged", found="package")
        name_length, extra = struct.unpack_from("<HH", header, 26)
        name = source.at(entry.offset + 30, name_length)
        if entry.name not in (name.decode("utf-8", "replace"), name.decode("cp437")):
            raise Refused("wrong_directory")
        starts[entry] = entry.offset + 30 + name_length + extra
        free_from = starts[entry] + entry.packed
    if free_from > directory:
        raise Refused("wrong_directory")
    return starts
