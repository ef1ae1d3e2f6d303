"""Where a reference in a document leads: into the document, to a file beside it, or out to another computer."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)
_ON_THIS_COMPUTER = re.compile(r"/{0,3}[A-Za-z][:|]|(?:/|///)?(?!/)")
_OUTSIDE = re.compile(r"file:|/*[A-Za-z][:|][\\/]|\.\./", re.IGNORECASE)


def leads_elsewhere(target: str) -> bool:
    """Would following this reference ask another computer? Unknown schemes count as such."""
    plain = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), target)
    plain = "".join(c for c in plain if c > " ").replace("\\", "/")
    if scheme := _SCHEME.fullmatch(plain):
        name, rest = scheme.group(1).lower(), scheme.group(2)
        # file:///C:/folder and file:///folder stay on this computer; file://server and file:////server do not.
        return not _ON_THIS_COMPUTER.match(rest) if name == "file" else name != "data"
    return plain.startswith("//")


def leads_outside(target: str) -> bool:
    """Does it name a file outside the document, here or elsewhere?"""
    return leads_elsewhere(target) or bool(_OUTSIDE.match(target.strip()))
