"""
Names inside sentences, kept apart from the direction of the text around them.

Without it a Latin name in an Arabic sentence (or the other way round) draws commas, numbers and brackets beside it to its
wrong side. Pages use ``<bdi>`` (``{% load isolation %}``); plain text (messages, mails, titles, attributes) uses these marks.
"""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE, END_OF_ISOLATE = "\u2068", "\u2066", "\u2069"
MARKS = (FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE, END_OF_ISOLATE)


def isolated(text: object) -> str:
    """Return a name as it stands in a sentence of plain text: its own first letter says which way it runs."""
    words = str(text)
    return f"{FIRST_STRONG_ISOLATE}{words}{END_OF_ISOLATE}" if words else ""


def isolated_code(code: object) -> str:
    """Return a code or a range of numbers as it stands in plain text: always from left to right."""
    words = str(code)
    return f"{LEFT_TO_RIGHT_ISOLATE}{words}{END_OF_ISOLATE}" if words else ""


def isolated_list(names: Iterable[object]) -> str:
    """Return names as a list in words, "A, B and C", each apart."""
    return get_text_list([isolated(name) for name in names], _("and"))
