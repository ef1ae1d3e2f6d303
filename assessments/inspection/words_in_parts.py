"""Commands written into the text of a Word document or the links of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .markup import Attributes, ElementCount, read_xml
from .targets import leads_elsewhere
from .verdicts import Refused

BEGIN: Final = "\x00"
"""Stands where a field begins; no XML text can hold it."""
COMMAND: Final = re.compile(r"(?:^|\x00)\s*+DDE(?:AUTO)?\b", re.IGNORECASE)
FETCH: Final = re.compile(r"\bINCLUDE(?:PICTURE|TEXT)\s++\"?+\s*+([^\s\"]+)", re.IGNORECASE)
MAX_FIELD_CHARACTERS: Final = 64 * 1024


class WordPart:
    """One part of a Word document. A field's instruction may be cut into any number of runs, so they are joined."""

    def __init__(self) -> None:
        self.instruction: list[str] = []
        self.length = 0

    def read(self, pieces: Iterable[bytes], count: ElementCount) -> None:
        """
        Raises:
            Refused: active_content, fetches, or as ``read_xml``.
        """
        read_xml(pieces, count=count, on_element=self._element, on_text=self._text)
        self._finish()

    def _element(self, element: str, attributes: Attributes) -> None:
        if element == "fldChar":
            if attributes.get("fldCharType") != "begin":
                self._finish()
            else:
                # Fields stand inside fields: the inner one begins before the outer one's instruction ended.
                self._add(BEGIN)
        elif element == "fldSimple":
            _refuse_instruction(attributes.get("instr", ""))
        elif element in ("altChunk", "OLEObject"):
            raise Refused("embedded_object" if element == "OLEObject" else "active_content")
        elif element in ("imagedata", "fill", "stroke") and leads_elsewhere(attributes.get("src", "")):
            raise Refused("fetches")

    def _text(self, element: str, text: str) -> None:
        if element == "instrText":
            self._add(text)

    def _add(self, text: str) -> None:
        self.instruction.append(text)
        self.length += len(text)
        if self.length > MAX_FIELD_CHARACTERS:
            raise Refused("too_complex")

    def _finish(self) -> None:
        _refuse_instruction("".join(self.instruction))
        self.instruction.clear()
        self.length = 0


def refuse_live_links(element: str, _attributes: Attributes) -> None:
    """
    Refuse a workbook's link to a running program; one to another workbook is kept.

    Raises:
        Refused: active_content.
    """
    if element in ("ddeLink", "oleLink"):
        raise Refused("active_content")


def _refuse_instruction(instruction: str) -> None:
    if COMMAND.search(instruction):
        raise Refused("active_content")
    if any(leads_elsewhere(target) for target in FETCH.findall(instruction)):
        raise Refused("fetches")
