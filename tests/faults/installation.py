"""A small installation of its own for tests that kill its processes: data folder, database, broker, worker and beat."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.migrated import copy_to
from tests.servers import lives, wait_until

SWEEP = """
from django.utils import timezone
from reports import operations
operations.sweep_reports(at=timezone.now())
"""
SECONDS = {"HEARTBEAT": "0.5", "STALE": "3", "QUEUED": "2"}


class Installation:
    """Its rows are read and written by a process of their own, as by any other one of the platform."""

    def __init__(self, *, repository: Path, data_dir: Path, migrated: Path, broker_url: str) -> None:
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
        copy_to(data_dir / "db.sqlite3", migrated)
        with (data_dir / "console.log").open("ab") as log:
            self.console = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.console"],
                cwd=repository,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def run(self, program: str) -> str:
        """Run a few lines of Python inside the installation and return what they print."""
        self.console.stdin.write(json.dumps(program) + "\n")
        self.console.stdin.flush()
        answer = self.console.stdout.readline()
        assert answer, (self.data_dir / "console.log").read_text()
        printed, complaint = json.loads(answer)
        assert not complaint, complaint
        return printed

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
        self.console.kill()
        self.console.communicate()
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
            self.run(SWEEP)
            for _moment in range(50):
                state, attempts = self.state(report_id)
                if state in states and attempt in (None, attempts):
                    return
                time.sleep(0.02)
        raise AssertionError(f"the report stayed {self.state(report_id)}")
