"""Adds up the JUnit files of several pytest runs and prints one closing line: ``N passed, N failed``."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def totals(files: list[Path]) -> tuple[int, int, int]:
    """Return the numbers of passed, failed (errors among them) and skipped tests."""
    passed = failed = skipped = 0
    for file in files:
        for suite in ElementTree.parse(file).getroot().iter("testsuite"):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            left_out = int(suite.get("skipped", 0))
            failed += bad
            skipped += left_out
            passed += int(suite.get("tests", 0)) - bad - left_out
    return passed, failed, skipped


if __name__ == "__main__":
    passed, failed, skipped = totals([file for name in sys.argv[1:] if (file := Path(name)).exists()])
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
