"""The shorter ways through WeasyPrint: equal bytes, for the versions they were read in only, and to be switched off."""

from __future__ import annotations

import os
import sys
import zlib

import pydyf
import pytest
import weasyprint
from django.utils import translation
from weasyprint.layout import percent

from reports.content import build_report, html_of, take_snapshot
from reports.rendering import quick, render_in_child
from reports.rendering.tags import finish
from tests.builders import make_assessment

HABITS = """
<html lang="en"><head><title>Habits</title><link rel="stylesheet" href="asset:report.css"><style>
  .narrow { box-sizing: border-box; width: 40%; padding: 2%; border: 1pt solid #000; text-align: justify; }
  .wide { letter-spacing: .2em; word-spacing: .3em; text-decoration: underline line-through; min-height: 5%; }
  .anywhere { overflow-wrap: anywhere; hyphens: auto; width: calc(30% + 4mm); float: right; }
  table.apart { border-collapse: separate; border-spacing: 2pt; } td { border: 1pt solid #999; }
  ol { list-style: decimal; } ul.marks { list-style: square; margin-inline-start: 8mm; } .rtl { direction: rtl; }
</style></head><body><h1 id="top">Habits</h1>
<p class="narrow">A paragraph that is set in blocks, with <b>bold</b> and <i>slanted</i> words, over several lines.</p>
<p class="wide">Words far apart <a href="#top">and a link</a></p><p class="anywhere">Unbrokenwordsoftheverylongestkindthereare</p>
<ol><li>one<li>two</ol><ul class="marks"><li>mark</ul><p class="rtl" lang="ar">معبر الحدود 12 <bdi dir="ltr">P1.F1.01</bdi></p>
<table class="apart"><thead><tr><th scope="col">a<th scope="col">b</thead><tr><th scope="row">c<td>d</table>
<table><tr><td>e<td>f</table><p><span lang="">no language</span> <q>quoted</q><wbr>word</p></body></html>
"""


def draw(html: str, title: str) -> bytes:
    return render_in_child(
        html,
        title=title,
        identifier=b"2" * 16,
        progress=lambda stage, pages: None,
        alive=lambda: True,
        beat_seconds=1,
    ).pdf


@pytest.mark.parametrize("language", ["en", "ar-xb"])
@pytest.mark.django_db
def test_a_report_is_the_same_to_the_byte_with_and_without(settings, language: str):
    snapshot = take_snapshot(make_assessment(upto="accepted"), language=language)
    with translation.override(language):
        report = build_report(snapshot, edition="internal", language=language)
        html = html_of(report)

    settings.REPORT_QUICK_RENDERING = False
    plain = draw(html, report.title)
    settings.REPORT_QUICK_RENDERING = True

    assert draw(html, report.title) == plain


def test_what_our_sheet_never_does_is_the_same_to_the_byte_too(settings):
    settings.REPORT_QUICK_RENDERING = False
    plain = draw(HABITS, "Habits")
    settings.REPORT_QUICK_RENDERING = True

    assert draw(HABITS, "Habits") == plain


def test_the_locked_versions_are_the_ones_it_was_read_in():
    assert (weasyprint.__version__, pydyf.VERSION) == (quick.WEASYPRINT, quick.PYDYF)


@pytest.mark.parametrize(
    ("switched_on", "version", "taken"), [(True, "70.0", True), (False, "70.0", False), (True, "70.1", False)]
)
def test_it_is_taken_only_when_switched_on_and_only_for_its_version(
    settings, monkeypatch: pytest.MonkeyPatch, switched_on: bool, version: str, taken: bool
):
    settings.REPORT_QUICK_RENDERING = switched_on
    monkeypatch.setattr(weasyprint, "__version__", version)

    assert _in_a_child(quick.hurry) == taken
    assert _in_a_child(lambda: quick.hurry() and _changed()) == taken
    assert not _changed()


def test_pages_are_pressed_without_loss():
    pdf = pydyf.PDF()
    pdf.catalog.update({"StructTreeRoot": b"1 0 R", "Lang": pydyf.String("en"), "Outlines": b"1 0 R"})
    pdf.info["Title"] = pydyf.String("Pressed")
    drawing = [b"q", 1.5, "/Span", pydyf.Dictionary({"MCID": 0}), "BDC", pydyf.String("a stream\nendstream (b)"), b"Q"]
    pdf.add_object(pydyf.Stream(list(drawing), {"Type": "/XObject"}, compress=True))
    wanted = pydyf.Stream(list(drawing)).data.split(b"\nstream\n", 1)[1]

    finish(pdf, title="Pressed")

    head, _, body = pdf.objects[-1].data.partition(b"\nstream\n")
    assert head.startswith(b"<</Type /XObject/Filter /FlateDecode/Length ")
    assert zlib.decompress(body.removesuffix(b"\nendstream")) == wanted.removesuffix(b"\nendstream")


def _changed() -> bool:
    return sys.modules["weasyprint.layout.block"].resolve_percentages is not percent.resolve_percentages or (
        percent.resolve_percentages.__module__ == quick.__name__
    )


def _in_a_child(act) -> bool:
    child = os.fork()
    if child == 0:
        status = 2
        try:
            status = 0 if act() else 1
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 1)
    return status == 0
