"""The answer of the cycle before beside one's own: what stood there, and which words are others now."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.queries import JudgementView
from assessments.web.word_difference import Piece, word_difference


@dataclass(frozen=True, slots=True)
class ShownPrevious:
    """The earlier texts as pieces; once an own text stands, with its new words among them and those that went marked."""

    reason: tuple[Piece, ...]
    comment: tuple[Piece, ...]

    @property
    def is_marked(self) -> bool:
        return any(piece.change != "same" for piece in (*self.reason, *self.comment))


def shown_previous(before: JudgementView | None, own: JudgementView | None) -> ShownPrevious:
    """Return the earlier texts compared with the own ones; without an own text there is nothing to compare."""
    if before is None:
        return ShownPrevious((), ())
    return ShownPrevious(
        compared(before.reason, own.reason if own else ""), compared(before.comment, own.comment if own else "")
    )


def compared(before: str, own: str) -> tuple[Piece, ...]:
    """Return the earlier text; where both stand, the own words that are new among those that stayed or went."""
    if own and before:
        return word_difference(before, own)
    return (Piece("same", before),) if before else ()
