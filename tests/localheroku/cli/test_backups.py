"""`heroku pg:backups`, `pg:copy`, `pg:push` and `pg:pull`, with a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from localheroku.runtime.postgres_home import clients
from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.cli.install import NODE
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

# The CLI takes the person's own pg_dump, which must not be older than the server.
CURRENT = os.pathsep.join(map(str, (clients(), NODE, os.environ["PATH"])))


@pytest.fixture(scope="module")
def stocked(platform: Platform) -> Iterator[App]:
    """An app whose database has the table `kept`, and a backup of it."""
    app = App(platform)
    addon = app.add_database()
    execute(app, "CREATE TABLE kept AS SELECT 42 AS answer")
    back_up(app, addon)
    yield app
    app.delete()


@pytest.fixture
def empty(app: App) -> App:
    app.add_database()
    return app


def execute(app: App, statement: str) -> None:
    with connect(app) as connection:
        connection.execute(statement)


def connect(app: App) -> psycopg.Connection:
    url = app.get("/config-vars")["DATABASE_URL"]
    return psycopg.connect(url, sslmode="disable", autocommit=True)


def answer(app: App) -> Any:
    with connect(app) as connection:
        return connection.execute("SELECT answer FROM kept").fetchall()


def back_up(app: App, addon: dict[str, Any]) -> None:
    platform = app.platform
    platform.post(f"/client/v11/databases/{addon['id']}/backups").raise_for_status()
    path = f"/client/v11/apps/{app.name}/transfers/1"
    wait_until(lambda: platform.get(path).json()["succeeded"])


def test_a_backup_is_captured_and_listed(heroku: Heroku, empty: App) -> None:
    captured = heroku("pg:backups:capture", "-a", empty.name)
    listed = heroku("pg:backups", "-a", empty.name)

    assert "Backing up DATABASE to b001... done" in captured
    assert "b001" in listed
    assert "Completed" in listed


def test_a_backup_is_shown_with_its_log(heroku: Heroku, stocked: App) -> None:
    said = heroku("pg:backups:info", "b001", "-a", stocked.name)

    assert "=== Backup b001 Database: DATABASE" in said
    assert "Status: Completed Type: Manual" in said
    assert 'dumping contents of table "public.kept"' in said


def test_a_backup_is_downloaded(heroku: Heroku, stocked: App, tmp_path: Path) -> None:
    file = tmp_path / "here.dump"
    heroku("pg:backups:download", "b001", "--output", str(file), "-a", stocked.name)

    assert file.read_bytes().startswith(b"PGDMP")


def test_a_backup_of_another_app_is_restored(heroku: Heroku, stocked: App, empty: App) -> None:
    backup = f"{stocked.name}::b001"
    heroku("pg:backups:restore", backup, "DATABASE", "-a", empty.name, "--confirm", empty.name)

    assert answer(empty) == [(42,)]


def test_a_restore_is_confirmed_with_the_apps_name(heroku: Heroku, stocked: App) -> None:
    command = ("pg:backups:restore", "b001", "DATABASE", "-a", stocked.name)
    said = heroku(*command, "--confirm", "another", status=1)

    assert "did not match" in said


def test_a_backup_is_deleted(heroku: Heroku, empty: App) -> None:
    back_up(empty, empty.get("/addons")[0])
    heroku("pg:backups:delete", "b001", "-a", empty.name, "--confirm", empty.name)

    assert empty.platform.get(f"/client/v11/apps/{empty.name}/transfers").json() == []


def test_the_newest_backup_that_runs_is_canceled(heroku: Heroku, empty: App) -> None:
    execute(empty, "CREATE TABLE kept ()")
    addon = empty.get("/addons")[0]["id"]
    with connect(empty) as connection:
        connection.execute("BEGIN; LOCK TABLE kept IN ACCESS EXCLUSIVE MODE")
        empty.platform.post(f"/client/v11/databases/{addon}/backups").raise_for_status()
        said = heroku("pg:backups:cancel", "-a", empty.name)

    assert said == "Cancelling b001... done"


def test_daily_backups_are_scheduled_and_unscheduled(heroku: Heroku, empty: App) -> None:
    at = ("--at", "02:00 Europe/Paris", "-a", empty.name)
    heroku("pg:backups:schedule", "DATABASE_URL", *at)
    listed = heroku("pg:backups:schedules", "-a", empty.name)
    heroku("pg:backups:unschedule", "DATABASE_URL", "-a", empty.name)
    addon = empty.get("/addons")[0]["id"]
    left = empty.platform.get(f"/client/v11/databases/{addon}/transfer-schedules").json()

    assert listed == "=== Backup Schedules DATABASE_URL: daily at 2:00 Europe/Paris"
    assert left == []


def test_a_database_is_copied_from_another_app(heroku: Heroku, stocked: App, empty: App) -> None:
    source = f"{stocked.name}::DATABASE"
    said = heroku("pg:copy", source, "DATABASE", "-a", empty.name, "--confirm", "DATABASE")

    assert "Copying... done" in said
    assert answer(empty) == [(42,)]


def test_a_database_is_pushed_into_an_empty_one(heroku: Heroku, stocked: App, empty: App) -> None:
    url = stocked.get("/config-vars")["DATABASE_URL"]
    said = heroku("pg:push", url, "DATABASE", "-a", empty.name, PATH=CURRENT)

    assert "Pushing complete." in said
    assert answer(empty) == [(42,)]


def test_a_database_is_pulled_into_an_empty_one(heroku: Heroku, stocked: App, empty: App) -> None:
    url = empty.get("/config-vars")["DATABASE_URL"]
    said = heroku("pg:pull", "DATABASE", url, "-a", stocked.name, PATH=CURRENT)

    assert "Pulling complete." in said
    assert answer(empty) == [(42,)]


def test_who_is_connected_is_listed_and_ended(heroku: Heroku, empty: App) -> None:
    with connect(empty) as connection:
        connection.execute("SET application_name = 'somebody'")
        listed = heroku("pg:ps", "--verbose", "-a", empty.name)
        heroku("pg:killall", "-a", empty.name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

    assert "somebody" in listed
