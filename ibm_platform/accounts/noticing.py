"""
What a notice of each kind says: accounts keep notices, the composition knows what they are about.

``IBM_NOTICE_KINDS`` names a function that returns the kinds by code, ``IBM_NOTICE_SUBJECTS`` one that returns what is open to
somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """
    One kind of notice.

    ``sentence`` makes one sentence of the codes, names and counts that a notice holds; it is called while the reader's language is
    in force. A kind that is ``at_once`` has a letter of its own, every other one waits for the daily digest.
    """

    label: Promise
    at_once: bool
    sentence: Callable[[Words], str]


def kinds() -> Mapping[str, Kind]:
    """Return every kind by its code, in the order in which a page lists them."""
    return _named(settings.IBM_NOTICE_KINDS)()  # type: ignore[no-any-return]


def open_subjects(person: Any, rights: Any) -> Any:
    """Return the keys of all that is open to somebody with these rights, as a query to be put into another."""
    return _named(settings.IBM_NOTICE_SUBJECTS)(person, rights)


@cache
def _named(path: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_string(path)
    return found
