"""What script/bootstrap says and does on a machine where something is missing."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("bash", "basename", "cat", "dirname", "env", "grep", "id", "ls", "readlink", "sort", "timeout", "tr")
NOBODY = 65534


def python_for_everybody() -> Path:
    """Return the Python of these tests, or the system's where root keeps ours to itself."""
    ours = Path(sys.executable).resolve()
    is_closed = any(not folder.stat().st_mode & 0o001 for folder in ours.parents)
    return Path("/usr/bin/python3") if os.getuid() == 0 and is_closed else ours


class Machine:
    """A checkout and a PATH with few programs: neither fontconfig nor sudo, and an apt-get that notes its arguments."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.programs = folder / "bin"
        self.requests = folder / "requests"
        for part in ("script", "requirements"):
            shutil.copytree(ROOT / part, self.checkout / part)
        self.programs.mkdir()
        for name in PROGRAMS:
            program = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin")
            assert program is not None, name
            (self.programs / name).symlink_to(program)
        (self.programs / "python3").symlink_to(python_for_everybody())
        self.add_program("apt-get", f'echo "$@" >> {self.requests}')

    def add_program(self, name: str, body: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def bootstrap(self, *, as_nobody: bool, python: str = "python3") -> subprocess.CompletedProcess[str]:
        drop = []
        if as_nobody and os.getuid() == 0:
            drop = [shutil.which("setpriv") or "", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        return subprocess.run(
            [*drop, "/bin/bash", str(self.checkout / "script" / "bootstrap")],
            env={"PATH": str(self.programs), "PYTHON": python, "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine() -> Iterator[Machine]:
    # Not tmp_path: that one is closed to the account without rights.
    folder = Path(tempfile.mkdtemp(prefix="ibm-machine-"))
    folder.chmod(0o755)
    try:
        yield Machine(folder)
    finally:
        shutil.rmtree(folder)


def test_without_rights_one_message_names_the_packages_and_nothing_is_made(machine: Machine) -> None:
    before = sorted(machine.checkout.iterdir())

    result = machine.bootstrap(as_nobody=True)

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.strip() == (
        "bootstrap: these system packages are missing, and this account may not install them: fontconfig. "
        "Ask an administrator for: apt-get install fontconfig"
    )
    assert sorted(machine.checkout.iterdir()) == before
    assert not machine.requests.exists()


def test_sudo_is_asked_for_what_is_missing_and_for_no_more(machine: Machine) -> None:
    machine.add_program("sudo", '[ "$1" = -n ] && shift\nexec "$@"')
    machine.add_program("true", "exit 0")
    machine.requests.touch()
    machine.requests.chmod(0o666)

    result = machine.bootstrap(as_nobody=True)

    assert machine.requests.read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends fontconfig",
    ]
    assert result.returncode == 1
    assert "still missing after the installation: fontconfig" in result.stderr
    assert not (machine.checkout / ".venv").exists()


def test_an_old_python_is_refused_with_a_way_out(machine: Machine) -> None:
    machine.add_program("python3.9", 'case "$2" in *"sys.exit("*) exit 1 ;; *) echo 3.9 ;; esac')

    result = machine.bootstrap(as_nobody=False, python="python3.9")

    assert result.returncode == 1
    assert "'python3.9' is Python 3.9; 3.11 or newer is needed." in result.stderr
    assert not (machine.checkout / ".venv").exists()


def test_a_missing_python_is_named(machine: Machine) -> None:
    result = machine.bootstrap(as_nobody=False, python="python3.99")

    assert result.returncode == 1
    assert "no 'python3.99' was found." in result.stderr
