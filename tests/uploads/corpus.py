"""
Every file that uploads are tried with: each is made in code, with the verdict it must get.

``HOSTILE`` names the code of the refusal, ``GOOD`` the kind and the flags. Makers run when a test asks for the bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from pikepdf import Dictionary

from assessments.inspection import Flag, Kind
from tests.uploads.hostile_packages import HOSTILE_PACKAGES
from tests.uploads.packages import archive, docx, linked_docx, odt, relations, word_text, xlsx
from tests.uploads.papers import (
    action,
    catalogue_tree,
    chunk,
    deep_pdf,
    jpeg_of,
    jpeg_with_segment,
    locked_pdf,
    pdf,
    pdf_bomb,
    pdf_with_attachment,
    pdf_with_name_apart,
    picture,
    png_of,
)

PROGRAM = b"MZ" + bytes(58) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(200)
ZIPPED = archive({"a.txt": "one"})
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@dataclass(frozen=True)
class Good:
    name: str
    make: Callable[[], bytes]
    kind: Kind
    flags: frozenset[Flag] = field(default_factory=frozenset)
    parts: int | None = None


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # label: name, maker, code
    "nothing": ("report.pdf", lambda: b"", "empty"),
    "one byte more than 20 MB": ("list.txt", lambda: b"a" * (20 * 1024 * 1024 + 1), "too_large"),
    # Names.
    "folder": ("../../etc/list.txt", lambda: b"text", "name_path"),
    "folder of Windows": ("C:\\Users\\list.txt", lambda: b"text", "name_path"),
    "drive": ("C:list.txt", lambda: b"text", "name_path"),
    "zero byte in the name": ("list.txt\x00.exe", lambda: b"text", "name_control"),
    "line end in the name": ("list\r\nSet-Cookie: a.txt", lambda: b"text", "name_control"),
    "half a character in the name": ("list\ud800.txt", lambda: b"text", "name_control"),
    "name turned round": ("list\u202etxt.exe", lambda: b"text", "name_direction"),
    "name isolated": ("\u2066list.txt", lambda: b"text", "name_direction"),
    "name too long": ("n" * 147 + ".txt", lambda: b"text", "name_long"),
    "no name": ("", lambda: b"text", "name_missing"),
    "only an ending": (".pdf", pdf, "name_missing"),
    "settings of a web server": (".htaccess", lambda: b"Options +ExecCGI", "name_missing"),
    "no ending": ("report", pdf, "name_ending"),
    # Another kind than the name says.
    "picture called PDF": ("scan.pdf", picture, "content_differs"),
    "PDF called picture": ("scan.png", pdf, "content_differs"),
    "JPEG called PNG": ("photo.png", lambda: picture("JPEG"), "content_differs"),
    "workbook called document": ("list.docx", xlsx, "content_differs"),
    "document called text": ("letter.txt", docx, "content_differs"),
    "text called PDF": ("letter.pdf", lambda: b"A letter.", "content_differs"),
    # Programs and scripts.
    "program called PDF": ("invoice.pdf", lambda: PROGRAM, "program"),
    "program with two endings": ("invoice.pdf.exe", lambda: PROGRAM, "program"),
    "program of Linux": ("list.txt", lambda: b"\x7fELF\x02\x01\x01" + bytes(60), "program"),
    "program of Java": ("list.docx", lambda: b"\xca\xfe\xba\xbe\x00\x00\x00\x37" + bytes(60), "program"),
    "archive of Java": ("l.docx", lambda: archive({"META-INF/MANIFEST.MF": "", "A.class": "x"}), "program"),
    "shortcut": ("list.txt", lambda: b"\x4c\x00\x00\x00\x01\x14\x02\x00" + bytes(60), "program"),
    "shell script": ("list.txt", lambda: b"#!/bin/sh\nrm -r .\n", "program"),
    "batch file called text": ("list.txt", lambda: b"@echo off\r\ndel *.*\r\n", "program"),
    "script by its ending": ("list.js", lambda: b"var a = 1;", "program"),
    "PHP": ("list.txt", lambda: b"<?php system($_GET['a']); ?>", "program"),
    # Markup.
    "SVG": ("chart.svg", lambda: SVG, "markup"),
    "SVG called PNG": ("chart.png", lambda: SVG, "markup"),
    "SVG with a declaration": ("chart.txt", lambda: b'<?xml version="1.0"?><!DOCTYPE svg>' + SVG, "markup"),
    "SVG in UTF-16": ("chart.txt", lambda: SVG.decode().encode("utf-16"), "markup"),
    "packed SVG": ("chart.svgz", lambda: b"\x1f\x8b\x08" + bytes(40), "archive"),
    "web page": ("page.html", lambda: PAGE, "markup"),
    "web page called text": ("page.txt", lambda: b"\xef\xbb\xbf \r\n" + PAGE, "markup"),
    "web page after a line of text": ("page.csv", lambda: b"name\n" + PAGE, "markup"),
    "application of HTML": ("page.hta", lambda: b"<hta:application/>", "program"),
    "XML with entities": ("d.xml", lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "markup"),
    "saved e-mail": ("letter.txt", lambda: b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", "markup"),
    # Kinds that are not accepted.
    "GIF that is a script": ("pixel.png", lambda: b"GIF89a=1;/*" + bytes(60) + b"*/alert(1)", "not_accepted"),
    "WebP": ("p.png", lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20), "not_accepted"),
    "TIFF": ("p.jpg", lambda: b"II*\x00" + bytes(60), "not_accepted"),
    "HEIF": ("p.jpg", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(60), "not_accepted"),
    "RTF": ("letter.docx", lambda: b"{\\rtf1\\ansi letter}", "not_accepted"),
    "SYLK called CSV": ("list.csv", lambda: b"ID;P\nC;X1;Y1;EEXEC()\nE\n", "not_accepted"),
    "PostScript": ("paper.pdf", lambda: b"%!PS-Adobe-3.0\n", "not_accepted"),
    "database": ("list.csv", lambda: b"SQLite format 3\x00" + bytes(100), "not_accepted"),
    "RAR": ("list.docx", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60), "archive"),
    "7-Zip": ("list.docx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60), "archive"),
    "tape archive": ("list.txt", lambda: b"a.txt" + bytes(252) + b"ustar\x0000" + bytes(248), "archive"),
    "document of an old program": ("l.docx", lambda: LOCKED[:1024] + bytes(500), "old_office"),
    "document with a password": ("letter.docx", lambda: LOCKED, "locked_office"),
    # Text that is none.
    "zero bytes in text": ("list.csv", lambda: b"a,b\x00,c\n", "not_text"),
    "zero bytes late in text": ("list.txt", lambda: b"line\n" * 100_000 + b"\x00", "not_text"),
    "commands to a terminal": ("list.txt", lambda: b"\x1b]0;title\x07", "not_text"),
    "UTF-16 without its mark": ("list.txt", lambda: "list".encode("utf-16-le"), "not_text"),
    "half a character of UTF-16": ("list.txt", lambda: b"\xff\xfea\x00\x00\xd8", "not_text"),
    "UTF-32": ("list.txt", lambda: "list".encode("utf-32"), "not_text"),
    "bytes without meaning": ("list.bin", lambda: bytes(range(256)), "unknown"),
    "table that starts a program": ("list.csv", lambda: b"a,=cmd|' /C calc'!A0\n", "active_content"),
    # PDF.
    "PDF after a page": ("paper.pdf", lambda: PAGE + pdf(), "something_before"),
    "PDF after a program's first line": ("paper.pdf", lambda: b"\n\n" + pdf(), "something_before"),
    "PDF and ZIP": ("paper.pdf", lambda: pdf() + ZIPPED, "two_in_one"),
    "PDF in the comment of a ZIP": ("p.pdf", lambda: pdf() + archive({"a": "b"}, comment=b"%%EOF"), "two_in_one"),
    "PDF that is a page": ("paper.pdf", lambda: b"%PDF-1.4\n<script>alert(1)</script>\n" + pdf(), "two_in_one"),
    "PDF and more": ("paper.pdf", lambda: pdf() + b"\nconfidential" * 3, "something_after"),
    "PDF cut off": ("paper.pdf", lambda: pdf()[:-30], "damaged"),
    "PDF of nothing": ("paper.pdf", lambda: b"%PDF-1.4\n%%EOF\n", "damaged"),
    "PDF without pages": ("paper.pdf", lambda: pdf(pages=0), "damaged"),
    "PDF that starts a program": ("p.pdf", lambda: pdf(OpenAction=action("Launch", F="calc.exe")), "starts_program"),
    "PDF that hides that": (
        "p.pdf",
        lambda: pdf(packed=True, AA=Dictionary(WC=action("Launch", F="a.exe"))),
        "starts_program",
    ),
    "PDF that hides it better": ("p.pdf", pdf_with_name_apart, "starts_program"),
    "PDF that unpacks without end": ("paper.pdf", pdf_bomb, "damaged"),
    "PDF of brackets": ("paper.pdf", deep_pdf, "damaged"),
    # Pictures.
    "PNG of four thousand million dots": ("p.png", lambda: png_of(65_000, 65_000), "too_many_pixels"),
    "PNG one dot high": ("p.png", lambda: png_of(30_000, 1), "too_many_pixels"),
    "JPEG of four thousand million dots": ("p.jpg", lambda: jpeg_of(65_000, 65_000), "too_many_pixels"),
    "PNG cut off": ("p.png", lambda: picture()[:-20], "damaged"),
    "PNG with a wrong sum": ("p.png", lambda: picture()[:-13] + b"\x00" + picture()[-12:], "damaged"),
    "PNG with too few dots": ("p.png", lambda: png_of(20, 20, bytes(30)), "damaged"),
    "PNG without a size": ("p.png", lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), "damaged"),
    "PNG of many pieces": ("p.png", lambda: png_of(9, 9, more=chunk(b"tEXt", b"") * 20_001), "too_complex"),
    "PNG with a page in its words": ("p.png", lambda: png_of(9, 9, more=chunk(b"tEXt", b"a\x00" + PAGE)), "two_in_one"),
    "PNG and ZIP": ("p.png", lambda: picture() + ZIPPED, "two_in_one"),
    "PNG and page": ("p.png", lambda: picture() + PAGE, "two_in_one"),
    "PNG and program": ("p.png", lambda: picture() + PROGRAM, "two_in_one"),
    "JPEG cut off": ("p.jpg", lambda: picture("JPEG")[:-20], "damaged"),
    "JPEG of its first bytes": ("p.jpg", lambda: b"\xff\xd8\xff\xd9", "damaged"),
    "JPEG without dots": ("p.jpg", lambda: jpeg_of(0, 0), "damaged"),
    "JPEG and page": ("p.jpg", lambda: picture("JPEG") + PAGE, "two_in_one"),
    "JPEG with a page in its comment": ("p.jpg", lambda: jpeg_with_segment(0xFE, PAGE), "two_in_one"),
    "JPEG that is a script": ("p.jpg", lambda: jpeg_with_segment(0xE0, b"*/=alert(1)".ljust(0x2F28)), "two_in_one"),
    "JPEG and PDF": ("p.jpg", lambda: picture("JPEG") + pdf(), "two_in_one"),
    "JPEG and RAR": ("p.jpg", lambda: picture("JPEG") + b"Rar!\x1a\x07\x01\x00" + bytes(60), "two_in_one"),
    **HOSTILE_PACKAGES,
}  # fmt: skip

SCRIPTED = action("JavaScript", JS="app.alert(1)")
HYPERLINK = relations(("hyperlink", "https://example.org/law", "External"))

GOOD: dict[str, Good] = {
    "PDF": Good("report.pdf", lambda: pdf(pages=3), Kind.PDF, parts=3),
    "PDF with packed objects": Good("Report.PDF", lambda: pdf(packed=True), Kind.PDF, parts=1),
    "PDF that speaks of scripts": Good("r.pdf", lambda: pdf(Note="/S /Launch /JavaScript"), Kind.PDF, parts=1),
    "PDF with a script": Good("r.pdf", lambda: pdf(OpenAction=SCRIPTED), Kind.PDF, frozenset({Flag.SCRIPT}), 1),
    "PDF with a file": Good("r.pdf", pdf_with_attachment, Kind.PDF, frozenset({Flag.ATTACHMENTS}), 1),
    "PDF with a dynamic form": Good(
        "r.pdf", lambda: pdf(AcroForm=catalogue_tree("XFA")), Kind.PDF, frozenset({Flag.DYNAMIC_FORM}), 1
    ),
    "PDF with a password": Good("r.pdf", locked_pdf, Kind.PDF, frozenset({Flag.PASSWORD})),
    "PNG": Good("p.png", picture, Kind.PNG),
    "PNG with transparency": Good("p.png", lambda: picture(mode="RGBA"), Kind.PNG),
    "JPEG": Good("p.jpg", lambda: picture("JPEG"), Kind.JPEG),
    "JPEG in steps": Good("p.jpeg", lambda: picture("JPEG", progressive=True, sides=(400, 300)), Kind.JPEG),
    "JPEG of a telephone": Good(
        "p.jpg", lambda: picture("JPEG") + picture("JPEG"), Kind.JPEG, frozenset({Flag.EXTRA_BYTES})
    ),
    "document": Good("letter.docx", docx, Kind.DOCX),
    "document with links to click": Good(
        "letter.docx", lambda: docx(document_relations=HYPERLINK), Kind.DOCX
    ),
    "document with its author's template": Good(
        "letter.docx",
        lambda: linked_docx("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
        Kind.DOCX,
        frozenset({Flag.LINKED_FILES}),
    ),
    "document that speaks of DDE": Good(
        "letter.docx", lambda: docx(text=word_text("<w:r><w:t>DDE is old</w:t></w:r>")), Kind.DOCX
    ),
    "workbook": Good("list.xlsx", xlsx, Kind.XLSX, parts=1),
    "workbook that reads another": Good(
        "list.xlsx",
        lambda: xlsx(
            {
                "xl/externalLinks/externalLink1.xml": "<externalLink/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                    ("externalLinkPath", "https://example.org/b.xlsx", "External")
                ),
            }
        ),
        Kind.XLSX,
        frozenset({Flag.LINKED_FILES}),
        1,
    ),
    "OpenDocument": Good("letter.odt", odt, Kind.ODT),
    "OpenDocument with empty settings": Good(
        "letter.odt", lambda: odt({"Configurations2/accelerator/current.xml": ""}), Kind.ODT
    ),
    "table": Good("list.csv", lambda: b"code,level\nP1.F1.01,-2\n", Kind.CSV),
    "table in UTF-16": Good("list.csv", lambda: "код;уровень\n".encode("utf-16"), Kind.CSV),
    "table of an old spreadsheet": Good("list.csv", lambda: "код;уровень\n".encode("cp1251"), Kind.CSV),
    "table that calculates": Good("list.csv", lambda: b"a,=1+1\n", Kind.CSV, frozenset({Flag.FORMULAS})),
    "text": Good("ملاحظات.txt", lambda: "نص عربي\n".encode(), Kind.TXT),
    "text with its mark": Good("notes.txt", lambda: "\ufeffNotes: 3 < 4\n".encode(), Kind.TXT),
    "text of an old editor": Good("notes.txt", lambda: "نص عربي\r\n".encode("cp1256"), Kind.TXT),
}  # fmt: skip
