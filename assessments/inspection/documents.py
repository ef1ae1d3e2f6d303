"""PDF documents from outside: where they begin and end; the probe opens them."""

from __future__ import annotations

import re
from typing import Final

from .foreign import refuse_foreign
from .source import Source
from .verdicts import Refused

END: Final = re.compile(rb"%%EOF")
OBJECT: Final = re.compile(rb"\d+ \d+ obj\b|xref\b|startxref\b")
END_ZONE: Final = 1024


def refuse_bad_frame(source: Source) -> None:
    """
    Refuse a PDF that is not whole or is something else as well.

    Raises:
        Refused: damaged, something_after or two_in_one.
    """
    refuse_foreign(source, "pdf")
    start = max(0, source.size - END_ZONE)
    last = [found.end() for found in END.finditer(source.at(start, END_ZONE))]
    if last:
        if source.at(start + last[-1], END_ZONE).strip(b"\x00\t\r\n\x0c \x1a"):
            raise Refused("something_after", found="pdf")
        return
    early = source.find(END, longest=5)
    if early is None or OBJECT.search(source.at(early + 5, END_ZONE)):
        raise Refused("damaged", found="pdf")
    raise Refused("something_after", found="pdf")
