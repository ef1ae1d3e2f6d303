"""The bytes a report may be made of: its sheet and its fonts, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

SHEET = "report.css"
# Full files, not web subsets: several subset files under one family name gave wrong Cyrillic letters without a warning.
FONTS = (
    "noto-sans-400.ttf",
    "noto-sans-600.ttf",
    "source-serif-4-400.ttf",
    "source-serif-4-600.ttf",
    "vazirmatn-400.ttf",
    "vazirmatn-600.ttf",
)
FAMILIES = ("Report Sans", "Report Serif", "Report Arabic")
_TYPES = {".css": "text/css; charset=utf-8", ".ttf": "font/ttf"}


@cache
def assets() -> Mapping[str, bytes]:
    """
    Return asset name → bytes, for every name the sheet may use.

    Raises:
        FileNotFoundError: a file of this installation is missing; a report without it would look right and be wrong.
    """
    static = Path(settings.BASE_DIR) / "static"
    return {
        SHEET: (static / "css" / SHEET).read_bytes(),
        **{name: (static / "fonts" / name).read_bytes() for name in FONTS},
    }


def content_type(name: str) -> str:
    return _TYPES[Path(name).suffix]
