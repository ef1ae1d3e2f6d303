"""Texts that people typed into the platform reach the page as letters, whatever they try to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from assessments import operations as assessment_operations
from reports import queries
from reports.models import State
from tests.builders import a_focal_point, make_assessment
from tests.people import make_country
from tests.reports.making import ask, attachments_of, fonts_of, make, pdf_of, text_of
from tests.reports.rendering.test_fetcher import CHANNELS, SILENT, listener

__all__ = ["listener"]
pytestmark = pytest.mark.django_db


def settle(assessment, code: str, reason: str) -> None:
    assessment_operations.settle_level(
        actor=a_focal_point(assessment.country),
        at=timezone.now(),
        assessment_id=assessment.pk,
        indicator_code=code,
        kind="level",
        level="2",
        reason=reason,
        expected_revision=1,
    )


# The page without its head and foot, read in the order in which it was written: cell after cell.
INSIDE = ("-raw", "-x", "0", "-y", "74", "-W", "595", "-H", "700")
TABLE_HEAD = "QuestionLevelMetMissingforthenextlevel"


def words(text: str) -> str:
    """Text without its white space and soft break marks, for lines break where the column ends, pages where they are full."""
    return "".join(text.replace("\u200b", "").split()).replace(TABLE_HEAD, "")


@pytest.mark.parametrize("scheme", ["listener", "file:///etc/hostname", "http://169.254.169.254/", "data:text/css,p{}"])
def test_every_channel_in_an_answer_is_printed_literally_and_opens_nothing(
    scheme: str, listener: tuple[str, list[bytes]], tmp_path: Path
):
    own, heard = listener
    address = own if scheme == "listener" else scheme
    hostile = [channel.format(address) for channel in (CHANNELS | SILENT).values()]
    assessment = make_assessment(upto="consolidation", settled={f"P1.F1.0{n}": 2 for n in (1, 2)} | {"P2.F1.01": 2})
    thirds = hostile[:6], hostile[6:11], hostile[11:]
    for code, texts in zip(("P1.F1.01", "P1.F1.02", "P2.F1.01"), thirds, strict=True):
        settle(assessment, code, "\n".join(texts))

    report = make(ask(assessment))

    assert (report.state, report.error_detail) == (State.READY, "")
    pdf = pdf_of(report)
    printed = words("".join(text_of(pdf, tmp_path, *INSIDE)))
    assert [text for text in hostile if words(text) not in printed] == []
    assert heard == []
    assert attachments_of(pdf, tmp_path) == "0 embedded files"


def test_titles_and_names_are_letters_too(tmp_path: Path):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})
    title = '<img src="http://127.0.0.1:1/x"><b>Order & law</b>'
    assessment_operations.add_evidence(
        actor=a_focal_point(assessment.country),
        at=timezone.now(),
        assessment_id=assessment.pk,
        agency_id=None,
        indicator_code="P1.F1.01",
        title=title,
        kind="E1",
    )

    report = make(ask(assessment))

    assert report.state == State.READY
    assert words(title) in words("".join(text_of(pdf_of(report), tmp_path, *INSIDE)))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1000,
        "a\n" * 499,
        "\u0627\u0644\u062d\u062f\u0648\u062f " * 100,
        "a" + "\u0334" * 900,
        "\u4e2d\u6587 \U0001f6c2 \U00012345 \ue000" * 50,
        "\u202e\u2066" * 400 + "end",
        "{{ report }}{% include 'x' %}{# #}" * 20,
    ],
    ids=["endless word", "breaks", "Arabic", "stacked marks", "letters without a font", "overrides", "template"],
)
def test_texts_that_tire_a_typesetter_are_set(text: str, tmp_path: Path):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 2})
    settle(assessment, "P1.F1.01", text)

    report = make(ask(assessment))

    assert (report.state, report.error_detail) == (State.READY, "")
    ours = ("Report-Sans", "Report-Serif", "Report-Arabic")
    fonts = fonts_of(pdf_of(report), tmp_path)
    assert [name for name, *_marks in fonts if not name.split("+")[-1].startswith(ours)] == []


def test_a_country_with_a_hostile_name_has_a_harmless_file_name(tmp_path: Path):
    country = make_country("XD", '"><script>alert(1)</script>; ../../x')
    assessment = make_assessment(upto="consolidation", country=country, settled={"P1.F1.01": 2})

    report = make(ask(assessment))

    assert report.state == State.READY
    assert "<script>" in "".join(text_of(pdf_of(report), tmp_path, "-raw"))
    name = queries.report_file(person=report.requested_by, at=timezone.now(), report_id=report.pk).name
    assert name == "scriptalert1script-x-2027-draft.pdf"
