"""
Answers a container's question whether its process works: ``script/health.py web | worker | beat``; exit code 0 for yes.

web answers /healthz, the worker answers a ping through the broker, beat has written its schedule lately.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SILENCE_SECONDS = 600
"""Beat writes its schedule every three minutes."""


def web() -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz")
    # The platform answers only for the hosts it was told.
    request.add_header("Host", os.environ.get("IBM_ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip())
    with urllib.request.urlopen(request, timeout=5) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    command = ["celery", "-A", "ibm_platform", "inspect", "ping", "--timeout", "5"]
    return subprocess.run([*command, "--destination", f"celery@{socket.gethostname()}"], check=False).returncode == 0


def beat() -> bool:
    schedule = Path(os.environ.get("IBM_DATA_DIR", "/tmp"))
    newest = max((file.stat().st_mtime for file in schedule.glob("beat-schedule*")), default=0.0)
    return time.time() - newest < BEAT_SILENCE_SECONDS


if __name__ == "__main__":
    questions = {"web": web, "worker": worker, "beat": beat}
    if len(sys.argv) != 2 or sys.argv[1] not in questions:
        sys.exit("Use: script/health.py web | worker | beat")
    try:
        sys.exit(0 if questions[sys.argv[1]]() else 1)
    except OSError as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
