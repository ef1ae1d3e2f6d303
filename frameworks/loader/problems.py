"""What is wrong with a framework document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_PROBLEMS: Final = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``path`` names the place in the document (empty: the whole), ``line`` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.message}" if self.path else f"line {self.line}: {self.message}"


class FrameworkProblems(Exception):
    """The document is no framework version; ``problems`` holds all that was found, in the order of lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """
    Collects problems while the reading goes on.

    Raises:
        FrameworkProblems: from ``add``, after 1000 of them: a file that wrong is mended from the top, not from a longer list.
    """

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, path: str, line: int, message: str) -> None:
        self._found.append(Problem(path, line, message))
        if len(self._found) == MOST_PROBLEMS:
            self._found.append(Problem("", line, f"Reading stopped here, after {MOST_PROBLEMS} problems."))
            raise FrameworkProblems(self._found)

    def stop_if_any(self) -> None:
        if self._found:
            raise FrameworkProblems(self._found)
