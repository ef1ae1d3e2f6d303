"""Pages and letters as a person reads them: without the marks that keep a name apart from the direction of its sentence."""

import re

ISOLATES = str.maketrans("", "", "\u2066\u2068\u2069")
BDI = re.compile(r"<bdi>(.*?)</bdi>", re.DOTALL)


def as_read(text: str) -> str:
    """Return the text without isolates; a ``<bdi>`` that says more than that (a code, a person) stays."""
    return BDI.sub(r"\1", text).translate(ISOLATES)
