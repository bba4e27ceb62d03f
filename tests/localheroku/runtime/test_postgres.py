"""heroku-postgresql is a real server: private, and unharmed by whatever ends it."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString

import anyio
import psutil
import psycopg
import pytest

from localheroku.runtime.postgres import Postgres
from localheroku.runtime.postgres_home import NAME, orphans

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """One server for all tests; who stops it starts it again."""
    server = Postgres(tmp_path_factory.mktemp("data") / "postgres", durable=False)
    await server.start()
    yield server
    await server.remove()


async def connect(url: str) -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(url, autocommit=True)


async def ask(url: str, query: Any) -> Any:
    async with await connect(url) as connection:
        row = await (await connection.execute(query)).fetchone()
        return row and row[0]


async def greet(url: str) -> None:
    async with await connect(url) as connection:
        await connection.execute("CREATE TABLE greeting AS SELECT 'hello' AS text")


def postmaster(postgres: Postgres) -> psutil.Process:
    lock = postgres.folder / "cluster" / "data" / "postmaster.pid"
    return psutil.Process(int(lock.read_text().split()[0]))


async def test_an_app_reads_what_it_wrote(postgres: Postgres) -> None:
    database = await postgres.create("writes")
    await greet(database.url)

    assert await ask(database.url, "SELECT text FROM greeting") == "hello"


async def test_letters_beyond_ascii_are_letters(postgres: Postgres) -> None:
    database = await postgres.create("letters")

    assert await ask(database.url, "SELECT upper('größe')") == "GRÖßE"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
async def test_a_server_that_ends_by_itself_comes_back_where_it_was(
    postgres: Postgres, number: signal.Signals
) -> None:
    database = await postgres.create("revived")
    server = postmaster(postgres)
    server.send_signal(number)
    with anyio.fail_after(20):
        while not await answers(database.url):
            await anyio.sleep(0.05)

    assert postmaster(postgres).pid != server.pid


async def answers(url: str) -> bool:
    """Whether a server other than the one that was just killed lets us in."""
    try:
        return bool(await ask(url, "SELECT 1"))
    except (psycopg.OperationalError, FileNotFoundError):
        return False


async def test_creating_again_gives_the_same_credentials_and_keeps_the_data(
    postgres: Postgres,
) -> None:
    database = await postgres.create("again")
    await greet(database.url)

    assert await postgres.create("again") == database
    assert await ask(database.url, "SELECT text FROM greeting") == "hello"


async def test_a_role_cannot_connect_to_the_database_of_another(postgres: Postgres) -> None:
    mine = await postgres.create("mine")
    await postgres.create("theirs")

    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        await connect(mine.url.removesuffix("mine") + "theirs")


@pytest.mark.parametrize("system", ["postgres", "template0", "template1"])
async def test_a_role_cannot_connect_to_a_database_of_the_system(
    postgres: Postgres, system: str
) -> None:
    mine = await postgres.create("curious")

    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        await connect(mine.url.removesuffix("curious") + system)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY pg_temp.loot FROM PROGRAM 'id'",
        "COPY pg_temp.loot FROM '/etc/passwd'",
        "SELECT rolpassword FROM pg_authid",
        "SET ROLE postgres",
        "SET ROLE neighbour",
        "CREATE ROLE accomplice",
        "ALTER ROLE intruder SUPERUSER",
        "CREATE DATABASE more",
        "ALTER SYSTEM SET log_statement = 'all'",
        "DROP DATABASE neighbour",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IS NULL",
    ],
)
async def test_a_role_gets_nowhere(postgres: Postgres, statement: LiteralString) -> None:
    await postgres.create("neighbour")
    intruder = await postgres.create("intruder")

    async with await connect(intruder.url) as connection:
        await connection.execute("CREATE TEMP TABLE loot (line text)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement)


async def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    database = await postgres.create("guarded")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await connect(database.url.replace(database.password, "guess"))


async def test_the_plan_limits_connections(postgres: Postgres) -> None:
    database = await postgres.create("limited", connections=1)

    async with await connect(database.url):
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            await connect(database.url)


async def test_a_dropped_database_is_gone_with_its_connections(postgres: Postgres) -> None:
    database = await postgres.create("dropped")
    connection = await connect(database.url)
    await postgres.drop("dropped")

    with pytest.raises(psycopg.OperationalError):
        await connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await connect(database.url)


async def test_dropping_what_is_not_there_is_fine(postgres: Postgres) -> None:
    await postgres.drop("never_made")


async def test_the_server_listens_on_loopback_only(postgres: Postgres) -> None:
    listening = postmaster(postgres).net_connections()

    assert [tuple(each.laddr) for each in listening] == [("127.0.0.1", postgres.port)]


async def test_no_password_shows_in_a_repr_or_on_a_command_line(postgres: Postgres) -> None:
    database = await postgres.create("quiet")
    server = postmaster(postgres)

    lines = [" ".join(server.cmdline())]
    for child in server.children():
        with suppress(psutil.NoSuchProcess):  # a worker that has ended meanwhile
            lines.append(" ".join(child.cmdline()))

    assert database.password not in repr(database)
    assert not [line for line in lines if database.password in line]


async def test_only_we_can_read_the_secret(postgres: Postgres) -> None:
    assert (postgres.folder / "secret").stat().st_mode & 0o777 == 0o600


async def test_a_restart_keeps_data_and_port(postgres: Postgres) -> None:
    database = await postgres.create("kept")
    await greet(database.url)
    await postgres.stop()
    await postgres.start()

    assert postgres.credentials("kept") == database
    assert await ask(database.url, "SELECT text FROM greeting") == "hello"


async def test_a_killed_server_recovers(postgres: Postgres) -> None:
    database = await postgres.create("survives")
    await greet(database.url)
    postmaster(postgres).kill()
    await postgres.stop()
    await postgres.start()

    assert await ask(database.url, "SELECT text FROM greeting") == "hello"


async def test_a_stranger_with_the_process_id_of_a_dead_server_is_no_obstacle(
    postgres: Postgres,
) -> None:
    postmaster(postgres).kill()
    await postgres.stop()
    lock = postgres.folder / "cluster" / "data" / "postmaster.pid"
    _, *rest = lock.read_text().splitlines()
    lock.write_text("\n".join([str(psutil.Process().ppid()), *rest]))
    await postgres.start()

    assert await ask((await postgres.create("fine")).url, "SELECT 1") == 1


async def test_another_port_is_taken_if_ours_is_in_use(postgres: Postgres) -> None:
    await postgres.stop()
    before = postgres.port
    with socket.create_server(("127.0.0.1", before)):
        await postgres.start()

    assert postgres.port != before
    assert await ask((await postgres.create("moved")).url, "SELECT 1") == 1


PARENT = """
import asyncio, sys
from pathlib import Path
from localheroku.runtime.postgres import Postgres

