"""Which words of a text are new and which are gone, for showing two versions beside each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "gone"]

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that changed in the same way."""

    change: Change
    text: str


def word_difference(before: str, after: str) -> tuple[Piece, ...]:
    """
    Return ``after`` as pieces, with the words of ``before`` that it no longer holds between them.

    Words that changed beside each other stand as one run: a space between them that both texts have is no reason to part them.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in _runs(old, new):
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return tuple(piece for piece in pieces if piece.text)


def _runs(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    found: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for number, (tag, old_from, old_to, new_from, new_to) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        blank = tag == "equal" and inside and not "".join(new[new_from:new_to]).strip()
        kind = "equal" if tag == "equal" and not blank else "changed"
        if kind == "changed" and found and found[-1][0] == "changed":
            _kind, old_from, _old, new_from, _new = found.pop()
        found.append((kind, old_from, old_to, new_from, new_to))
    return found
