"""A real clamd for tests, on a socket of its own, that knows two signatures and nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import wait_until

OWN_VIRUS = b"a harmless sentence that these tests call a virus"
NAME = "Tests.Harmless"


@contextmanager
def virus_scanner(folder: Path, *, largest: str = "25M") -> Iterator[str]:
    """Start the daemon, which takes files up to ``largest``; give its address as IBM_CLAMD has it."""
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert program is not None, "clamd is missing: script/bootstrap dev installs it"
    signatures = folder / "signatures"
    signatures.mkdir(parents=True)
    (signatures / "own.ndb").write_text(f"{NAME}:0:*:{OWN_VIRUS.hex()}\n")
    # The system takes no more than 107 characters for the name of a socket, and a test's own folder can have more.
    door = Path(tempfile.mkdtemp(prefix="clamd-")) / "socket"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {door}\nForeground yes\nTemporaryDirectory {folder}\n"
        f"LogFile {folder / 'clamd.log'}\nStreamMaxLength {largest}\nConcurrentDatabaseReload no\nMaxThreads 2\n"
        # It would give up the rights of root, and the folder belongs to the tests.
        + ("User root\n" if os.getuid() == 0 else "")
    )
    process = subprocess.Popen(
        [program, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: answers(door) or process.poll() is not None)
        assert process.poll() is None, (folder / "clamd.log").read_text()
        yield f"unix:{door}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(door.parent, ignore_errors=True)


def answers(door: Path) -> bool:
    """Tell whether the daemon takes commands: it makes its socket some time before it listens."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        try:
            line.connect(str(door))
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
        except OSError:
            return False
