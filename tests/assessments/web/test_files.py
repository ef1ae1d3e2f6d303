"""Files beside a question and a national level: sent with or without a script, changed, replaced, used again, and given out."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import parse_header_parameters

from assessments.models import AgencyAnswer, AssessmentEvent, EvidenceReference, FileVersion, ScanState, StoredFile
from assessments.storing import ALIAS
from tests.builders import cast_of, make_assessment
from tests.people import make_stranger, now
from tests.uploads.corpus import PROGRAM, SVG
from tests.uploads.packages import docx, odt, xlsx
from tests.uploads.papers import locked_pdf, pdf, picture

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"
ANSWER = {"choice": "4", "reason": "", "comment": "Seen on site.", "expected_revision": "0"}
TEXT = b"Standing order 14 of the border guard\n"


class Desk:
    """An officer of Customs before one question."""

    def __init__(self, client: Client, **options: Any) -> None:
        self.client = client
        self.assessment = make_assessment(**options)
        self.cast = cast_of(self.assessment)
        self.agency = self.cast.agencies["CUS"]
        self.officer = self.cast.officers["CUS"]
        self.client.force_login(self.officer)

    def url(self, code: str = CODE) -> str:
        return reverse("assessments:question", args=[self.assessment.pk, self.agency.pk, code])

    def send(self, *files: tuple[str, bytes], then: str = "attach", **fields: str) -> HttpResponse:
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return self.client.post(self.url(), {"then": then, "files": sent, **fields})

    def version(self, file: StoredFile, number: int = 1) -> str:
        return reverse("assessments:file_version", args=[self.assessment.pk, file.pk, number])


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def titles() -> list[str]:
    return list(EvidenceReference.objects.filter(removed_at=None).order_by("pk").values_list("title", flat=True))


def test_five_files_come_to_three_clear_messages_and_two_kept_files_and_the_answer_is_saved(desk: Desk) -> None:
    page = desk.send(
        ("map.svg", SVG),
        ("large.txt", b"a" * (30 * 1024 * 1024)),
        ("order.pdf", PROGRAM),
        ("locked.pdf", locked_pdf()),
        ("good.txt", TEXT),
        **ANSWER,
    )

    assert page.status_code == 422
    told = page.text
    assert "3 files were not kept" in told
    assert "This is an SVG drawing. Open it in the program that shows it, print it as PDF and upload that." in told
    assert "The file is larger than 20 MB." in told
    assert "This is a program, which is never accepted." in told
    assert "opens only with a password" in told
    assert titles() == ["locked", "good"]
    assert [version.flags for version in FileVersion.objects.order_by("pk")] == [["password"], []]
    assert AgencyAnswer.objects.get(agency=desk.agency).comment == "Seen on site."


def test_files_alone_are_kept_and_the_page_can_be_loaded_anew(desk: Desk) -> None:
    sent = desk.send(("order 14.txt", TEXT))

    assert (sent.status_code, sent["Location"]) == (302, desk.url() + "#evidence")
    assert titles() == ["order 14"]
    assert not AgencyAnswer.objects.exists()


def test_a_text_without_a_level_stays_on_the_page_when_files_are_sent(desk: Desk) -> None:
    page = desk.send(("order.txt", TEXT), comment="Not decided yet.", expected_revision="0")

    assert titles() == ["order"]
    assert page.status_code == 200
    assert ">Not decided yet.</textarea>" in page.text


def test_files_are_kept_when_the_answer_beside_them_is_refused(desk: Desk) -> None:
    page = desk.send(("order.txt", TEXT), then="continue", **{**ANSWER, "choice": "insufficient"})

    assert (page.status_code, titles()) == (422, ["order"])
    assert not AgencyAnswer.objects.exists()


def test_the_script_sends_one_file_and_a_repeated_one_is_kept_once(desk: Desk) -> None:
    def send(name: str, content: bytes, key: str) -> dict[str, Any]:
        sent = desk.client.post(
            desk.url(),
            {"then": "attach", "client_key": key, "files": SimpleUploadedFile(name, content)},
            headers={"Accept": "application/json"},
        )
        assert sent.status_code == 200
        return sent.json()["files"][0]

    first, again, bad = send("a.txt", TEXT, "k1"), send("a.txt", TEXT, "k1"), send("map.svg", SVG, "k2")

    assert first == again == {"name": "a.txt", "kept": True, "code": "", "message": "Kept.", "again": False}
    assert (bad["kept"], bad["code"], bad["again"]) == (False, "markup", False)
    assert titles() == ["a"]


def test_the_country_adds_files_too_and_settles_nothing_by_it(client: Client) -> None:
    assessment = make_assessment(upto="consolidation")
    client.force_login(cast_of(assessment).focal_point)
    url = reverse("assessments:settle", args=[assessment.pk, CODE])

    sent = client.post(url, {"then": "attach", "files": SimpleUploadedFile("law.txt", TEXT), **ANSWER})

    assert sent.status_code == 200
    assert EvidenceReference.objects.get(title="law").agency is None
    assert not AssessmentEvent.objects.filter(kind="level_settled").exists()


def test_a_reference_is_changed_and_the_record_says_from_what_to_what(desk: Desk) -> None:
    desk.send(("order.txt", TEXT))
    reference = EvidenceReference.objects.get()
    url = reverse("assessments:reference", args=[desk.assessment.pk, reference.pk])

    changed = desk.client.post(
        url,
        {
            "evidence-title": "Order 14",
            "evidence-kind": "E1",
            "evidence-strength": "A",
            "evidence-marking": "internal",
            "evidence-page_reference": "Art. 4",
            "evidence-proves": ["3", "2"],
        },
    )

    assert (changed.status_code, changed["Location"]) == (302, desk.url() + "#evidence")
    details = AssessmentEvent.objects.get(kind="evidence_changed").details
    assert details["from"]["title"] == "order" and details["to"]["title"] == "Order 14"
    assert (details["from"]["proves"], details["to"]["proves"]) == ([], ["2", "3"])
    page = desk.client.get(desk.url()).text
    assert "Art. 4" in page
    assert page.count("proved by one reference") == 2
    refused = desk.client.post(url, {"evidence-title": "", "evidence-kind": "E1", "evidence-proves": ["9"]})
    assert refused.status_code == 422


def test_a_newer_version_stands_in_the_place_and_the_earlier_one_stays(desk: Desk) -> None:
    desk.send(("order.txt", TEXT))
    reference = EvidenceReference.objects.get()
    url = reverse("assessments:reference", args=[desk.assessment.pk, reference.pk])

    replaced = desk.client.post(url, {"then": "replace", "replacement": SimpleUploadedFile("order.txt", b"newer\n")})
    refused = desk.client.post(url, {"then": "replace", "replacement": SimpleUploadedFile("map.svg", SVG)})
    none = desk.client.post(url, {"then": "replace"})

    assert (replaced.status_code, refused.status_code, none.status_code) == (302, 422, 422)
    assert "SVG drawing" in refused.text
    assert "Choose one file." in none.text
    file = reference.file
    assert b"".join(desk.client.get(desk.version(file, 1)).streaming_content) == TEXT
    assert b"".join(desk.client.get(desk.version(file, 2)).streaming_content) == b"newer\n"
    assert "Version 2" in desk.client.get(url).text


def test_one_file_stands_behind_two_questions_without_a_second_upload(desk: Desk) -> None:
    desk.send(("order.txt", TEXT))
    file = StoredFile.objects.get()

    used = desk.client.post(desk.url("P1.F2.01"), {"then": "use_file", "chosen_file": str(file.pk)})

    assert used.status_code == 302
    assert FileVersion.objects.count() == 1
    assert titles() == ["order", "order"]
    page = desk.client.get(desk.url()).text
    assert 'used too in <bdi class="code" dir="ltr">P1.F2.01</bdi>' in " ".join(page.split())
    assert f'<option value="{file.pk}">' not in page


def test_what_is_too_much_at_once_is_said_in_words(desk: Desk) -> None:
    page = desk.send(*((f"{number}.txt", TEXT) for number in range(6)))

    assert (page.status_code, len(titles())) == (422, 5)
    assert "More than 5 files came at once. Upload this one with the next few." in page.text


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("paper.pdf", pdf(), "application/pdf"),
        ("photo.png", picture(), "image/png"),
        ("photo.jpg", picture("JPEG"), "image/jpeg"),
        ("text.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("table.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("text.odt", odt(), "application/vnd.oasis.opendocument.text"),
        ("table.csv", b"a,b\n1,2\n", "text/csv; charset=utf-8"),
        ("أمر رقم ١٤.txt", TEXT, "text/plain; charset=utf-8"),
    ],
)
def test_every_kind_is_given_out_to_be_saved_and_never_shown(
    desk: Desk, name: str, content: bytes, media_type: str
) -> None:
    desk.send((name, content))
    file = StoredFile.objects.get()
    stored = storages[ALIAS].open(file.versions.get().storage_name).read()

    for headers in ({}, {"Range": "bytes=0-3", "Accept-Encoding": "gzip, br"}):
        given = desk.client.get(desk.version(file), headers=headers)
        head = desk.client.head(desk.version(file), headers=headers)
        assert b"".join(given.streaming_content) == stored
        assert head.content == b""
        for answer in (given, head):
            assert answer.status_code == 200
            assert {
                "Content-Type": media_type,
                "Content-Length": str(len(stored)),
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cache-Control": "no-store",
                "Accept-Ranges": "none",
                "X-Frame-Options": "DENY",
            }.items() <= dict(answer.items()).items()
            assert not answer.has_header("Content-Encoding")
            how, named = parse_header_parameters(answer["Content-Disposition"])
            assert (how, named["filename"]) == ("attachment", name)


def test_a_file_waits_for_the_virus_check_and_a_bad_one_is_held_back_in_words(desk: Desk, settings: Any) -> None:
    desk.send(("order.txt", TEXT))
    file, version = StoredFile.objects.get(), FileVersion.objects.get()
    settings.IBM_CLAMD = "unix:/nowhere"

    answers = []
    for state, scanned in ((ScanState.WAITING, None), (ScanState.INFECTED, now())):
        FileVersion.objects.filter(pk=version.pk).update(scan_state=state, scanned_at=scanned)
        answers.append(desk.client.get(desk.version(file)))

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "is being checked for viruses" in answers[0].text
    assert "A virus was found in" in answers[1].text
    page = desk.client.get(desk.url()).text
    assert "held back: a virus was found" in page
    assert desk.version(file) not in page


def test_nobody_else_gets_a_file_before_it_is_handed_over(desk: Desk) -> None:
    desk.send(("order.txt", TEXT))
    file, reference = StoredFile.objects.get(), EvidenceReference.objects.get()
    addresses = [
        desk.version(file),
        reverse("assessments:reference", args=[desk.assessment.pk, reference.pk]),
    ]
    others = [desk.cast.officers["BG"], desk.cast.focal_point, make_stranger()]

    for person in others:
        desk.client.force_login(person)
        assert [desk.client.get(address).status_code for address in addresses] == [404, 404], person
    desk.client.force_login(desk.cast.officers["BG"])
    own = reverse("assessments:question", args=[desk.assessment.pk, desk.cast.agencies["BG"].pk, CODE])
    desk.client.post(own, {"then": "use_file", "chosen_file": str(file.pk)})
    assert EvidenceReference.objects.count() == 1
    assert "order.txt" not in desk.client.get(reverse("assessments:files", args=[desk.assessment.pk])).text
    desk.client.logout()
    assert [desk.client.get(address).status_code for address in addresses] == [302, 302]


def test_a_right_that_ends_closes_the_file_at_the_next_download(desk: Desk) -> None:
    desk.send(("order.txt", TEXT))
    address = desk.version(StoredFile.objects.get())
    before = desk.client.get(address).status_code

    desk.officer.memberships.update(ended_at=now())

    assert (before, desk.client.get(address).status_code) == (200, 404)


def test_the_register_filters_lists_and_packs_what_the_person_may_have(desk: Desk) -> None:
    desk.send(("=order.txt", TEXT), ("photo.png", picture()))
    base = reverse("assessments:files", args=[desk.assessment.pk])

    every, pictures, none = (desk.client.get(base + query).text for query in ("", "?kind=png", "?scan_state=infected"))

    assert "2 files" in every and "=order.txt" in every
    assert "One file" in pictures and "=order.txt" not in pictures
    assert "No file is like that" in none
    listed = desk.client.get(reverse("assessments:file_manifest", args=[desk.assessment.pk]))
    rows = list(csv.DictReader(io.StringIO(b"".join(listed.streaming_content).decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["'=order.txt", "photo.png"]
    packed = desk.client.get(
        reverse("assessments:file_archive", args=[desk.assessment.pk]), headers={"Accept-Encoding": "gzip"}
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content)))
    assert archive.testzip() is None
    assert TEXT in [archive.read(name) for name in archive.namelist()]
    assert len(archive.namelist()) == 3


def test_whoever_may_not_write_keeps_nothing_here(desk: Desk) -> None:
    desk.client.force_login(desk.cast.officers["BG"])

    answer = desk.send(("order.txt", TEXT))

    assert answer.status_code == 404
    assert StoredFile.objects.count() == 0


def test_the_page_of_a_question_costs_the_same_with_one_file_and_with_many(desk: Desk) -> None:
    def cost() -> int:
        desk.client.get(desk.url())
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get(desk.url()).status_code == 200
        return len(captured)

    desk.send(("a.txt", b"a\n"))
    one = cost()
    desk.send(("b.txt", b"b\n"), ("c.txt", b"c\n"), ("d.txt", b"d\n"))

    assert cost() == one <= 12
