"""The name that came with a file: refused when it deceives, otherwise made safe to show and to send."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from .limits import MAX_NAME_CHARACTERS
from .verdicts import Kind, Refused

ENDINGS: Final[dict[str, Kind]] = {
    ".pdf": Kind.PDF,
    ".png": Kind.PNG,
    ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG,
    ".docx": Kind.DOCX,
    ".xlsx": Kind.XLSX,
    ".odt": Kind.ODT,
    ".csv": Kind.CSV,
    ".txt": Kind.TXT,
}
"""The first ending of a kind is the one a refusal proposes."""

DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNSEEN: Final = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories that no name needs: controls, half characters, private and unassigned ones, line ends."""

JOINERS: Final = "\u200c\u200d"
"""Persian and several Indian scripts are misspelt without them; every other invisible character is dropped."""
UNSAFE: Final = re.compile(r'[<>:"|?*]')
"""Not allowed in names on Windows, where the file will be saved again."""
RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """
    Return the label under which the file is shown and sent.

    Raises:
        Refused: name_missing, name_control, name_direction, name_path or name_long.
    """
    if any(unicodedata.category(character) in UNSEEN for character in name):
        raise Refused("name_control")
    if DIRECTIONS.search(name):
        raise Refused("name_direction")
    if "/" in name or "\\" in name or re.match(r"[A-Za-z]:", name):
        raise Refused("name_path")
    normal = unicodedata.normalize("NFC", name)
    seen = "".join(c for c in normal if unicodedata.category(c) != "Cf" or c in JOINERS)
    label = UNSAFE.sub("_", " ".join(seen.split())).rstrip(". ")
    if RESERVED.match(label):
        label = f"_{label}"
    if len(label) > MAX_NAME_CHARACTERS:
        raise Refused("name_long")
    if not any(unicodedata.category(c)[0] in "LN" for c in label.removesuffix(ending_of(label))):
        raise Refused("name_missing")
    return label


def ending_of(label: str) -> str:
    """Return the ending with its dot in lower case; empty when the name has none."""
    found = re.search(r"\.[A-Za-z0-9_~-]{1,12}$", label)
    return found.group().lower() if found else ""


def proposed_ending(kind: Kind) -> str:
    return next(ending for ending, meant in ENDINGS.items() if meant is kind)
