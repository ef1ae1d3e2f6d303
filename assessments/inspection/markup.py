"""XML from outside, read in pieces by the standard parser with everything switched off that could grow or fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias
from xml.parsers import expat

from .limits import CHUNK, MAX_XML_DEPTH, MAX_XML_ELEMENTS, MAX_XML_TOKEN
from .verdicts import Refused

Attributes: TypeAlias = Mapping[str, str]
OnElement: TypeAlias = Callable[[str, Attributes], None]
"""Told the local name of each element with its attributes by their local names, in the order of the document."""
OnText: TypeAlias = Callable[[str, str], None]
"""Told the local name of the element in which a piece of text stands, and the piece."""


class ElementCount:
    """How many elements of one file were seen, over all its parts."""

    def __init__(self, limit: int = MAX_XML_ELEMENTS) -> None:
        self.left = limit

    def one_more(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too_complex")


def local(name: str) -> str:
    return name.rpartition(":")[2]


def read_xml(
    pieces: Iterable[bytes],
    *,
    count: ElementCount,
    on_element: OnElement,
    on_text: OnText | None = None,
) -> None:
    """
    Walk through one XML document.

    Namespaces are not resolved: prefixes are cut off, so that a part with unusual ones is looked at just the same.

    Raises:
        Refused: entities (it has a document type declaration), too_complex, or damaged.
    """
    parser = _parser()
    open_elements: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        count.one_more()
        open_elements.append(local(name))
        if len(open_elements) > MAX_XML_DEPTH:
            raise Refused("too_complex")
        on_element(open_elements[-1], {local(key): value for key, value in attributes.items()})

    def end(_name: str) -> None:
        open_elements.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if on_text is not None:
        told = on_text
        parser.CharacterDataHandler = lambda text: told(open_elements[-1] if open_elements else "", text)
    _feed(parser, pieces)


def check_prolog(pieces: Iterable[bytes]) -> None:
    """
    Refuse what could only stand before the first element: a document type declaration. Every piece is taken.

    The rest of a large part, such as the rows of a sheet, is counted by whoever unpacks it and not parsed.

    Raises:
        Refused: as ``read_xml``.
    """
    parser = _parser()
    begun = False

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal begun
        begun = True
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    for piece in pieces:
        if not begun:
            _feed(parser, [piece], last=False)
    if not begun:
        raise Refused("damaged", found="package")


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_of: object) -> None:
        raise Refused("entities")

    # Without a declaration there are no entities, neither growing ones nor fetched ones.
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: expat.XMLParserType, pieces: Iterable[bytes], *, last: bool = True) -> None:
    fed = 0
    try:
        for piece in pieces:
            for place in range(0, len(piece), 4 * CHUNK):
                part = piece[place : place + 4 * CHUNK]
                parser.Parse(part, False)
                fed += len(part)
                if fed - max(0, parser.CurrentByteIndex) > MAX_XML_TOKEN + 4 * CHUNK:
                    raise Refused("too_complex")
        if last:
            parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused("damaged", found="package") from None
    except (LookupError, ValueError):
        # An encoding that Python does not know, or one of several bytes a letter; office programs write UTF-8.
        raise Refused("damaged", found="package") from None
