"""A stored file is whole or not there, and readable by the platform alone."""

from __future__ import annotations

import resource
import stat
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from reports.operations.storing import forget, store


def folder() -> Path:
    return Path(default_storage.path("reports"))


def test_a_file_is_stored_under_a_name_nobody_can_guess():
    first, second = store(b"%PDF-1"), store(b"%PDF-1")

    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"%PDF-1"
    assert stat.S_IMODE(Path(default_storage.path(first)).stat().st_mode) == 0o600


def test_a_full_disk_leaves_nothing_behind():
    store(b"%PDF-1")
    before = set(folder().iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError):
            store(b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert set(folder().iterdir()) == before


def test_forgetting_twice_is_fine():
    name = store(b"%PDF-1")

    forget(name)
    forget(name)
    forget("")

    assert not default_storage.exists(name)
