"""
The whole path on the real model, as each person walks it in a browser: from an empty platform to a report that a donor reads.

Nothing is prepared but the published model: every row is made by a page, and the report by the Celery worker.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import take_out
from tests.browser.installation import Installation, empty_installation
from tests.browser.phones import Phone, enrol_app

PASSWORD = "a quiet river crossing"
PEOPLE = {
    "coordinator": "coordinator@demo.example",
    "focal_point": "focal@demo.example",
    "signatory": "signatory@demo.example",
    "donor": "donor@demo.example",
    "agency_lead": "lead@demo.example",
}
# Nobody waits a quarter of an hour in a test: every session was proved a quarter of an hour and a minute earlier than it was.
AGE_ALL_PROOFS = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for key in Session.objects.values_list("pk", flat=True):
    session = SessionStore(key)
    if "proved_at" in session:
        session["proved_at"] -= 16 * 60
        session.save()
"""


class Walk:
    """The people of one journey, each in a browser of their own; any complaint of a browser fails the test."""

    def __init__(self, chromium: Browser, installation: Installation) -> None:
        self.chromium = chromium
        self.installation = installation
        self.url = installation.url
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.phones: dict[Page, Phone] = {}

    def visitor(self, width: int = 1280) -> Page:
        context = self.chromium.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def accept_invitation(self, link: str) -> Page:
        page = self.visitor()
        page.goto(link)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Choose the password and sign in").click()
        self.phones[page] = enrol_app(page)
        return page

    def invite(self, inviter: Page, role: str, *, country: str = "", agency: str = "") -> Page:
        inviter.goto(f"{self.url}/accounts/people/invite/")
        inviter.get_by_label("E-mail address").fill(PEOPLE[role])
        inviter.get_by_label("Name", exact=True).fill(role.replace("_", " ").title())
        inviter.locator("select[name=role]").select_option(role)
        if country and inviter.locator("select[name=country]").count():
            inviter.locator("select[name=country]").select_option(label=country)
        if agency:
            value = inviter.locator("select[name=agency] option", has_text=agency).get_attribute("value")
            inviter.locator("select[name=agency]").select_option(value)
        inviter.get_by_role("button", name="Send the invitation").click()
        return self.accept_invitation(inviter.get_by_label("The link, for this person only").input_value())


@pytest.fixture
def walk(chromium: Browser, tmp_path: Path):
    with empty_installation(tmp_path / "data") as installation:
        walk = Walk(chromium, installation)
        link = re.search(r"http\S+|/setup/\S+", installation.manage("setup_link"))
        assert link, "an empty platform prints its set-up link"
        walk.setup_link = walk.url + "/setup/" + link.group().split("/setup/")[1]
        yield walk
        # What each person saw last, for whoever looks into a failure.
        for number, context in enumerate(walk.contexts):
            context.pages[0].screenshot(path=tmp_path / f"last-{number}.png", full_page=True)
            context.close()
    assert walk.faults == []


def take_step(page: Page, words: str) -> None:
    """Open a step from the page of the assessment and take it."""
    page.get_by_role("link", name=words).first.click()
    page.locator("main form .button").click()


def go_on(page: Page, button: str | re.Pattern[str]) -> None:
    """Press a button that leads to another address, and wait until it is there (a save under way goes first)."""
    here = page.url
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda address: address != here)


def answer_everything(page: Page, tasks: str) -> int:
    """Choose level 2 everywhere by keyboard-reachable radios, save and continue, call each section complete, until none is left."""
    page.goto(tasks)
    page.get_by_role("link", name=re.compile("Continue with")).click()
    answered = 0
    while "/questions/" in page.url or "/sections/" in page.url:
        if "/sections/" in page.url:
            page.get_by_label("Yes").check()
            go_on(page, "Continue")
            continue
        page.locator("input[name=choice][value='2']").check()
        go_on(page, "Save and continue")
        answered += 1
        assert answered <= 88
    return answered


