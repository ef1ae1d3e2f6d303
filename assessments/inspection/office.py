"""Word documents and Excel workbooks (Office Open XML)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from .archive import Archive, Entry
from .limits import MAX_STRUCTURE_BYTES
from .markup import Attributes, ElementCount, read_xml
from .parts import examine_parts
from .targets import leads_elsewhere
from .verdicts import Finding, Flag, Kind, Refused
from .words_in_parts import WordPart, refuse_live_links

CONTENT_TYPES: Final = "[Content_Types].xml"
DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORKSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

MACRO_TYPES: Final = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|keymapcustomizations", re.IGNORECASE)
MACRO_NAMES: Final = re.compile(
    r"(?:^|/)(?:vbaproject\w*\.bin|vbadata\.xml|macrosheets/|intlmacrosheets/)", re.IGNORECASE
)
ACTIVE_TYPES: Final = re.compile(r"activex|ms-office\.vml-control|text/html|message/rfc822|xhtml", re.IGNORECASE)
OBJECT_TYPES: Final = re.compile(r"oleobject|application/x-msdownload|application/vnd\.ms-package", re.IGNORECASE)

MACRO_RELATIONS: Final = {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"}
ACTIVE_RELATIONS: Final = {"control", "activexcontrolbinary", "afchunk"}
OBJECT_RELATIONS: Final = {"oleobject", "package"}
ASKED_FIRST: Final = {"hyperlink", "externallinkpath", "xlpathmissing", "xlstartup", "xlalternatestartup", "xllibrary"}
"""Followed by a click, or after the program has asked: kept. Everything else external is fetched on opening."""


def examine_office(archive: Archive) -> Finding:
    """
    Return whether this is a Word document or an Excel workbook, and what a reader should know of it.

    Raises:
        Refused: it is something else, has a part that may not be, or is damaged.
    """
    count = ElementCount()
    types = _ContentTypes(archive, count)
    flags: set[Flag] = set()
    types.refuse_dangerous(archive)
    main = _Relations(archive, "_rels/.rels", count).main_part()
    kind = _kind_of(types.of(main) if main in archive.by_name else "")
    for entry in archive.entries:
        if entry.name.lower().endswith(".rels"):
            flags |= _Relations(archive, entry.name, count).checked()
    examine_parts(archive, lambda entry: _reader(entry, kind, count))
    names = [entry.name.lower() for entry in archive.entries]
    if any(name.startswith("xl/") and name.endswith("connections.xml") for name in names):
        flags.add(Flag.DATA_CONNECTIONS)
    sheets = sum(types.of(entry.name) == WORKSHEET for entry in archive.entries)
    return Finding(kind=kind, flags=frozenset(flags), parts=sheets if kind is Kind.XLSX else None)


def _kind_of(content_type: str) -> Kind:
    if content_type == DOCUMENT:
        return Kind.DOCX
    if content_type == WORKBOOK:
        return Kind.XLSX
    if "template" in content_type:
        raise Refused("not_accepted", found="template")
    if "presentation" in content_type or "slideshow" in content_type:
        raise Refused("not_accepted", found="presentation")
    raise Refused("not_accepted", found="office")


def _reader(entry: Entry, kind: Kind, count: ElementCount) -> Callable[[Iterable[bytes]], None] | None:
    name = entry.name.lower()
    if not name.endswith(".xml"):
        return None
    if kind is Kind.DOCX and re.fullmatch(r"word/[^/]+\.xml", name):
        return lambda pieces: WordPart().read(pieces, count)
    if kind is Kind.XLSX and name.startswith("xl/externallinks/"):
        return lambda pieces: read_xml(pieces, count=count, on_element=refuse_live_links)
    return None


class _ContentTypes:
    """The list of what each part is. Word and Excel believe it, not the parts' names."""

    def __init__(self, archive: Archive, count: ElementCount) -> None:
        self.by_ending: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        raw = archive.whole(archive.by_name[CONTENT_TYPES], MAX_STRUCTURE_BYTES)
        read_xml([raw], count=count, on_element=self._take)

    def _take(self, element: str, attributes: Attributes) -> None:
        content_type = attributes.get("ContentType", "")
        if element == "Default":
            self.by_ending[attributes.get("Extension", "").lower()] = content_type
        elif element == "Override":
            self.by_name[attributes.get("PartName", "").lstrip("/").lower()] = content_type

    def of(self, name: str) -> str:
        low = name.lower()
        return self.by_name.get(low) or self.by_ending.get(low.rpartition(".")[2], "")

    def refuse_dangerous(self, archive: Archive) -> None:
        declared = [*self.by_name.values(), *(self.of(entry.name) for entry in archive.entries)]
        names = [entry.name for entry in archive.entries]
        if any(map(MACRO_TYPES.search, declared)) or any(map(MACRO_NAMES.search, names)):
            raise Refused("macros")
        if any(map(ACTIVE_TYPES.search, declared)) or any("/activex/" in name.lower() for name in names):
            raise Refused("active_content")
        if any(map(OBJECT_TYPES.search, declared)):
            raise Refused("embedded_object")


class _Relations:
    """One list of relations: what a part is made of and what it points to."""

    def __init__(self, archive: Archive, name: str, count: ElementCount) -> None:
        self.found: list[Attributes] = []
        entry = archive.by_name.get(name)
        if entry is None:
            raise Refused("damaged", found="package")
        raw = archive.whole(entry, MAX_STRUCTURE_BYTES)
        read_xml([raw], count=count, on_element=self._take)

    def _take(self, element: str, attributes: Attributes) -> None:
        if element == "Relationship":
            self.found.append(attributes)

    def main_part(self) -> str:
        for relation in self.found:
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        raise Refused("damaged", found="package")

    def checked(self) -> set[Flag]:
        flags: set[Flag] = set()
        for relation in self.found:
            kind = relation.get("Type", "").rpartition("/")[2].lower()
            target = relation.get("Target", "")
            external = relation.get("TargetMode", "").lower() == "external" or leads_elsewhere(target)
            if kind in MACRO_RELATIONS:
                raise Refused("macros")
            if kind in ACTIVE_RELATIONS:
                raise Refused("active_content")
            if kind in OBJECT_RELATIONS and not external:
                raise Refused("embedded_object")
            if external and kind not in ASKED_FIRST and leads_elsewhere(target):
                raise Refused("fetches")
            if external and kind != "hyperlink":
                flags.add(Flag.LINKED_FILES)
        return flags
