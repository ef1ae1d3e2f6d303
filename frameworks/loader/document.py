"""Bytes to a plain tree of texts, lists and fields with their lines; nothing is expanded, converted or built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml

from .problems import FrameworkProblems, Problem, Problems

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 20
MAX_VALUES: Final = 200_000

# The pure Python parser is fifteen times slower and ends in a RecursionError on nested brackets.
if not yaml.__with_libyaml__:
    raise ImportError("PyYAML was installed without its C parser (libyaml); install a wheel that has it.")


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    members: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Keys are unique: a repeated one is a problem of its own and its first value is kept."""

    members: Mapping[str, Node]
    key_lines: Mapping[str, int]
    line: int


Node: TypeAlias = Text | Items | Fields


def parse(source: bytes | str, problems: Problems) -> Node | None:
    """
    Return the tree of the one YAML document in ``source``; None when it holds none.

    Raises:
        FrameworkProblems: it cannot be read on: too large, too deep, not UTF-8, not YAML, or more than one document.
    """
    raw = source if isinstance(source, bytes) else source.encode(errors="surrogatepass")
    if len(raw) > MAX_BYTES:
        raise _unreadable(1, f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _unreadable(line, "The file is not text in UTF-8.") from None
    try:
        return _Builder(text, problems).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _unreadable(line, f"The file is not YAML from here on: {error.problem or error.context}.") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise _unreadable(line, "The file holds a character that YAML does not allow.") from None


def _unreadable(line: int, message: str) -> FrameworkProblems:
    return FrameworkProblems([Problem("", line, message)])


class _Builder:
    def __init__(self, text: str, problems: Problems) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CBaseLoader))
        self.problems = problems
        self.values = 0

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _unreadable(_line(event), "The file holds more than one document.")
                root = self.node(next(self.events), "", 1)
        return root

    def node(self, event: Any, path: str, depth: int) -> Node:
        """Return the node that begins with ``event``; every event up to its end is used up."""
        line = _line(event)
        self.values += 1
        if self.values > MAX_VALUES:
            raise _unreadable(line, f"The file holds more than {MAX_VALUES} values.")
        if depth > MAX_DEPTH:
            raise _unreadable(line, f"Lists and fields stand inside each other more than {MAX_DEPTH} deep.")
        if isinstance(event, yaml.AliasEvent):
            self.problems.add(path, line, "Aliases (*name) are not allowed; write the value out.")
            return Text("", line)
        if event.anchor is not None:
            self.problems.add(path, line, "Anchors (&name) are not allowed; write the value out where it is needed.")
        if event.tag is not None:
            self.problems.add(path, line, "Tags (!name) are not allowed; every value is text.")
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(path, depth, line)
        return self.fields(path, depth, line)

    def items(self, path: str, depth: int, line: int) -> Items:
        members: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            members.append(self.node(event, f"{path}[{len(members) + 1}]", depth + 1))
        return Items(tuple(members), line)

    def fields(self, path: str, depth: int, line: int) -> Fields:
        members: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, path, depth + 1)
            name = key.value if isinstance(key, Text) else ""
            value = self.node(next(self.events), f"{path}.{name}".lstrip("."), depth + 1)
            if not isinstance(key, Text):
                self.problems.add(path, key.line, "The name of a field is a word, not a list or fields.")
            elif name in members:
                first = key_lines[name]
                self.problems.add(
                    path, key.line, f"The field '{shown(name)}' stands here again; it is on line {first}."
                )
            else:
                members[name] = value
                key_lines[name] = key.line
        return Fields(members, key_lines, line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def shown(text: str) -> str:
    """``text`` as a message quotes it: short, one line, without characters that move a terminal."""
    cleaned = "".join(character if character.isprintable() else "?" for character in text[:41])
    return cleaned[:40] + "…" if len(cleaned) > 40 else cleaned


def tree_of(value: object) -> Node:
    """
    Return plain lists, mappings and texts (a JSON value) as the same kind of tree, with line 0.

    Raises:
        FrameworkProblems: it holds something else, for example a number.
    """
    if isinstance(value, str):
        return Text(value, 0)
    if isinstance(value, list | tuple):
        return Items(tuple(tree_of(member) for member in value), 0)
    if isinstance(value, Mapping):
        return Fields({str(key): tree_of(member) for key, member in value.items()}, {}, 0)
    raise _unreadable(0, "The stored document holds a value that is not text.")
