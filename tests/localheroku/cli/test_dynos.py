"""`heroku ps` and `heroku logs`."""

from __future__ import annotations

import signal

import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App
from tests.waiting import wait_until


def quantity(app: App, type_: str) -> int:
    found: int = app.get(f"/formation/{type_}")["quantity"]
    return found


def test_dynos_are_listed(heroku: Heroku, deployed: App) -> None:
    deployed.visit()
    said = heroku("ps", "-a", deployed.name)

    assert said.startswith("=== web (Basic): python web.py (1) web.1: up ")


def test_a_process_type_is_scaled(heroku: Heroku, deployed: App) -> None:
    scaled = heroku("ps:scale", "web=2:standard-1x", "worker=0:standard-1x", "-a", deployed.name)
    more = heroku("ps:scale", "web+1", "-a", deployed.name)

    assert "Scaling dynos... done, now running web at 2:Standard-1X" in scaled
    assert "now running web at 3:Standard-1X" in more


def test_too_many_dynos_are_refused(heroku: Heroku, deployed: App) -> None:
    said = heroku("ps:scale", "web=2", "-a", deployed.name, status=2)

    assert "Cannot update to more than 1 Basic size dynos per process type." in said
    assert quantity(deployed, "web") == 1


def test_the_size_of_all_types_is_changed(heroku: Heroku, deployed: App) -> None:
    said = heroku("ps:type", "standard-2x", "-a", deployed.name)

    assert "Scaling dynos" in said
    assert {row["size"] for row in deployed.get("/formation")} == {"Standard-2X"}


@pytest.mark.parametrize(
    "command",
    [
        ("ps:restart",),
        ("ps:restart", "--dyno-name", "web.1"),
        ("ps:restart", "--process-type", "web"),
        ("ps:stop", "--dyno-name", "web.1"),
    ],
    ids=" ".join,
)
def test_a_dyno_is_started_anew(heroku: Heroku, deployed: App, command: tuple[str, ...]) -> None:
    deployed.visit()
    before = deployed.get("/dynos/web.1")["id"]
    said = heroku(*command, "-a", deployed.name)
    wait_until(lambda: deployed.get("/dynos/web.1")["id"] != before)

    assert f"on {deployed.name}... done" in said


def test_a_log_is_shown_to_its_end(heroku: Heroku, deployed: App) -> None:
    deployed.visit("/page")
    said = heroku("logs", "-a", deployed.name)

    assert "app[api]: Initial release by user trial@localhost" in said
    assert 'heroku[router]: at=info method=GET path="/page"' in said


@pytest.mark.parametrize(
    ("options", "there", "missing"),
    [
        (["--num", "2"], "web.1", "Release v1 created"),
        (["--source", "heroku"], "heroku[", " app["),
        (["--dyno-name", "web.1"], "web.1", "app[api]"),
        (["--ps", "web"], "web.1", "app[api]"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_log_is_narrowed(
    heroku: Heroku, deployed: App, options: list[str], there: str, missing: str
) -> None:
    deployed.visit()
    deployed.patch("/config-vars", {"A": "1"})
    deployed.settle()
    said = heroku("logs", *options, "-a", deployed.name)

    assert there in said
    assert missing not in said


def test_a_log_is_followed_until_interrupted(heroku: Heroku, deployed: App) -> None:
    with heroku.running("logs", "--tail", "-a", deployed.name) as tail:
        assert tail.stdout, "started with a pipe"
        tail.stdout.readline()
        deployed.visit("/while-it-runs")
        found = next(line for line in tail.stdout if 'path="/while-it-runs"' in line)
        tail.send_signal(signal.SIGINT)

        assert "heroku[router]" in found
        assert tail.wait(30) != 0
