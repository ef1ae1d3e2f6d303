"""The two framework documents of these tests: the IBM model, and one that is like it in nothing."""

from pathlib import Path

import frameworks

TINY = (Path(__file__).parent / "data" / "tiny.yaml").read_text(encoding="utf-8")
IBM_PATH = Path(frameworks.__file__).parent / "data" / "ibm" / "1.0.yaml"


def tiny(*changes: tuple[str, str]) -> bytes:
    """The tiny document with each first text replaced by the second."""
    text = TINY
    for old, new in changes:
        assert old in text, f"the tiny document has no {old!r}"
        text = text.replace(old, new, 1)
    return text.encode()


def line_of(part: str, source: bytes) -> int:
    """Number of the first line in which ``part`` stands."""
    return next(number for number, line in enumerate(source.decode().splitlines(), start=1) if part in line)
