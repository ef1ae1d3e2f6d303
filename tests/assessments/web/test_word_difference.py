"""Two versions of a text, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.web.word_difference import Piece, word_difference


def test_new_words_are_marked_and_those_taken_out_stand_between():
    assert word_difference("It is being introduced.", "It is in force.") == (
        Piece("same", "It is "),
        Piece("gone", "being introduced."),
        Piece("added", "in force."),
    )


def test_a_text_that_did_not_change_is_one_piece():
    assert word_difference("Nothing is written.", "Nothing is written.") == (Piece("same", "Nothing is written."),)
    assert word_difference("", "") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_hold_both_texts_whole(before, after):
    pieces = word_difference(before, after)

    assert "".join(piece.text for piece in pieces if piece.change != "gone") == after
    assert "".join(piece.text for piece in pieces if piece.change != "added") == before
