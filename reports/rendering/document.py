"""One HTML text becomes the bytes of one tagged PDF. Runs in the child; nothing here knows rows or rights."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from reports.rendering.assets import FAMILIES
from reports.rendering.fetcher import RefusedAddress, ReportFetcher
from reports.rendering.tags import finish

Progress = Callable[[str, int], None]
"""Called with a stage ("layout", "pages", "checks") and the number of pages laid out so far."""

_PROGRESS = logging.getLogger("weasyprint.progress")


@dataclass(frozen=True, slots=True)
class Document:
    pdf: bytes
    pages: int


def make_document(
    html: str, *, title: str, identifier: bytes, files: Mapping[str, bytes], progress: Progress
) -> Document:
    """
    Return the PDF of ``html``, PDF/UA-1 tagged. Equal arguments give equal bytes.

    Args:
        title: the text that the finished file must carry as its title.
        identifier: 16 bytes or more that stand for the content; WeasyPrint would otherwise draw random ones.

    Raises:
        RefusedAddress: the HTML or the sheet names an address outside ``files``.
        Damaged: the finished file lacks something that a reader's software needs.
    """
    listener = _PageListener(progress)
    _PROGRESS.addHandler(listener)
    _PROGRESS.setLevel(logging.INFO)
    _PROGRESS.propagate = False
    try:
        progress("layout", 0)
        fonts = FontConfiguration()
        fetcher = ReportFetcher(files)
        document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(font_config=fonts)
        pages = len(document.pages)
        progress("pages", pages)
        written = BytesIO()
        document.write_pdf(
            written,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            finisher=lambda _document, pdf: finish(pdf, title=title),
        )
        if fetcher.refused:
            # Inside a picture WeasyPrint swallows even the error that ends a rendering elsewhere.
            raise RefusedAddress(f"A report may not fetch {fetcher.refused[0][:200]!r}.")
        progress("checks", pages)
        return Document(written.getvalue(), pages)
    finally:
        _PROGRESS.removeHandler(listener)


def render_one_line(files: Mapping[str, bytes]) -> None:
    """Draw a line in every font, so that a later child finds the libraries loaded and their tables read."""
    lines = "".join(
        f"<p style=\"font: {weight} 9pt '{family}'\">Border سرحد {family}</p>"
        for family in FAMILIES
        for weight in (400, 600)
    )
    faces = f'<link rel="stylesheet" href="asset:report.css"><title>Warm</title>{lines}'
    HTML(string=f'<html lang="en">{faces}</html>', base_url=None, url_fetcher=ReportFetcher(files)).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=b"0" * 16
    )


class _PageListener(logging.Handler):
    """WeasyPrint says at each page that it lays out which one it is; that is the true progress."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if "Page" in str(record.msg) and record.args:
            first = record.args[0] if isinstance(record.args, tuple) else None
            if isinstance(first, int):
                self._progress("layout", first)
