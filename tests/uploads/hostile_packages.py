"""Archives and office files that are refused: label → name, maker, code."""

import struct
import zlib
from collections.abc import Callable

from tests.uploads.packages import (
    archive,
    deflated,
    docx,
    docx_parts,
    linked_docx,
    odt,
    raw_archive,
    relations,
    word_text,
    xlsx,
)

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
MS = "application/vnd.ms-"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROGRAM = b"MZ" + bytes(58) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(200)
INNER = archive({"a.txt": "one"})
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><l>&c;</l>'
)
FETCHED = '<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://example.org/a.dtd"><l/>'


def zeros(megabytes: int) -> tuple[bytes, bytes, int, int]:
    content = bytes(megabytes * MEGABYTE)
    return b"word/zeros.xml", deflated(content), len(content), zlib.crc32(content)


def lying(claimed: int) -> bytes:
    """A document with a part of 40 MB that says it is small."""
    parts = {name.encode(): content.encode() for name, content in docx_parts().items() if isinstance(content, str)}
    honest = [(name, deflated(content), len(content), zlib.crc32(content)) for name, content in parts.items()]
    _name, packed, _size, checksum = zeros(40)
    return raw_archive([*honest, (b"word/a.xml", packed, claimed, checksum)])


def half_dense() -> bytes:
    """Three hundred megabytes of text at a ratio that a single entry may have."""
    line = b"".join(struct.pack("<I", number * 2654435761 % 2**32).hex().encode() for number in range(4000))
    content = (line * 40 + bytes(len(line) * 30))[: 4 * MEGABYTE]
    packed, checksum = deflated(content), zlib.crc32(content)
    return raw_archive([(f"word/{n}.xml".encode(), packed, len(content), checksum) for n in range(150)])


def overlapping() -> bytes:
    """Fifty entries that all unpack the same bytes."""
    one = raw_archive([(b"a", deflated(b"text" * 10), 40, zlib.crc32(b"text" * 10))])
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    directory = b"".join(one[start : end - 1] + bytes([97 + number]) for number in range(20))
    close = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 20, 20, len(directory), start, 0)
    return one[:start] + directory + close


