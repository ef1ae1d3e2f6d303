"""OpenDocument texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from .archive import STORED, Archive, Entry
from .limits import MAX_STRUCTURE_BYTES
from .markup import Attributes, ElementCount, read_xml
from .parts import examine_parts
from .targets import leads_elsewhere, leads_outside
from .verdicts import Finding, Flag, Kind, Refused

MIMETYPE: Final = "mimetype"
MANIFEST: Final = "META-INF/manifest.xml"
TEXT: Final = b"application/vnd.oasis.opendocument.text"

MACRO_FOLDERS: Final = re.compile(r"(?:^|/)(?:Basic|Scripts|Dialogs)/.", re.IGNORECASE)
CLICKED: Final = {"a", "bookmark", "hyperlink"}
"""Links that a reader follows; every other reference is fetched when the document is opened."""
LIVE: Final = {
    "dde-source",
    "dde-connection-decl",
    "dde-connection-decls",
    "dde-link",
    "plugin",
    "applet",
    "floating-frame",
}


def examine_opendocument(archive: Archive) -> Finding:
    """
    Return what a reader should know of an OpenDocument text.

    Raises:
        Refused: it is another kind, has a part that may not be, or is damaged.
    """
    first = archive.entries[0]
    mimetype = archive.by_name[MIMETYPE]
    content = archive.whole(mimetype, 255)
    if content.rstrip() != TEXT:
        raise _other_kind(content)
    manifest = archive.by_name.get(MANIFEST)
    if mimetype is not first or mimetype.method != STORED or manifest is None or "content.xml" not in archive.by_name:
        raise Refused("damaged", found="odt")
    count = ElementCount()
    read_xml([archive.whole(manifest, MAX_STRUCTURE_BYTES)], count=count, on_element=_refuse_locked)
    if any(MACRO_FOLDERS.search(entry.name) for entry in archive.entries):
        raise Refused("macros")
    flags: set[Flag] = set()
    look = _Look(flags)
    examine_parts(archive, lambda entry: _reader(entry, look, count))
    return Finding(kind=Kind.ODT, flags=frozenset(flags))


def _other_kind(content: bytes) -> Refused:
    if content.startswith(b"application/vnd.oasis.opendocument"):
        if b"presentation" in content:
            return Refused("not_accepted", found="presentation")
        return Refused("not_accepted", found="template" if content.rstrip().endswith(b"-template") else "opendocument")
    if content.startswith(b"application/epub"):
        return Refused("not_accepted", found="epub")
    return Refused("archive", found="zip")


def _refuse_locked(element: str, _attributes: Attributes) -> None:
    if element == "encryption-data":
        raise Refused("locked_office")


def _reader(entry: Entry, look: _Look, count: ElementCount) -> Callable[[Iterable[bytes]], None] | None:
    # LibreOffice writes settings of its toolbars as files without a byte.
    if not entry.name.lower().endswith(".xml") or not entry.size:
        return None
    if entry.name.lower().startswith("configurations2/"):
        return lambda pieces: read_xml(pieces, count=count, on_element=_refuse_bound_macro)
    return lambda pieces: read_xml(pieces, count=count, on_element=look.at)


def _refuse_bound_macro(_element: str, attributes: Attributes) -> None:
    if attributes.get("href", "").lower().startswith(("vnd.sun.star.script:", "macro:")):
        raise Refused("macros")


class _Look:
    def __init__(self, flags: set[Flag]) -> None:
        self.flags = flags

    def at(self, element: str, attributes: Attributes) -> None:
        href = attributes.get("href", "")
        _refuse_bound_macro(element, attributes)
        if element in ("event-listener", "script"):
            raise Refused("macros")
        if element in LIVE:
            raise Refused("active_content")
        if element == "object-ole":
            raise Refused("embedded_object")
        if element not in CLICKED and href:
            if leads_elsewhere(href):
                raise Refused("fetches")
            if leads_outside(href):
                self.flags.add(Flag.LINKED_FILES)
