"""Two texts that grew out of one, put together sentence by sentence as a start for the person who decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

# A sentence with the space behind it; a line break ends one too. The marks of Arabic, Urdu and Chinese count as a full stop does.
_SENTENCE = re.compile(r".+?(?:(?:[.!?؟۔]+(?=\s|$)|。+)\s*|\n\s*|$)", re.DOTALL)


def merged_text(before: str, theirs: str, mine: str) -> str:
    """
    Return one text: what only one side changed as changed, and where both changed, theirs and then mine.

    Without a common text before, both stand one below the other; what is the same stands once.
    """
    if theirs == mine or not mine:
        return theirs
    if not theirs:
        return mine
    if not before:
        return f"{theirs}\n\n{mine}"
    old, left, right = _sentences(before), _sentences(theirs), _sentences(mine)
    at_left, at_right = _kept(old, left), _kept(old, right)
    merged: list[str] = []
    start = (0, 0, 0)
    fixed = [number for number in range(len(old)) if number in at_left and number in at_right]
    for end in [*((number, at_left[number], at_right[number]) for number in fixed), (len(old), len(left), len(right))]:
        merged += _chosen(old[start[0] : end[0]], left[start[1] : end[1]], right[start[2] : end[2]])
        merged += left[end[1] : end[1] + 1]
        start = (end[0] + 1, end[1] + 1, end[2] + 1)
    return _joined(merged)


def _chosen(old: Sequence[str], left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Between two sentences that all three have: what one side kept and the other one changed or struck does not come back."""
    known, said_left, said_right = set(_plain(old)), set(_plain(left)), set(_plain(right))
    return [
        *(one for one in left if one.strip() not in known or one.strip() in said_right),
        *(one for one in right if one.strip() not in known | said_left),
    ]


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Number of a sentence in ``old`` → its number in ``new``, for those that are the same and in the same order."""
    matcher = SequenceMatcher(a=_plain(old), b=_plain(new), autojunk=False)
    return {block.a + step: block.b + step for block in matcher.get_matching_blocks() for step in range(block.size)}


def _plain(sentences: Sequence[str]) -> list[str]:
    return [one.strip() for one in sentences]


def _joined(sentences: Sequence[str]) -> str:
    """A sentence that stood last in its text has no space behind it."""
    text = ""
    for one in sentences:
        text += " " if text and not text[-1].isspace() else ""
        text += one
    return text.strip()
