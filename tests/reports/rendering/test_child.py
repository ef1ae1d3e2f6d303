"""The child keeps its limits, tells how far it is, and never takes its parent along."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from reports.rendering import Limits, Lost, Rendered, RenderFailed, render_in_child
from reports.rendering.child import FOLDER_PREFIX

MIB = 1024 * 1024
SHEET = '<link rel="stylesheet" href="asset:report.css">'
SMALL = "<p>A short report.</p>"
# Enough for a small document on a slow machine, far too little for the hostile ones.
TIGHT = Limits(memory=2048 * MIB, processor=3, wall=60, file_size=20 * MIB)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests render at the same time; what they leave is theirs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def draw(
    body: str, *, limits: Limits | None = None, alive=lambda: True, progress=lambda stage, pages: None
) -> Rendered:
    return render_in_child(
        f'<html lang="en"><head><title>Draw</title>{SHEET}</head><body><h1>Draw</h1>{body}</body></html>',
        title="Draw",
        identifier=b"1" * 16,
        progress=progress,
        alive=alive,
        beat_seconds=0.1,
        limits=limits,
    )


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"))


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize(
    ("body", "limits", "code"),
    [
        ("<p>" + "a<br>" * 50_000 + "</p>", TIGHT, "processor"),
        ('<p style="overflow-wrap: anywhere">' + "x" * 100_000 + "</p>", TIGHT, "processor"),
        ("<table>" + "<tr><td>a<td>b</tr>" * 10_000 + "</table>", TIGHT, "processor"),
        ("<p>a<br></p>" * 20_000, Limits(wall=1.0), "wall"),
        (SMALL, Limits(file_size=2_000), "size"),
        ("<div>" * 3_000, Limits(), "broken"),
    ],
    ids=["line breaks", "endless word", "endless table", "wall clock", "file size", "nesting"],
)
def test_a_child_that_passes_a_limit_ends_and_the_next_one_works(body: str, limits: Limits, code: str):
    before = folders(), descriptors()

    with pytest.raises(RenderFailed) as failed:
        draw(body, limits=limits)

    assert failed.value.code == code
    assert draw(SMALL).pages == 1
    assert (folders(), descriptors()) == before


def test_a_child_without_memory_ends_and_the_next_one_works():
    with pytest.raises(RenderFailed) as failed:
        draw("<p>a<br></p>" * 20_000, limits=Limits(memory=_own_size() + 60 * MIB))

    # Python notices, or the C libraries below it give up first.
    assert failed.value.code in ("memory", "died")
    assert draw(SMALL).pages == 1


def test_the_child_stops_when_nobody_wants_it_any_more():
    asked: list[int] = []

    def alive() -> bool:
        asked.append(1)
        return len(asked) < 3

    with pytest.raises(Lost):
        draw("<p>a<br></p>" * 20_000, alive=alive)

    assert len(asked) == 3
    assert folders() == set()


def test_progress_names_the_stages_in_order_and_counts_pages():
    told: list[tuple[str, int]] = []

    rendered = draw(
        '<p style="break-before: page">a</p>' * 4, progress=lambda stage, pages: told.append((stage, pages))
    )

    assert rendered.pages == 5
    assert list(dict.fromkeys(stage for stage, _pages in told)) == ["layout", "pages", "checks"]
    assert [pages for stage, pages in told if stage == "layout"][:6] == [0, 1, 2, 3, 4, 5]


def test_equal_input_gives_equal_bytes():
    assert draw(SMALL) == draw(SMALL)


def test_the_child_has_no_network_and_no_descriptor_of_its_parent():
    secret, other = os.pipe()
    try:
        child = os.fork()
        if child == 0:
            from reports.rendering.confinement import confine

            status = 1
            try:
                reader, keep = os.pipe()
                confine(keep=keep)
                open_now = {int(name) for name in os.listdir("/proc/self/fd")}
                status = 0 if secret not in open_now and other not in open_now and keep in open_now else 2
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
    finally:
        os.close(secret)
        os.close(other)


def _own_size() -> int:
    """Address space of this process in bytes: a child begins with it."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
