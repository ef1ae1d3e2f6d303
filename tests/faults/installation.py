"""A small installation of its own for tests that kill its processes: data folder, database, broker, worker and beat."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import lives, wait_until

SECONDS = {"HEARTBEAT": "0.5", "STALE": "3", "QUEUED": "2"}


class Installation:
    """Its rows are read and written by short programs of their own, as by any other process."""

    def __init__(self, *, repository: Path, data_dir: Path, broker_url: str) -> None:
        self.repository = repository
        self.data_dir = data_dir
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(repository),
            "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.test",
            "IBM_DATA_DIR": str(data_dir),
            "IBM_BROKER_URL": broker_url,
            "IBM_WORKER_PROCESSES": "1",
            **{f"IBM_TEST_REPORT_{name}_SECONDS": value for name, value in SECONDS.items()},
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = data_dir / "tmp"
        temporary.mkdir()
        self.environment["TMPDIR"] = str(temporary)
        self.run("call_command('migrate', verbosity=0)")

    def run(self, program: str) -> str:
        """Run a few lines of Python inside the installation and return what they print."""
        process = self.begin(program)
        printed, complaints = process.communicate()
        assert process.returncode == 0, complaints
        return printed.strip()

    def begin(self, program: str) -> subprocess.Popen[str]:
        """Start a few lines of Python inside the installation."""
        start = (
            "import django; django.setup()\n"
            "from django.core.management import call_command\n"
            "from django.utils import timezone\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", start + program],
            cwd=self.repository,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start one of the platform's processes, in a process group of its own."""
        with (self.data_dir / f"{words[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [self.repository / "script" / "run", *words],
                cwd=self.repository,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and all its children at once, as a power cut or the kernel would."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            if lives(process.pid):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=60)

    def ask(self) -> str:
        """Bring an assessment to "accepted", ask for its report and return the id."""
        return self.run(
            "from tests.builders import make_assessment\n"
            "from tests.reports.making import ask\n"
            "print(ask(make_assessment(upto='accepted')).pk)\n"
        )

    def state(self, report_id: str) -> tuple[str, int]:
        """State and attempts of a report, read through SQLite itself: a start of Django a second would disturb."""
        with sqlite3.connect(f"file:{self.data_dir / 'db.sqlite3'}?mode=ro", uri=True, timeout=20) as rows:
            found = rows.execute(
                "SELECT state, attempts FROM reports_report WHERE id = ?", (report_id.replace("-", ""),)
            ).fetchone()
        return found[0], found[1]

    def wait_for_state(self, report_id: str, *states: str, seconds: float = 120) -> None:
        wait_until(lambda: self.state(report_id)[0] in states, seconds=seconds)

    def sweep_until(self, report_id: str, *states: str, attempt: int | None = None) -> None:
        """What beat does every few seconds, until the report is in one of the states (and in that attempt)."""
        for _round in range(60):
            sweep = self.begin("from reports import operations\noperations.sweep_reports(at=timezone.now())")
            moments = 0
            # Looked at all the time: a short report is made faster than a sweep takes to start.
            while sweep.poll() is None or moments < 20:
                moments += sweep.poll() is not None
                state, attempts = self.state(report_id)
                if state in states and attempt in (None, attempts):
                    return
                time.sleep(0.05)
            sweep.communicate()
        raise AssertionError(f"the report stayed {self.state(report_id)}")
