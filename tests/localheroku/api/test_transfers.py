"""Backups, restores and copies over HTTP: what they hold, how they are counted, who gets them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

WAITING = "reading user-defined tables"
MAKE = "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number"


class Database:
    """An app's database, and what is asked of it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.platform = app.platform
        self.addon = app.add_database()
        self.url: str = app.get("/config-vars")["DATABASE_URL"]

    def ask(self, path: str, **wish: Any) -> httpx.Response:
        return self.platform.post(f"/client/v11/databases/{self.addon['id']}/{path}", wish)

    def transfer(self, path: str, **wish: Any) -> dict[str, Any]:
        """Until it has ended."""
        answer = self.ask(path, **wish)
        assert answer.status_code == 201, answer.text
        return self.ended(answer.json())

    def ended(self, transfer: dict[str, Any]) -> dict[str, Any]:
        wait_until(lambda: self.show(transfer)["finished_at"])
        return self.show(transfer)

    def show(self, transfer: dict[str, Any]) -> dict[str, Any]:
        path = f"/client/v11/apps/{self.app.name}/transfers/{transfer['uuid']}?verbose=true"
        found: dict[str, Any] = self.platform.get(path).json()
        return found

    def all(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.platform.get(self.path()).json()
        return found

    def path(self, rest: str = "") -> str:
        return f"/client/v11/apps/{self.app.name}/transfers{rest}"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url, sslmode="disable", autocommit=True)

    def execute(self, *statements: str) -> None:
        with self.connect() as connection:
            for one in statements:
                connection.execute(one)

    def tables(self) -> list[str]:
        with self.connect() as connection:
            query = "SELECT relname FROM pg_stat_user_tables ORDER BY 1"
            return [name for (name,) in connection.execute(query)]


@pytest.fixture(scope="module")
def database(platform: Platform) -> Iterator[Database]:
    """It has the table `kept`, and tests leave it so."""
    made = Database(App(platform))
    made.execute(MAKE)
    yield made
    made.app.delete()


@pytest.fixture(scope="module")
def backup(database: Database) -> dict[str, Any]:
    return database.transfer("backups")


@pytest.fixture(scope="module")
def elsewhere(platform: Platform) -> Iterator[Database]:
    """Of another app; tests leave anything in it."""
    made = Database(App(platform))
    yield made
    made.app.delete()


@pytest.fixture
def held(database: Database) -> Iterator[dict[str, Any]]:
    """A backup that waits for somebody who has locked a table, as long as the test runs."""
    with database.connect() as connection:
        connection.execute("BEGIN; LOCK TABLE kept IN ACCESS EXCLUSIVE MODE")
        backup = database.ask("backups").json()
        wait_until(lambda: WAITING in logged(database.show(backup)))
        yield backup
        connection.execute("ROLLBACK")
    database.ended(backup)


def logged(transfer: dict[str, Any]) -> str:
    return "\n".join(one["message"] for one in transfer["logs"])


def public_url(database: Database, backup: dict[str, Any]) -> str:
    path = database.path(f"/{backup['num']}/actions/public-url")
    url: str = database.platform.post(path).json()["url"]
    return url


def fetched(platform: Platform, url: str) -> httpx.Response:
    """With the platform's authority, and without its key."""
    context = ssl.create_default_context(cafile=platform.folder / "tls" / "ca.pem")
    with plain.Client(verify=context) as client:
        return client.get(url)


def served(platform: Platform, content: bytes) -> str:
    """A URL of this machine that answers with it."""
    url: str = platform.post("/sources").json()["source_blob"]["get_url"]
    plain.put(url, content=content).raise_for_status()
    return url


def test_a_backup_ends_with_its_size(backup: dict[str, Any]) -> None:
    assert (backup["from_name"], backup["to_name"]) == ("DATABASE", "BACKUP")
    assert (backup["from_type"], backup["to_type"]) == ("pg_dump", "gof3r")
    assert backup["succeeded"] is True
    assert 0 < backup["processed_bytes"] < backup["source_bytes"]


def test_what_the_client_says_is_kept(database: Database, backup: dict[str, Any]) -> None:
    assert 'dumping contents of table "public.kept"' in logged(backup)
    assert str(urlsplit(database.url).password) not in logged(backup)


