"""Dumps of a database, made and restored by the clients of the server's own version.

They connect as the database's own role: a dump may be anybody's, and what it says is executed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from localheroku.runtime.postgres import DatabaseCredentials
from localheroku.runtime.postgres_home import clients
from localheroku.runtime.processes import run

Line = Callable[[str], None]

IGNORED = re.compile(r"errors ignored on restore: (\d+)")
# Owners and privileges are those of another database; here all belongs to who restores.
PLAIN = ("--no-owner", "--no-acl", "--verbose")


class DumpFailed(Exception):
    """What the client said last."""


async def dump(source: DatabaseCredentials, file: Path, line: Line) -> None:
    """Into a new file, for us only. The database serves on meanwhile."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = ("--format=custom", *PLAIN, f"--file={file}")
    status, last = await _run("pg_dump", *options, file=file, env=_reaching(source), line=line)
    if status != 0:
        raise DumpFailed(last)


async def check(file: Path) -> None:
    """DumpFailed unless it can be read."""
    status, last = await _run("pg_restore", "--list", str(file), file=file, env={}, line=_ignore)
    if status != 0:
        raise DumpFailed(f"This is no dump that can be restored here: {last}")


async def restore(file: Path, target: DatabaseCredentials, line: Line) -> int:
    """Into an empty database: how many errors were passed over, as Heroku does."""
    options = (*PLAIN, f"--dbname={target.database}", str(file))
    status, last = await _run("pg_restore", *options, file=file, env=_reaching(target), line=line)
    passed_over = IGNORED.search(last)
    if status != 0 and not passed_over:
        raise DumpFailed(last)
    return int(passed_over[1]) if passed_over else 0


async def _run(
    client: str, *options: str, file: Path, env: Mapping[str, str], line: Line
) -> tuple[int, str]:
    """Its exit status and its last line. Where it stands tells a later platform that it is ours."""
    last = ""

    def heard(text: str) -> None:
        nonlocal last
        last = text
        line(text)

    around = {"LC_ALL": "C", "PATH": os.defpath, **env}
    command = [str(clients() / client), *options]
    return await run(command, line=heard, cwd=file.parent, env=around), last


def _reaching(database: DatabaseCredentials) -> dict[str, str]:
    """A command line would show the password to everybody on the machine."""
    return {
        "PGHOST": database.host,
        "PGPORT": str(database.port),
        "PGDATABASE": database.database,
        "PGUSER": database.user,
        "PGPASSWORD": database.password,
        "PGSSLMODE": "disable",
    }


def _ignore(_line: str) -> None:
    """What a dump lists is of no interest."""
