"""In the embedded installation a letter becomes a file within moments: the nudge and beat each bring it to a real worker."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.migrated import copy_to
from tests.servers import lives, wait_until

pytestmark = pytest.mark.timeout(300)

INVITE = """
from ibm_platform.accounts.models import Role
from tests.people import invite, make_agency
person = invite(Role.OFFICER, name="New One", email="new@demo.example", agency=make_agency(), accept=False)
"""


class Embedded:
    """What script/server starts, process by process."""

    def __init__(self, repository: Path, data_dir: Path, migrated: Path) -> None:
        self.repository, self.data_dir = repository, data_dir
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(repository),
            "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.development",
            "IBM_DATA_DIR": str(data_dir),
            "IBM_WORKER_PROCESSES": "1",
        }
        copy_to(data_dir / "db.sqlite3", migrated)

    def run(self, program: str, *, nudge: bool = True) -> None:
        """Run a few lines; ``nudge`` lets the message to the worker leave before the process ends."""
        end = (
            "\nimport threading\n"
            "for thread in threading.enumerate():\n"
            "    if thread.name == 'mail-nudge': thread.join(60)\n"
        )
        silent = "from ibm_platform.accounts.operations import mail\nmail.nudge = lambda: None\n"
        start = "import django; django.setup()\n" + ("" if nudge else silent)
        subprocess.run(
            [sys.executable, "-c", start + program + end], cwd=self.repository, env=self.environment, check=True
        )

    def start(self, role: str) -> None:
        with (self.data_dir / f"{role}.log").open("ab") as log:
            process = subprocess.Popen(
                [self.repository / "script" / "run", role],
                cwd=self.repository,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.processes.append(process)

    def letters(self) -> list[Path]:
        return sorted((self.data_dir / "mail").iterdir())

    def letter_to(self, address: str) -> Path | None:
        return next((file for file in self.letters() if f"To: {address}".encode() in file.read_bytes()), None)


@pytest.fixture
def embedded(tmp_path: Path, repository: Path, migrated: Path) -> Iterator[Embedded]:
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    embedded = Embedded(repository, data_dir, migrated)
    yield embedded
    for process in embedded.processes:
        # With its children at once: how a worker ends by itself is test_round_trip's subject.
        if lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)


def test_a_nudge_brings_a_letter_to_the_folder_that_only_its_owner_reads(embedded: Embedded) -> None:
    embedded.start("worker")

    embedded.run(INVITE)

    wait_until(lambda: embedded.letter_to("new@demo.example") is not None)
    letter = embedded.letter_to("new@demo.example")
    assert letter is not None
    message = message_from_bytes(letter.read_bytes().split(b"\n-----")[0])
    assert message["Subject"] == "You are invited to the IBM maturity platform as Officer"
    assert {stat.S_IMODE(file.stat().st_mode) for file in embedded.letters()} == {0o600}
    assert stat.S_IMODE(letter.parent.stat().st_mode) == 0o700


def test_beat_finds_a_letter_whose_nudge_was_lost(embedded: Embedded) -> None:
    embedded.run(INVITE, nudge=False)
    assert embedded.letters() == []

    embedded.start("worker")
    embedded.start("beat")

    wait_until(lambda: embedded.letter_to("new@demo.example") is not None)
