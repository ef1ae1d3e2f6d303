"""What an inspection can come to: an accepted file, or a refusal with a code that never changes its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    CSV = "csv"
    TXT = "txt"


class Flag(StrEnum):
    """What a reader should know before opening an accepted file; words in ``sentences.FLAGS``."""

    PASSWORD = "password"
    """Opens only with a password, so nobody here has looked inside."""
    SCRIPT = "script"
    ATTACHMENTS = "attachments"
    DYNAMIC_FORM = "dynamic_form"
    MEDIA = "media"
    LINKED_FILES = "linked_files"
    DATA_CONNECTIONS = "data_connections"
    FORMULAS = "formulas"
    """A table in text form that a spreadsheet program would begin to calculate."""
    EXTRA_BYTES = "extra_bytes"
    """Bytes after the end of the picture, as telephones write them."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    A file that may be kept.

    ``media_type`` is what it is served as; ``name`` is a label, safe to show and to send, never a path to store under;
    ``parts`` counts pages of a PDF and sheets of a workbook, None where counting would mean laying the file out.
    """

    kind: Kind
    media_type: str
    name: str
    sha256: str
    size: int
    flags: frozenset[Flag] = frozenset()
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code`` is a key of ``sentences.REFUSALS``; ``parameters`` fill its sentence."""

    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)


class Refused(Exception):
    """Carries a refusal out of the depth of a file; ``inspect`` turns it into its answer and lets none escape."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, parameters)


@dataclass(frozen=True, slots=True)
class Finding:
    """What an examiner of one kind saw in a file that it lets pass."""

    kind: Kind
    flags: frozenset[Flag] = frozenset()
    parts: int | None = None
    charset: str | None = None
