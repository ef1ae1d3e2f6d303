"""One place in the document, and what may stand there. A wrong value is noted and a harmless one returned in its stead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from .document import Fields, Items, Node, Text, shown
from .problems import Problems

CODE: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
NUMBER: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9})|/([0-9]{1,9}))?")
# Control characters, invisible direction changes and lone surrogates have no business in a sentence; line feeds have.
REFUSED: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

NAME: Final = 200
"""Longest name or title in characters."""
SENTENCE: Final = 1000
PARAGRAPH: Final = 4000


@dataclass(slots=True)
class Codes:
    """
    The codes of one section.

    ``complete`` is False when the section itself could not be read: its codes are unknown then, and every reference to it would
    be one more problem that is none.
    """

    word: str
    known: dict[str, int] = field(default_factory=dict)
    """Code → line on which it is declared."""
    complete: bool = True

    def declare(self, place: Place) -> str:
        """Read a new code of this section at ``place``."""
        code = place.code()
        if code is None:
            self.complete = False
            return ""
        if code in self.known:
            place.wrong(f"The code '{code}' is taken: another {self.word} on line {self.known[code]} has it.")
        else:
            self.known[code] = place.node.line
        return code


@dataclass(frozen=True, slots=True)
class Place:
    node: Node
    path: str
    problems: Problems

    def wrong(self, message: str) -> None:
        self.problems.add(self.path, self.node.line, message)

    def below(self, name: str, node: Node) -> Place:
        return Place(node, f"{self.path}.{name}" if self.path else name, self.problems)

    # Texts

    def text(self, limit: int = SENTENCE) -> str:
        """A text with something in it: NFC, trimmed, at most ``limit`` characters, no control characters."""
        if not isinstance(self.node, Text):
            self.wrong("A text belongs here.")
            return ""
        text = unicodedata.normalize("NFC", self.node.value).strip()
        if not text:
            self.wrong("Nothing stands here.")
        elif len(text) > limit:
            self.wrong(f"The text has {len(text)} characters; at most {limit} are allowed here.")
        elif REFUSED.search(text):
            self.wrong("The text holds a control character or an invisible change of writing direction.")
        return text

    def code(self) -> str | None:
        if not isinstance(self.node, Text) or not CODE.fullmatch(self.node.value):
            self.wrong(f"A code belongs here: 1 to 40 of A–Z, a–z, 0–9, '.', '_' and '-'{self._instead()}.")
            return None
        return self.node.value

    def word(self, allowed: Sequence[str]) -> str:
        """One of the ``allowed`` words; the first of them in place of a wrong one."""
        found = self.node.value if isinstance(self.node, Text) else None
        if found is not None and found in allowed:
            return found
        words = ", ".join(f"'{word}'" for word in allowed)
        self.wrong(f"One of these words belongs here: {words}{self._instead()}.")
        return allowed[0]

    def reference(self, codes: Codes) -> str:
        """A code that another section declares."""
        code = self.code()
        if code is not None and codes.complete and code not in codes.known:
            self.wrong(f"There is no {codes.word} '{code}' in this document.")
        return code or ""

    def references(self, codes: Codes, *, some: bool = False) -> tuple[str, ...]:
        """Codes that another section declares, each once; with ``some`` at least one of them."""
        found: dict[str, None] = {}
        for place in self.some_items(codes.word) if some else self.items():
            code = place.reference(codes)
            if code and code in found:
                place.wrong(f"The {codes.word} '{code}' stands in this list twice.")
            found[code] = None
        return tuple(found)

    def _instead(self) -> str:
        return f", not '{shown(self.node.value)}'" if isinstance(self.node, Text) and self.node.value else ""

    # Numbers

    def whole(self, low: int, high: int) -> int:
        found = self.node.value if isinstance(self.node, Text) else ""
        if WHOLE.fullmatch(found) and low <= int(found) <= high:
            return int(found)
        self.wrong(f"A whole number from {low} to {high} belongs here{self._instead()}.")
        return low

    def fraction(self) -> Fraction:
        """A number that is not negative: ``2``, ``0.85`` or ``3/4``, exact."""
        found = NUMBER.fullmatch(self.node.value) if isinstance(self.node, Text) else None
        if found is None or (found[3] is not None and int(found[3]) == 0):
            self.wrong(f"A number belongs here, written like 2, 0.85 or 3/4{self._instead()}.")
            return Fraction(1)
        return Fraction(found[0])

    # Lists and fields

    def items(self) -> list[Place]:
        """The members of a list, each named by its code where it has one."""
        if not isinstance(self.node, Items):
            self.wrong("A list belongs here.")
            return []
        return [
            Place(member, f"{self.path}[{_label(member, number)}]", self.problems)
            for number, member in enumerate(self.node.members, start=1)
        ]

    def some_items(self, what: str) -> list[Place]:
        """The members of a list that may not be empty."""
        found = self.items()
        if isinstance(self.node, Items) and not found:
            self.wrong(f"At least one {what} belongs here.")
        return found

    def fields(self) -> Iterator[tuple[Place, Place]]:
        """Name and value of each field, where the names are codes of the document's own."""
        if not isinstance(self.node, Fields):
            self.wrong("Fields (name: value) belong here.")
            return
        for name, member in self.node.members.items():
            path = f"{self.path}.{shown(name)}"
            line = self.node.key_lines.get(name, self.node.line)
            yield Place(Text(name, line), path, self.problems), Place(member, path, self.problems)

    def record(self, required: Collection[str], optional: Collection[str] = ()) -> Record:
        """Fields whose names are given; each unknown and each missing one is noted."""
        if not isinstance(self.node, Fields):
            self.wrong(f"Fields belong here: {', '.join(required)}.")
            return Record(self, {})
        for name in self.node.members:
            if name not in required and name not in optional:
                line = self.node.key_lines.get(name, self.node.line)
                allowed = ", ".join((*required, *optional))
                self.problems.add(
                    self.path, line, f"There is no field '{shown(name)}' here; the fields are: {allowed}."
                )
        for name in required:
            if name not in self.node.members:
                self.wrong(f"The field '{name}' is missing.")
        return Record(self, {name: self.below(name, member) for name, member in self.node.members.items()})


