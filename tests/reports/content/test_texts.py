"""What people wrote is set whole, literally and within limits."""

from __future__ import annotations

from reports.content.texts import CHARACTERS, PARAGRAPHS, flow, line


def test_line_breaks_become_paragraphs():
    assert flow("One.\r\nTwo.\r\n\r\n\r\n\r\nThree.").paragraphs == ("One.", "Two.", "Three.")


def test_a_text_without_words_is_nothing():
    assert not flow(" \n\t\n ")
    assert flow("").continues == ""


def test_controls_and_direction_overrides_are_dropped():
    assert flow("a\x00b\u202ec\u2066d\x1be").paragraphs == ("abcde",)


def test_composed_and_decomposed_letters_are_the_same():
    assert flow("Se\u0301curite\u0301").paragraphs == ("S\u00e9curit\u00e9",)


def test_a_word_without_end_can_break_every_sixty_characters():
    (paragraph,) = flow("x" * 150).paragraphs

    assert paragraph.split("\u200b") == ["x" * 60, "x" * 60, "x" * 30]


def test_more_paragraphs_than_fit_are_counted_not_hidden():
    text = flow("\n".join(["ten chars."] * (PARAGRAPHS + 5)))

    assert len(text.paragraphs) == PARAGRAPHS
    assert text.continues == "The text continues on the platform: 50 more characters."


def test_more_characters_than_fit_are_counted_not_hidden():
    text = flow("word " * (CHARACTERS // 5) + "and the rest")

    assert sum(map(len, text.paragraphs)) == CHARACTERS
    assert text.continues == "The text continues on the platform: 12 more characters."


def test_marks_stacked_on_one_letter_are_cut_to_four():
    assert flow("a" + "\u0334" * 500).paragraphs == ("a" + "\u0334" * 4,)


def test_a_title_is_one_line_and_ends_in_an_ellipsis_when_too_long():
    assert line("Order\n on   the border") == "Order on the border"
    assert line("abcdef", 4) == "abc…"
