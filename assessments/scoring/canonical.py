"""One way to write a value as bytes, so that equal values have equal hashes on every machine and in every year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | str | Sequence[Json] | Mapping[str, Json]"


def canonical_bytes(document: Json) -> bytes:
    """
    Return ``document`` as UTF-8 JSON with sorted keys and no spaces.

    Raises:
        TypeError: it holds a float or anything else that is not text, a whole number, a truth value, a list, a mapping
            with text keys or None. A float would be written differently by different programs.
    """
    _check(document, "the document")
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def canonical_hash(document: Json) -> str:
    """Return the SHA-256 of the canonical bytes in hexadecimal."""
    return sha256(canonical_bytes(document)).hexdigest()


def fraction_text(value: Fraction | None) -> str | None:
    """Return ``a/b`` in lowest terms, the denominator always written; None stays None."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _check(value: object, place: str) -> None:
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key of {place} is not text.")
            _check(inner, f"{place}.{key}")
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            _check(inner, f"{place}[{number}]")
    else:
        raise TypeError(f"{place} is a {type(value).__name__}, which has no canonical form.")
