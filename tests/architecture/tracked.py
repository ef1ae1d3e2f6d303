"""The files of the repository that these tests look at: those git knows, and new ones it would take."""

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file of the work tree that is not ignored, sorted."""
    names = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(sorted(path for name in names if name and (path := ROOT / name).is_file()))


def text_files(*suffixes: str, under: str = "") -> list[tuple[str, str]]:
    """Return (name, text) of the tracked text files below ``under`` that end in one of ``suffixes``, or in anything."""
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(under) or (suffixes and not name.endswith(suffixes)):
            continue
        try:
            found.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def lines_matching(pattern: str, files: list[tuple[str, str]]) -> list[str]:
    """Return ``file:line: text`` for each line in which the regular expression is found."""
    expression = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in files
        for number, line in enumerate(text.splitlines(), start=1)
        if expression.search(line)
    ]
