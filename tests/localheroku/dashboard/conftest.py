"""Visitors of the dashboard: one without a screen, and a page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch
from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import App, Platform


@pytest.fixture
def visitor(platform: Platform) -> Iterator[Visitor]:
    visitor = Visitor(platform)
    yield visitor
    visitor.client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: while it is open, no test can run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, platform: Platform) -> Iterator[Page]:
    """A signed-in page; whatever it does, it complains of nothing and asks no other host."""
    context = browser.new_context(base_url=platform.address)
    context.set_default_timeout(15_000)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(platform.post("/dashboard-links").json()["url"])
    page.wait_for_url("**/dashboard/")
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(platform.address)] == []
    assert complaints == []


@pytest.fixture
def stages(platform: Platform, deployed: App) -> Iterator[tuple[App, App]]:
    """A pipeline: `deployed` in staging, and an app in production that has no code yet."""
    pipeline = platform.post("/pipelines", {"name": f"shop-{deployed.name[-5:]}"}).json()["id"]
    production = App(platform)
    for app, stage in ((deployed, "staging"), (production, "production")):
        coupling = {"app": app.id, "pipeline": pipeline, "stage": stage}
        assert platform.post("/pipeline-couplings", coupling).status_code == 201
    yield deployed, production
    production.delete()
    platform.delete(f"/pipelines/{pipeline}")
