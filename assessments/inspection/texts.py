"""Plain text and tables in text form."""

from __future__ import annotations

import codecs
import re
from typing import Final

from .foreign import MARKUP, has_zip_directory
from .names import ENDINGS
from .source import Source
from .verdicts import Finding, Flag, Kind, Refused

MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Tab, line ends and page feed are text; the rest tells a terminal or a printer what to do."""

BEGINS_MARKUP: Final = re.compile(r"<(?:[A-Za-z!?/%])")
BEGINS_SCRIPT: Final = re.compile(r"#!|@echo\b|<\?php|<%|\s*(?:import-module|set-executionpolicy)\b", re.IGNORECASE)
BEGINS_MAIL: Final = re.compile(r"(?:MIME-Version:|Received: |From - |X-Mozilla)", re.IGNORECASE)

# A cell that begins with a sign of calculation; with a bar and an exclamation mark it names a program to start.
# What is repeated gives nothing back (``+`` after the count), and no part runs over the next cell: the time stays in step
# with the length of the file, whatever stands in it.
FORMULA: Final = re.compile(r"[\r\n,;\t][\"' ]{0,9}+(?:[=@]|[+-](?=[A-Za-z(]))")
COMMAND: Final = re.compile(
    r"[\r\n,;\t][\"' ]{0,9}+[=@+-][A-Za-z0-9_.:\\/ (]{1,64}+\|(?:'[^'\r\n]{0,255}+'|[^\r\n,;\t!|']{0,255}+)!"
)
LONGEST_COMMAND: Final = 400

SCRIPT_ENDINGS: Final = frozenset(
    ".js .jse .mjs .vbs .vbe .wsf .wsh .ps1 .psm1 .bat .cmd .sh .bash .py .rb .pl .php .asp .aspx .jsp .hta .reg .scf .url"
    " .inf .lnk .com .exe .scr .msi .dll .jar .app .applescript .cgi .iqy .slk .settingcontent-ms".split()
)
MARKUP_ENDINGS: Final = {
    ".svg": "svg", ".html": "html", ".htm": "html", ".xhtml": "html", ".xht": "html", ".shtml": "html", ".xml": "xml",
    ".xsl": "xml", ".xslt": "xml", ".rdf": "xml", ".fodt": "xml",
}  # fmt: skip
MAIL_ENDINGS: Final = frozenset({".eml", ".mht", ".mhtml", ".msg"})


def examine_text(source: Source, ending: str) -> Finding:
    """
    Return the text's kind, which only its name can tell, and its encoding.

    Text without a byte order mark that is not UTF-8 is taken for one of the eight-bit encodings (cp1250 to cp1258): which of
    them cannot be known, so none is named when it is served.

    Raises:
        Refused: it is markup, a script or no text at all.
    """
    charset, skip = _charset(source)
    beginning = source.at(skip, 4096).decode(charset or "latin-1", "replace")
    _refuse_beginning(beginning, ending)
    kind = ENDINGS.get(ending, Kind.TXT)
    if kind not in (Kind.CSV, Kind.TXT):
        kind = Kind.TXT
    formulas = _walk(source, charset, skip, ending, cells=kind is Kind.CSV)
    if has_zip_directory(source.tail):
        raise Refused("two_in_one", found=kind.value, other="zip")
    flags = frozenset({Flag.FORMULAS}) if formulas else frozenset[Flag]()
    return Finding(kind=kind, flags=flags, charset="utf-16" if charset and charset.startswith("utf-16") else charset)


def _charset(source: Source) -> tuple[str | None, int]:
    for mark, charset in MARKS:
        if source.head.startswith(mark):
            return charset, len(mark)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in source.chunks():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None, 0
    return "utf-8", 0


def _refuse_beginning(beginning: str, ending: str) -> None:
    bare = beginning.lstrip("\ufeff \t\r\n\x0c\x00")
    if BEGINS_SCRIPT.match(bare) or ending in SCRIPT_ENDINGS:
        raise Refused("program", found="script")
    if BEGINS_MAIL.match(bare) or ending in MAIL_ENDINGS:
        raise Refused("markup", found="mail")
    low = bare[:1024].lower()
    if BEGINS_MARKUP.match(bare) or ending in MARKUP_ENDINGS or MARKUP.search(low.encode("utf-8", "replace")):
        if "<svg" in low or ending == ".svg":
            raise Refused("markup", found="svg")
        web_page = "<html" in low or "<!doctype html" in low or "<?xml" not in low
        raise Refused("markup", found=MARKUP_ENDINGS.get(ending) or ("html" if web_page else "xml"))
    if re.match(r"ID;[A-Z]", bare):
        # Excel opens it as a table that may hold macros, whatever its name ends in.
        raise Refused("not_accepted", found="sylk")


def _walk(source: Source, charset: str | None, skip: int, ending: str, *, cells: bool) -> bool:
    """Look at every character; return whether a cell begins like a formula."""
    decoder = codecs.getincrementaldecoder(charset or "latin-1")()
    formulas = False
    before = "\n"
    try:
        for piece in source.chunks(skip):
            text = decoder.decode(piece)
            if CONTROL.search(text):
                raise _not_text(ending)
            if cells:
                window = before + text
                formulas = formulas or FORMULA.search(window) is not None
                if COMMAND.search(window):
                    raise Refused("active_content")
                before = window[-LONGEST_COMMAND:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _not_text(ending) from None
    return formulas


def _not_text(ending: str) -> Refused:
    return Refused("not_text", claimed=ending) if ending in (".csv", ".txt") else Refused("unknown")
