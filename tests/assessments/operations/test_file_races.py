"""Two uploads at the same moment, on two connections: the limits hold, and a repeated upload is stored once."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from assessments import storing
from assessments.models import Assessment, EvidenceReference, FileVersion
from assessments.operations import files
from assessments.operations.verifying import verify_chain
from tests.assessments.operations.test_races import at_once
from tests.builders import a_lead, cast_of, make_assessment
from tests.files import attach, text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    backend = {"BACKEND": "assessments.storing.LocalEvidence", "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    return tmp_path / "evidence"


def race(assessment: Assessment, monkeypatch: pytest.MonkeyPatch, *, key: str = "") -> list[str]:
    """Two people of one agency; both have stored their bytes before either writes a row. The codes of their outcomes."""
    cast = cast_of(assessment)
    officer = cast.officers["CUS"]
    lead = officer if key else a_lead(cast.agencies["CUS"])
    both_stored = Barrier(2)
    real = storing.store
    codes: list[str] = []

    def store(stream: Any) -> str:
        name = real(stream)
        both_stored.wait(timeout=30)
        return name

    monkeypatch.setattr(storing, "store", store)

    def act(person: Any) -> None:
        codes.append(attach(assessment, person, text(client_key=key))[0].code)

    assert at_once(lambda: act(officer), lambda: act(lead)) == [None, None]
    return sorted(codes)


def in_step(folder: Path) -> bool:
    return sorted(os.listdir(folder)) == sorted(FileVersion.objects.values_list("storage_name", flat=True))


LIMITS = [("FILES_PER_QUESTION", 2, "too_many_files"), ("BYTES_PER_ASSESSMENT", 44, "quota_reached")]


@pytest.mark.parametrize(("limit", "value", "code"), LIMITS)
def test_of_two_uploads_that_both_would_be_the_last_one_is_kept(folder, monkeypatch, limit, value, code):
    assessment = make_assessment()
    attach(assessment, cast_of(assessment).officers["CUS"], text("First.txt", "x" * 5))
    monkeypatch.setattr(files, limit, value)

    codes = race(assessment, monkeypatch)

    assert codes == ["", code]
    assert EvidenceReference.objects.filter(file__isnull=False).count() == 2
    assert in_step(folder)
    assert verify_chain(assessment.pk) == []


def test_without_the_question_under_the_lock_both_are_kept(folder, monkeypatch):
    """The negative control: what was asked before the bytes were stored alone lets both in."""
    assessment = make_assessment()
    attach(assessment, cast_of(assessment).officers["CUS"], text("First.txt", "x" * 5))
    monkeypatch.setattr(files, "BYTES_PER_ASSESSMENT", 44)
    asked = iter([True, True])
    real = files._require_room

    def only_before(*args: Any) -> None:
        if next(asked, False):
            real(*args)

    monkeypatch.setattr(files, "_require_room", only_before)

    assert race(assessment, monkeypatch) == ["", ""]
    assert sum(FileVersion.objects.values_list("size", flat=True)) == 45


def test_one_upload_that_is_sent_twice_at_once_is_stored_once(folder, monkeypatch):
    assessment = make_assessment()

    assert race(assessment, monkeypatch, key="one-upload") == ["", ""]

    assert (FileVersion.objects.count(), EvidenceReference.objects.count()) == (1, 1)
    assert in_step(folder)
