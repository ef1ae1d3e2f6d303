"""A real S3-compatible server for tests: rclone over HTTP, which refuses a caller with a wrong key."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ibm_platform.settings.object_store import s3_options
from tests.servers import answers, free_port, wait_until

BUCKET = "evidence-of-tests"
KEY, SECRET = "tests-access-key", "tests-secret-key-of-the-store"


@dataclass(frozen=True)
class ObjectStore:
    """``folder`` is where the server keeps its objects."""

    endpoint: str
    folder: Path

    def storages(self, *, secret: str = SECRET, endpoint: str = "") -> dict[str, Any]:
        """The setting STORAGES["evidence"] as production has it."""
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                **s3_options(BUCKET, endpoint or self.endpoint, "us-east-1", KEY, secret),
                "location": "evidence",
            },
        }


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Start the server over an empty folder; everything is forgotten at its end."""
    beside_python = Path(sys.executable).with_name("rclone")
    program = str(beside_python) if beside_python.exists() else shutil.which("rclone")
    assert program is not None, "rclone is missing: script/bootstrap dev installs it"
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    process = subprocess.Popen(
        [
            *(program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}"),
            *("--config", "/dev/null", "--vfs-cache-mode", "off", str(folder)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port))
        yield ObjectStore(f"http://127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.wait()
