"""Two files in one: marks of another kind of file inside a file of an accepted kind."""

from __future__ import annotations

import re
import struct
from typing import Final

from .source import Source
from .verdicts import Refused

MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|script|html|svg|iframe|body|\?php)[\s>/]", re.IGNORECASE)
LONGEST_MARKUP: Final = 64

ZIP_END: Final = b"PK\x05\x06"
PACKED: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"MSCF\x00\x00\x00\x00",
)


def is_program(head: bytes) -> bool:
    """Is this the beginning of a program of Windows, Linux or macOS? Needs the first few kilobytes."""
    if head[:4] in (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"):
        return True
    if head[:2] != b"MZ" or len(head) < 64:
        return False
    # Two letters alone would also meet the scrambled fonts of a document; the second header is the proof.
    place = int(struct.unpack_from("<I", head, 60)[0])
    return head[place : place + 2] in (b"PE", b"NE", b"LE", b"LX") or b"This program" in head[:256]


def has_zip_directory(tail: bytes) -> bool:
    """Would an unpacker find an archive whose directory ends in these last bytes of a file?"""
    place = tail.rfind(ZIP_END)
    while place >= 0:
        if len(tail) >= place + 22:
            count, length = struct.unpack_from("<HI", tail, place + 10)
            begin = place - int(length)
            # A directory longer than what was read is taken for one: it holds thousands of names.
            if count and (begin < 0 or tail[begin : begin + 4] == b"PK\x01\x02"):
                return True
        place = tail.rfind(ZIP_END, 0, place)
    return False


def refuse_foreign(source: Source, found: str, *, markup_bytes: int = 1024) -> None:
    """
    Refuse a file that is also something else.

    Args:
        found: what it was taken for, a key of ``sentences.FOUND``.
        markup_bytes: how far from the beginning a web page is looked for.

    Raises:
        Refused: two_in_one.
    """
    if has_zip_directory(source.tail):
        raise Refused("two_in_one", found=found, other="zip")
    if found != "pdf" and re.search(rb"%PDF-\d", source.head[:1024]):
        raise Refused("two_in_one", found=found, other="pdf")
    if MARKUP.search(source.at(0, markup_bytes)):
        raise Refused("two_in_one", found=found, other="html")
    if source.head[257:262] == b"ustar":
        raise Refused("two_in_one", found=found, other="archive")
    if source.at(32769, 5) == b"CD001":
        raise Refused("two_in_one", found=found, other="disc_image")


def refuse_foreign_end(source: Source, found: str, start: int) -> None:
    """
    Refuse another file that begins after the end of an accepted one.

    Raises:
        Refused: two_in_one.
    """
    first = source.at(start, 4096)
    bare = first.lstrip(b"\x00\r\n\t ")
    if bare.startswith(PACKED):
        raise Refused("two_in_one", found=found, other="archive")
    if is_program(bare):
        raise Refused("two_in_one", found=found, other="program")
    if re.search(rb"%PDF-\d", first):
        raise Refused("two_in_one", found=found, other="pdf")
    if source.find(MARKUP, longest=LONGEST_MARKUP, start=start) is not None:
        raise Refused("two_in_one", found=found, other="html")
