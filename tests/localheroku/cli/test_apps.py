"""`heroku apps`, `create`, `info`, `rename`, `open`, `maintenance`, `access`."""

from __future__ import annotations

import secrets
from pathlib import Path

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App
from tests.waiting import wait_until


def test_apps_are_listed(heroku: Heroku, app: App) -> None:
    assert f" {app.name} " in f"{heroku('apps')} "


def test_an_app_is_created_renamed_and_destroyed(heroku: Heroku) -> None:
    name, other = (f"cli-{secrets.token_hex(4)}" for _ in range(2))
    created = heroku("create", name)
    renamed = heroku("apps:rename", other, "-a", name)
    destroyed = heroku("apps:destroy", "-a", other, "--confirm", other)

    assert f"Creating {name}... done http://{name}.localhost:" in created
    assert f"Renaming {name} to {other}... done" in renamed
    assert f"Destroying {other} (including all add-ons)... done" in destroyed


def test_a_name_that_is_taken_is_refused(heroku: Heroku, app: App) -> None:
    assert f"Name {app.name} is already taken" in heroku("create", app.name, status=2)


def test_an_app_is_shown(heroku: Heroku, deployed: App) -> None:
    shown = heroku("apps:info", "-a", deployed.name)

    assert f"Web URL: http://{deployed.name}.localhost:" in shown
    assert "Dynos: web: 1" in shown
    assert "Owner: trial@localhost" in shown


def test_an_unknown_app_is_not_found(heroku: Heroku) -> None:
    answer = heroku("apps:info", "-a", "no-such-app", status=2)

    assert "Couldn't find that app" in answer
    assert answer.endswith("Error ID: not_found")


def test_an_app_is_opened_in_the_browser(heroku: Heroku, app: App, tmp_path: Path) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    browser.chmod(0o755)
    heroku("open", "/page", "-a", app.name, BROWSER=str(browser))
    # The CLI doesn't wait for the browser.
    wait_until(lambda: opened.exists() and opened.read_text().endswith("/page"))

    assert opened.read_text() == f"{app.get()['web_url']}page"


def test_maintenance_is_switched_on_and_off(heroku: Heroku, deployed: App) -> None:
    on = heroku("maintenance:on", "-a", deployed.name)
    status = deployed.visit().status_code
    off = heroku("maintenance:off", "-a", deployed.name)

    assert f"Enabling maintenance mode for {deployed.name}... done" in on
    assert f"Disabling maintenance mode for {deployed.name}... done" in off
    assert (status, deployed.visit().status_code) == (503, 200)


def test_a_collaborator_is_added_and_removed(heroku: Heroku, app: App) -> None:
    heroku("access:add", "friend@example.com", "-a", app.name)
    people = heroku("access", "-a", app.name)
    heroku("access:remove", "friend@example.com", "-a", app.name)

    assert "friend@example.com collaborator" in people
    assert [one["role"] for one in app.get("/collaborators")] == ["owner"]
