"""One set of tests for both kinds of store: a local folder, and an S3-compatible server over real HTTP."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assessments import storing
from ibm_platform.common.errors import StorageFull, Unavailable
from tests.object_store import ObjectStore, object_store


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with object_store(tmp_path_factory.mktemp("objects")) as store:
        yield store


def local(folder: Path) -> dict[str, Any]:
    return {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": folder}}


def use(changed_settings: Any, backend: dict[str, Any]) -> None:
    changed_settings.STORAGES = {**settings.STORAGES, "evidence": backend}


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    kind: str = request.param
    use(settings, local(tmp_path) if kind == "local" else request.getfixturevalue("server").storages())
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "made when it is needed")
    return kind


CONTENT = b"what the order says. " * 100_000


def test_what_was_stored_comes_back_under_a_name_that_nobody_can_guess(store):
    before = datetime.now(UTC) - timedelta(minutes=1)

    names = [storing.store(io.BytesIO(CONTENT)) for _ in range(2)]

    assert len(set(names)) == 2
    assert {len(name) for name in names} == {43} and all("." not in name for name in names)
    with storing.open_stored(names[0]) as file:
        assert file.read() == CONTENT
        file.seek(-4, io.SEEK_END)
        assert file.read() == CONTENT[-4:]
    assert set(names) <= set(storing.stored_names())
    assert before < storing.stored_at(names[0]) < datetime.now(UTC) + timedelta(minutes=1)
    for name in names:
        storing.forget(name)
    assert not set(names) & set(storing.stored_names())


def test_what_is_not_there_is_said_in_words_and_can_be_deleted_again(store):
    with pytest.raises(storing.FileMissing, match="Tell the operator"):
        storing.open_stored("x" * 43)
    with pytest.raises(storing.FileMissing):
        storing.stored_at("x" * 43)

    storing.forget("x" * 43)


def test_a_store_that_was_never_used_holds_nothing(settings, tmp_path):
    use(settings, local(tmp_path / "not-made-yet"))

    assert list(storing.stored_names()) == []


@pytest.mark.parametrize("wrong", [{"secret": "a-wrong-key-of-the-store"}, {"endpoint": "http://127.0.0.1:9"}])
def test_a_store_that_refuses_us_or_is_gone_keeps_nothing_and_says_so(server, settings, wrong):
    use(settings, server.storages(**wrong))

    for act in (
        lambda: storing.store(io.BytesIO(CONTENT)),
        lambda: storing.open_stored("x" * 43),
        lambda: storing.forget("x" * 43),
        lambda: list(storing.stored_names()),
    ):
        with pytest.raises(Unavailable, match="Your text is not affected") as caught:
            act()
        assert (caught.value.status, type(caught.value)) == (503, Unavailable)
    use(settings, server.storages())
    assert list(storing.stored_names()) == []


def test_local_files_are_their_owners_alone(settings, tmp_path):
    use(settings, local(tmp_path / "evidence"))

    name = storing.store(io.BytesIO(b"x"))

    path = tmp_path / "evidence" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_full_disk_leaves_nothing_behind(settings, tmp_path):
    """The kernel itself refuses to write more: the process may make no file larger than a megabyte."""
    use(settings, local(tmp_path))
    raised = in_child_with_small_files(lambda: storing.store(io.BytesIO(CONTENT)))

    assert raised == ("StorageFull", StorageFull.status)
    assert os.listdir(tmp_path) == []


def in_child_with_small_files(act: Any) -> tuple[str, int]:
    """Run ``act`` in a forked process under RLIMIT_FSIZE; return the name and status of what it raised."""
    import resource
    import signal

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
            act()
            os.write(writing, b"nothing 0")
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(writing, f"{type(error).__name__} {getattr(error, 'status', 0)}".encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as told:
        name, status = told.read().split()
    return name, int(status)
