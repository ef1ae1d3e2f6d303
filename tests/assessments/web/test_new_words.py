"""New words of a text, marked in it."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.web.new_words import new_words
from assessments.web.word_difference import Piece


def test_new_words_are_marked_as_one_run_without_the_spaces_round_them():
    earlier = "Hit search is by telephone; the two others telephone."

    assert new_words(
        earlier, "Hit search is online at Korva and the airport; the two others telephone. Since May. "
    ) == (
        Piece("same", "Hit search is "),
        Piece("added", "online at Korva and the airport;"),
        Piece("same", " the two others telephone. "),
        Piece("added", "Since May."),
        Piece("same", " "),
    )


def test_words_that_were_only_left_out_leave_no_mark():
    assert new_words("It is written and applied.", "It is applied.") == (Piece("same", "It is applied."),)


def test_of_a_first_text_every_word_is_new_and_spaces_are_nothing():
    assert new_words("", "In force.") == (Piece("added", "In force."),)
    assert new_words("", "  ") == (Piece("same", "  "),)
    assert new_words("Gone.", "") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_the_later_text_and_no_mark_begins_or_ends_with_a_space(before, after):
    pieces = new_words(before, after)

    assert "".join(piece.text for piece in pieces) == after
    assert all(piece.text == piece.text.strip() for piece in pieces if piece.change == "added")
    assert all(one.change != other.change for one, other in zip(pieces, pieces[1:], strict=False))
