"""A task goes from one process through each broker to a real worker that script/run started."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import lives, wait_until


class Installation:
    """A data folder, a broker, and the worker processes of one test."""

    def __init__(self, *, repository: Path, data_dir: Path, broker_url: str) -> None:
        self.repository = repository
        self.log = data_dir / "worker.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.development",
            "IBM_DATA_DIR": str(data_dir),
            "IBM_BROKER_URL": broker_url,
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def send(self, file: Path, seconds: float = 0) -> None:
        subprocess.run(
            [sys.executable, "-m", "celery", "-A", "ibm_platform"]
            + ["call", "tests.queue.leave_trace", "--args", json.dumps([str(file), seconds])],
            cwd=self.repository,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                [self.repository / "script" / "run", "worker", "--include", "tests.queue.tasks"],
                cwd=self.repository,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def wait_for(self, trace: Path, text: str) -> None:
        """Return when the task has left this text; a worker that died meanwhile shows its log."""

        def has_come() -> bool:
            assert all(worker.poll() is None for worker in self.workers), self.log.read_text()
            return text_of(trace) == text

        wait_until(has_come)


@pytest.fixture(params=["filesystem", "redis"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, repository: Path) -> Iterator[Installation]:
    broker_url = "filesystem://" if request.param == "filesystem" else request.getfixturevalue("redis_url")
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    installation = Installation(repository=repository, data_dir=data_dir, broker_url=broker_url)
    yield installation
    for worker in installation.workers:
        # With its children at once: only one test asks how a worker ends by itself.
        if lives(worker.pid):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=60)


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def test_a_task_reaches_a_worker(installation: Installation, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    installation.start_worker()

    installation.send(trace)

    installation.wait_for(trace, "ended")


def test_a_task_waits_for_a_worker_that_starts_later(installation: Installation, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    installation.send(trace)

    installation.start_worker()

    installation.wait_for(trace, "ended")


def test_a_worker_that_is_asked_to_stop_ends_its_task_first(installation: Installation, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    worker = installation.start_worker()
    installation.send(trace, seconds=2)
    installation.wait_for(trace, "begun")

    worker.terminate()
    worker.wait(timeout=60)

    assert worker.returncode == 0
    assert text_of(trace) == "ended"
