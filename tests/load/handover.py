"""
How long a task waits for a running worker, on the folder and on a real Redis: ``python -m tests.load.handover``.

Both workers run side by side and the rounds alternate between them, so the ratio holds on any machine. Source of the targets:
hand-over to a running worker at most 300 ms on the folder, 10 ms on Redis; enqueuing at most 5 ms.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from celery import Celery

from ibm_platform.settings.embedded import REDIS_OPTIONS, folder_broker, make_folders
from tests.servers import redis_server

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 30
TARGETS = {"filesystem": (300.0, 5.0), "redis": (10.0, 5.0)}
"""Milliseconds: hand-over, enqueuing."""


def main() -> int:
    """Print both brokers' figures; exit 1 when one is over its target with slack of a quarter."""
    with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder)) as redis_url:
        addresses = {"filesystem": "filesystem://", "redis": redis_url}
        queues = {name: Queue(name, url, Path(folder) / name) for name, url in addresses.items()}
        try:
            for queue in queues.values():
                queue.round()  # the first message also waits for the worker to start
            measured = {name: [] for name in queues}
            for _round in range(ROUNDS):
                for name, queue in queues.items():
                    measured[name].append(queue.round())
        finally:
            for queue in queues.values():
                queue.stop()
    fine = True
    print(f"{'broker':12}{'enqueue p50':>14}{'hand-over p50':>16}{'p95':>8}{'target':>9}   ms, {ROUNDS} rounds")
    for name, rounds in measured.items():
        enqueue = statistics.median(sent for sent, _taken in rounds)
        taken = sorted(taken for _sent, taken in rounds)
        target, enqueue_target = TARGETS[name]
        within = statistics.median(taken) <= target * 1.25 and enqueue <= enqueue_target * 1.25
        fine = fine and within
        print(
            f"{name:12}{enqueue:14.1f}{statistics.median(taken):16.1f}{taken[int(len(taken) * 0.95)]:8.1f}{target:9.0f}"
            f"   {'within' if within else 'over'}"
        )
    return 0 if fine else 1


class Queue:
    """One broker with its worker; a round is one message, from sending it to the task's first line."""

    def __init__(self, name: str, url: str, folder: Path) -> None:
        make_folders(folder)
        self.trace = folder / "trace"
        self.app = Celery(broker=url)
        self.app.conf.broker_transport_options = folder_broker(folder) if name == "filesystem" else REDIS_OPTIONS
        self.app.conf.task_ignore_result = True
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("IBM_", "DJANGO_"))}
        self.worker = subprocess.Popen(
            ["script/run", "worker", "--include", "tests.queue.tasks", "--loglevel", "ERROR"],
            cwd=ROOT,
            env={
                **kept,
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.development",
                "IBM_DATA_DIR": str(folder),
                "IBM_BROKER_URL": url,
                "IBM_WORKER_PROCESSES": "1",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def round(self) -> tuple[float, float]:
        """Milliseconds that sending took, and from then until the task wrote its first line."""
        self.trace.unlink(missing_ok=True)
        begun = time.perf_counter()
        self.app.send_task("tests.queue.leave_trace", args=[str(self.trace), 0])
        sent = time.perf_counter()
        deadline = sent + 60
        while not self.trace.exists():
            if time.perf_counter() > deadline:
                raise TimeoutError("the worker took no task within a minute")
            time.sleep(0.0005)
        return (sent - begun) * 1000, (time.perf_counter() - sent) * 1000

    def stop(self) -> None:
        self.worker.terminate()
        self.worker.wait(timeout=60)


if __name__ == "__main__":
    sys.exit(main())
