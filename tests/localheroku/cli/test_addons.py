"""`heroku addons` and `heroku pg`, with a real PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.platform import App
from tests.waiting import wait_until

PLAN = "heroku-postgresql:essential-0"


@pytest.fixture
def addon(app: App) -> dict[str, Any]:
    return app.add_database()


def test_a_database_is_created(heroku: Heroku, app: App) -> None:
    said = heroku("addons:create", PLAN, "-a", app.name)
    wait_until(lambda: "DATABASE_URL" in app.get("/config-vars"))

    assert f"Creating {PLAN} on {app.name}... ~$0.007/hour (max $5/month)" in said


def test_add_ons_are_listed_with_their_attachments(
    heroku: Heroku, app: App, addon: dict[str, Any]
) -> None:
    said = heroku("addons", "-a", app.name)

    assert f"heroku-postgresql ({addon['name']}) essential-0 ~$0.007/hour $5/month created" in said
    assert "as DATABASE" in said


def test_an_add_on_is_shown(heroku: Heroku, app: App, addon: dict[str, Any]) -> None:
    said = heroku("addons:info", "DATABASE", "-a", app.name)

    assert f"Plan: {PLAN}" in said
    assert f"Owning app: {app.name}" in said
    assert "State: created" in said


def test_an_add_on_is_attached_and_detached(
    heroku: Heroku, app: App, other: App, addon: dict[str, Any]
) -> None:
    heroku("addons:attach", addon["name"], "--as", "SHARED", "-a", other.name)
    attached = other.get("/config-vars")
    heroku("addons:detach", "SHARED", "-a", other.name)

    assert attached == {"SHARED_URL": app.get("/config-vars")["DATABASE_URL"]}
    assert other.get("/config-vars") == {}


def test_an_add_on_is_destroyed(heroku: Heroku, app: App, addon: dict[str, Any]) -> None:
    said = heroku("addons:destroy", "DATABASE", "-a", app.name, "--confirm", app.name)

    assert f"Destroying {addon['name']} on {app.name}... done" in said
    assert app.get("/addons") == []


def test_an_unknown_plan_is_refused_with_the_offered_ones(heroku: Heroku, app: App) -> None:
    said = heroku("addons:create", "heroku-redis:mini", "-a", app.name, status=2)

    assert "Couldn't find either the add-on service or the add-on plan" in said


def test_a_database_is_shown_with_its_figures(
    heroku: Heroku, app: App, addon: dict[str, Any]
) -> None:
    said = heroku("pg:info", "-a", app.name)

    assert said.startswith("=== DATABASE_URL Plan: Essential 0 Status: Available")
    assert "Connections: 0/20 PG Version: 1" in said
    assert "Tables: 0/4000" in said
    assert said.endswith(f"Add-on: {addon['name']}")


def test_psql_asks_the_database(heroku: Heroku, app: App, addon: dict[str, Any]) -> None:
    said = heroku("pg:psql", "-c", "SELECT 6 * 7 AS answer", "-a", app.name)

    assert "answer -------- 42 (1 row)" in said


def test_a_failing_query_fails_the_command(heroku: Heroku, app: App, addon: dict[str, Any]) -> None:
    assert 'relation "nothing"' in heroku(
        "pg:psql", "-c", "SELECT FROM nothing", "-a", app.name, status=1
    )


def test_a_database_is_emptied(heroku: Heroku, app: App, addon: dict[str, Any]) -> None:
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable") as connection:
        connection.execute("CREATE TABLE one ()")
    heroku("pg:reset", "-a", app.name, "--confirm", app.name)
    with psycopg.connect(url, sslmode="disable") as connection:
        row = connection.execute("SELECT to_regclass('one')").fetchone()

    assert row == (None,)


def test_the_credentials_are_those_of_the_url(
    heroku: Heroku, app: App, addon: dict[str, Any]
) -> None:
    said = heroku("pg:credentials:url", "DATABASE", "-a", app.name)

    assert said.endswith(f"Connection URL: {app.get('/config-vars')['DATABASE_URL']}")
