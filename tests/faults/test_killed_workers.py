"""Workers that are killed in the middle of a report, on both brokers: one finished file, or a clear end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation

# Processes start, die and start again; on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(params=["filesystem", "redis"])
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, repository: Path, migrated: Path
) -> Iterator[Installation]:
    broker_url = "filesystem://" if request.param == "filesystem" else request.getfixturevalue("redis_url")
    installation = Installation(
        repository=repository, data_dir=tmp_path / "data", migrated=migrated, broker_url=broker_url
    )
    yield installation
    installation.stop()


def files(installation: Installation) -> list[Path]:
    return sorted((installation.data_dir / "files" / "reports").glob("*"))


def test_a_worker_killed_while_it_renders_costs_an_attempt_and_nothing_else(installation: Installation):
    report_id = installation.ask()
    worker = installation.start("worker")
    installation.wait_for_state(report_id, "rendering")

    installation.kill(worker)
    installation.start("worker")
    installation.sweep_until(report_id, "ready", "failed")

    assert installation.state(report_id) == ("ready", 2)
    (file,) = files(installation)
    stored = installation.run(f"from reports.models import Report\nprint(Report.objects.get(pk='{report_id}').sha256)")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == stored


def test_a_report_whose_workers_are_always_killed_ends_as_failed(installation: Installation):
    report_id = installation.ask()
    for attempt in (1, 2, 3):
        worker = installation.start("worker")
        # The killed one's row still says "rendering"; only the count tells that this worker has begun.
        installation.sweep_until(report_id, "rendering", attempt=attempt)
        installation.kill(worker)

    installation.sweep_until(report_id, "failed")

    assert installation.state(report_id) == ("failed", 3)
    assert files(installation) == []
