"""Text from people, made safe to store: the one place that decides what a character may be."""

import re
import unicodedata

from django.utils.translation import gettext as _

from ibm_platform.common.errors import Invalid

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# Overrides and isolates without their end would turn the rest of a page round.
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Unicode categories: line ends, formatting and spaces."""


def clean_text(text: str, *, limit: int) -> str:
    """
    Return the text as it is stored: NFC, line feeds only, no control or direction-override characters, trimmed.

    A text without one visible character (marks of direction, joiners, soft hyphens) says nothing and comes back empty.

    Args:
        limit: longest text in characters that is kept.

    Raises:
        Invalid: the text is longer than ``limit``; nothing is cut silently.
    """
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    cleaned = DIRECTION.sub("", CONTROL.sub("", cleaned)).strip()
    if all(unicodedata.category(character) in INVISIBLE for character in cleaned):
        return ""
    if len(cleaned) > limit:
        raise Invalid(
            _("The text has %(length)d characters; shorten it to %(limit)d.") % {"length": len(cleaned), "limit": limit}
        )
    return cleaned
