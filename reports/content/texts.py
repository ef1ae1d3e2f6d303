"""
What people wrote, made safe to set in type: never HTML, never endless.

Measured without these limits: one word of 100,000 characters took 216 s, 50,000 line breaks 145 s and 1.4 GB.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ibm_platform.common.text import CONTROL, DIRECTION

PARAGRAPHS = 300
CHARACTERS = 20_000
LINE_CHARACTERS = 300
_UNBROKEN = re.compile(r"(\S{60})(?=\S)")
_MANY_BREAKS = re.compile(r"\n{3,}")
# Stacked marks make one character as tall as a page.
_MANY_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_BREAK_HERE = "\u200b"


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs to set, and the sentence that says how much was left out (empty when nothing was)."""

    paragraphs: tuple[str, ...]
    continues: str = ""

    def __bool__(self) -> bool:
        return bool(self.paragraphs)


def flow(text: str) -> Text:
    """Return a text as paragraphs: each line break begins one; at most 300 of them and 20,000 characters."""
    cleaned = _MANY_BREAKS.sub("\n\n", _clean(text)).strip()
    lines = [line.strip() for line in cleaned.split("\n")]
    kept: list[str] = []
    room = CHARACTERS
    for line in filter(None, lines):
        if len(kept) == PARAGRAPHS or room <= 0:
            break
        kept.append(line[:room])
        room -= len(line)
    left_out = sum(map(len, filter(None, lines))) - sum(map(len, kept))
    continues = ""
    if left_out:
        continues = _("The text continues on the platform: %(number)d more characters.") % {"number": left_out}
    return Text(tuple(map(_breakable, kept)), continues)


def line(text: str, limit: int = LINE_CHARACTERS) -> str:
    """Return a name or title as one line; longer ones end in an ellipsis."""
    cleaned = " ".join(_clean(text).split())
    return _breakable(cleaned if len(cleaned) <= limit else cleaned[: limit - 1].rstrip() + "…")


def _clean(text: str) -> str:
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _MANY_MARKS.sub(r"\1", DIRECTION.sub("", CONTROL.sub("", normal)))


def _breakable(text: str) -> str:
    return _UNBROKEN.sub(r"\1" + _BREAK_HERE, text)