def fields(*runs: str) -> str:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    close = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return word_text(begin + "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs) + close)


def changed(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


HOSTILE_PACKAGES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # Archives.
    "plain ZIP": ("list.docx", lambda: INNER, "archive"),
    "empty ZIP": ("list.docx", lambda: b"PK\x05\x06" + bytes(18), "damaged"),
    "zeros in one part": ("letter.docx", lambda: raw_archive([zeros(40)]), "packed_too_densely"),
    "200 MB of zeros": ("letter.docx", lambda: raw_archive([zeros(199)]), "packed_too_densely"),
    "201 MB of zeros": ("letter.docx", lambda: raw_archive([zeros(201)]), "unpacks_too_large"),
    "300 MB in allowed portions": ("letter.docx", half_dense, "unpacks_too_large"),
    "40 MB that say 60 KB": ("letter.docx", lambda: lying(60_000), "wrong_directory"),
    "lies in a document": (
        "letter.docx",
        lambda: docx().replace(
            struct.pack("<I", len(docx_parts()["word/document.xml"])), struct.pack("<I", 9)
        ),
        "wrong_directory",
    ),
    "2,001 parts": ("l.docx", lambda: docx({f"word/{n}.xml": "<a/>" for n in range(1997)}), "too_many_entries"),
    "65,000 parts": (
        "letter.docx",
        lambda: raw_archive([(str(n).encode(), b"\x03\x00", 0, 0) for n in range(65_000)]),
        "too_many_entries",
    ),
    "parts that share bytes": ("letter.docx", overlapping, "wrong_directory"),
    "two parts of one name": (
        "letter.docx",
        lambda: raw_archive([(b"a.xml", b"\x03\x00", 0, 0), (b"A.XML", b"\x03\x00", 0, 0)]),
        "wrong_directory",
    ),
    "part that climbs out": ("letter.docx", lambda: docx({"word/../../etc/cron.d/a": "x"}), "unsafe_entry"),
    "part from the root": ("letter.docx", lambda: docx({"/etc/passwd": "x"}), "unsafe_entry"),
    "part with a backslash": (
        "letter.docx", lambda: raw_archive([(b"..\\a", b"\x03\x00", 0, 0)]), "unsafe_entry"
    ),
    "archive in a document": ("letter.docx", lambda: docx({"word/media/image1.png": INNER}), "nested_archive"),
    "packed file in a text": ("letter.odt", lambda: odt({"Pictures/a.png": b"\x1f\x8b\x08" + bytes(40)}), "nested_archive"),
    "document cut off": ("letter.docx", lambda: docx()[:-40], "damaged"),
    "document with a changed byte": (
        "letter.docx", lambda: changed(docx(), docx().index(b"word/document.xml") + 30), "damaged"
    ),
    "document after a program": ("letter.docx", lambda: PROGRAM + docx(), "program"),
    "document after a picture": ("letter.docx", lambda: b"PK\x03\x04" + bytes(60) + docx(), "something_before"),
    "document with more behind": ("letter.docx", lambda: docx() + b"#!/bin/sh", "something_after"),
    "document with a comment": ("l.docx", lambda: archive(docx_parts(), comment=b"<script>"), "something_after"),
    "locked part": (
        "letter.docx",
        lambda: docx().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
        "locked_office",
    ),
    "two families at once": ("l.docx", lambda: archive(docx_parts({"mimetype": "a"})), "two_in_one"),
    # Macros.
    "document with macros": (
        "letter.docm", lambda: docx(main=f"{MS}word.document.macroEnabled.main+xml"), "macros"
    ),
    "document with macros, renamed": (
        "letter.docx", lambda: docx(main=f"{MS}word.document.macroEnabled.main+xml"), "macros"
    ),
    "workbook with macros": ("l.xlsm", lambda: xlsx(main=f"{MS}excel.sheet.macroEnabled.main+xml"), "macros"),
    "macros by their file": ("letter.docx", lambda: docx({"word/vbaProject.bin": b"a"}), "macros"),
    "macros under another name": (
        "letter.docx", lambda: docx({"word/a.bin": b"a"}, types={"word/a.bin": f"{MS}office.vbaProject"}), "macros"
    ),
    "macros by a relation": (
        "letter.docx", lambda: docx({"word/a": b"a"}, document_relations=relations(("vbaProject", "a"))), "macros"
    ),
    "sheet of old macros": (
        "list.xlsx", lambda: xlsx(types={"xl/m.xml": f"{MS}excel.macrosheet+xml"}), "macros"
    ),
    "macros of OpenDocument": ("letter.odt", lambda: odt({"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
    "script of OpenDocument": ("letter.odt", lambda: odt({"Scripts/python/a.py": "a = 1"}), "macros"),
    "listener of OpenDocument": (
        "letter.odt", lambda: odt(inside='<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), "macros"
    ),
    # What starts or fetches something.
    "template from elsewhere": (
        "l.docx", lambda: linked_docx("attachedTemplate", "https://example.org/a.dotm"), "fetches"
    ),
    "template from a server": (
        "l.docx", lambda: linked_docx("attachedTemplate", "file:///\\\\10.0.0.9\\a\\b.dotm"), "fetches"
    ),
    "template, written in signs": (
        "l.docx", lambda: linked_docx("attachedTemplate", "%5C%5Cexample.org%5Ca.dotm"), "fetches"
    ),
    "picture from elsewhere": ("l.docx", lambda: linked_docx("image", "http://example.org/p.png"), "fetches"),
    "object from elsewhere": (
        "l.docx", lambda: linked_docx("oleObject", "mhtml:http://example.org/a!x-usc:b"), "fetches"
    ),
    "picture fetched by a field": (
        "l.docx", lambda: docx(text=fields("INCLUDE", 'PICTURE "http://example.org/a"')), "fetches"
    ),
    "command in a field, in pieces": ("l.docx", lambda: docx(text=fields("D", "DE", "AUTO c:\\a.exe")), "active_content"),
    "command in a workbook": (
        "list.xlsx",
        lambda: xlsx({"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}),
        "active_content",
    ),
    "control": (
        "l.docx", lambda: docx({"word/activeX/a.xml": "<a/>"}, document_relations=relations(("control", "a"))),
        "active_content",
    ),
    "page as part of a document": (
        "l.docx", lambda: docx(document_relations=relations(("aFChunk", "a.html"))), "active_content"
    ),
    "picture of OpenDocument from elsewhere": (
        "letter.odt", lambda: odt(inside='<draw:image xlink:href="http://example.org/a.png"/>'), "fetches"
    ),
    "section of OpenDocument from elsewhere": (
        "letter.odt", lambda: odt(inside='<text:section-source xlink:href="//example.org/a"/>'), "fetches"
    ),
    "frame of OpenDocument": ("letter.odt", lambda: odt(inside="<draw:floating-frame/>"), "active_content"),
    # What is embedded.
    "object by a relation": (
        "l.docx", lambda: docx(document_relations=relations(("oleObject", "embeddings/a.bin"))), "embedded_object"
    ),
    "object by its bytes": ("letter.docx", lambda: docx({"word/media/image1.png": OLE}), "embedded_object"),
    "object of OpenDocument": ("letter.odt", lambda: odt({"Object 1": OLE}), "embedded_object"),
    "program in a document": ("letter.docx", lambda: docx({"word/media/a.png": PROGRAM}), "embedded_program"),
    # XML.
    "entities in a document": ("letter.docx", lambda: docx(text=ENTITIES), "entities"),
    "entities in a sheet": ("list.xlsx", lambda: xlsx(sheet=ENTITIES), "entities"),
    "entities in UTF-16": ("list.xlsx", lambda: xlsx(sheet=ENTITIES.encode("utf-16")), "entities"),
    "entities in the list of parts": ("l.docx", lambda: archive({"[Content_Types].xml": ENTITIES}), "entities"),
    "entities in OpenDocument": ("letter.odt", lambda: odt({"meta.xml": ENTITIES}), "entities"),
    "declaration from elsewhere": ("letter.docx", lambda: docx(text=FETCHED), "entities"),
    "elements without end": ("letter.docx", lambda: docx(text="<a>" * 300 + "</a>" * 300), "too_complex"),
    "a tag of 4 MB": (
        "letter.docx",
        lambda: docx(text='<a b="' + "".join(f"{n:x}" for n in range(900_000)) + '"/>'),
        "too_complex",
    ),
    "XML that breaks off": ("letter.docx", lambda: docx(text="<a><b>"), "damaged"),
    # Other documents.
    "presentation": (
        "slides.pptx", lambda: docx(main=f"{OFFICE}.presentationml.presentation.main+xml"), "not_accepted"
    ),
    "template": ("letter.docx", lambda: docx(main=f"{OFFICE}.wordprocessingml.template.main+xml"), "not_accepted"),
    "spreadsheet of OpenDocument": (
        "l.ods", lambda: odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "not_accepted"
    ),
    "electronic book": ("book.odt", lambda: odt(mimetype="application/epub+zip"), "not_accepted"),
    "OpenDocument with a password": (
        "letter.odt", lambda: odt(manifest="<manifest:encryption-data/>"), "locked_office"
    ),
    "OpenDocument in another order": ("letter.odt", lambda: odt(first=False), "damaged"),
}  # fmt: skip
