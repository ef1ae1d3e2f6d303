"""The first page a visitor meets, in a real browser under the strict policy: the page fixture fails on any fault."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_a_visitor_is_asked_to_sign_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")

    assert page.url.startswith(f"{live_server.url}/accounts/login/")
    assert page.locator("input[type=password]").count() == 1
    assert page.locator("main").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_page_fits_a_telephone(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{live_server.url}/accounts/login/")

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
