"""Heroku's data API over HTTP: what the CLI shows of a database."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until


@pytest.fixture
def addon(app: App) -> dict[str, Any]:
    return app.add_database()


def connect(app: App) -> psycopg.Connection:
    url = app.get("/config-vars")["DATABASE_URL"]
    return psycopg.connect(url, sslmode="disable", autocommit=True)


def database(platform: Platform, addon: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = platform.get(f"/client/v11/databases/{addon['id']}").json()
    return found


def info(platform: Platform, addon: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["values"][0] for one in database(platform, addon)["info"]}


def test_the_figures_are_those_of_the_server(
    app: App, platform: Platform, addon: dict[str, Any]
) -> None:
    before = database(platform, addon)
    with connect(app) as connection:
        connection.execute("CREATE TABLE one AS SELECT generate_series(1, 100000)")
        row = connection.execute("SHOW server_version").fetchone()
        after = database(platform, addon)

    assert (after["num_tables"], after["num_connections"]) == (1, 1)
    assert after["num_bytes"] - before["num_bytes"] > 3_000_000
    assert (after["postgres_version"],) == row


def test_the_limits_are_those_of_the_plan(platform: Platform, addon: dict[str, Any]) -> None:
    found = info(platform, addon)

    assert (found["Plan"], found["Connections"], found["Tables"]) == (
        "Essential 0",
        "0/20",
        "0/4000",
    )
    assert " / 1 GB (0." in found["Data Size"]


def test_more_connections_than_the_plan_has_are_refused(app: App, addon: dict[str, Any]) -> None:
    connections = [connect(app) for _ in range(20)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        connect(app)
    for one in connections:
        one.close()


def test_a_larger_plan_lets_more_connections_in(app: App, addon: dict[str, Any]) -> None:
    limit = "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user"
    app.patch(f"/addons/{addon['id']}", {"plan": "heroku-postgresql:essential-2"})
    with connect(app) as connection:
        wait_until(lambda: connection.execute(limit).fetchone() == (40,))


def test_its_url_is_the_config_var(app: App, platform: Platform, addon: dict[str, Any]) -> None:
    url = database(platform, addon)["resource_url"]

    assert url == app.get("/config-vars")["DATABASE_URL"]


def test_a_database_is_not_there_until_it_is_provisioned(app: App, platform: Platform) -> None:
    addon = app.post("/addons", {"plan": "heroku-postgresql:essential-0"}).json()
    path = f"/client/v11/databases/{addon['id']}"
    answers = [platform.get(path), platform.get(f"{path}/wait_status")]

    assert answers[0].status_code == 404
    assert answers[1].json() == {"waiting?": True, "message": "preparing"}


def test_a_provisioned_database_is_not_waited_for(
    platform: Platform, addon: dict[str, Any]
) -> None:
    status = platform.get(f"/client/v11/databases/{addon['id']}/wait_status").json()

    assert status == {"waiting?": False, "message": "available"}


def test_the_credential_is_that_of_the_url(
    app: App, platform: Platform, addon: dict[str, Any]
) -> None:
    path = f"/postgres/v0/databases/{addon['name']}/credentials"
    one = platform.get(f"{path}/default").json()
    role = one["credentials"][0]
    url = f"postgres://{role['user']}:{role['password']}@{one['host']}:{one['port']}"

    assert f"{url}/{one['database']}" == app.get("/config-vars")["DATABASE_URL"]
    assert platform.get(path).json() == [one]


def test_a_reset_database_is_empty(app: App, platform: Platform, addon: dict[str, Any]) -> None:
    with connect(app) as connection:
        connection.execute("CREATE TABLE one ()")
    answer = platform.put(f"/client/v11/databases/{addon['id']}/reset", {})

    assert answer.status_code == 200
    assert database(platform, addon)["num_tables"] == 0


def test_what_is_not_a_database_is_not_found(platform: Platform) -> None:
    answer = platform.get("/client/v11/databases/nothing")

    assert (answer.status_code, answer.json()["resource"]) == (404, "add_on")
