"""A whole installation of its own: the processes that script/server starts, on a free port and in a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.servers import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """``url`` without a slash at its end; ``environment`` is what its processes run with."""

    url: str
    data_dir: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command in this installation and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def empty_installation(data_dir: Path) -> Iterator[Installation]:
    """Start web, worker and beat on an empty platform with the published IBM model; stop them at the end."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.development",
        "IBM_DATA_DIR": str(data_dir),
        # No demonstration: everybody signs in with a second factor, as in an installation that somebody works with.
        "IBM_DEMO": "0",
        "PORT": str(port),
        "IBM_WEB_PROCESSES": "1",
        "IBM_WORKER_PROCESSES": "1",
    }
    installation = Installation(f"http://127.0.0.1:{port}", data_dir, environment)
    subprocess.run(["script/run", "prepare"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    installation.manage("collectstatic", "--noinput", "--verbosity", "0")
    with (data_dir / "processes.log").open("wb") as log:
        processes = [
            subprocess.Popen(
                ["script/run", role], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for role in ("web", "worker", "beat")
        ]
        try:
            wait_until(lambda: _answers(installation.url))
            yield installation
        finally:
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False
