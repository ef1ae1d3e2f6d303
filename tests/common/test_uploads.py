"""What arrives of a form with files: what is too much is named and nowhere written, and the fields beside it are there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from assessments.inspection import MAX_FILE_BYTES
from assessments.limits import BYTES_PER_REQUEST, FILES_PER_REQUEST
from ibm_platform.common import uploads
from ibm_platform.common.uploads import Dropped, arrived_files, dropped_files, takes_files

SOMEBODY = SimpleNamespace(is_authenticated=True)


def sent(*files: tuple[str, int], taken: bool = True, user: Any = SOMEBODY, **meta: str) -> HttpRequest:
    """A form with a text and files of so many bytes."""
    parts = {f"field{number}": SimpleUploadedFile(name, b"a" * size) for number, (name, size) in enumerate(files)}
    request = RequestFactory().post("/", {"comment": "Seen on site.", **parts}, **meta)
    request.user = user
    view = takes_files(lambda request: None) if taken else lambda request: None
    request.resolver_match = SimpleNamespace(func=view)
    return request


def names(request: HttpRequest) -> list[str]:
    return [file.name for _field, file in request.FILES.items()]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    return tmp_path / "incoming"


def test_the_limits_are_those_that_the_documents_name() -> None:
    assert (uploads.FILE_BYTES, uploads.FILES_A_REQUEST, uploads.REQUEST_BYTES) == (
        MAX_FILE_BYTES,
        FILES_PER_REQUEST,
        BYTES_PER_REQUEST,
    )


def test_a_file_lies_on_disk_and_is_gone_with_its_request(folder: Path) -> None:
    request = sent(("a.txt", 3), ("b.txt", 4))

    assert [(file.name, file.read()) for file in request.FILES.values()] == [("a.txt", b"aaa"), ("b.txt", b"aaaa")]
    assert len(list(folder.iterdir())) == 2
    request.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_file_that_is_too_large_takes_neither_the_others_nor_the_text_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    monkeypatch.setattr(uploads, "FILE_BYTES", 100)
    given = [("good.txt", 100), ("large.txt", 101), ("last.txt", 1)]

    request = sent(*(given[place] for place in order))

    assert request.POST["comment"] == "Seen on site."
    assert sorted(names(request)) == ["good.txt", "last.txt"]
    assert dropped_files(request) == (Dropped("large.txt", "too_large"),)
    assert sorted(file.size for file in request.FILES.values()) == [1, 100]
    assert len(list(folder.iterdir())) == 2


def test_more_than_five_files_are_named_and_not_written(folder: Path) -> None:
    request = sent(*((f"{number}.txt", 1) for number in range(7)))

    assert names(request) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert dropped_files(request) == (Dropped("5.txt", "too_many"), Dropped("6.txt", "too_many"))


def test_very_many_files_still_get_an_answer(folder: Path) -> None:
    request = sent(*((f"{number}.txt", 1) for number in range(150)))

    assert (request.POST["comment"], len(names(request)), len(dropped_files(request))) == ("Seen on site.", 5, 15)


def test_files_that_are_too_much_together_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "REQUEST_BYTES", 250)

    request = sent(("a.txt", 100), ("b.txt", 100), ("c.txt", 100), ("d.txt", 50))

    assert names(request) == ["a.txt", "b.txt", "d.txt"]
    assert dropped_files(request) == (Dropped("c.txt", "request_too_large"),)


def test_a_hopelessly_large_body_is_left_at_its_first_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "READ_PAST_BYTES", 1000)

    request = sent(("a.txt", 2000), ("b.txt", 1))

    assert (request.POST["comment"], names(request)) == ("Seen on site.", [])
    assert dropped_files(request) == (Dropped("a.txt", "request_too_large"),)
    assert not folder.exists()


@pytest.mark.parametrize(("taken", "user"), [(False, SOMEBODY), (True, AnonymousUser())])
def test_nothing_is_written_for_a_page_that_takes_no_files_or_for_nobody(folder: Path, taken: bool, user: Any) -> None:
    request = sent(("a.txt", 3), taken=taken, user=user)

    assert (request.POST["comment"], names(request), dropped_files(request)) == ("Seen on site.", [], ())
    assert not folder.exists()


def test_a_full_disk_costs_the_file_and_not_the_text(folder: Path) -> None:
    folder.write_text("A file where the folder should be: nothing can be written.")

    request = sent(("a.txt", 3))

    assert (request.POST["comment"], names(request)) == ("Seen on site.", [])
    assert dropped_files(request) == (Dropped("a.txt", "no_room"),)


def test_files_of_one_field_are_told_together(folder: Path) -> None:
    request = RequestFactory().post(
        "/", {"files": [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]}
    )
    request.user, request.resolver_match = SOMEBODY, SimpleNamespace(func=takes_files(lambda request: None))

    assert [file.name for file in arrived_files(request, "files")] == ["a.txt", "b.txt"]