@pytest.mark.timeout(600)
def test_from_an_empty_platform_to_a_published_report(walk: Walk, tmp_path: Path) -> None:
    url = walk.url

    # The first administrator: a country and the programme's people.
    admin = walk.visitor()
    admin.goto(walk.setup_link)
    admin.get_by_label("Your name").fill("Irma Velt")
    admin.get_by_label("E-mail address").fill("admin@demo.example")
    admin.get_by_label("Password").fill(PASSWORD)
    admin.get_by_role("button", name="Become the administrator").click()
    enrol_app(admin)
    admin.goto(f"{url}/accounts/countries/new/")
    admin.get_by_label("Code").fill("XA")
    admin.get_by_label("Name", exact=True).fill("Arvenia")
    admin.get_by_role("button", name="Add the country").click()
    coordinator = walk.invite(admin, "coordinator")
    donor = walk.invite(coordinator, "donor")
    focal_point = walk.invite(coordinator, "focal_point", country="Arvenia")
    signatory = walk.invite(coordinator, "signatory", country="Arvenia")

    # The focal point names the service; it has the border guard's, customs' and migration's tasks.
    focal_point.goto(f"{url}/accounts/agencies/new/")
    focal_point.get_by_label("Short name").fill("BG")
    focal_point.get_by_label("Full name").fill("Border Guard")
    for agency_type in ("BG", "CUS", "IMM"):
        focal_point.locator(f"input[name=types][value={agency_type}]").check()
    focal_point.locator("main form .button").click()
    lead = walk.invite(focal_point, "agency_lead", country="Arvenia", agency="Border Guard")

    # The coordinator opens a cycle and the country's assessment.
    coordinator.goto(f"{url}/cycles/open/")
    coordinator.locator("input[name=code]").fill("2027")
    coordinator.locator("input[name=name]").fill("IBM assessment 2027")
    coordinator.locator("input[name=answers_due]").fill("2027-05-14")
    coordinator.locator("input[name=submission_due]").fill("2027-08-20")
    coordinator.locator("main form .button").click()
    coordinator.goto(f"{url}/assessments/open/")
    coordinator.locator("select[name=country]").select_option(label="Arvenia")
    coordinator.locator("input[name=reference_date]").fill("2026-11-01")
    coordinator.locator("main form .button").click()
    assessment = re.search(r"/assessments/(\d+)/", coordinator.url)
    assert assessment
    base = f"{url}/assessments/{assessment.group(1)}"

    # Scope: profile, agencies, questions; the signatory approves.
    focal_point.goto(f"{base}/setup/profile/")
    for group in focal_point.locator("main form input[type=radio][value=yes]").all():
        group.check()
    for number in focal_point.locator("main form input[inputmode]").all():
        number.fill("4")
    focal_point.locator("main form .button").first.click()
    focal_point.goto(f"{base}/setup/agencies/")
    focal_point.locator("main form input[type=checkbox]").first.check()
    focal_point.locator("main form .button").first.click()
    focal_point.goto(f"{base}/setup/assignments/")
    focal_point.get_by_role("button", name=re.compile("Propose")).click()
    signatory.goto(f"{base}/")
    take_step(signatory, "Approve the scope")
    expect(signatory.locator("main")).to_contain_text("Collection is open")

    # The agency's lead answers all 88 questions and hands them over.
    lead.goto(f"{url}/")
    lead.get_by_role("link", name=re.compile("Continue with|all .* questions|questions", re.I)).first.click()
    tasks = re.match(r".*/agencies/\d+/", lead.url)
    assert tasks
    assert answer_everything(lead, tasks.group()) == 88
    lead.goto(f"{tasks.group()}release/")
    lead.get_by_role("button", name=re.compile("Release the answers")).click()
    expect(lead.locator("main")).to_contain_text("Handed over")

    # The focal point compares, settles every level, and marks the result validated.
    focal_point.goto(f"{base}/")
    take_step(focal_point, "Begin consolidation")
    focal_point.goto(f"{base}/settle/P1.F1.01/")
    settled = 0
    while re.search(r"/settle/P", focal_point.url):
        focal_point.locator("input[name=choice][value='2']").check()
        go_on(focal_point, re.compile("Settle at level 2 and continue"))
        settled += 1
        assert settled <= 88
    assert settled == 88
    # No level rests on a reference: at level 2 the country may say why.
    focal_point.goto(f"{base}/warnings/")
    several = focal_point.locator("#several-evidence")
    several.get_by_label("Why they stand").fill("The orders are being written.")
    several.get_by_role("button", name=f"Explain all {settled}").click()
    expect(focal_point.locator("h1")).to_have_text("Every finding is explained")
    focal_point.goto(f"{base}/")
    take_step(focal_point, "Validate the national result")
    expect(focal_point.locator("main")).to_contain_text("validated")

    # Submitted, accepted, published to all donors.
    signatory.goto(f"{base}/")
    take_step(signatory, "Submit to the programme")
    expect(signatory.locator("main")).to_contain_text("Submitted")
    coordinator.goto(f"{base}/")
    take_step(coordinator, "Accept the assessment")
    expect(coordinator.locator("main")).to_contain_text("frozen")
    donor.goto(f"{url}/published/")
    expect(donor.locator("main")).not_to_contain_text("Arvenia")
    signatory.goto(f"{base}/moves/publish/")
    signatory.get_by_label("Scores").check()
    signatory.get_by_label("Report").check()
    signatory.get_by_label("All donors of the programme").check()
    walk.installation.manage("shell", "--command", AGE_ALL_PROOFS)
    signatory.locator("main form .button").click()
    expect(signatory.get_by_role("heading", level=1)).to_have_text("Prove that it is you")
    take_out(walk.faults, "status of 403")
    signatory.get_by_label("code of your app").fill(walk.phones[signatory].code())
    signatory.get_by_role("button", name="Continue").click()
    expect(signatory.locator("main")).to_contain_text("Published")

    # The donor sees the scorecard and gets the report from the worker.
    donor.goto(f"{url}/published/")
    expect(donor.locator("main")).to_contain_text("Arvenia")
    donor.goto(f"{base}/scorecard/")
    expect(donor.locator("table").first).to_contain_text("2.0")
    donor.goto(f"{url}/published/")
    donor.get_by_role("button", name=re.compile("report", re.I)).first.click()
    download = donor.get_by_role("link", name=re.compile("Download|PDF")).first
    expect(download).to_be_visible(timeout=90_000)
    with donor.expect_download() as downloading:
        download.click()
    report = tmp_path / "report.pdf"
    downloading.value.save_as(report)
    text = subprocess.run(["pdftotext", str(report), "-"], capture_output=True, text=True, check=True).stdout
    assert "Arvenia" in text
    assert "DRAFT" not in text
    assert report.stat().st_size <= 2 * 1024 * 1024
