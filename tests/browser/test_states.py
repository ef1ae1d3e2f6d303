"""What a person sees of a save: committed, waiting, refused, signed out; and the same work without script or mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import AgencyAnswer, AnswerRevision, Assessment, Assignment
from ibm_platform.accounts.models import Agency, User
from tests.browser.conftest import OpenBrowser, take_out
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "P1.F1.01"
SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")
NO_CONNECTION = "Not saved – no connection (your text is still here)"


class Task:
    """One question that an officer of Customs is asked in a running collection."""

    def __init__(self) -> None:
        self.assessment: Assessment = make_assessment()
        cast = cast_of(self.assessment)
        self.agency: Agency = cast.agencies["CUS"]
        self.officer: User = cast.officers["CUS"]
        self.list = f"/assessments/{self.assessment.pk}/agencies/{self.agency.pk}/"
        self.address = f"{self.list}questions/{CODE}/"

    def saved(self) -> AgencyAnswer | None:
        """The row of the database, not what a page says."""
        return AgencyAnswer.objects.filter(assessment=self.assessment, agency=self.agency, indicator__code=CODE).first()

    def revisions(self) -> int:
        return AnswerRevision.objects.filter(answer=self.saved()).count()


@pytest.fixture
def task(live_server: LiveServer) -> Task:
    return Task()


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def choose(page: Page, level: int) -> None:
    page.locator(f"input[name=choice][value='{level}']").check()


def test_saved_is_said_only_when_the_row_is_there(task: Task, open_browser: OpenBrowser) -> None:
    page = open_browser(task.officer)
    held = []
    page.route(
        "**/questions/**", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    page.goto(task.address)

    choose(page, 2)
    expect(state(page)).to_have_text("Saving…")
    assert task.saved() is None

    held.pop().continue_()
    expect(state(page)).to_have_text(SAVED)
    assert task.saved().level.code == "2"


def test_an_answer_lost_on_its_way_back_is_not_saved_twice(
    task: Task, open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    page = open_browser(task.officer)
    page.goto(task.address)
    lost = []

    def lose_the_first(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/questions/**", lose_the_first)
    choose(page, 4)
    expect(state(page)).to_have_text(NO_CONNECTION)
    expect(state(page)).to_have_text(SAVED)

    assert lost == [200]
    assert task.revisions() == 1
    take_out(console_faults, "net::ERR_FAILED")


def test_without_a_connection_the_text_stays_and_is_sent_later(
    task: Task, open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    page = open_browser(task.officer)
    page.goto(task.address)
    choose(page, 3)
    expect(state(page)).to_have_text(SAVED)

    page.context.set_offline(True)
    page.get_by_label("What makes you say so?").fill("The order of 2024 names all crossings.")
    page.get_by_label("What makes you say so?").blur()
    expect(state(page)).to_have_text(NO_CONNECTION)
    assert task.saved().comment == ""

    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert task.saved().comment == "The order of 2024 names all crossings."
    take_out(console_faults, "net::ERR_INTERNET_DISCONNECTED")


def test_two_people_on_one_question_compare(task: Task, open_browser: OpenBrowser, console_faults: list[str]) -> None:
    mine, theirs = open_browser(task.officer), open_browser(a_lead(task.agency))
    mine.goto(task.address)
    theirs.goto(task.address)
    choose(theirs, 4)
    expect(state(theirs)).to_have_text(SAVED)

    choose(mine, 2)
    expect(state(mine)).to_contain_text("Not saved – changed by Lead Customs")
    assert task.saved().level.code == "4"

    mine.get_by_role("link", name="compare").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Lead Customs changed this answer while you were away")
    mine.get_by_role("button", name="Keep mine").click()
    expect(state(mine)).to_have_text(SAVED)
    assert task.saved().level.code == "2"
    assert task.revisions() == 2
    take_out(console_faults, "409 (Conflict)")


def test_signed_out_in_another_window_the_text_waits_for_the_next_sign_in(
    task: Task, open_browser: OpenBrowser, console_faults: list[str]
) -> None:
    page = open_browser(task.officer)
    page.goto(task.address)
    other = page.context.new_page()
    other.goto("/help/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("button", name="Sign out")).to_have_count(0)

    choose(page, 5)
    expect(state(page)).to_contain_text("Not saved – you are signed out")
    assert task.saved() is None

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="sign in to send").click()
    sign_in(opened.value, task.officer)
    opened.value.close()
    # Headless windows all have the focus all the time, so that the return to this one is told here.
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_have_text(SAVED)
    assert task.saved().level.code == "5"
    # The form secret of before the sign-in is refused once; the script then reads the page for the new one.
    take_out(console_faults, "403 (Forbidden)")


def sign_in(page: Page, person: User) -> None:
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_without_script_all_questions_are_answered_and_released(task: Task, open_browser: OpenBrowser) -> None:
    page = open_browser(scripts=False)
    page.goto(task.list)
    sign_in(page, a_lead(task.agency))
    page.goto(task.list)
    page.get_by_role("link", name=re.compile("Continue with")).click()
    asked = Assignment.objects.standing().filter(assessment=task.assessment, agency=task.agency).count()
    for _question in range(asked):
        choose(page, 2)
        page.get_by_role("button", name="Save and continue").click()
        if "/sections/" in page.url:
            page.get_by_label("Yes").check()
            page.get_by_role("button", name="Continue").click()

    expect(page).to_have_url(re.compile(re.escape(f"{task.list}release/") + "$"))
    assert AgencyAnswer.objects.filter(assessment=task.assessment, agency=task.agency).count() == asked
    page.get_by_role("button", name=re.compile("Release the answers")).click()
    expect(page.locator("main")).to_contain_text("Handed over to the national focal point")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus; it must show it."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached with Tab")


def test_the_keyboard_alone_answers_two_questions(task: Task, open_browser: OpenBrowser) -> None:
    page = open_browser(task.officer)
    page.goto(task.address)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.locator("input[name=choice][value='1']"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    third = page.locator("input[name=choice][value='3']")
    expect(third).to_be_checked()
    assert page.locator(".rung", has=third).evaluate("card => getComputedStyle(card).outlineStyle") == "solid"
    tab_to(page, page.get_by_role("button", name="Save and continue"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sections/P1.F1/"))
    assert task.saved().level.code == "3"
    tab_to(page, page.get_by_label("Yes"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/questions/P1.F2.01/"))

    tab_to(page, page.locator("input[name=choice][value='1']"))
    page.keyboard.press("Space")
    expect(page.locator("input[name=choice][value='1']")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Save and go to the list"))
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(re.escape(task.list) + "$"))
    assert AgencyAnswer.objects.filter(assessment=task.assessment, agency=task.agency).count() == 2
