"""The finished file: what stands on each page, in which fonts, with which tags."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from reports.models import Report
from tests.builders import a_signatory, make_assessment
from tests.reports.making import ask, attachments_of, fonts_of, make, pdf_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Report:
    return make(ask(make_assessment(upto="consolidation", settled={"P1.F1.01": 2, "P2.F2.01": 4})))


@pytest.fixture
def accepted() -> Report:
    return make(ask(make_assessment(upto="accepted")))


def test_a_draft_says_so_on_every_page(draft: Report, tmp_path: Path):
    pages = text_of(pdf_of(draft), tmp_path)

    assert len(pages) == draft.pages
    assert [number for number, page in enumerate(pages, start=1) if "DRAFT" not in page] == []


def test_an_accepted_report_is_no_draft_and_says_that_it_is_not_published(accepted: Report, tmp_path: Path):
    pages = text_of(pdf_of(accepted), tmp_path)

    assert [number for number, page in enumerate(pages, start=1) if "DRAFT" in page] == []
    assert [number for number, page in enumerate(pages, start=1) if "not published" not in page] == []


def test_a_published_report_says_neither(tmp_path: Path):
    assessment = make_assessment(upto="published")

    pages = text_of(pdf_of(make(ask(assessment))), tmp_path)

    assert "not published" not in "".join(pages)
    assert "DRAFT" not in "".join(pages)


def test_page_numbers_of_the_contents_lead_to_the_chapters(accepted: Report, tmp_path: Path):
    pages = text_of(pdf_of(accepted), tmp_path, "-layout")
    lines = re.findall(r"^ *(\d|Annex [A-D]) +(\S.*?) +(\d+)$", pages[1], flags=re.MULTILINE)
    chapters = {number: int(page) for number, _title, page in lines}

    assert list(chapters) == ["1", "2", "3", "4", "5", "6", "7", "8", "Annex A", "Annex B", "Annex C", "Annex D"]
    for number, page in chapters.items():
        assert re.search(rf"^ *{number} ", pages[page - 1], flags=re.MULTILINE), (
            f"chapter {number} is not on page {page}"
        )
        assert f"{page} of {accepted.pages}" in pages[page - 1]


def test_bookmarks_name_the_chapters(accepted: Report):
    outline = PdfReader(BytesIO(pdf_of(accepted))).outline

    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    assert titles[:2] == ["Arvenia", "Contents"]
    assert len(titles) > 10


def test_only_our_fonts_are_in_it_all_embedded_and_readable(accepted: Report, tmp_path: Path):
    fonts = fonts_of(pdf_of(accepted), tmp_path)

    assert {name.split("+")[-1] for name, *_marks in fonts} == {
        "Report-Sans",
        "Report-Sans-Semi-Bold",
        "Report-Serif",
        "Report-Serif-Semi-Bold",
    }
    assert {tuple(marks) for _name, *marks in fonts} == {("yes", "yes", "yes")}


def test_the_file_is_tagged_titled_and_carries_nothing_else(accepted: Report, tmp_path: Path):
    pdf = pdf_of(accepted)

    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "Arvenia: Small framework for tests, assessment 2027"
        kinds: dict[str, list[pikepdf.Object]] = {}
        waiting = [document.Root.StructTreeRoot]
        while waiting:
            element = waiting.pop()
            kinds.setdefault(str(element.get("/S", "")), []).append(element)
            children = element.get("/K")
            if isinstance(children, pikepdf.Array):
                waiting.extend(child for child in list(children) if isinstance(child, pikepdf.Dictionary))
            elif isinstance(children, pikepdf.Dictionary):
                waiting.append(children)
        assert [header for header in kinds["/TH"] if "/Scope" not in header.get("/A", {})] == []
        assert {str(header.A.Scope) for header in kinds["/TH"]} == {"/Row", "/Column"}
        assert [figure for figure in kinds["/Figure"] if not str(figure.get("/Alt", ""))] == []
    assert attachments_of(pdf, tmp_path) == "0 embedded files"
    assert len(pdf) < 2_000_000


def test_the_same_snapshot_gives_the_same_bytes():
    assessment = make_assessment(upto="accepted")
    report = make(ask(assessment))
    first = pdf_of(report)
    Report.objects.filter(pk=report.pk).update(state="expired", stored_name="")

    again = make(ask(assessment, actor=a_signatory(assessment.country)))

    assert again.pk == report.pk
    assert pdf_of(again) == first


def test_the_summary_fills_one_page(accepted: Report, tmp_path: Path):
    pages = text_of(pdf_of(accepted), tmp_path)

    assert [number for number, page in enumerate(pages, start=1) if "1 Summary" in page and number > 2] == [3]
    assert "What is asked of partners" in pages[2]


def test_right_to_left_mirrors_the_page():
    left = make(ask(make_assessment(upto="accepted")))
    right = make(ask(left.assessment, language="ar-xb"))

    places = {report.language: _place_of(pdf_of(report), "Reference") for report in (left, right)}

    assert places["en"] < 200 < 400 < places["ar-xb"]


def _place_of(pdf: bytes, word: str) -> float:
    """Distance in points from the left edge of the cover to where ``word`` begins."""
    found: list[float] = []

    def visit(text: str, _user: list[float], matrix: list[float], _font: object, _size: float) -> None:
        if word in text:
            found.append(matrix[4])

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found[0]
