"""A real clamd for tests, on a socket of its own, that knows two signatures and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
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
    socket = folder / "clamd.socket"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {socket}\nForeground yes\nTemporaryDirectory {folder}\n"
        f"LogFile {folder / 'clamd.log'}\nStreamMaxLength {largest}\nConcurrentDatabaseReload no\nMaxThreads 2\n"
        # It would give up the rights of root, and the folder belongs to the tests.
        + ("User root\n" if os.getuid() == 0 else "")
    )
    process = subprocess.Popen(
        [program, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: socket.exists() or process.poll() is not None)
        assert process.poll() is None, (folder / "clamd.log").read_text()
        yield f"unix:{socket}"
    finally:
        process.terminate()
        process.wait()
