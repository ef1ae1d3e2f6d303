"""What the two addresses for operators say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known():
    cache.clear()
    yield
    cache.clear()


def test_the_storage_is_written_to_once_in_ten_seconds(client: Client, settings, tmp_path: Path):
    folder = tmp_path / "files"
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        assert client.get("/readyz").json()["storage"] == "ok"
        folder.rmdir()
        folder.write_text("a file where the folder was")

        clock.shift(timedelta(seconds=5))
        assert client.get("/readyz").json()["storage"] == "ok"

        clock.shift(timedelta(seconds=6))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["storage"] == "failing"
