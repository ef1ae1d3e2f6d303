"""The parts inside an office file, whatever family it is of: each is unpacked once and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .archive import Archive, Entry
from .foreign import PACKED, is_program
from .markup import check_prolog
from .signatures import OLE
from .verdicts import Refused

HEAD = 4096


def examine_parts(archive: Archive, readers: Callable[[Entry], Callable[[Iterable[bytes]], None] | None]) -> None:
    """
    Unpack every part to its end, counting, and refuse those that have no place in a document.

    Args:
        readers: returns who reads a part's XML; None leaves it at its prolog. A reader takes every piece.

    Raises:
        Refused: embedded_program, embedded_object, nested_archive, entities, wrong_directory, damaged, too_complex.
    """
    for entry in archive.entries:
        pieces = archive.content(entry)
        head = b""
        for piece in pieces:
            head += piece
            if len(head) >= HEAD:
                break
        _refuse_head(head)
        whole = _joined(head, pieces)
        reader = readers(entry)
        if reader is not None:
            reader(whole)
        elif _is_xml(head) and not _is_drawing(entry):
            check_prolog(whole)
        else:
            for _piece in whole:
                pass


def _joined(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _refuse_head(head: bytes) -> None:
    if head.startswith(OLE):
        raise Refused("embedded_object")
    if is_program(head):
        raise Refused("embedded_program")
    if head.startswith(PACKED):
        raise Refused("nested_archive")


def _is_xml(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        return True
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"<")


def _is_drawing(entry: Entry) -> bool:
    """SVG pictures inside a document are drawn by the office program; their usual declaration names no entity."""
    return entry.name.lower().endswith(".svg")
