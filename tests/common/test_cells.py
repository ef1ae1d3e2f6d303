"""A text of a person stays on its line and is no formula."""

import pytest

from ibm_platform.common.cells import cell, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ana\r\nroot: signed in", "Ana  root: signed in"),
        ("a\x00b\x1b[2Jc\x85d\u2028e\u2029f", "a b [2Jc d e f"),
        ("safe\u202egnp.exe\u2066!", "safegnp.exe!"),
        ("Übung حدود 国境", "Übung حدود 国境"),
    ],
)
def test_what_ends_a_line_or_turns_it_round_is_taken_out(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", " =1+1", "\uff1d1+1", '=HYPERLINK("x")\n'])
def test_a_formula_becomes_a_text(text):
    assert cell(text).startswith("'")
    assert "\n" not in cell(text)


@pytest.mark.parametrize("text", ["3", "Order 7 = new", "", " ", "2027-05-14"])
def test_other_texts_stay_as_they_are(text):
    assert cell(text) == text
