"""A visitor in a real browser, through the router, with the production settings as they are."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch
from tests.e2e.clone import Clone


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor without cookies of an earlier visit."""
    with browser.new_context() as context:
        yield context.new_page()


def test_a_greeting_is_written_and_listed(clone: Clone, page: Page) -> None:
    greeting = f"Good morning {token_hex(4)}"
    page.goto(clone.url("production") + "db/")
    page.get_by_role("textbox").fill(greeting)
    page.get_by_role("button").click()

    assert page.locator("main li").first.inner_text().startswith(greeting)


def test_the_cookies_are_secure(clone: Clone, page: Page) -> None:
    page.goto(clone.url("production") + "db/")

    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["secure"] for cookie in cookies)


def test_nothing_is_refused_and_nothing_is_asked_of_another_host(clone: Clone, page: Page) -> None:
    url = clone.url("production")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("", "db/"):
        page.goto(url + path, wait_until="networkidle")

    assert asked
    assert [address for address in asked if not address.startswith(url)] == []
    assert complaints == []


def test_the_printed_link_opens_the_dashboard(clone: Clone, page: Page) -> None:
    page.goto(clone.ops("dashboard").stdout.strip())
    page.wait_for_url("**/dashboard/")
    names = [clone.outputs(stack)["appName"] for stack in ("staging", "production")]

    assert [page.get_by_role("link", name=name, exact=True).count() for name in names] == [1, 1]
