"""Word documents, workbooks, OpenDocument texts and archives, honest and lying, made in code."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
ODT = "application/vnd.oasis.opendocument.text"

Parts = Mapping[str, bytes | str]


def archive(parts: Parts, *, stored: tuple[str, ...] = (), comment: bytes = b"") -> bytes:
    """A ZIP archive of the parts in their order; names may come twice only through ``joined``."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        zipped.comment = comment
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            zipped.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return held.getvalue()


def raw_archive(entries: list[tuple[bytes, bytes, int, int]]) -> bytes:
    """An archive whose entries (name, deflated bytes, claimed size, checksum) are believed as they are given."""
    body, directory = bytearray(), bytearray()
    for name, packed, size, checksum in entries:
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, checksum, len(packed), size, len(name), 0)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        )
        body += b"PK\x03\x04" + common + name + packed
    count = len(entries)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def content_types(overrides: Mapping[str, str], defaults: Mapping[str, str] | None = None) -> str:
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    lines = [
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in (endings | dict(defaults or {})).items()
    ]
    lines += [f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items()]
    return f'<?xml version="1.0"?><Types xmlns="{CONTENT}">{"".join(lines)}</Types>'


def relations(*found: tuple[str, str] | tuple[str, str, str]) -> str:
    """Each is (kind, target) or (kind, target, mode)."""
    lines = [
        f'<Relationship Id="r{number}" Type="{OFFICE}/{one[0]}" Target="{one[1]}"'
        + (f' TargetMode="{one[2]}"/>' if len(one) == 3 else "/>")
        for number, one in enumerate(found)
    ]
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{"".join(lines)}</Relationships>'


def word_text(inside: str = "<w:r><w:t>Standing order 14 of the border guard</w:t></w:r>") -> str:
    return f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body><w:p>{inside}</w:p></w:body></w:document>'


def docx_parts(
    more: Parts | None = None,
    *,
    text: str | bytes | None = None,
    main: str = DOCUMENT,
    types: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    document_relations: str = relations(),
) -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types({"word/document.xml": main} | dict(types or {}), defaults),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": word_text() if text is None else text,
        "word/_rels/document.xml.rels": document_relations,
        **(more or {}),
    }


def docx(more: Parts | None = None, **options: object) -> bytes:
    return archive(docx_parts(more, **options))  # type: ignore[arg-type]


def linked_docx(kind: str, target: str, mode: str = "External") -> bytes:
    return docx(document_relations=relations((kind, target, mode)))


def xlsx(
    more: Parts | None = None, *, main: str = WORKBOOK, types: Mapping[str, str] | None = None, sheet: str | bytes = ""
) -> bytes:
    rows = sheet or f'<worksheet xmlns="{SHEET}"><sheetData><row><c><v>4</v></c></row></sheetData></worksheet>'
    overrides = {"xl/workbook.xml": main, "xl/worksheets/sheet1.xml": WORKSHEET} | dict(types or {})
    return archive(
        {
            "[Content_Types].xml": content_types(overrides),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}"/>',
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": rows,
            **(more or {}),
        }
    )


def odt(
    more: Parts | None = None, *, mimetype: str = ODT, inside: str = "", manifest: str = "", first: bool = True
) -> bytes:
    spaces = 'xmlns:office="o" xmlns:text="t" xmlns:draw="d" xmlns:xlink="x" xmlns:script="s" xmlns:table="b"'
    parts: dict[str, bytes | str] = {
        "content.xml": f'<?xml version="1.0"?><office:document-content {spaces}><office:body>{inside}'
        "<text:p>Standing order 14</text:p></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {spaces}/>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="m">{manifest}</manifest:manifest>',
        **(more or {}),
    }
    kind: dict[str, bytes | str] = {"mimetype": mimetype}
    return archive(kind | parts if first else parts | kind, stored=("mimetype",))
