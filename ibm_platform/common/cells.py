"""Texts of people in tables, lists and log lines that programs read: one line each, and never a formula."""

from __future__ import annotations

import unicodedata

_BREAKS = {"Cc", "Zl", "Zp"}
"""Unicode categories that end a line or steer a terminal."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")


def one_line(text: object) -> str:
    """Return the text on one line: a space for each line end and control character, nothing that turns the line round."""
    return "".join(
        " " if unicodedata.category(character) in _BREAKS else character
        for character in str(text)
        if character not in _TURNS
    )


def cell(text: object) -> str:
    """Return the text for a cell of a table file: on one line, and with an apostrophe where a program would compute it."""
    line = one_line(text)
    return f"'{line}" if line.lstrip()[:1] in _FORMULA and line.strip() else line
