"""
The English words of every refusal and flag, once. Callers translate them: ``words(refusal, translate=gettext)``.

``gettext_noop`` marks a text for the collection of messages and returns it as it is; this package knows no Django.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_FILE_BYTES,
    MAX_IMAGE_PIXELS,
    MAX_IMAGE_SIDE,
    MAX_NAME_CHARACTERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MEGABYTE,
)
from .verdicts import Flag, Refusal


def gettext_noop(text: str) -> str:
    return text


REFUSALS: Final[Mapping[str, str]] = {
    # The upload as such.
    "empty": gettext_noop("The file is empty. Check it on your computer and upload it again."),
    "too_large": gettext_noop(
        "The file is larger than %(megabytes)d MB. Make it smaller, for example with fewer or smaller pictures,"
        " or split it and upload the parts."
    ),
    "incomplete": gettext_noop(
        "Only %(arrived)d of %(expected)d bytes of the file arrived. Upload it again."
    ),
    "unreadable": gettext_noop("The file could not be read here. Upload it again."),
    "not_checked": gettext_noop(
        "The file could not be checked at the moment, so it was not kept. Upload it again in a few minutes."
    ),
    # Its name.
    "name_missing": gettext_noop("The file has no name. Give it one and upload it again."),
    "name_path": gettext_noop(
        "The name of the file holds the name of a folder. Rename it without / and \\ and upload it again."
    ),
    "name_control": gettext_noop(
        "The name of the file holds characters that cannot be seen. Type its name anew and upload it again."
    ),
    "name_direction": gettext_noop(
        "The name of the file holds a hidden sign that turns the order of its letters round. Type its name anew"
        " and upload it again."
    ),
    "name_long": gettext_noop(
        "The name of the file is longer than %(characters)d characters. Shorten it and upload it again."
    ),
    "name_ending": gettext_noop(
        "The name of the file has no ending. It is %(found)s: rename it so that it ends in %(ending)s and upload it"
        " again."
    ),
    "content_differs": gettext_noop(
        "The name of the file ends in %(claimed)s, but it is %(found)s. Rename it so that it ends in %(ending)s,"
        " or upload the file that you meant."
    ),
    # What it is.
    "not_accepted": gettext_noop(
        "This is %(found)s, which is not accepted. Save it as PDF, PNG, JPEG, DOCX, XLSX, ODT, CSV or TXT and upload"
        " that."
    ),
    "unknown": gettext_noop(
        "What the file holds is none of the accepted kinds. Save it as PDF, PNG, JPEG, DOCX, XLSX, ODT, CSV or TXT"
        " and upload that."
    ),
    "archive": gettext_noop(
        "This is %(found)s. Unpack it and upload the files in it one by one."
    ),
    "program": gettext_noop(
        "This is %(found)s, which is never accepted. If you took it for a document, do not open it and tell"
        " whoever looks after your computers."
    ),
    "markup": gettext_noop(
        "This is %(found)s. Open it in the program that shows it, print it as PDF and upload that."
    ),
    "old_office": gettext_noop(
        "This is a file of an old Office program. Save it as DOCX, XLSX or PDF and upload that."
    ),
    "locked_office": gettext_noop(
        "The document is protected with a password, so it cannot be checked. Save it without a password, or as PDF,"
        " and upload that."
    ),
    # What is wrong with it.
    "damaged": gettext_noop(
        "The file begins like %(found)s, but it is damaged or not whole. Open it on your computer, save it anew and"
        " upload the new file."
    ),
    "two_in_one": gettext_noop(
        "The file is %(found)s and %(other)s at once. Open it, save it anew and upload the new file."
    ),
    "something_before": gettext_noop(
        "Something stands in the file before %(found)s begins. Open it, save it anew and upload the new file."
    ),
    "something_after": gettext_noop(
        "Something stands in the file after the end of %(found)s. Open it, save it anew and upload the new file."
    ),
    "too_complex": gettext_noop(
        "The file is too complicated to be checked. Print it as a new PDF, or upload it in parts."
    ),
    "too_many_entries": gettext_noop(
        "More than %(entries)d parts are packed into the document. Save it as PDF and upload that."
    ),
    "unpacks_too_large": gettext_noop(
        "Unpacked, the document is larger than %(megabytes)d MB. Make its pictures or tables smaller, or save it as"
        " PDF, and upload that."
    ),
    "packed_too_densely": gettext_noop(
        "A part of the document grows more than %(ratio)d times when it is unpacked. Save it as PDF and upload that."
    ),
    "wrong_directory": gettext_noop(
        "The document's list of its parts does not agree with the parts. Open it, save it anew and upload the new file."
    ),
    "unsafe_entry": gettext_noop(
        "The document holds a part whose name points out of it. Open it, save it anew and upload the new file."
    ),
    "nested_archive": gettext_noop(
        "Another packed file stands inside the document, perhaps the table behind a chart. Save the document as PDF"
        " and upload that."
    ),
    "macros": gettext_noop(
        "The document holds macros. Save it as DOCX, XLSX or ODT without macros, or as PDF, and upload that."
    ),
    "active_content": gettext_noop(
        "The document holds controls or commands that could start something on the reader's computer. Save it as PDF"
        " and upload that."
    ),
    "embedded_object": gettext_noop(
        "Another file or object is embedded in the document. Save the document as PDF, upload that, and upload the"
        " embedded file for itself."
    ),
    "embedded_program": gettext_noop(
        "A program is hidden in the document. Do not open it, and tell whoever looks after your computers."
    ),
    "fetches": gettext_noop(
        "The document fetches a template, a picture or another part from elsewhere when it is opened. Save it as PDF"
        " and upload that."
    ),
    "entities": gettext_noop(
        "The document declares entities of its own, which could grow without end. Open it, save it anew and upload"
        " the new file."
    ),
    "starts_program": gettext_noop(
        "The PDF starts another program when it is opened or clicked. Print it as a new PDF and upload that."
    ),
    "too_many_pixels": gettext_noop(
        "The picture measures %(width)d × %(height)d dots; %(millions)d million dots and %(side)d on a side are the"
        " most. Make it smaller and upload it again."
    ),
    "not_text": gettext_noop(
        "The name of the file ends in %(claimed)s, but what it holds is not text. Save it as text in UTF-8, or upload"
        " the file that you meant."
    ),
}  # fmt: skip

FOUND: Final[Mapping[str, str]] = {
    "pdf": gettext_noop("a PDF document"),
    "png": gettext_noop("a PNG picture"),
    "jpeg": gettext_noop("a JPEG picture"),
    "docx": gettext_noop("a Word document (DOCX)"),
    "xlsx": gettext_noop("an Excel workbook (XLSX)"),
    "odt": gettext_noop("an OpenDocument text (ODT)"),
    "csv": gettext_noop("a table in text form (CSV)"),
    "txt": gettext_noop("plain text"),
    "gif": gettext_noop("a GIF picture"),
    "bmp": gettext_noop("a BMP picture"),
    "tiff": gettext_noop("a TIFF picture"),
    "webp": gettext_noop("a WebP picture"),
    "heif": gettext_noop("a HEIF or AVIF picture"),
    "icon": gettext_noop("an icon"),
    "photoshop": gettext_noop("a Photoshop picture"),
    "media": gettext_noop("a sound or video recording"),
    "rtf": gettext_noop("an RTF document"),
    "postscript": gettext_noop("a PostScript file"),
    "sylk": gettext_noop("a table in the SYLK form"),
    "presentation": gettext_noop("a presentation"),
    "template": gettext_noop("a template, not a document"),
    "opendocument": gettext_noop("another kind of OpenDocument file"),
    "office": gettext_noop("another kind of Office file"),
    "epub": gettext_noop("an electronic book"),
    "mail": gettext_noop("a saved e-mail or web page"),
    "database": gettext_noop("a database"),
    "package": gettext_noop("an Office document"),
    "zip": gettext_noop("a ZIP archive"),
    "archive": gettext_noop("a packed file"),
    "disc_image": gettext_noop("the image of a disc"),
    "java": gettext_noop("a Java program"),
    "program": gettext_noop("a program"),
    "shortcut": gettext_noop("a shortcut to a program"),
    "script": gettext_noop("a script, that is a program in text form"),
    "html": gettext_noop("a web page (HTML)"),
    "svg": gettext_noop("an SVG drawing"),
    "xml": gettext_noop("an XML file"),
}

FLAGS: Final[Mapping[Flag, str]] = {
    Flag.PASSWORD: gettext_noop("opens only with a password"),
    Flag.SCRIPT: gettext_noop("holds a script"),
    Flag.ATTACHMENTS: gettext_noop("holds other files"),
    Flag.DYNAMIC_FORM: gettext_noop("is a form that not every program shows"),
    Flag.MEDIA: gettext_noop("holds sound, video or 3D content"),
    Flag.LINKED_FILES: gettext_noop("refers to other files"),
    Flag.DATA_CONNECTIONS: gettext_noop("is connected to other data"),
    Flag.FORMULAS: gettext_noop("holds formulas"),
    Flag.EXTRA_BYTES: gettext_noop("holds more than the picture"),
}

CONSTANTS: Final[Mapping[str, Mapping[str, int]]] = {
    "too_large": {"megabytes": MAX_FILE_BYTES // MEGABYTE},
    "name_long": {"characters": MAX_NAME_CHARACTERS},
    "too_many_entries": {"entries": MAX_ARCHIVE_ENTRIES},
    "unpacks_too_large": {"megabytes": MAX_UNPACKED_BYTES // MEGABYTE},
    "packed_too_densely": {"ratio": MAX_RATIO},
    "too_many_pixels": {"millions": MAX_IMAGE_PIXELS // 1_000_000, "side": MAX_IMAGE_SIDE},
}
"""Limits that a sentence names; they need not travel with the refusal."""


def words(refusal: Refusal, *, translate: Callable[[str], str] = str) -> str:
    """Return the sentence of a refusal in the language of ``translate``; parameters are filled in after translating."""
    filled: dict[str, str | int] = dict(CONSTANTS.get(refusal.code, {}))
    for name, value in refusal.parameters.items():
        named = name in ("found", "other") and isinstance(value, str)
        filled[name] = translate(FOUND[str(value)]) if named else value
    return translate(REFUSALS[refusal.code]) % filled
