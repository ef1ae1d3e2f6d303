"""Files through the API: the same rules, codes instead of sentences, and one outcome for each file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import EvidenceReference, FileVersion, StoredFile
from tests.assessments.api.calls import ROOT, Answered, Program, answered
from tests.builders import cast_of, make_assessment
from tests.people import make_stranger
from tests.uploads.corpus import SVG

pytestmark = pytest.mark.django_db

CODE, OTHER = "P1.F1.01", "P1.F2.01"
TEXT = b"Standing order 14\n"


class Caller(Program):
    """A program that also sends files."""

    def upload(self, path: str, field: str, *files: tuple[str, bytes], key: str = "", **fields: str) -> Answered:
        sent: dict[str, Any] = {field: [SimpleUploadedFile(*file) for file in files], **fields}
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return answered(self.client.post(ROOT + path, sent, headers=headers))


@pytest.fixture
def world() -> tuple[Any, Caller, str]:
    assessment = make_assessment()
    return assessment, Caller(cast_of(assessment).officers["CUS"]), f"assessments/{assessment.pk}/"


def test_files_are_uploaded_listed_replaced_used_again_and_given_out(world: tuple[Any, Caller, str]) -> None:
    _assessment, officer, one = world

    sent = officer.upload(one + "files/", "files", ("a.txt", TEXT), ("map.svg", SVG), agency="CUS", indicator=CODE)
    file = StoredFile.objects.get().pk
    replaced = officer.upload(f"{one}files/{file}/versions/", "file", ("a.txt", b"newer\n"))
    used = officer.post(f"{one}files/{file}/references/", {"agency": "CUS", "indicator": OTHER})

    assert sent.status == 201
    assert [(one["name"], one["code"]) for one in sent.body["files"]] == [("a.txt", ""), ("map.svg", "markup")]
    assert (replaced.status, replaced.body["version"]) == (201, 2)
    assert (used.status, used.body["indicator"], used.body["file"]["id"]) == (201, OTHER, file)
    listed = officer.get(one + "files/", kind="txt").body
    assert listed["count"] == 1
    row = listed["results"][0]
    assert (row["label"], row["agency"], row["indicators"], row["versions"]) == ("a.txt", "CUS", [CODE, OTHER], 2)
    assert officer.get(one + "files/", kind="pdf").body["results"] == []
    assert officer.get(f"{one}files/{file}/").body == row
    versions = officer.get(f"{one}files/{file}/versions/").body
    assert [version["number"] for version in versions] == [2, 1]
    given = officer.client.get(f"{ROOT}{one}files/{file}/versions/1/", headers=officer.headers)
    assert b"".join(given.streaming_content) == TEXT
    assert given["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_an_upload_with_a_key_is_kept_once(world: tuple[Any, Caller, str]) -> None:
    _assessment, officer, one = world

    first, again = (
        officer.upload(one + "files/", "files", ("a.txt", TEXT), key="k-1", agency="CUS", indicator=CODE)
        for _ in range(2)
    )

    assert first.body == again.body
    assert FileVersion.objects.count() == 1


def test_a_refused_file_has_its_code_and_the_status_of_its_refusal(world: tuple[Any, Caller, str]) -> None:
    _assessment, officer, one = world

    alone = officer.upload(one + "files/", "files", ("map.svg", SVG), agency="CUS", indicator=CODE)
    none = officer.upload(one + "files/", "files", agency="CUS", indicator=CODE)
    many = officer.upload(
        one + "files/", "files", *((f"{n}.txt", TEXT) for n in range(6)), agency="CUS", indicator=CODE
    )

    assert (alone.status, alone.body["files"][0]["code"]) == (422, "markup")
    assert none.status == 422
    assert (many.status, many.body["files"][5]["code"]) == (201, "too_many")


def test_a_file_sent_where_none_is_taken_is_not_read(world: tuple[Any, Caller, str]) -> None:
    _assessment, officer, one = world

    assert officer.upload(one + "evidence/", "files", ("a.txt", TEXT), title="Order").status == 415


def test_a_reference_is_changed_and_read_again(world: tuple[Any, Caller, str]) -> None:
    _assessment, officer, one = world
    officer.upload(one + "files/", "files", ("a.txt", TEXT), agency="CUS", indicator=CODE)
    reference = EvidenceReference.objects.get().pk
    fields = {"title": "Order 14", "kind": "E2", "page_reference": "p. 4", "proves": ["4", "2"]}

    changed = officer.send("PUT", f"{one}evidence/{reference}/", fields)
    wrong = officer.send("PUT", f"{one}evidence/{reference}/", {**fields, "proves": ["9"]})

    assert changed.status == 200
    assert {"title": "Order 14", "page_reference": "p. 4", "proves": ["2", "4"], "strength": "B"}.items() <= (
        changed.body.items()
    )
    assert changed.body["file"]["label"] == "a.txt"
    assert officer.get(f"{one}evidence/{reference}/").body == changed.body
    assert (wrong.status, list(wrong.body["fields"])) == (422, ["proves"])


def test_files_of_an_agency_do_not_exist_for_others_before_they_are_handed_over(world: tuple[Any, Caller, str]) -> None:
    assessment, officer, one = world
    officer.upload(one + "files/", "files", ("a.txt", TEXT), agency="CUS", indicator=CODE)
    file, reference = StoredFile.objects.get().pk, EvidenceReference.objects.get().pk
    cast = cast_of(assessment)

    for person in (cast.officers["BG"], cast.focal_point, make_stranger()):
        other = Caller(person)
        for path in (
            f"files/{file}/",
            f"files/{file}/versions/",
            f"files/{file}/versions/1/",
            f"evidence/{reference}/",
        ):
            assert other.get(one + path).status == 404, path
        assert other.upload(f"{one}files/{file}/versions/", "file", ("a.txt", TEXT)).status == 404
    border_guard = Caller(cast.officers["BG"])
    assert border_guard.post(f"{one}files/{file}/references/", {"agency": "BG", "indicator": CODE}).status == 404
    assert border_guard.get(one + "files/").body["count"] == 0
    assert Caller().get(one + "files/").status == 401
