"""The telephone of somebody in a browser: an app that reads its secret from the page, and the codes that it shows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

STEP_SECONDS = 30


@dataclass
class Phone:
    """An app with one secret; ``recovery`` are the codes that the page showed once."""

    secret: str
    recovery: list[str] = field(default_factory=list)
    last_step: int = 0

    def code(self) -> str:
        """
        The next code that was not used: that of now, or of the step that begins next.

        The server takes each code once and a step early or late, so two codes may follow each other at once, and no third.
        """
        self.last_step = max(int(time.time()) // STEP_SECONDS, self.last_step + 1)
        return format_hotp_value(hotp_value(self.secret, self.last_step))


def enrol_app(page: Page) -> Phone:
    """Go through the gate as a new person does: choose the app, type its key, prove it, keep the codes."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a second factor")
    page.get_by_role("link", name="Set up an app").click()
    # A list of texts is read at once, without waiting: on the page before, it would be empty.
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an app on your phone")
    phone = Phone("".join(page.locator("main .code").all_inner_texts()))
    page.get_by_label("Code that the app shows").fill(phone.code())
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")
    phone.recovery = page.locator("main .code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(lambda address: "/second-factor/" not in address)
    return phone
