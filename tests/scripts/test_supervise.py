"""script/supervise.py with real processes: small stand-ins for web, worker and beat that note their process ids."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port, lives, wait_until

ROOT = Path(__file__).resolve().parents[2]

WEB = """
import http.server, sys
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthy).serve_forever()
"""

STAND_INS = f"""#!/bin/sh
echo $$ >> "$NOTES/$1"
case $1 in
    web)
        [ ! -e "$NOTES/web-is-broken" ] || {{ echo "no such module"; exit 3; }}
        exec {sys.executable} -c '{WEB}' "$PORT"
        ;;
    worker)
        [ ! -e "$NOTES/worker-is-deaf" ] || trap '' TERM
        sleep 600
        ;;
    beat) exec sleep 600 ;;
esac
"""


class Server:
    """A supervisor under test and what its children noted."""

    def __init__(self, folder: Path) -> None:
        self.notes = folder / "notes"
        self.data = folder / "data"
        self.notes.mkdir()
        self.data.mkdir()
        self.run = folder / "run"
        self.run.write_text(STAND_INS)
        self.run.chmod(0o755)
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []

    def start(self, announcement: str = "") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [
                *(sys.executable, str(ROOT / "script" / "supervise.py"), "--announce", "--run", str(self.run)),
                *("--data-dir", str(self.data), "--port", str(self.port)),
            ],
            env={**os.environ, "NOTES": str(self.notes)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(announcement)
        process.stdin.close()
        process.stdin = None
        self.started.append(process)
        return process

    def process_ids(self, role: str) -> list[int]:
        note = self.notes / role
        return [int(line) for line in note.read_text().split()] if note.exists() else []

    def all_process_ids(self) -> list[int]:
        return [process_id for role in ("web", "worker", "beat") for process_id in self.process_ids(role)]


def read_until(process: subprocess.Popen[str], beginning: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError(f"{beginning!r} was not printed, but: {lines}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    for process in server.started:
        process.kill()
        process.communicate()
    for process_id in server.all_process_ids():
        if lives(process_id):
            os.kill(process_id, signal.SIGKILL)


def test_ready_is_printed_with_the_announcement_after_it(server: Server) -> None:
    process = server.start("admin@demo.example  a password\n")

    lines = read_until(process, "Logs:")

    assert lines[:2] == [f"Ready: http://127.0.0.1:{server.port}", "admin@demo.example  a password"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child(server: Server, number: signal.Signals) -> None:
    process = server.start()
    read_until(process, "Ready:")
    wait_until(lambda: len(server.all_process_ids()) == 3)

    process.send_signal(number)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert [process_id for process_id in server.all_process_ids() if lives(process_id)] == []


def test_a_second_signal_does_not_wait_for_a_deaf_child(server: Server) -> None:
    (server.notes / "worker-is-deaf").touch()
    process = server.start()
    read_until(process, "Logs:")
    wait_until(lambda: len(server.all_process_ids()) == 3)

    process.terminate()
    read_until(process, "Stopping")
    process.terminate()
    process.communicate(timeout=60)

    assert [process_id for process_id in server.all_process_ids() if lives(process_id)] == []


@pytest.mark.parametrize("role", ["worker", "beat"])
def test_a_dead_worker_or_beat_starts_again_and_web_stays(server: Server, role: str) -> None:
    process = server.start()
    read_until(process, "Logs:")
    wait_until(lambda: len(server.all_process_ids()) == 3)

    os.kill(server.process_ids(role)[0], signal.SIGKILL)
    wait_until(lambda: len(server.process_ids(role)) == 2)

    assert lives(server.process_ids(role)[1])
    assert len(server.process_ids("web")) == 1
    assert lives(server.process_ids("web")[0])


def test_the_end_of_web_is_the_end_of_everything(server: Server) -> None:
    process = server.start()
    read_until(process, "Logs:")
    wait_until(lambda: len(server.all_process_ids()) == 3)

    os.kill(server.process_ids("web")[0], signal.SIGKILL)
    process.communicate(timeout=60)

    assert process.returncode == 1
    assert [process_id for process_id in server.all_process_ids() if lives(process_id)] == []


def test_a_web_that_cannot_start_shows_the_end_of_its_log(server: Server) -> None:
    (server.notes / "web-is-broken").touch()
    process = server.start()

    output, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "Ready" not in output
    assert errors.splitlines()[0].startswith("The web process ended with code 3. Everything stops. Log: ")
    assert errors.splitlines()[1] == "no such module"


def test_nothing_outlives_a_killed_supervisor(server: Server) -> None:
    process = server.start()
    read_until(process, "Logs:")
    wait_until(lambda: len(server.all_process_ids()) == 3)

    process.kill()

    wait_until(lambda: not any(lives(process_id) for process_id in server.all_process_ids()))


def test_one_data_folder_serves_one_server(server: Server) -> None:
    first = server.start()
    read_until(first, "Ready:")

    second = server.start()
    _output, errors = second.communicate(timeout=60)

    assert second.returncode == 1
    assert errors == f"Another server already works on {server.data}. Stop it, or give IBM_DATA_DIR.\n"
