"""
Starts web, worker and beat, watches them, and stops them together.

script/server hands over to this file when everything is set up. A worker or beat that dies is started again, each time
after a longer pause; when web dies, or never answers, everything stops with exit code 1. SIGINT, SIGTERM and SIGHUP
stop everything with exit code 0. Only the standard library is used.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

ROLES = ("web", "worker", "beat")
READY_SECONDS = 90.0
STOP_SECONDS = 25.0
STEADY_SECONDS = 60.0
"""A process that lived this long has recovered: its next restart is a quick one again."""
LONGEST_PAUSE_SECONDS = 30.0
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class WebFailed(Exception):
    """The web process died or never answered; nobody could use what is left."""


def die_with_parent() -> None:
    """Ask Linux to stop this child when the supervisor is killed, so that nothing is left behind."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        pass  # Not Linux: only a killed supervisor leaves children then, not a stopped one.


@dataclass
class Child:
    """One watched process and its log file."""

    role: str
    command: list[str]
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.5
    start_again_at: float | None = field(default=None)

    def start(self) -> None:
        with self._open_log() as log:
            # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops its children.
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.started_at = time.monotonic()
        self.start_again_at = None

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Return the seconds until the next start: doubled at each death, short again after a steady minute."""
        now = time.monotonic()
        self.pause = 1.0 if now - self.started_at > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.kill_rest()
        self.process = None
        self.start_again_at = now + self.pause
        return self.pause

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_rest(self) -> None:
        """Kill whatever is left of the process and of the children it made."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()

    def last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""

    def _open_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")


class Supervisor:
    """Holds the children between start and stop."""

    def __init__(self, *, run: Path, data_dir: Path, port: int) -> None:
        self.ready_url = f"http://127.0.0.1:{port}/healthz"
        temporary = data_dir / "tmp"
        logs = data_dir / "logs"
        for folder in (temporary, logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The folder broker moves each message to the temporary folder: on the same disk that is a rename, not a copy.
        environment = {**os.environ, "PORT": str(port), "TMPDIR": str(temporary)}
        self.children = [
            Child(role=role, command=[str(run), role], log=logs / f"{role}.log", environment=environment)
            for role in ROLES
        ]
        self.web = self.children[0]
        self.stop_requests = 0

    def request_stop(self, number: int, frame: FrameType | None) -> None:
        """Note a signal; the loops look at the count, so that none can be lost between two lines."""
        self.stop_requests += 1

    def start(self) -> None:
        for child in self.children:
            child.start()

    def wait_until_ready(self) -> None:
        """Return when the web process answers or somebody asks to stop; look after the others meanwhile."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.stop_requests and not self._answers():
            self.look_after_children()
            if time.monotonic() > deadline:
                raise WebFailed(f"The web process did not answer within {READY_SECONDS:.0f} seconds.")
            time.sleep(0.1)
        self.look_after_children()

    def watch(self) -> None:
        """Look after the children until somebody asks to stop."""
        while not self.stop_requests:
            self.look_after_children()
            time.sleep(0.2)

    def look_after_children(self) -> None:
        if self.web.has_died():
            assert self.web.process is not None
            raise WebFailed(f"The web process ended with code {self.web.process.returncode}.")
        for child in self.children[1:]:
            if child.has_died():
                assert child.process is not None
                code = child.process.returncode
                pause = child.plan_restart()
                tell(f"The {child.role} process ended with code {code}; next start in {pause:.0f} s. Log: {child.log}")
            elif child.start_again_at is not None and time.monotonic() >= child.start_again_at:
                child.start()

    def stop(self) -> None:
        """Ask all children to finish what they do, then end what is left; a second signal shortens the wait."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.process and child.process.poll() is None for child in self.children):
            if time.monotonic() > deadline or self.stop_requests > 1:
                break
            time.sleep(0.05)
        for child in self.children:
            child.kill_rest()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.ready_url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def tell(sentence: str) -> None:
    print(sentence, flush=True)


def lock_data_folder(data_dir: Path) -> IO[str] | None:
    """Return the held lock, or None when another server works on this folder: two would share one queue and one key."""
    held = (data_dir / "server.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        return None
    return held


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="program that starts one role, given as its argument")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--announce", action="store_true", help="print standard input once the web process answers")
    options = parser.parse_args()
    # Not an argument: passwords and links in a command line can be read by everybody on the machine.
    announcement = sys.stdin.read().strip() if options.announce else ""

    lock = lock_data_folder(options.data_dir)
    if lock is None:
        print(f"Another server already works on {options.data_dir}. Stop it, or give IBM_DATA_DIR.", file=sys.stderr)
        return 1
    supervisor = Supervisor(run=options.run, data_dir=options.data_dir, port=options.port)
    for number in STOP_SIGNALS:
        signal.signal(number, supervisor.request_stop)

    try:
        supervisor.start()
        supervisor.wait_until_ready()
        if not supervisor.stop_requests:
            tell(f"Ready: http://127.0.0.1:{options.port}")
            if announcement:
                tell(announcement)
            tell(f"Logs: {options.data_dir / 'logs'}. Stop with Ctrl-C.")
        supervisor.watch()
        tell("Stopping …")
        return 0
    except WebFailed as failure:
        print(f"{failure} Everything stops. Log: {supervisor.web.log}\n{supervisor.web.last_lines()}", file=sys.stderr)
        return 1
    finally:
        supervisor.stop()
        lock.close()


if __name__ == "__main__":
    sys.exit(main())
