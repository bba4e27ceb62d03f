"""What is secret stays where it belongs: in the store, and in the dynos that need it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.localheroku.platform import KEY, App, Platform
from tests.localheroku.sources import with_release_phase
from tests.waiting import wait_until

PLANTED = "planted-and-looked-for"
HOLD = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)\n"
# What apps and packages bring along keeps its modes; the folders above are closed.
CODE = ("slugs/*/app", "dynos/homes/*", "builds/environments/*")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform with secrets of all kinds; a web dyno runs, a release phase and a backup hang."""
    platform = Platform(tmp_path_factory.mktemp("secrets") / "data")
    app = App(platform, "secretive")
    app.patch("/config-vars", {"TOKEN": f"{PLANTED}-config"})
    app.post("/log-drains", {"url": f"https://user:{PLANTED}-drain@127.0.0.1:1/"})
    hook = {"url": f"http://127.0.0.1:1/{PLANTED}", "secret": f"{PLANTED}-hook"}
    app.post("/webhooks", {"include": ["api:release"], "level": "notify", **hook})
    app.add_database()
    app.deploy(with_release_phase(""))
    app.settle()
    app.build(with_release_phase(HOLD))
    wait_until(lambda: any("release.py" in line for line in command_lines(platform)))
    with locked(app) as addon:
        platform.post(f"/client/v11/databases/{addon}/backups").raise_for_status()
        wait_until(lambda: any("pg_dump" in line for line in command_lines(platform)))
        yield platform
    platform.remove()


@contextmanager
def locked(app: App) -> Iterator[str]:
    """The id of the app's database, in which somebody has locked a table."""
    url = app.get("/config-vars")["DATABASE_URL"]
    with psycopg.connect(url, sslmode="disable", autocommit=True) as connection:
        connection.execute("CREATE TABLE held ()")
        connection.execute("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE")
        yield app.get("/addons")[0]["id"]


@pytest.fixture(scope="module")
def secrets(used: Platform) -> list[str]:
    url = used.get("/apps/secretive/config-vars").json()["DATABASE_URL"]
    password = url.split(":")[2].split("@")[0]
    return [KEY, PLANTED, password]


def family(platform: Platform) -> list[psutil.Process]:
    server = psutil.Process(platform.process.pid)
    return [server, *server.children(recursive=True)]


def command_lines(platform: Platform) -> list[str]:
    return [" ".join(one.cmdline()) for one in family(platform)]


def holders(folder: Path, secret: str) -> set[str]:
    """The files that have it."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.name for path in files if secret.encode() in path.read_bytes()}


def cluster(platform: Platform) -> Path:
    return (platform.folder / "postgres" / "cluster").resolve()


def test_no_command_line_has_a_secret(used: Platform, secrets: list[str]) -> None:
    lines = "\n".join(command_lines(used))

    assert [secret for secret in secrets if secret in lines] == []


def test_no_child_has_the_key(used: Platform) -> None:
    environments = [one.environ() for one in family(used)[1:]]

    assert any("DYNO" in environment for environment in environments)
    assert not any(KEY in value for each in environments for value in each.values())


def test_the_log_has_no_secret(used: Platform, secrets: list[str]) -> None:
    used.get(f"/apps/secretive/log-drains/https://user:{PLANTED}@127.0.0.1:1/")
    log = used.log.read_text()

    assert "/apps/secretive" in log
    assert [secret for secret in secrets if secret in log] == []


def test_only_the_store_has_what_it_was_told(used: Platform, secrets: list[str]) -> None:
    key, planted, password = secrets
    store = {"platform.sqlite3", "platform.sqlite3-wal"}

    assert holders(used.folder, planted) <= store
    assert holders(used.folder, planted)
    for secret in (key, password):
        assert holders(used.folder, secret) | holders(cluster(used), secret) == set()


def test_nobody_else_can_read_what_is_kept(used: Platform) -> None:
    code = [path for pattern in CODE for path in used.folder.glob(pattern)]
    kept = [
        path
        for path in (used.folder, *used.folder.rglob("*"))
        if not path.is_symlink() and not any(path.is_relative_to(each) for each in code)
    ]
    opened = [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077]

    assert opened == []


def test_the_databases_are_nobody_elses(used: Platform) -> None:
    data = cluster(used) / "data"
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in data.rglob("*")}

    assert stat.S_IMODE(cluster(used).stat().st_mode) == 0o700
    assert modes == {0}


def test_everything_listens_on_loopback(used: Platform) -> None:
    connections = [each for one in family(used) for each in one.net_connections()]
    listening = [each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN]

    assert len(listening) >= 3  # the platform, PostgreSQL, a web dyno
    assert set(listening) == {"127.0.0.1"}
