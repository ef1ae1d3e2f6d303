"""Stored text: what is kept, what is dropped, what is refused."""

import pytest

from ibm_platform.common.errors import Invalid
from ibm_platform.common.text import clean_text


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("  two lines\r\nhere ", "two lines\nhere"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("e\u0301", "\u00e9"),
        ("turned \u202eround", "turned round"),
        ("العربية تبقى", "العربية تبقى"),
        (" \u200f \u200d\n\u00ad", ""),
    ],
)
def test_text_is_stored_clean(given, stored):
    assert clean_text(given, limit=100) == stored


def test_text_over_the_limit_is_refused_with_both_numbers():
    with pytest.raises(Invalid, match=r"11 characters.*10"):
        clean_text("x" * 11, limit=10)
