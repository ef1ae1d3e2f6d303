"""What WeasyPrint leaves out of a tagged file, and the check that the file can be read aloud and by a machine."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name


class Damaged(Exception):
    """The finished file lacks something that a reader's software needs."""


def mend(pdf: bytes, *, title: str) -> bytes:
    """
    Return the file with the scope of each table header written, after checking it.

    WeasyPrint writes no scope, and without it a screen reader cannot say to which cells a header belongs. A header stands
    for its row where it opens a row of a table's body, and for its column everywhere else.

    Raises:
        Damaged: title, language, tags or bookmarks are missing, or the file carries attachments.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        if Name.StructTreeRoot not in root or Name.Lang not in root:
            raise Damaged("The file has no tags or no language.")
        if Name.Outlines not in root:
            raise Damaged("The file has no bookmarks.")
        if str(document.docinfo.get("/Title", "")) != title:
            raise Damaged("The file does not carry its title.")
        if "/EmbeddedFiles" in root.get("/Names", Dictionary()):
            raise Damaged("The file has attachments.")
        for row, in_body in _rows(root.StructTreeRoot):
            cells = _children(row)
            for cell in cells:
                if cell.get("/S") == Name.TH:
                    opens_row = in_body and len(cells) > 1
                    cell.A = Dictionary(O=Name.Table, Scope=Name.Row if opens_row else Name.Column)
        written = BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def _rows(tree: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, bool]]:
    """Every table row, and whether it stands in a table's body. Without recursion: a long report is deep."""
    waiting = [(tree, False)]
    while waiting:
        element, in_body = waiting.pop()
        kind = element.get("/S")
        if kind == Name.TR:
            yield element, in_body
        below = kind == Name.TBody or (in_body and kind != Name.THead)
        waiting.extend((child, below) for child in _children(element))


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    children = element.get("/K")
    if isinstance(children, Array):
        return [child for child in list(children) if isinstance(child, Dictionary) and "/S" in child]
    return [children] if isinstance(children, Dictionary) and "/S" in children else []
