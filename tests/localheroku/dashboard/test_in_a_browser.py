"""What needs a real browser: live parts, the keyboard, colours, and what assistive tools read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.localheroku.platform import App, Platform

CHECK = Path(__file__).with_name("page_check.js")
SECRET = "s3cr3t <i>value</i>"


def press(page: Page, name: str) -> None:
    """Reach a link or button by the keyboard, and press it."""
    target = page.get_by_role("link", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    )
    expect(target).to_be_visible()
    for _ in range(100):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            assert target.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} can't be reached by the keyboard")


def test_the_overview_updates_itself_and_leaves_the_focus(
    platform: Platform, deployed: App, page: Page
) -> None:
    page.goto("/dashboard/")
    page.get_by_role("link", name=deployed.name, exact=True).focus()
    other = App(platform)
    expect(page.get_by_role("link", name=other.name, exact=True)).to_be_visible()
    deployed.patch("", {"maintenance": True})
    expect(page.locator(f"#card-{deployed.name}")).to_contain_text("Maintenance")
    other.delete()
    expect(page.get_by_role("link", name=other.name, exact=True)).to_have_count(0)

    assert page.evaluate("document.activeElement.textContent") == deployed.name


def test_the_focus_stays_where_it_is_whatever_comes_and_goes_before_it(page: Page) -> None:
    kept = page.evaluate(
        """() => {
            const link = (id) => `<p id="${id}"><a href="" id="to-${id}">${id}</a></p>`;
            const live = { part: document.querySelector("[data-live]") };
            const show = (html) => Live.prototype.update.call(live, html);
            show("\\n" + link("b"));
            document.getElementById("to-b").focus();
            const pages = [["b"], ["a", "b"], ["b"], ["b", "c"], ["c", "b"]];
            return pages.map((ids) => (show(ids.map(link).join("")), document.activeElement.id));
        }"""
    )

    assert kept == ["to-b"] * 5


def test_log_lines_come_as_they_are_written(deployed: App, page: Page) -> None:
    deployed.settle()
    page.goto(f"/dashboard/apps/{deployed.name}")
    deployed.visit("/<img src=x>")

    expect(page.get_by_role("log")).to_contain_text("visited /%3Cimg%20src=x%3E")


def test_a_paused_log_stands_still_and_catches_up(deployed: App, page: Page) -> None:
    deployed.settle()
    page.goto(f"/dashboard/apps/{deployed.name}?source=app&dyno=web")
    page.get_by_role("button", name="Pause").click()
    deployed.visit("/while-paused")
    resume = page.get_by_role("button", name="Resume, 1 new")
    expect(resume).to_be_visible()
    expect(page.get_by_role("log")).not_to_contain_text("while-paused")
    resume.click()

    expect(page.get_by_role("log")).to_contain_text("visited /while-paused")


def test_the_log_in_the_page_is_bounded(app: App, page: Page) -> None:
    page.goto(f"/dashboard/apps/{app.name}")
    page.evaluate(
        """() => {
            const log = new Log(lines, document.getElementById("pause"));
            log.add(Array(2000).fill({at: "", from: "app[web.1]", text: "x"}), "9");
        }"""
    )

    expect(page.get_by_role("log").locator("p")).to_have_count(500)


def test_a_long_output_is_shown_from_its_end(app: App, page: Page) -> None:
    app.release(app.upload({"web": "true", "release": "seq 500; echo no such column; exit 1"}))
    version = app.released()["version"]
    page.goto(f"/dashboard/apps/{app.name}/releases/{version}")
    output = page.locator(".output")

    assert "no such column" in output.inner_text()
    assert output.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight") < 24


def test_a_config_value_is_revealed_in_its_row_and_hidden_again(app: App, page: Page) -> None:
    app.patch("/config-vars", {"SECRET_KEY": SECRET})
    page.goto(f"/dashboard/apps/{app.name}")
    value = page.locator("#value-SECRET_KEY")
    press(page, "Reveal SECRET_KEY")
    expect(value).to_have_text(SECRET)
    page.keyboard.press("Enter")

    expect(value).not_to_contain_text("s3cr3t")


def test_everything_is_done_by_keyboard(stages: tuple[App, App], page: Page) -> None:
    staging, production = stages
    staging.patch("/config-vars", {"COLOUR": "blue"})
    page.goto(f"/dashboard/apps/{staging.name}")
    notice = page.get_by_role("status").first
    for opener, button, result in (
        (f"Promote to {production.name}…", f"Promote to {production.name}", "Promoted to"),
        ("Roll back… to v3", "Roll back to v3", "Release v5: Rollback to v3."),
        ("Scale… web", "Scale web to 1 Basic dyno", "web is scaled to 1 Basic dyno."),
        ("Restart… web.1", "Restart web.1", "Restarting web.1."),
    ):
        press(page, opener)
        press(page, button)
        expect(notice).to_contain_text(result)


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_is_wider_than_the_screen(page: Page, stages: tuple[App, App], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    stages[0].patch("/config-vars", {"A_LONG_NAME_" * 8: "x" * 500})
    for path in ("/", f"/apps/{stages[0].name}", f"/apps/{stages[0].name}/releases"):
        page.goto(f"/dashboard{path}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(
    page: Page, stages: tuple[App, App], scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    staging = stages[0]
    staging.patch("/config-vars", {"COLOUR": "blue"})
    staging.patch("", {"maintenance": True})
    complaints = []
    for path in ("", f"apps/{staging.name}", f"apps/{staging.name}/releases/4/rollback"):
        page.goto(f"/dashboard/{path}")
        complaints += page.evaluate(CHECK.read_text())

    assert complaints == []


def test_it_is_dark_where_the_system_is(page: Page) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert grounds == ["rgb(246, 245, 249)", "rgb(22, 20, 29)"]
