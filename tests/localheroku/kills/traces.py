"""What a platform keeps outside of its answers: processes, folders and databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.localheroku.platform import Platform

# Below these is one entry for something that the platform knows, and none when it knows nothing.
KEPT = ("dynos/homes", "dynos/running", "builds/work", "slugs", "outputs", "logs", "uploads")


def files(platform: Platform) -> list[Path]:
    return [entry for name in KEPT for entry in (platform.folder / name).iterdir()]


def strangers(platform: Platform) -> list[psutil.Process]:
    """Processes that stand in the data folder and are neither the platform's nor the databases'.

    The databases' server may be a killed platform's child. As root it stands elsewhere.
    """
    parents = psutil.Process(platform.process.pid), postmaster(platform)
    known = {one for parent in parents for one in (parent, *parent.children(recursive=True))}
    homes = platform.folder.resolve()
    return [
        one
        for one in psutil.process_iter(["cwd"])
        if one.info["cwd"] and Path(one.info["cwd"]).is_relative_to(homes) and one not in known
    ]


def postmaster(platform: Platform) -> psutil.Process:
    """Of the databases' server."""
    lock = platform.folder / "postgres" / "cluster" / "data" / "postmaster.pid"
    return psutil.Process(int(lock.read_text().split()[0]))


def databases(url: str) -> tuple[set[str], set[str]]:
    """The names of databases and of roles, as anybody with a database sees them."""
    with psycopg.connect(url, sslmode="disable") as connection:
        databases = connection.execute(
            "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
        )
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE NOT rolsuper")
        return _names(databases), {name for name in _names(roles) if not name.startswith("pg_")}


def _names(cursor: psycopg.Cursor[Any]) -> set[str]:
    return {name for (name,) in cursor.fetchall()}
