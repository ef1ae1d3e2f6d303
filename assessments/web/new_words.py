"""Which words of a text were not in an earlier one, for marking them where the earlier text does not stand beside it."""

from __future__ import annotations

from assessments.web.word_difference import Change, Piece, word_difference


def new_words(before: str, after: str) -> tuple[Piece, ...]:
    """
    Return ``after`` whole, as pieces that are "same" or "added".

    Neighbouring new words are one piece with the spaces between them, so that a line under them is not broken; a space
    before or after new words is never part of them.
    """
    kept = [piece for piece in word_difference(before, after) if piece.change != "gone"]
    joined: list[Piece] = []
    for index, piece in enumerate(kept):
        neighbours = kept[index - 1 : index] + kept[index + 1 : index + 2]
        between = piece.text.isspace() and [one.change for one in neighbours] == ["added", "added"]
        _join(joined, "added" if between else piece.change, piece.text)
    shown: list[Piece] = []
    for piece in joined:
        words = piece.text.strip() if piece.change == "added" else piece.text
        start = piece.text.index(words)
        _join(shown, "same", piece.text[:start])
        _join(shown, piece.change if words else "same", words)
        _join(shown, "same", piece.text[start + len(words) :])
    return tuple(shown)


def _join(pieces: list[Piece], change: Change, text: str) -> None:
    if pieces and pieces[-1].change == change:
        pieces[-1] = Piece(change, pieces[-1].text + text)
    elif text:
        pieces.append(Piece(change, text))
