"""The locks install the same bytes everywhere and name no place to get them from."""

import importlib.metadata
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tracked import ROOT

LOCKS = ("base", "production", "dev")

# Compatible with AGPL-3.0-or-later at run time. The names differ because packages spell them differently.
ALLOWED_LICENCES = re.compile(
    r"MIT|BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|MPL|Mozilla Public License|HPND|Unlicense|Zlib|CC0"
    r"|LGPL|Lesser General Public License",
    re.IGNORECASE,
)


def lock_text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text()


def pins(lock: str) -> list[Requirement]:
    """Return each ``name==version ; marker`` of a lock."""
    lines = lock_text(lock).replace("\\\n", " ").splitlines()
    return [Requirement(line.split("--hash")[0].strip()) for line in lines if line and not line.startswith("#")]


def declared(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = list(project["dependencies"])
    for group in groups:
        names += project["optional-dependencies"][group]
    return [Requirement(name) for name in names]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    found = [
        line
        for line in lock_text(lock).splitlines()
        if re.search(r"https?:|file:|--index|--extra-index|--find-links|--trusted|@ ", line)
    ]

    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    exact_and_hashed = re.compile(r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")

    entries = lock_text(lock).replace("\\\n", " ").splitlines()

    assert [entry for entry in entries if not exact_and_hashed.match(entry)] == []


@pytest.mark.parametrize(("smaller", "larger"), [("base", "production"), ("production", "dev")])
def test_a_larger_lock_holds_every_pin_of_the_smaller(smaller: str, larger: str) -> None:
    held = {(pin.name, str(pin.specifier)) for pin in pins(larger)}

    assert {(pin.name, str(pin.specifier)) for pin in pins(smaller)} - held == set()


@pytest.mark.parametrize(
    ("lock", "groups"), [("base", ()), ("production", ("production",)), ("dev", ("production", "dev"))]
)
def test_a_lock_agrees_with_pyproject(lock: str, groups: tuple[str, ...]) -> None:
    locked = {canonicalize_name(pin.name): str(pin.specifier) for pin in pins(lock)}

    for requirement in declared(*groups):
        assert locked[canonicalize_name(requirement.name)] == str(requirement.specifier)


def licence_of(name: str) -> str:
    """Return what a package's own metadata say about its licence."""
    metadata = importlib.metadata.metadata(name)
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classifiers = [
        value.rsplit(" :: ", 1)[-1]
        for value in metadata.get_all("Classifier", [])
        if value.startswith("License ::") and value != "License :: OSI Approved"
    ]
    # Some packages put the whole text into this field; its first line names it.
    first_line = (metadata.get("License") or "").strip().split("\n")[0]
    return "; ".join(classifiers) or first_line


def test_the_licence_of_every_installed_package_is_known_and_allowed() -> None:
    unknown = {}
    for pin in pins("dev"):
        if pin.marker is not None and not pin.marker.evaluate():
            continue  # Not for this Python or this system.
        licence = licence_of(pin.name)
        if not ALLOWED_LICENCES.search(licence):
            unknown[pin.name] = licence

    assert unknown == {}
