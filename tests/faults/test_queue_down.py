"""Redis goes away while somebody asks for a report: the person has an answer, and the report is made when Redis is back."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.servers import answers, free_port, wait_until

# Processes start, die and start again; on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(600)


class OwnRedis:
    """A Redis of this test alone, so that stopping it disturbs nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        wait_until(lambda: answers(self.port))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def freeze(self) -> None:
        """Accepts connections and does not answer them."""
        os.kill(self.process.pid, signal.SIGSTOP)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    redis = OwnRedis(tmp_path)
    yield redis
    redis.stop()


@pytest.fixture
def installation(tmp_path: Path, repository: Path, migrated: Path, redis: OwnRedis) -> Iterator[Installation]:
    installation = Installation(
        repository=repository, data_dir=tmp_path / "data", migrated=migrated, broker_url=redis.url
    )
    yield installation
    installation.stop()


ASK_OVER_HTTP = """
from django.test import Client
from tests.builders import a_focal_point, make_assessment
assessment = make_assessment(upto='accepted')
client = Client()
client.force_login(
    a_focal_point(assessment.country), backend="allauth.account.auth_backends.AuthenticationBackend"
)
answer = client.post("/reports/request/", {"assessment": assessment.pk, "language": "en"})
page = client.get(answer["Location"])
print(answer.status_code, page.status_code, answer["Location"].split("/")[2])
"""


@pytest.mark.parametrize("trouble", ["stopped", "frozen"])
def test_a_request_is_answered_and_made_when_redis_is_back(installation: Installation, redis: OwnRedis, trouble: str):
    if trouble == "stopped":
        redis.stop()
    else:
        redis.freeze()

    asked, looked, report_id = installation.run(ASK_OVER_HTTP).split()

    assert (asked, looked) == ("302", "200")
    assert installation.state(report_id) == ("queued", 0)
    redis.stop()
    redis.start()
    installation.start("worker")
    installation.sweep_until(report_id, "ready", "failed")
    assert installation.state(report_id) == ("ready", 1)


def test_redis_that_forgot_everything_costs_nothing(installation: Installation, redis: OwnRedis):
    report_id = installation.ask()
    redis.stop()
    redis.start()

    installation.start("worker")
    installation.sweep_until(report_id, "ready", "failed")

    assert installation.state(report_id) == ("ready", 1)
