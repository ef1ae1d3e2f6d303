"""script/server itself: an empty platform, from nothing to the first answer and back to nothing."""

import os
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port, lives, wait_until


class Server:
    def __init__(self, *, repository: Path, data_dir: Path) -> None:
        self.repository = repository
        self.data_dir = data_dir
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_", "PYTEST_"))
        }
        process = subprocess.Popen(
            [self.repository / "script" / "server"],
            env={**environment, "IBM_DATA_DIR": str(self.data_dir), "IBM_DEMO": "0", "PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def is_healthy(self, role: str) -> bool:
        """Ask what a container's health check asks."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))}
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        answer = subprocess.run(
            [sys.executable, "script/health.py", role],
            cwd=self.repository,
            env={**environment, "PATH": programs, "IBM_DATA_DIR": str(self.data_dir), "PORT": str(self.port)},
            check=False,
            capture_output=True,
        )
        return answer.returncode == 0

    def answer(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()


@pytest.fixture
def server(tmp_path: Path, repository: Path) -> Iterator[Server]:
    server = Server(repository=repository, data_dir=tmp_path / "data")
    yield server
    for process in server.started:
        process.terminate()
        process.communicate(timeout=60)


def lines_until(process: subprocess.Popen[str], beginning: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError("\n".join(lines))


def children_of(process_id: int) -> list[int]:
    """Return the process ids of all descendants."""
    found = []
    for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split():
        found += [int(child), *children_of(int(child))]
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.timeout(300)
def test_an_empty_platform_starts_answers_offers_its_first_link_and_leaves_nothing_running(server: Server) -> None:
    process = server.start()
    lines = lines_until(process, "Logs:")

    assert f"Ready: http://127.0.0.1:{server.port}" in lines
    assert any("/setup/" in line for line in lines)
    assert server.answer("/healthz")[0] == 200
    assert server.answer("/readyz")[0] == 200
    assert mode(server.data_dir) == 0o700
    assert mode(server.data_dir / "secret-key") == 0o600
    assert not (server.data_dir / "demo-accounts.txt").exists()

    # The supervisor and its three processes, of which web and worker have children of their own.
    wait_until(lambda: len(children_of(process.pid)) >= 7)
    wait_until(lambda: all(server.is_healthy(role) for role in ("web", "worker", "beat")))
    children = children_of(process.pid)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert [child for child in children if lives(child)] == []
    assert not server.is_healthy("web")

    key = (server.data_dir / "secret-key").read_text()
    again = lines_until(server.start(), "Logs:")
    assert (server.data_dir / "secret-key").read_text() == key
    assert not any("Installing" in line or "Collecting" in line for line in again)


def test_a_port_in_use_is_one_sentence_and_nothing_is_made(server: Server) -> None:

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", server.port))
        taken.listen()
        output, _none = server.start().communicate(timeout=60)

    assert output.strip() == (
        f"server: port {server.port} is in use. Stop what uses it, or take another one: PORT=8080 script/server"
    )
    assert not server.data_dir.exists()


def test_a_data_folder_that_holds_other_things_is_left_as_it_is(server: Server) -> None:
    server.data_dir.mkdir(mode=0o755)
    (server.data_dir / "letter.txt").write_text("mine")

    process = server.start()
    output, _none = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "holds other things" in output
    assert mode(server.data_dir) == 0o755
