"""Adds up the JUnit files of several pytest runs and prints one closing line: ``N passed, N failed``."""

import argparse
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failed-checks", type=int, default=0, help="checks without a JUnit file that failed")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()

    passed, failed, skipped = totals([file for file in options.files if file.exists()])
    failed += options.failed_checks
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main()