def _label(member: Node, number: int) -> str:
    if isinstance(member, Fields):
        code = member.members.get("code")
        if isinstance(code, Text) and CODE.fullmatch(code.value):
            return code.value
    return str(number)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one thing. A missing field was noted already: reading it gives a harmless value."""

    place: Place
    members: dict[str, Place]

    def get(self, name: str) -> Place | None:
        return self.members.get(name)

    def text(self, name: str, limit: int = SENTENCE) -> str:
        place = self.members.get(name)
        return place.text(limit) if place else ""

    def optional_text(self, name: str, limit: int = SENTENCE) -> str:
        """A text that may be left out or left empty."""
        place = self.members.get(name)
        if place is None or (isinstance(place.node, Text) and not place.node.value.strip()):
            return ""
        return place.text(limit)

    def code(self, name: str) -> str:
        place = self.members.get(name)
        return (place.code() or "") if place else ""

    def word(self, name: str, allowed: Sequence[str]) -> str:
        place = self.members.get(name)
        return place.word(allowed) if place else allowed[0]

    def reference(self, name: str, codes: Codes) -> str:
        place = self.members.get(name)
        return place.reference(codes) if place else ""

    def references(self, name: str, codes: Codes, *, some: bool = False) -> tuple[str, ...]:
        place = self.members.get(name)
        return place.references(codes, some=some) if place else ()

    def whole(self, name: str, low: int, high: int) -> int:
        place = self.members.get(name)
        return place.whole(low, high) if place else low

    def items(self, name: str) -> list[Place]:
        place = self.members.get(name)
        return place.items() if place else []

    def some_items(self, name: str, what: str) -> list[Place]:
        place = self.members.get(name)
        return place.some_items(what) if place else []

    def declare(self, codes: Codes) -> str:
        """The thing's own ``code``, new in its section."""
        place = self.members.get("code")
        if place is None:
            codes.complete = False
            return ""
        return codes.declare(place)
