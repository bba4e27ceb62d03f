"""A real PostgreSQL server for heroku-postgresql, with one role and one database per add-on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


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
        """`postgres://user:password@host:port/database`"""
        raise NotImplementedError


class PostgresFailed(Exception):
    """The server did not start or stop; the message holds its last lines."""


class Postgres:
    """One server and its cluster, below `folder` or in the place that `folder` records."""

    port: int  # known after start(); kept across restarts if it is still free

    def __init__(self, folder: Path) -> None: ...

    async def start(self) -> None:
        """Make the cluster if there is none, end a server left over from a killed parent, serve."""

    async def stop(self) -> None:
        """End the server after its open transactions were rolled back."""

    async def create(self, name: str, *, connections: int | None = None) -> DatabaseCredentials:
        """A role and a database called `name`; done again, the same answer. `connections` is the plan's limit."""
        raise NotImplementedError

    def credentials(self, name: str) -> DatabaseCredentials:
        """The credentials of a database made by `create`, with the port of this run."""
        raise NotImplementedError

    async def drop(self, name: str) -> None:
        """Disconnect everybody and delete database and role; no error if there are none."""

    async def remove(self) -> None:
        """Stop, and delete the cluster wherever it lies: call this before the data folder is deleted."""
