"""What a file is, by its first bytes; the name has no say here."""

from __future__ import annotations

import re
from typing import Final

from .foreign import is_program
from .source import Source
from .verdicts import Refused

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

# First bytes, refusal, key of sentences.FOUND.
REFUSED: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"GIF87a", "not_accepted", "gif"),
    (b"GIF89a", "not_accepted", "gif"),
    (b"II*\x00", "not_accepted", "tiff"),
    (b"MM\x00*", "not_accepted", "tiff"),
    (b"8BPS", "not_accepted", "photoshop"),
    (b"\x00\x00\x01\x00", "not_accepted", "icon"),
    (b"OggS", "not_accepted", "media"),
    (b"fLaC", "not_accepted", "media"),
    (b"ID3\x02", "not_accepted", "media"),
    (b"ID3\x03", "not_accepted", "media"),
    (b"ID3\x04", "not_accepted", "media"),
    (b"\x1a\x45\xdf\xa3", "not_accepted", "media"),
    (b"{\\rt", "not_accepted", "rtf"),
    (b"%!PS", "not_accepted", "postscript"),
    (b"SQLite format 3\x00", "not_accepted", "database"),
    (b"\x00\x01\x00\x00Standard ", "not_accepted", "database"),
    (b"\x1f\x8b", "archive", "archive"),
    (b"\xfd7zXZ\x00", "archive", "archive"),
    (b"(\xb5/\xfd", "archive", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "archive"),
    (b"Rar!\x1a\x07", "archive", "archive"),
    (b"MSCF\x00\x00\x00\x00", "archive", "archive"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "program", "shortcut"),
    (b"\xca\xfe\xba\xbe", "program", "java"),
    (b"dex\n03", "program", "program"),
    (b"\x00asm", "program", "program"),
    (b"#!", "program", "script"),
    (b"!<arch>\n", "archive", "archive"),
)

ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def recognise(source: Source) -> str:
    """
    Return "pdf", "png", "jpeg", "zip" or "text"; the last only means that nothing else was recognised.

    Raises:
        Refused: the file is plainly of a kind that is not accepted.
    """
    head = source.head
    if re.match(rb"%PDF-[0-9]\.[0-9]", head):
        return "pdf"
    if head.startswith(PNG):
        return "png"
    if head.startswith(JPEG):
        return "jpeg"
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        raise _office_container(source)
    if is_program(head):
        raise Refused("program", found="program")
    for first, code, found in REFUSED:
        if head.startswith(first):
            raise Refused(code, found=found)
    _refuse_by_place(source)
    if re.search(rb"%PDF-[0-9]", head[:1024]):
        raise Refused("something_before", found="pdf")
    return "text"


def _refuse_by_place(source: Source) -> None:
    head = source.head
    if head[257:262] == b"ustar" or (head[:3] == b"BZh" and head[4:10] == b"1AY&SY"):
        raise Refused("archive", found="archive")
    if head[:3] == b"\x00\x00\x00" and head[4:8] == b"ftyp":
        pictures = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"heim", b"hevc")
        raise Refused("not_accepted", found="heif" if head[8:12] in pictures else "media")
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise Refused("not_accepted", found="webp" if head[8:12] == b"WEBP" else "media")
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        raise Refused("not_accepted", found="bmp")
    if source.at(32769, 5) == b"CD001":
        raise Refused("archive", found="disc_image")


def _office_container(source: Source) -> Refused:
    """One container serves the old Office programs and, since then, documents with a password."""
    pattern = re.compile(re.escape(ENCRYPTED_PACKAGE))
    locked = source.find(pattern, longest=len(ENCRYPTED_PACKAGE)) is not None
    return Refused("locked_office") if locked else Refused("old_office")
