"""People of the tests in browsers of their own, on the live server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from ibm_platform.accounts.models import User

OpenBrowser = Callable[..., Page]
"""Called with a person (or nobody), and ``width`` or ``scripts`` where they differ from 1280 and True."""


def take_out(faults: list[str], words: str) -> None:
    """Take out what the test provoked: at least one complaint, all of them with these words."""
    assert [fault for fault in faults if words in fault]
    faults[:] = [fault for fault in faults if words not in fault]


@pytest.fixture
def open_browser(chromium: Browser, live_server: LiveServer, console_faults: list[str]) -> Iterator[OpenBrowser]:
    """Open a browser for a person who is signed in; any fault that a test did not take out of the list fails it."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            console_faults.append(message.text)

    def open_for(person: User | None = None, *, width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="en",
            java_script_enabled=scripts,
            base_url=live_server.url,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        # Of the context and not of the page: a window that a page opens is watched too.
        context.on("console", note)
        context.on("weberror", lambda error: console_faults.append(str(error.error)))
        if person is not None:
            client = Client()
            client.force_login(person)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()
    assert console_faults == []
