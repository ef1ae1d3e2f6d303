"""The address of an app as a picture that a phone's camera reads, drawn as one path of an SVG."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

BORDER = 4


@dataclass(frozen=True)
class Picture:
    """``side`` in squares, the white border included; ``path`` for the attribute ``d``."""

    side: int
    path: str


def picture_of(text: str) -> Picture:
    """Return ``text`` as a QR code: one horizontal bar for each run of dark squares."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    bars = [bar for y, row in enumerate(rows) for bar in _bars(row, y)]
    return Picture(len(rows), "".join(bars))


def _bars(row: list[bool], y: int) -> list[str]:
    bars, start = [], None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            bars.append(f"M{start} {y}h{x - start}v1H{start}z")
            start = None
    return bars
