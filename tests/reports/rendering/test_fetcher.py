"""Whatever a document names, only our own files are given and everything else ends the rendering."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from reports.rendering import RenderFailed, render_in_child
from reports.rendering.fetcher import RefusedAddress, ReportFetcher

SHEET = '<link rel="stylesheet" href="asset:report.css">'
# The sixteen ways in which a document can name an address, with the address at {0}.
CHANNELS = {
    "stylesheet link": '<link rel="stylesheet" href="{0}">',
    "import": '<style>@import url("{0}");</style>',
    "font face": '<style>@font-face {{ font-family: x; src: url("{0}"); }} p {{ font-family: x; }}</style><p>a</p>',
    "background": '<p style="background: url({0})">a</p>',
    "list image": '<ul style="list-style-image: url({0})"><li>a</li></ul>',
    "content": '<style>p::before {{ content: url("{0}"); }}</style><p>a</p>',
    "image": '<img src="{0}" alt="a">',
    "object": '<object data="{0}">a</object>',
    "embed": '<embed src="{0}">',
    "svg image": '<svg width="9" height="9"><title>a</title><image href="{0}" width="9" height="9"/></svg>',
    "attachment link": '<link rel="attachment" href="{0}">',
    "attachment anchor": '<p><a rel="attachment" href="{0}">a</a></p>',
}
# WeasyPrint never fetches these; a later version might.
SILENT = {
    "iframe": '<iframe src="{0}"></iframe>',
    "video poster": '<video poster="{0}"></video>',
    "svg use": '<svg width="9" height="9"><title>a</title><use href="{0}#b"/></svg>',
    "input image": '<input type="image" src="{0}">',
}
ADDRESSES = [
    "file:///etc/hostname",
    "file:///dev/urandom",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:1/",
    "http://0/",
    "gopher://127.0.0.1:1/x",
    "data:text/plain,inside",
    "asset:../settings.py",
    "ASSET:report.css",
]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stopped = threading.Event()

        def listen() -> None:
            while not stopped.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                heard.append(b"connected")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", heard
        stopped.set()
        thread.join()


def draw(body: str):
    return render_in_child(
        f'<html lang="en"><head><title>Draw</title>{SHEET}</head><body><h1>Draw</h1>{body}</body></html>',
        title="Draw",
        identifier=b"1" * 16,
        progress=lambda stage, pages: None,
        alive=lambda: True,
        beat_seconds=5,
    )


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_refused_and_no_request_leaves(channel: str, listener: tuple[str, list[bytes]]):
    address, heard = listener

    with pytest.raises(RenderFailed) as failed:
        draw(CHANNELS[channel].format(address))

    assert failed.value.code == "refused"
    assert address in failed.value.detail
    assert heard == []


@pytest.mark.parametrize("channel", SILENT)
def test_channels_that_are_not_fetched_stay_silent(channel: str, listener: tuple[str, list[bytes]]):
    address, heard = listener

    rendered = draw(SILENT[channel].format(address))

    assert rendered.pdf.startswith(b"%PDF-")
    assert heard == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_kind_of_address_is_refused_and_remembered(address: str):
    fetcher = ReportFetcher({"report.css": b"p {}"})

    with pytest.raises(RefusedAddress):
        fetcher.fetch(address)

    assert fetcher.refused == [address]


def test_the_base_class_has_no_other_way_out(listener: tuple[str, list[bytes]]):
    address, heard = listener
    fetcher = ReportFetcher({})

    for call in (fetcher, fetcher.open):
        with pytest.raises(RefusedAddress):
            call(address)

    assert heard == []


def test_own_files_are_given_from_memory():
    response = ReportFetcher({"report.css": b"p { color: red; }"}).fetch("asset:report.css")

    assert response.read() == b"p { color: red; }"
    assert response.content_type == "text/css"
