"""Two texts that grew out of one: nothing that only one side wrote is left out, and nothing stands twice."""

from __future__ import annotations

import pytest

from assessments.web.merged_text import merged_text

ORDER = "Order 112/2026 sets one sequence of controls."


@pytest.mark.parametrize(
    ("before", "theirs", "mine", "together"),
    [
        # Both changed the end; they alone changed the beginning.
        (
            f"{ORDER} It is being introduced.",
            f"{ORDER[:-1]} with a joint inspection. It applies at five crossings.",
            f"{ORDER} It is in force.",
            f"{ORDER[:-1]} with a joint inspection. It applies at five crossings. It is in force.",
        ),
        (f"{ORDER} Old.", ORDER, f"{ORDER} Old. New.", f"{ORDER} New."),
        (ORDER, f"{ORDER} Theirs.", f"{ORDER} Mine.", f"{ORDER} Theirs. Mine."),
        (ORDER, ORDER, f"{ORDER} Mine.", f"{ORDER} Mine."),
        ("", "Theirs.", "Mine.", "Theirs.\n\nMine."),
        ("", "The same.", "The same.", "The same."),
        ("", "", "Mine.", "Mine."),
        # A number is no end of a sentence; an Arabic question mark is one.
        ("Rule 1.2 holds.", "Rule 1.2 holds.", "Rule 1.3 holds.", "Rule 1.3 holds."),
        ("هل يعمل؟ نعم.", "هل يعمل؟ لا.", "هل يعمل؟ نعم. أحيانا.", "هل يعمل؟ لا. أحيانا."),
    ],
)
def test_two_texts_are_put_together(before: str, theirs: str, mine: str, together: str) -> None:
    assert merged_text(before, theirs, mine) == together
