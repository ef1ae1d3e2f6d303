"""A task whose traces a test can read; a worker loads it with ``--include tests.queue.tasks``."""

import time
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.queue.leave_trace")
def leave_trace(file: str, seconds: float = 0) -> None:
    """Write "begun", work for some seconds, write "ended"."""
    trace = Path(file)
    trace.write_text("begun")
    time.sleep(seconds)
    trace.write_text("ended")
