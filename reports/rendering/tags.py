"""What WeasyPrint leaves out of a tagged file, and the check that the file can be read aloud and by a machine."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import pydyf

PRESSURE = 7


class Damaged(Exception):
    """The file to be written lacks something that a reader's software needs."""


def finish(pdf: pydyf.PDF, *, title: str) -> None:
    """
    Write the scope of each table header, check the file, and bring its objects into their last form.

    WeasyPrint writes no scope, and without it a screen reader cannot say to which cells a header belongs. A header stands
    for its row where it opens a row of a table's body, and for its column everywhere else.

    Raises:
        Damaged: title, language, tags or bookmarks are missing, or the file carries attachments.
    """
    catalog = pdf.catalog
    if "StructTreeRoot" not in catalog or not _text(catalog.get("Lang")):
        raise Damaged("The file has no tags or no language.")
    if "Outlines" not in catalog:
        raise Damaged("The file has no bookmarks.")
    if _text(pdf.info.get("Title")) != title:
        raise Damaged("The file does not carry its title.")
    if "EmbeddedFiles" in catalog.get("Names", {}):
        raise Damaged("The file has attachments.")
    _give_scopes({each.reference: each for each in pdf.objects if isinstance(each, pydyf.Dictionary)})
    for position, each in enumerate(pdf.objects):
        if each.free == "n":
            pdf.objects[position] = _Ready(each)


class _Ready(pydyf.Object):
    """
    An object as the bytes that it will be.

    pydyf asks each object twice, for the file and for its fingerprint, and would press every page and font twice, as hard
    as it can: four times the work for two bytes in a hundred. The lists that a page was drawn into are given back.
    """

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation = made.number, made.generation
        self._compressible = made.compressible
        self._bytes = _pressed(made) if isinstance(made, pydyf.Stream) else made.data

    @property
    def data(self) -> bytes:
        return self._bytes

    @property
    def compressible(self) -> bool:
        return self._compressible


def _pressed(stream: pydyf.Stream) -> bytes:
    if stream.compress:
        stream.compress = False
        drawn = stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
        stream.stream = [zlib.compress(drawn, PRESSURE)]
        stream.extra = {**stream.extra, "Filter": "/FlateDecode"}
    made: bytes = stream.data
    stream.stream = []
    return made


def _give_scopes(objects: Mapping[bytes, pydyf.Dictionary]) -> None:
    for row in objects.values():
        if row.get("S") != "/TR":
            continue
        cells = [objects[kid] for kid in row["K"] if kid in objects and "S" in objects[kid]]
        for cell in cells:
            if cell["S"] == "/TH":
                opens_row = len(cells) > 1 and _stands_in_body(row, objects)
                cell.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = "/Row" if opens_row else "/Column"


def _stands_in_body(row: pydyf.Dictionary, objects: Mapping[bytes, pydyf.Dictionary]) -> bool:
    element: pydyf.Dictionary | None = row
    while element is not None and element.get("S") not in ("/TBody", "/THead", "/Table"):
        element = objects.get(element.get("P"))
    return element is not None and element["S"] == "/TBody"


def _text(string: object) -> str:
    return str(string.string) if isinstance(string, pydyf.String) else ""
