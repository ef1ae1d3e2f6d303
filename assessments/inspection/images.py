"""PNG and JPEG pictures, by their own structure; whether the picture can be drawn is for the probe to say."""

from __future__ import annotations

import re
import struct
import zlib
from itertools import count
from typing import Final

from .foreign import LONGEST_MARKUP, MARKUP, refuse_foreign, refuse_foreign_end
from .limits import MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE
from .source import Source
from .verdicts import Finding, Flag, Kind, Refused

SIZE_SEGMENTS: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a length."""
AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The marker that ends a coded picture; 00 and restart markers belong to it."""
MAX_SEGMENTS: Final = 20_000
MAX_FILL: Final = 64
TEXT_CHUNKS: Final = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")


def examine_png(source: Source) -> Finding:
    """
    Raises:
        Refused: damaged, two_in_one or too_many_pixels.
    """
    refuse_foreign(source, "png", markup_bytes=64)
    place = 8
    number = 0
    kind = b""
    while kind != b"IEND":
        header = source.at(place, 8)
        if len(header) < 8:
            raise Refused("damaged", found="png")
        length, kind = struct.unpack(">I4s", header)
        if place + 12 + length > source.size or (number == 0) != (kind == b"IHDR"):
            raise Refused("damaged", found="png")
        checksum = zlib.crc32(kind)
        for piece in source.chunks(place + 8, place + 8 + length):
            checksum = zlib.crc32(piece, checksum)
        if source.at(place + 8 + length, 4) != struct.pack(">I", checksum):
            raise Refused("damaged", found="png")
        if kind in TEXT_CHUNKS and _markup_between(source, place + 8, place + 8 + length):
            raise Refused("two_in_one", found="png", other="html")
        if kind == b"IHDR":
            if length != 13:
                raise Refused("damaged", found="png")
            _refuse_size("png", *struct.unpack(">II", source.at(place + 8, 8)))
        place += 12 + length
        number += 1
        if number > MAX_SEGMENTS:
            raise Refused("too_complex")
    return Finding(kind=Kind.PNG, flags=_after(source, "png", place))


def examine_jpeg(source: Source) -> Finding:
    """
    Raises:
        Refused: damaged, two_in_one or too_many_pixels.
    """
    refuse_foreign(source, "jpeg", markup_bytes=64)
    if source.head[4:6] == b"/*":
        # A length chosen so that the picture is also a script whose first bytes are a comment.
        raise Refused("two_in_one", found="jpeg", other="script")
    place = 2
    sized = False
    for number in count():
        if number > MAX_SEGMENTS:
            raise Refused("too_complex")
        marker, place = _marker(source, place)
        if marker == 0xD9:
            break
        if marker in ALONE:
            continue
        length = int.from_bytes(source.at(place, 2))
        if length < 2 or place + length > source.size:
            raise Refused("damaged", found="jpeg")
        if marker in SIZE_SEGMENTS:
            content = source.at(place + 2, 6)
            if len(content) < 6 or length < 8:
                raise Refused("damaged", found="jpeg")
            height, width = struct.unpack_from(">HH", content, 1)
            _refuse_size("jpeg", width, height)
            sized = True
        elif (0xE0 <= marker <= 0xEF or marker == 0xFE) and _markup_between(source, place + 2, place + length):
            raise Refused("two_in_one", found="jpeg", other="html")
        place += length
        if marker == 0xDA:
            end = source.find(AFTER_SCAN, longest=2, start=place)
            if end is None:
                raise Refused("damaged", found="jpeg")
            place = end
    if not sized:
        raise Refused("damaged", found="jpeg")
    return Finding(kind=Kind.JPEG, flags=_after(source, "jpeg", place))


def _marker(source: Source, place: int) -> tuple[int, int]:
    """Return the marker at ``place`` and the place after it; a few fill bytes may stand between."""
    near = source.at(place, MAX_FILL)
    bare = near.lstrip(b"\xff")
    if len(bare) == len(near) or not bare or bare[0] == 0:
        raise Refused("damaged", found="jpeg")
    return bare[0], place + len(near) - len(bare) + 1


def _markup_between(source: Source, start: int, end: int) -> bool:
    return source.find(MARKUP, longest=LONGEST_MARKUP, start=start, end=end) is not None


def _refuse_size(found: str, width: int, height: int) -> None:
    if not width or not height:
        raise Refused("damaged", found=found)
    if width > MAX_IMAGE_SIDE or height > MAX_IMAGE_SIDE or width * height > MAX_IMAGE_PIXELS:
        raise Refused("too_many_pixels", width=width, height=height)


def _after(source: Source, found: str, place: int) -> frozenset[Flag]:
    """Telephones append a small film or a second picture: kept and said; another file is refused."""
    if place >= source.size:
        return frozenset()
    refuse_foreign_end(source, found, place)
    return frozenset({Flag.EXTRA_BYTES})
