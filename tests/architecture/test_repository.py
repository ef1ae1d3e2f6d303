"""What no file of the repository may hold, and what the vendored files promise."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT, lines_matching, text_files, tracked_files

THIS = "tests/architecture/test_repository.py"


def listed_checksums(folder: Path) -> dict[str, str]:
    """Return {file: sha256} from the table file | version | licence | sha256 of the folder's README.md."""
    rows = {}
    for line in (folder / "README.md").read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"[0-9a-f]{64}", cells[3]):
            rows[cells[0]] = cells[3]
    return rows


@pytest.mark.parametrize("name", ["vendor", "fonts"])
def test_every_file_of_others_is_listed_with_its_checksum(name: str) -> None:
    folder = ROOT / "static" / name
    present = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in tracked_files()
        if path.is_relative_to(folder) and path.name != "README.md"
    }

    assert listed_checksums(folder) == present


def test_no_file_names_a_folder_of_one_machine() -> None:
    # Put together here, so that this file passes its own test.
    folders = "|".join(["/" + "work" + "/", "/" + "root" + "/", "/" + "home" + "/" + r"\w"])

    assert lines_matching(rf"(?<![\w.:/-])(?:{folders})", text_files()) == []


def test_no_file_names_a_package_registry() -> None:
    registries = "|".join([r"pypi\." + "org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"])

    assert lines_matching(registries, text_files()) == []


def test_no_work_is_left_for_later_in_the_code() -> None:
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + r"Error\(\)"])

    assert lines_matching(rf"\b(?:{marks})\b", text_files(".py", ".html", ".css", ".js", "script/")) == []


def test_no_test_is_left_out() -> None:
    left_out = r"pytest\.mark\.(?:skip|skipif|xfail)|pytest\.(?:skip|xfail|importorskip)\("

    assert lines_matching(left_out, [file for file in text_files(".py", under="tests/") if file[0] != THIS]) == []


@pytest.mark.parametrize(
    "name", ["script/bootstrap", "script/server", "script/test", "script/run", "script/lock", ".ci/run"]
)
def test_what_a_newcomer_types_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111 == 0o111
