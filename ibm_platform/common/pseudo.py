"""
Two invented translations made from the source texts, so that long and mirrored text are seen before a translator is found.

``en-xa``: every letter accented and the text a third longer. ``ar-xb``: every word drawn from right to left.
Placeholders, markup and plural forms stay as they are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, extract, mofile
from django.utils.translation.template import templatize

KEPT = re.compile(r"(%\([^)]+\)[a-z]|%[sd%]|\{[^}]*\}|<[^>]+>|&[a-z]+;|\s+)")
WORD = re.compile(r"[^\W\d_](?:[\w'’-]*[^\W\d_])?")
LONGEST_PIECE = 12
ACCENTED = str.maketrans("aceilnorsuyzACEILNORSUYZ", "åçéîļñöŕšûýžÅÇÉÎĻÑÖŔŠÛÝŽ")
CALLS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"


def lengthened(text: str) -> str:
    """Return the text accented and about a third longer."""
    parts = [part if KEPT.fullmatch(part) else part.translate(ACCENTED) for part in KEPT.split(text)]
    # In pieces: a language has long words, but none of sixty letters.
    filling = "~" * max(1, len(text) // 3)
    pieces = [filling[start : start + LONGEST_PIECE] for start in range(0, len(filling), LONGEST_PIECE)]
    return " ".join(["".join(parts), *pieces])


def mirrored(text: str) -> str:
    """Return the text with each word between a right-to-left override and its end; signs stay as neutral as they are."""
    return "".join(part if KEPT.fullmatch(part) else WORD.sub("\u202e\\g<0>\u202c", part) for part in KEPT.split(text))


MAKERS = {"en_XA": lengthened, "ar_XB": mirrored}


def messages(root: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield each message id (with its plural where it has one) and context of the code and templates under ``root``."""
    folders = ("ibm_platform", "frameworks", "assessments", "reports", "templates")
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".py":
                source = path.read_bytes()
            elif path.suffix in {".html", ".txt"}:
                source = templatize(path.read_text(), origin=str(path)).encode()
                source = _only_calls(source)
            else:
                continue
            for _line, ids, _comments, context in extract.extract("python", io.BytesIO(source), keywords=CALLS):
                yield ids, context


CALL = re.compile(
    rb"""\b(?:gettext|_|ngettext|pgettext|npgettext)\((?:[^()"']|u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')*\)""", re.S
)


def _only_calls(source: bytes) -> bytes:
    """Keep the calls that Django put into a template's stead; the rest is no Python."""
    return b"\n".join(re.sub(rb"\bu(?=[\"'])", b"", match.group(0)) for match in CALL.finditer(source))


def write_catalogues(root: Path, target: Path) -> int:
    """Write both compiled catalogues under ``target`` (``<target>/en_XA/LC_MESSAGES/django.mo``); return the messages."""
    found = {(ids, context) for ids, context in messages(root) if ids}
    for locale, make in MAKERS.items():
        catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
        for ids, context in sorted(found, key=repr):
            plural = isinstance(ids, tuple | list)
            texts = tuple(make(text) for text in ids) if plural else make(str(ids))
            catalogue.add(tuple(ids) if plural else ids, texts, context=context)
        folder = target / locale / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "django.mo").open("wb") as file:
            mofile.write_mo(file, catalogue)
    return len(found)
