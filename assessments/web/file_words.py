"""What people read of a file: what it is, how large, what to know before opening it, and what the scanner said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.inspection import FLAGS, Flag
from ibm_platform.common.isolation import isolated_code

KINDS: dict[str, str] = {
    "pdf": "PDF",
    "png": "PNG",
    "jpeg": "JPEG",
    "docx": "DOCX",
    "xlsx": "XLSX",
    "odt": "ODT",
    "csv": "CSV",
    "txt": "TXT",
}
SCAN_WORDS: dict[str, Promise] = {
    "off": gettext_lazy("not checked for viruses"),
    "waiting": gettext_lazy("waits for the virus check"),
    "clean": gettext_lazy("checked for viruses"),
    "infected": gettext_lazy("held back: a virus was found"),
}
SCAN_TAGS = {"off": "is-open", "waiting": "is-going", "clean": "is-done", "infected": "is-back"}
ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt,.csv,.txt"
"""What the file dialog proposes; what is kept is decided by content."""


class Told(Protocol):
    """The newest version of a file, wherever it is shown."""

    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def parts(self) -> int | None: ...
    @property
    def flags(self) -> tuple[str, ...]: ...


def size_words(size: int) -> str:
    """Return "1.2 MB", kept together in a sentence of either direction."""
    return isolated_code(filesizeformat(size))


def kind_words(kind: str) -> str:
    return isolated_code(KINDS.get(kind, kind.upper()))


def parts_words(kind: str, parts: int | None) -> str:
    """Return "12 pages" or "3 sheets"; empty where nobody counted."""
    if not parts:
        return ""
    if kind == "xlsx":
        return ngettext("%(count)d sheet", "%(count)d sheets", parts) % {"count": parts}
    return ngettext("%(count)d page", "%(count)d pages", parts) % {"count": parts}


def flag_words(flags: Sequence[str]) -> str:
    """Return what a reader should know before opening the file, as one list of words; empty where there is nothing."""
    return "; ".join(_(FLAGS[flag]) for flag in Flag if flag.value in flags)


def facts(file: Told) -> str:
    """Return kind, size and length of a file: "PDF, 1.2 MB, 12 pages"."""
    words = (kind_words(file.kind), size_words(file.size), parts_words(file.kind, file.parts))
    return _(", ").join(word for word in words if word)


def kept_words(flags: Sequence[str]) -> str:
    """Return what is said of a file that was kept."""
    if flags:
        return _("Kept. To know before opening it: %(flags)s.") % {"flags": flag_words(flags)}
    return _("Kept.")