def test_only_we_can_read_a_dump(platform: Platform, backup: dict[str, Any]) -> None:
    folder = platform.folder / "backups"
    dump = folder / f"{backup['uuid']}.dump"

    assert (folder.stat().st_mode & 0o777, dump.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_database_in_use_serves_while_it_is_dumped(
    database: Database, held: dict[str, Any]
) -> None:
    database.execute("CREATE TABLE meanwhile ()", "DROP TABLE meanwhile")

    assert database.show(held)["finished_at"] is None


def test_a_running_backup_is_canceled(database: Database, held: dict[str, Any]) -> None:
    path = database.path(f"/{held['uuid']}/actions/cancel")
    canceled = database.platform.post(path).json()

    assert canceled["canceled_at"] == canceled["finished_at"]
    assert canceled["succeeded"] is False
    assert "Canceled by user" in logged(database.show(held))


def test_transfers_of_a_database_wait_for_each_other(
    database: Database, elsewhere: Database, held: dict[str, Any]
) -> None:
    second = database.ask("backups").json()
    beside = elsewhere.transfer("backups")
    waiting = database.show(second)
    database.platform.delete(database.path(f"/{second['uuid']}")).raise_for_status()

    assert (beside["succeeded"], waiting["started_at"]) == (True, None)


def test_a_restore_brings_back_what_was_there_and_nothing_else(
    elsewhere: Database, backup: dict[str, Any]
) -> None:
    elsewhere.execute("CREATE TABLE IF NOT EXISTS later ()")
    restore = elsewhere.transfer("restores", backup_url=backup["to_url"])

    assert elsewhere.tables() == ["kept"]
    assert (restore["succeeded"], restore["warnings"]) == (True, 0)
    assert (restore["from_type"], restore["to_type"]) == ("gof3r", "pg_restore")


def test_what_is_restored_belongs_to_the_other_app(
    elsewhere: Database, backup: dict[str, Any]
) -> None:
    restore = elsewhere.transfer("restores", backup_url=backup["to_url"])
    elsewhere.execute("ALTER TABLE kept ADD COLUMN text TEXT")

    assert restore["uuid"] in [one["uuid"] for one in elsewhere.all()]


def test_a_public_url_needs_no_key(database: Database, backup: dict[str, Any]) -> None:
    answer = fetched(database.platform, public_url(database, backup))

    assert answer.content.startswith(b"PGDMP")


@pytest.mark.parametrize("change", [("signature=", "signature=0"), ("expires=", "expires=9")])
def test_a_changed_url_opens_nothing(
    database: Database, backup: dict[str, Any], change: tuple[str, str]
) -> None:
    url = public_url(database, backup).replace(*change)
    answer = fetched(database.platform, url)

    assert (answer.status_code, answer.json()["id"]) == (403, "forbidden")


def test_a_url_without_signature_opens_nothing(platform: Platform, backup: dict[str, Any]) -> None:
    assert fetched(platform, backup["to_url"]).status_code == 403


def test_a_public_url_can_be_restored(
    database: Database, elsewhere: Database, backup: dict[str, Any]
) -> None:
    elsewhere.transfer("restores", backup_url=public_url(database, backup))

    assert elsewhere.tables() == ["kept"]


def test_a_dump_that_another_server_of_this_machine_has_is_restored(
    database: Database, elsewhere: Database, backup: dict[str, Any]
) -> None:
    dump = fetched(database.platform, public_url(database, backup)).content
    elsewhere.transfer("restores", backup_url=served(database.platform, dump))

    assert elsewhere.tables() == ["kept"]


def test_what_is_no_dump_leaves_the_database_as_it_is(database: Database) -> None:
    url = served(database.platform, b"<html>Sign in</html>")
    restore = database.transfer("restores", backup_url=url)

    assert (restore["succeeded"], database.tables()) == (False, ["kept"])
    assert "This is no dump that can be restored here" in logged(restore)


def test_a_dump_that_is_not_there_leaves_the_database_as_it_is(database: Database) -> None:
    url = f"{database.platform.address}/sources/none"
    restore = database.transfer("restores", backup_url=url)

    assert (restore["succeeded"], database.tables()) == (False, ["kept"])
    assert logged(restore) == "There is no backup: the server answered 404."


@pytest.mark.parametrize(
    "url", ["https://example.com/a.dump", "file:///etc/passwd", "ftp://127.0.0.1/", "http://["]
)
def test_a_restore_calls_no_other_machine(database: Database, url: str) -> None:
    answer = database.ask("restores", backup_url=url)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_errors_that_a_restore_passes_over_are_counted(elsewhere: Database) -> None:
    """A check that looks into another table can't be asked before that one is there."""
    elsewhere.execute(
        "CREATE TABLE limits AS SELECT 9 AS most",
        "CREATE FUNCTION fits(n INT) RETURNS BOOL LANGUAGE sql AS 'SELECT n < most FROM limits'",
        "CREATE TABLE checked (n INT CHECK (fits(n)))",
        "INSERT INTO checked VALUES (1)",
    )
    backup = elsewhere.transfer("backups")
    restore = elsewhere.transfer("restores", backup_url=backup["to_url"])

    assert (restore["succeeded"], restore["warnings"]) == (True, 1)


def test_a_copy_replaces_all_that_the_other_has(database: Database, elsewhere: Database) -> None:
    elsewhere.execute("CREATE TABLE IF NOT EXISTS former ()")
    copy = elsewhere.transfer("transfers", from_url=database.url, to_url=elsewhere.url)

    assert (elsewhere.tables(), database.tables()) == (["kept"], ["kept"])
    assert (copy["from_type"], copy["to_type"]) == ("pg_dump", "pg_restore")


def test_a_copy_from_a_strange_database_is_refused(database: Database) -> None:
    strange = "postgres://a:b@127.0.0.1:1/c"
    answer = database.ask("transfers", from_url=strange, to_url=database.url)

    assert answer.status_code == 422
    assert "from_url is no database of this platform" in answer.json()["message"]


def test_a_database_is_not_copied_onto_itself(database: Database) -> None:
    answer = database.ask("transfers", from_url=database.url, to_url=database.url)

    assert answer.json()["message"] == "Cannot copy a database onto itself."


def test_what_has_ended_is_not_canceled(database: Database, backup: dict[str, Any]) -> None:
    answer = database.platform.post(database.path(f"/{backup['num']}/actions/cancel"))

    assert answer.status_code == 422
    assert "has ended already" in answer.json()["message"]


def test_a_deleted_backup_is_gone_and_its_number_too(elsewhere: Database) -> None:
    backup = elsewhere.transfer("backups")
    url = public_url(elsewhere, backup)
    elsewhere.platform.delete(elsewhere.path(f"/{backup['num']}")).raise_for_status()
    restore = elsewhere.transfer("restores", backup_url=backup["to_url"])

    assert fetched(elsewhere.platform, url).status_code == 404
    assert backup["uuid"] not in [one["uuid"] for one in elsewhere.all()]
    assert (restore["num"], restore["succeeded"]) == (backup["num"] + 1, False)


@pytest.mark.parametrize("whole_app", [True, False])
def test_backups_go_with_their_database(other: App, platform: Platform, whole_app: bool) -> None:
    database = Database(other)
    backup = database.transfer("backups")
    dump = platform.folder / "backups" / f"{backup['uuid']}.dump"
    there = dump.exists()
    other.delete("" if whole_app else f"/addons/{database.addon['id']}").raise_for_status()

    assert (there, dump.exists()) == (True, False)


def test_a_destroyed_database_has_no_transfers(app: App) -> None:
    database = Database(app)
    database.transfer("backups")
    app.delete(f"/addons/{database.addon['id']}").raise_for_status()

    assert database.all() == []


def test_a_restore_is_no_backup_to_download(elsewhere: Database, backup: dict[str, Any]) -> None:
    restore = elsewhere.transfer("restores", backup_url=backup["to_url"])
    answer = elsewhere.platform.post(elsewhere.path(f"/{restore['num']}/actions/public-url"))

    assert answer.json()["message"].endswith("is not a backup that has succeeded.")


def test_a_database_that_is_not_provisioned_has_no_backups(app: App, platform: Platform) -> None:
    addon = app.post("/addons", {"plan": "heroku-postgresql:essential-0"}).json()
    answer = platform.post(f"/client/v11/databases/{addon['id']}/backups", {})

    assert (answer.status_code, answer.json()["resource"]) == (404, "database")


def test_all_connections_of_a_database_are_ended(elsewhere: Database) -> None:
    with elsewhere.connect() as connection:
        answer = elsewhere.ask("connection_reset")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

    assert answer.status_code == 200