async def main():
    await (server := Postgres(Path(sys.argv[1]), durable=False)).start()
    print((await server.create("orphaned")).url, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def orphaned(folder: Path) -> str:
    """A server whose parent was killed: the URL of a database in it."""
    async with await anyio.open_process([sys.executable, "-c", PARENT, str(folder)]) as parent:
        assert parent.stdout
        url = (await parent.stdout.receive()).decode().strip()
        parent.kill()
    return url


async def test_the_server_of_a_killed_parent_serves_on(tmp_path: Path) -> None:
    url = await orphaned(tmp_path / "postgres")
    server = Postgres(tmp_path / "postgres", durable=False)
    orphan = postmaster(server)
    await server.start()

    assert postmaster(server) == orphan
    assert await ask(url, "SELECT 1") == 1
    await server.remove()
    assert not orphan.is_running()


async def test_what_a_killed_server_has_left_is_not_in_the_way(tmp_path: Path) -> None:
    url = await orphaned(tmp_path / "postgres")
    server = Postgres(tmp_path / "postgres", durable=False)
    orphan = postmaster(server)
    left = orphan.children()
    for process in left:
        process.suspend()  # else it soon sees that the server is gone
    orphan.kill()
    await server.start()

    assert await ask(url, "SELECT 1") == 1
    assert psutil.wait_procs(left, timeout=5)[1] == []
    await server.remove()


async def test_a_server_without_its_lock_is_replaced(tmp_path: Path) -> None:
    url = await orphaned(tmp_path / "postgres")
    server = Postgres(tmp_path / "postgres", durable=False)
    orphan = postmaster(server)
    (tmp_path / "postgres/cluster/data/postmaster.pid").unlink()
    await server.start()

    assert psutil.wait_procs([orphan], timeout=5)[1] == []
    assert await ask(url, "SELECT 1") == 1
    await server.remove()


async def test_one_that_was_started_otherwise_is_replaced(tmp_path: Path) -> None:
    url = await orphaned(tmp_path / "postgres")
    server = Postgres(tmp_path / "postgres", durable=True)
    orphan = postmaster(server)
    await server.start()

    assert not orphan.is_running()
    assert await ask(url, "SELECT 1") == 1
    await server.remove()


async def test_removal_leaves_nothing(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", durable=False)
    await server.start()
    place = (tmp_path / "postgres" / "cluster").resolve()
    await server.remove()

    assert not place.exists()
    assert list(tmp_path.iterdir()) == []


async def test_what_a_deleted_folder_leaves_is_removed_by_the_next_start(
    postgres: Postgres, tmp_path: Path
) -> None:
    deleted = Postgres(tmp_path / "deleted", durable=False)
    await deleted.start()
    home = (tmp_path / "deleted" / "cluster").resolve()
    await deleted.stop()
    shutil.rmtree(tmp_path / "deleted")
    await postgres.stop()
    await postgres.start()

    assert not home.exists()
    assert await ask((await postgres.create("unharmed")).url, "SELECT 1") == 1


async def test_what_another_user_calls_such_a_home_is_left_alone(tmp_path: Path) -> None:
    home, gone = tmp_path / f"{NAME}planted", tmp_path / "gone" / "cluster"
    home.mkdir()
    (home / "owner").write_text(json.dumps([str(gone), tmp_path.stat().st_dev]))
    me = home.stat().st_uid

    assert list(orphans([tmp_path], owned_by=me)) == [home]
    assert list(orphans([tmp_path], owned_by=me + 1)) == []
